#include <fmt/format.h>

#include <cmath>
#include <filesystem>

#include "app/commands.hpp"
#include "base/atomic_file.hpp"
#include "study/validate.hpp"
#include "study/worker_pool.hpp"

namespace silith::app {

int validate(const std::vector<std::string>& files, const std::string& directory) {
  const std::filesystem::path target = directory.empty() ? "results/validation" : directory;
  std::vector<Study> studies;
  std::string title;
  for (const auto& file : files) {
    studies.push_back(read_study(file));
    title += (title.empty() ? "" : "; ") + studies.back().title;
  }
  create_output_directory(target);
  const auto rows = compare(studies, available_processors());
  fmt::print("{}", comparison_text(rows));
  write_file(target / "validation.csv", comparison_csv(rows));
  write_file(target / "validation.html", comparison_html(rows, title));
  fmt::print("{}\n{}\n", (target / "validation.html").string(), (target / "validation.csv").string());
  for (const ComparedValue& row : rows) {
    if (!std::isnan(row.simulated)) continue;
    fmt::print(stderr, "{} {}: {}\n", row.quantity, row.point, row.failure);
    return numerics_failed;
  }
  return ok;
}

}  // namespace silith::app
