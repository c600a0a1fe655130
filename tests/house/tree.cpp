#include "tree.hpp"

#include <algorithm>
#include <fstream>
#include <regex>
#include <sstream>
#include <stdexcept>

namespace silith::house {
namespace fs = std::filesystem;
namespace {

bool left_out(const fs::path& folder) {
  const std::string name = folder.filename().string();
  return name == "build" || name.starts_with("build-") || name == "results" || (name.starts_with(".") && name != ".ci");
}

}  // namespace

fs::path root() {
  return SILITH_SOURCE_DIR;
}

std::vector<fs::path> files(const fs::path& folder, const std::set<std::string>& extensions) {
  std::vector<fs::path> found;
  if (!fs::is_directory(root() / folder)) return found;
  for (fs::recursive_directory_iterator at(root() / folder), end; at != end; ++at) {
    if (at->is_directory() && left_out(at->path())) at.disable_recursion_pending();
    if (!at->is_regular_file() || at->path().filename() == ".git") continue;  // in a worktree .git is a file
    if (extensions.empty() || extensions.contains(at->path().extension().string())) {
      found.push_back(fs::relative(at->path(), root()));
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::string read(const fs::path& file) {
  std::ifstream in(root() / file, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + file.string());
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

std::vector<Line> lines(const fs::path& file) {
  std::istringstream in(read(file));
  std::vector<Line> all;
  std::string text;
  for (int number = 1; std::getline(in, text); ++number) all.push_back({file, number, text});
  return all;
}

std::string place(const Line& line) {
  return line.file.string() + ":" + std::to_string(line.number) + ": " + line.text;
}

Include include_of(const std::string& text) {
  static const std::regex directive(R"(^\s*#\s*include\s*([<"])([^>"]+)[>"])");
  std::smatch match;
  if (!std::regex_search(text, match, directive)) return {};
  return {match[2], match[1] == "\""};
}

}  // namespace silith::house
