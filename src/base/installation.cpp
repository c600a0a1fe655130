#include "base/installation.hpp"

#include <cstdlib>
#include <system_error>
#include <vector>

#include "base/diagnostic.hpp"

namespace silith {
namespace {

bool holds_data(const std::filesystem::path& directory) {
  std::error_code ignored;
  return std::filesystem::is_directory(directory / "data", ignored);
}

/// Empty where the system cannot tell (no /proc).
std::filesystem::path program_directory() {
  std::error_code ignored;
  return std::filesystem::read_symlink("/proc/self/exe", ignored).parent_path();
}

std::filesystem::path find_home() {
  if (const char* chosen = std::getenv("SILITH_HOME")) {
    if (holds_data(chosen)) return chosen;
    throw InputError(std::string("SILITH_HOME is ") + chosen + ", which has no folder data",
                     "unset it, or point it to silith's source tree or to PREFIX/share/silith");
  }
  const std::filesystem::path beside = (program_directory() / ".." / "share" / "silith").lexically_normal();
  const std::vector<std::filesystem::path> candidates{beside, SILITH_SOURCE_HOME, SILITH_INSTALLED_HOME};
  std::string tried;
  for (const auto& candidate : candidates) {
    if (holds_data(candidate)) return candidate;
    tried += (tried.empty() ? "" : ", ") + candidate.string();
  }
  throw InputError("silith's data folder is not found; looked into " + tried,
                   "set SILITH_HOME to silith's source tree or to PREFIX/share/silith");
}

}  // namespace

const std::string& version() {
  static const std::string text = SILITH_VERSION;
  return text;
}

std::filesystem::path home_directory() {
  static const std::filesystem::path found = find_home();
  return found;
}

}  // namespace silith
