#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <filesystem>

#include "app/commands.hpp"
#include "app/comparisons.hpp"
#include "app/field_results.hpp"
#include "app/impedance_sections.hpp"
#include "app/results.hpp"
#include "base/diagnostic.hpp"
#include "input/case.hpp"
#include "input/field_reader.hpp"
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

namespace {

/// Collects runs of cells and of cases in two and three dimensions for one page.
class Collection {
public:
  void add(const fs::path& directory, const std::string& label, bool alone) {
    if (!fs::is_directory(directory)) {
      throw InputError(fmt::format("{} is no results directory", directory.string()),
                       "give directories that `silith run` wrote");
    }
    const fs::path resolved = directory / "case.resolved.toml";
    if (is_field_case(resolved))
      add_field(read_field_case(resolved), directory, label);
    else
      add_cell(read_case(resolved), directory, label, alone);
  }

  ReportInput take() {
    std::vector<const Cell*> in_use;
    for (const auto& cell : cells_) in_use.push_back(&cell);
    if (!in_use.empty()) add_materials(input_, in_use);
    return std::move(input_);
  }

private:
  void add_field(const FieldCase& field_case, const fs::path& directory, const std::string& label) {
    input_.runs.push_back({label, read_result_h5(directory / "result.h5"), {}});
    add_field_materials(input_, field_case);
  }

  void add_cell(const Case& run_case, const fs::path& directory, const std::string& label, bool alone) {
    cells_.push_back(run_case.cell);
    input_.runs.push_back(report_run(run_case.cell, read_result_h5(directory / "result.h5")));
    input_.runs.back().label = label;
    for (auto& chart : compare(read_measured(run_case), input_.runs.back().record)) {
      if (!alone) chart.title = label + ": " + chart.title;
      input_.comparisons.push_back(std::move(chart));
    }
  }

  ReportInput input_;
  std::deque<Cell> cells_;
};

}  // namespace

int report(const std::vector<std::string>& directories, const std::string& file, const std::string& title) {
  Collection collection;
  const auto labels = labels_of(directories);
  for (std::size_t i = 0; i < directories.size(); ++i)
    collection.add(directories[i], labels[i], directories.size() == 1);
  ReportInput input = collection.take();
  input.sections = impedance_sections(input.runs);
  input.title = !title.empty() ? title : input.runs.front().record.title;
  const fs::path target = file.empty() ? fs::path(directories.front()) / "report.html" : fs::path(file);
  write_report(target, input);
  fmt::print("{}\n", target.string());
  return ok;
}

}  // namespace silith::app
