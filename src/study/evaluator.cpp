#include "study/evaluator.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "analysis/eis_fit.hpp"
#include "base/diagnostic.hpp"
#include "base/units.hpp"
#include "input/keys.hpp"
#include "study/case_run.hpp"
#include "study/fill.hpp"
#include "study/worker_pool.hpp"

namespace silith {
namespace {

double in_unit_of(const Reading& reading, double value, const std::string& unit) {
  if (!convertible(unit, reading.unit))
    throw InputError(fmt::format("{} is in {}, the measured value in {}", reading.quantity, unit, reading.unit));
  return convert(value, unit, reading.unit);
}

/// "rs-rsei-rct-zw:Rct": a parameter of a circuit, fitted to the last spectrum as `silith analyse eis` does.
double fitted(const Record& record, const Reading& reading, std::size_t colon) {
  if (record.spectra.empty())
    throw InputError(fmt::format("a run takes no impedance, and \"{}\" is fitted to a spectrum", reading.quantity),
                     "give its protocol a step \"Impedance from 100 kHz to 0.1 Hz\"");
  const EisFit fit = fit_circuit(record.spectra.back(), circuit_preset(reading.quantity.substr(0, colon)).circuit);
  const FittedParameter& parameter = fit.at(reading.quantity.substr(colon + 1));
  return in_unit_of(reading, parameter.value, parameter.unit);
}

/// A value of a summary or of a fitted circuit, in the unit asked for.
double quantity_of(const Record& record, const Reading& reading) {
  const std::size_t colon = reading.quantity.find(':');
  if (colon != std::string::npos) return fitted(record, reading, colon);
  std::string names;
  for (const auto& [name, quantity] : record.quantities) {
    names += (names.empty() ? "" : ", ") + name;
    if (name != reading.quantity) continue;
    return in_unit_of(reading, quantity.value, quantity.unit);
  }
  throw InputError(fmt::format("a run gives no quantity \"{}\"", reading.quantity), "it gives " + names);
}

const Column& column_of(const Record& record, const std::string& name) {
  if (const Column* found = record.series.find(name)) return *found;
  std::string names;
  for (const Column& column : record.series.columns) names += (names.empty() ? "" : ", ") + column.name;
  throw InputError(fmt::format("the series has no column \"{}\"", name), "its columns are " + names);
}

/// A curve, linear between rows; beyond its ends the value there.
double curve_at(const Record& record, const Reading& reading, double place) {
  const Column& over = column_of(record, reading.against);
  const Column& column = column_of(record, reading.series);
  const double wanted = convert(place, reading.against_unit, over.unit);
  std::size_t first = 0, last = over.values.size();
  if (reading.step) {
    const std::vector<double>& steps = column_of(record, "step").values;
    const auto range = std::equal_range(steps.begin(), steps.end(), static_cast<double>(*reading.step));
    first = static_cast<std::size_t>(range.first - steps.begin());
    last = static_cast<std::size_t>(range.second - steps.begin());
  }
  if (first == last) throw InputError("the series has no rows where the curve is to be read");
  const double offset = reading.step && reading.against == "time" ? over.values[first] : 0.0;
  const auto begin = over.values.begin() + static_cast<std::ptrdiff_t>(first);
  const auto end = over.values.begin() + static_cast<std::ptrdiff_t>(last);
  const auto after = static_cast<std::size_t>(std::lower_bound(begin, end, wanted + offset) - over.values.begin());
  double value = 0.0;
  if (after == first) {
    value = column.values[first];
  } else if (after == last) {
    value = column.values[last - 1];
  } else {
    const double span = over.values[after] - over.values[after - 1];
    const double share = span > 0.0 ? (wanted + offset - over.values[after - 1]) / span : 1.0;
    value = column.values[after - 1] + share * (column.values[after] - column.values[after - 1]);
  }
  return convert(value, column.unit, reading.unit);
}

std::string text_beside_protocol(Node tree) {
  std::erase_if(tree.entries(), [](const Node::Entry& entry) { return entry.key == "protocol"; });
  return to_toml(tree);
}

}  // namespace

Evaluator::Evaluator(const Study& study, int workers, const std::atomic<bool>* stop)
    : study_(study), workers_(workers), stop_(stop), points_of_(study.runs.size()) {
  for (std::size_t p = 0; p < study.points.size(); ++p) points_of_[study.points[p].run].push_back(p);
  std::vector<double> start;
  for (const StudyParameter& parameter : study.parameters) start.push_back(parameter.start);
  for (const StudyRun& run : study.runs) {
    Node tree = read_with_bases(run.case_file);
    for (const Assignment& assignment : run.set) apply_override(tree, assignment);
    cases_.push_back(std::move(tree));
    beside_protocol_.push_back(run.case_file.string() + "\n" + text_beside_protocol(cases_.back()));
    check_case(case_of(cases_.size() - 1, start));
  }
}

Node Evaluator::case_of(std::size_t run, const std::vector<double>& parameters) const {
  Node tree = cases_[run];
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const StudyParameter& parameter = study_.parameters[i];
    for (const Assignment& assignment : parameter.set)
      apply_override(tree, fill_parameter(assignment, parameters[i], parameter.unit));
  }
  return tree;
}

/// Runs that are wanted, those that differ only in their protocols together: they share what these begin with.
std::vector<Evaluator::Runs> Evaluator::groups_of(const std::vector<bool>& wanted) const {
  std::vector<Runs> groups;
  for (std::size_t r = 0; r < study_.runs.size(); ++r) {
    const bool needed = std::any_of(points_of_[r].begin(), points_of_[r].end(),
                                    [&](std::size_t p) { return wanted.empty() || wanted[p]; });
    if (!needed) continue;
    const auto alike = std::find_if(groups.begin(), groups.end(), [&](const Runs& group) {
      return beside_protocol_[group.front()] == beside_protocol_[r];
    });
    if (alike == groups.end())
      groups.push_back({r});
    else
      alike->push_back(r);
  }
  return groups;
}

/// Values of the runs' points, one run's after the other's.
std::vector<double> Evaluator::simulate_runs(const Runs& runs, const std::vector<double>& parameters) const {
  const Case first = check_case(case_of(runs.front(), parameters));
  std::vector<Protocol> protocols{first.protocol};
  for (std::size_t i = 1; i < runs.size(); ++i) protocols.push_back(check_protocol(case_of(runs[i], parameters)));
  const std::vector<Record> records = run_protocols(first, protocols);
  std::vector<double> values;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    for (const std::size_t p : points_of_[runs[i]]) {
      const StudyPoint& point = study_.points[p];
      const Reading& reading = study_.targets[point.target].reading;
      values.push_back(reading.series.empty() ? quantity_of(records[i], reading)
                                              : curve_at(records[i], reading, point.place));
    }
  }
  return values;
}

std::vector<Evaluator::Values> Evaluator::operator()(const std::vector<std::vector<double>>& parameters,
                                                     const std::vector<bool>& wanted) const {
  const std::vector<Runs> groups = groups_of(wanted);
  const auto job = [&](std::size_t i) {
    return simulate_runs(groups[i % groups.size()], parameters[i / groups.size()]);
  };
  const auto results = run_in_processes(groups.size() * parameters.size(), job, workers_, stop_);
  std::vector<Values> values(parameters.size());
  for (std::size_t v = 0; v < values.size(); ++v) {
    values[v].of_point.assign(study_.points.size(), std::numeric_limits<double>::quiet_NaN());
    for (std::size_t g = 0; g < groups.size(); ++g) {
      const JobResult& result = results[v * groups.size() + g];
      if (!result.failure.empty()) values[v].failure = result.failure;
      auto value = result.values.begin();
      for (const std::size_t run : groups[g])
        for (const std::size_t p : points_of_[run])
          if (value != result.values.end()) values[v].of_point[p] = *value++;
    }
    if (!values[v].failure.empty()) values[v].of_point.clear();
  }
  return values;
}

}  // namespace silith
