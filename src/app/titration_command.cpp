#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/experiment.hpp"
#include "app/titration_output.hpp"
#include "base/diagnostic.hpp"

namespace silith::app {
namespace {

/// Options of the command line, checked before a file is read.
struct TitrationPlan {
  explicit TitrationPlan(const TitrationArguments& arguments)
      : geometry(geometry_of(arguments.geometry)),
        length(positive_option(arguments.length, "--length", "m", "25 um")),
        from(positive_option(arguments.from, "--from", "s", "2 s")),
        cell(arguments.cell == "half" ? Titration::Cell::half : Titration::Cell::full) {
    if (const double voltage = positive_option(arguments.at, "--at", "V", "3.9 V"); voltage > 0.0) at = voltage;
  }
  Geometry geometry;
  double length, from;
  Titration::Cell cell;
  std::optional<double> at;
};

int show(const TitrationArguments& arguments, const Record& record, const Titration& titration) {
  if (!arguments.directory.empty()) write_titration(arguments.directory, record, titration);
  if (arguments.json) {
    fmt::print("{}", titration_json(record, titration));
  } else {
    for (const auto& finding : record.findings) fmt::print("{}: {}\n", finding.severity, finding.message);
    fmt::print("{}", titration_text(titration));
  }
  return ok;
}

}  // namespace

int analyse_pitt(const TitrationArguments& arguments) {
  const TitrationPlan plan(arguments);
  const Record record = read_experiment(arguments.file);
  PittOptions options;
  options.geometry = plan.geometry;
  options.length = plan.length;
  options.from = plan.from;
  return show(arguments, record, titration_of(silith::analyse_pitt(record, options), plan.cell, plan.at));
}

int analyse_gitt(const TitrationArguments& arguments) {
  const TitrationPlan plan(arguments);
  const Record record = read_experiment(arguments.file);
  GittOptions options;
  options.geometry = plan.geometry;
  options.length = plan.length;
  options.from = plan.from;
  return show(arguments, record, titration_of(silith::analyse_gitt(record, options), plan.cell, plan.at));
}

}  // namespace silith::app
