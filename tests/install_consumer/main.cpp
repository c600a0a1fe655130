// A program outside the tree: links installed rooms, finds the installed data.
#include <cstdio>
#include <filesystem>

#include "base/installation.hpp"

int main() {
  std::printf("silith %s\n", silith::version().c_str());
  return std::filesystem::is_directory(std::filesystem::path(SILITH_DATA_DIR) / "data") ? 0 : 1;
}
