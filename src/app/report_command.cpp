#include <fmt/format.h>

#include <filesystem>

#include "app/commands.hpp"
#include "app/results.hpp"
#include "base/diagnostic.hpp"
#include "input/case.hpp"
#include "record/result_h5.hpp"

namespace silith::app {

int report(const std::vector<std::string>& directories, const std::string& file, const std::string& title) {
  ReportInput input;
  std::vector<Cell> cells;
  cells.reserve(directories.size());
  for (const std::filesystem::path directory : directories) {
    if (!std::filesystem::is_directory(directory)) {
      throw InputError(fmt::format("{} is no results directory", directory.string()),
                       "give directories that `silith run` wrote");
    }
    cells.push_back(read_cell_of(directory / "case.resolved.toml"));
    input.runs.push_back(report_run(cells.back(), read_result_h5(directory / "result.h5")));
    input.runs.back().label = directory.lexically_normal().filename().string();
  }
  std::vector<const Cell*> in_use;
  for (const auto& cell : cells) in_use.push_back(&cell);
  add_materials(input, in_use);
  input.title = !title.empty() ? title : input.runs.front().record.title;
  const std::filesystem::path target =
      file.empty() ? std::filesystem::path(directories.front()) / "report.html" : std::filesystem::path(file);
  write_report(target, input);
  fmt::print("{}\n", target.string());
  return ok;
}

}  // namespace silith::app
