#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "app/commands.hpp"
#include "base/diagnostic.hpp"
#include "input/field_reader.hpp"

namespace silith::app {
namespace {

/// The same words for the other program.
std::vector<std::string> words_for(const std::string& program, const RunArguments& arguments) {
  std::vector<std::string> words{program, arguments.input.file};
  for (const auto& change : arguments.input.overrides) words.insert(words.end(), {"--set", change});
  if (!arguments.directory.empty()) words.insert(words.end(), {"-o", arguments.directory});
  if (arguments.checkpoint) words.insert(words.end(), {"--checkpoint", *arguments.checkpoint});
  if (arguments.resume) words.emplace_back("--resume");
  if (arguments.strict) words.emplace_back("--strict");
  if (arguments.quiet) words.emplace_back("--quiet");
  if (!arguments.report) words.emplace_back("--no-report");
  if (arguments.ranks > 1) {
    std::vector<std::string> launch{"mpirun", "-np", std::to_string(arguments.ranks)};
    if (geteuid() == 0) launch.insert(launch.begin() + 1, {"--allow-run-as-root", "--oversubscribe"});
    words.insert(words.begin(), launch.begin(), launch.end());
  }
  return words;
}

}  // namespace

int run_field(const RunArguments& arguments) {
  namespace fs = std::filesystem;
  read_field_case(arguments.input.file, arguments.input.overrides);  // mistakes are said before anything starts
  std::error_code ignored;
  const fs::path program = fs::read_symlink("/proc/self/exe", ignored).parent_path() / "silith-field";
  if (!fs::exists(program, ignored))
    throw InputError(
        fmt::format("{} is a case in two or three dimensions, and {} is not there", arguments.input.file,
                    program.string()),
        "it needs deal.II: `./dev run` installs and builds it on Debian 12 (package libdeal.ii-dev); elsewhere install "
        "deal.II 9.4 with p4est, Trilinos and MPI and build again");
  const auto words = words_for(program.string(), arguments);
  std::vector<char*> pointers;
  for (const auto& word : words) pointers.push_back(const_cast<char*>(word.c_str()));
  pointers.push_back(nullptr);
  execvp(pointers.front(), pointers.data());
  throw InputError(
      fmt::format("{} cannot be started: {}", words.front(), std::strerror(errno)),
      arguments.ranks > 1 ? "--ranks needs mpirun (package openmpi-bin)" : "build it with ./dev build silith-field");
}

}  // namespace silith::app
