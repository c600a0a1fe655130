// A program outside the tree: links installed rooms and their libraries, finds the installed data.
#include <cmath>
#include <cstdio>
#include <filesystem>

#include "base/installation.hpp"
#include "base/units.hpp"
#include "input/document.hpp"
#include "material/law.hpp"

namespace {

double loading_of(const char* toml) {
  const silith::Node recipe = silith::parse_toml(toml, "consumer");
  const double loading = silith::to_si(recipe.find("loading")->text(), "kg/m^2");
  return silith::Law::constant(loading, "kg/m^2", {"estimated", "for the example"})({}).value;
}

}  // namespace

int main() {
  std::printf("silith %s\n", silith::version().c_str());
  const bool read = std::abs(loading_of(R"(loading = "20 mg/cm^2")") - 0.2) < 1e-12;
  const bool data = std::filesystem::is_directory(std::filesystem::path(SILITH_DATA_DIR) / "data");
  return read && data ? 0 : 1;
}
