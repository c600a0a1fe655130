#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "app/commands.hpp"
#include "app/comparisons.hpp"
#include "app/results.hpp"
#include "base/diagnostic.hpp"
#include "input/case.hpp"
#include "record/result_h5.hpp"

namespace silith::app {

namespace {

namespace fs = std::filesystem;

/// Name of each directory, with those around it as far as two have the same.
std::vector<std::string> labels_of(const std::vector<std::string>& directories) {
  std::vector<std::string> labels;
  for (const auto& text : directories) {
    const fs::path directory = fs::absolute(fs::path(text) / ".").lexically_normal().parent_path();
    const auto same_name = [&](const std::string& other) {
      return fs::absolute(fs::path(other) / ".").lexically_normal().parent_path().filename() == directory.filename();
    };
    const bool unique = std::count_if(directories.begin(), directories.end(), same_name) == 1;
    labels.push_back(unique ? directory.filename().string() : text);
  }
  return labels;
}

}  // namespace

int report(const std::vector<std::string>& directories, const std::string& file, const std::string& title) {
  ReportInput input;
  std::vector<Cell> cells;
  cells.reserve(directories.size());
  const auto labels = labels_of(directories);
  for (const fs::path directory : directories) {
    if (!fs::is_directory(directory)) {
      throw InputError(fmt::format("{} is no results directory", directory.string()),
                       "give directories that `silith run` wrote");
    }
    const Case run_case = read_case(directory / "case.resolved.toml");
    cells.push_back(run_case.cell);
    input.runs.push_back(report_run(cells.back(), read_result_h5(directory / "result.h5")));
    input.runs.back().label = labels[input.runs.size() - 1];
    for (auto& chart : compare(read_measured(run_case), input.runs.back().record)) {
      if (directories.size() > 1) chart.title = input.runs.back().label + ": " + chart.title;
      input.comparisons.push_back(std::move(chart));
    }
  }
  std::vector<const Cell*> in_use;
  for (const auto& cell : cells) in_use.push_back(&cell);
  add_materials(input, in_use);
  input.title = !title.empty() ? title : input.runs.front().record.title;
  const fs::path target = file.empty() ? fs::path(directories.front()) / "report.html" : fs::path(file);
  write_report(target, input);
  fmt::print("{}\n", target.string());
  return ok;
}

}  // namespace silith::app
