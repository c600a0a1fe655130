#include "app/experiment.hpp"

#include <fmt/format.h>

#include <array>
#include <filesystem>
#include <fstream>

#include "base/diagnostic.hpp"
#include "base/units.hpp"
#include "instrument/read.hpp"
#include "record/result_h5.hpp"

namespace silith::app {
namespace {

namespace fs = std::filesystem;

bool is_hdf5(const fs::path& path) {
  constexpr std::array<char, 4> mark{'\x89', 'H', 'D', 'F'};
  std::array<char, 4> start{};
  std::ifstream file(path, std::ios::binary);
  return file.read(start.data(), start.size()) && start == mark;
}

}  // namespace

Record read_experiment(const std::string& path) {
  const bool directory = fs::is_directory(path);
  const fs::path file = directory ? fs::path(path) / "result.h5" : fs::path(path);
  if (directory && !fs::exists(file)) {
    throw InputError(fmt::format("{} holds no result.h5", path),
                     "give a file of a cycler, or a directory that `silith run` wrote");
  }
  Record record = directory || is_hdf5(file) ? read_result_h5(file) : read_measurement(file);
  if (record.title.empty()) record.title = fs::path(path).filename().string();
  return record;
}

double positive_option(const std::string& text, const std::string& option, const std::string& unit,
                       const std::string& example) {
  if (text.empty()) return 0.0;
  std::string problem;
  const auto value = try_to_si(text, unit, problem);
  const std::string hint = fmt::format("write for example {} \"{}\"", option, example);
  if (!value) throw InputError(fmt::format("{}: {}", option, problem), hint);
  if (!(*value > 0.0)) throw InputError(fmt::format("{}: \"{}\" is not above zero", option, text), hint);
  return *value;
}

}  // namespace silith::app
