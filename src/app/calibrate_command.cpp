#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "app/commands.hpp"
#include "base/diagnostic.hpp"

namespace silith::app {

int calibrate(const CalibrateArguments& arguments) {
  namespace fs = std::filesystem;
  std::error_code ignored;
  const fs::path program = fs::read_symlink("/proc/self/exe", ignored).parent_path() / "silith-calibrate";
  const std::string directory = arguments.directory.empty()
                                    ? (fs::path("results") / fs::path(arguments.study).stem()).string()
                                    : arguments.directory;
  const std::string workers = std::to_string(arguments.workers), starts = std::to_string(arguments.starts);
  execl(program.c_str(), program.c_str(), arguments.study.c_str(), directory.c_str(), workers.c_str(), starts.c_str(),
        arguments.leave_out ? "1" : "0", arguments.quiet ? "1" : "0", static_cast<char*>(nullptr));
  throw InputError(fmt::format("{} cannot be started: {}", program.string(), std::strerror(errno)),
                   "it is built and installed beside silith: ./dev build silith-calibrate");
}

}  // namespace silith::app
