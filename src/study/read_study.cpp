#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "base/diagnostic.hpp"
#include "base/installation.hpp"
#include "base/units.hpp"
#include "input/bibliography.hpp"
#include "input/keys.hpp"
#include "input/view.hpp"
#include "study/fill.hpp"
#include "study/study.hpp"

// From a study file to a Study.
namespace silith {
namespace {

/// Notes what `read` throws at the key it is about; mistakes inside other files keep their own place.
template <class Read>
void noting(const View& view, std::string_view path, Read read) {
  try {
    read();
  } catch (const InputError& error) {
    for (const Diagnostic& diagnostic : error.diagnostics()) {
      if (diagnostic.where.file.empty())
        view.problem(path, diagnostic.message, diagnostic.hint);
      else
        view.problem(diagnostic);
    }
  }
}

Measure measure_of(const Node& node) {
  if (node.is_number()) return {node.number(), "1"};
  if (node.is_text()) return parse_measure(node.text());
  throw InputError(fmt::format("a number with a unit is expected, this is {}", node.kind_name()),
                   "write for example \"0.8 A/m^2\" or 0.98");
}

/// The value at `path` in a given unit; a bare number is in that unit already.
double in_unit(const View& view, std::string_view path, const std::string& unit) {
  double value = std::numeric_limits<double>::quiet_NaN();
  const Node* node = view.node(path);
  if (node == nullptr) return value;
  noting(view, path, [&] {
    const Measure measure = measure_of(*node);
    if (measure.unit != "1" && !convertible(measure.unit, unit))
      throw InputError(
          fmt::format("{} is {}, {} is expected", measure.unit, dimension_name(measure.unit), dimension_name(unit)),
          fmt::format("write it in {}", unit));
    value = measure.unit == "1" ? measure.value : convert(measure.value, measure.unit, unit);
  });
  return value;
}

/// The key an assignment sets must be one of a case.
void check_assignment(const View& view, const std::string& path, const Assignment& assignment) {
  const std::size_t equals = assignment.find('=');
  if (equals == std::string::npos || equals == 0)
    return view.problem(path, fmt::format("\"{}\" sets nothing", assignment), "a key, '=' and a value are expected");
  const std::string key(assignment, 0, equals);
  // A part of a law given in the case ("...diffusivity.expression") is no key of its own.
  const Key* itself = case_registry().find(key);
  const Key* law = case_registry().find(key.substr(0, key.rfind('.')));
  const bool known =
      (itself != nullptr && itself->type != ValueType::table) || (law != nullptr && law->type == ValueType::any);
  if (!known)
    view.problem(path, fmt::format("a case has no key \"{}\"", key), "`silith explain cell` lists those it has");
}

std::vector<Assignment> assignments(const View& view) {
  std::vector<Assignment> set = view.texts("set");
  for (std::size_t i = 0; i < set.size(); ++i) check_assignment(view, fmt::format("set[{}]", i), set[i]);
  return set;
}

class ParameterReader {
public:
  explicit ParameterReader(const View& view) : view_(view) {}

  StudyParameter read() {
    parameter_.name = view_.text("name");
    parameter_.logarithmic = view_.word("scale") == "log";
    parameter_.note = view_.optional_text("note").value_or("");
    read_start();
    read_bounds();
    read_set();
    return parameter_;
  }

private:
  void read_start() {
    const Node* start = view_.node("start");
    if (start == nullptr) return;
    noting(view_, "start", [&] {
      const Measure measure = measure_of(*start);
      parameter_.start = measure.value;
      parameter_.unit = measure.unit;
    });
  }

  void read_bounds() {
    const std::size_t count = view_.items("bounds").size();
    if (count != 2) {
      view_.problem("bounds", "two values are expected, the least and the most", "write bounds = [\"1 um\", \"5 um\"]");
      return;
    }
    parameter_.lower = in_unit(view_, "bounds[0]", parameter_.unit);
    parameter_.upper = in_unit(view_, "bounds[1]", parameter_.unit);
    if (!view_.is_sound("start") || !view_.is_sound("bounds")) return;
    if (parameter_.lower >= parameter_.upper)
      view_.problem("bounds", "the first must be below the second", "the least comes first");
    else if (parameter_.start < parameter_.lower || parameter_.start > parameter_.upper)
      view_.problem("start", "lies outside the bounds", "start between them");
    if (parameter_.logarithmic && parameter_.lower <= 0.0)
      view_.problem("bounds", "a log scale needs bounds above 0", "raise the first, or take scale = \"linear\"");
  }

  void read_set() {
    if (const auto key = view_.optional_text("key")) {
      parameter_.set = {*key + "={p}"};
      check_assignment(view_, "key", parameter_.set.front());
    } else {
      parameter_.set = assignments(view_);
      if (parameter_.set.empty())
        view_.problem("", "sets nothing", "give the key of the case that takes the value: key = \"cell....\"");
    }
    for (const Assignment& assignment : parameter_.set) {
      noting(view_, view_.has("key") ? "key" : "set", [&] {
        if (places(assignment).empty())
          throw InputError(fmt::format("\"{}\" has no place for the value", assignment),
                           "write {p} where the number goes, or {1 - p} for a formula of it");
        fill_parameter(assignment, parameter_.start, parameter_.unit);
      });
    }
  }

  const View& view_;
  StudyParameter parameter_;
};

class TargetReader {
public:
  TargetReader(const View& view, const View& root, Study& study) : view_(view), root_(root), study_(study) {}

  void read() {
    target_.name = view_.text("name");
    target_.weight = view_.number("weight");
    target_.source = view_.optional_text("source").value_or("");
    target_.status = view_.optional_text("status").value_or("");
    target_.note = view_.optional_text("note").value_or("");
    read_run();
    read_what();
    if (view_.optional_text("file"))
      noting(view_, "file", [&] { read_points(DataTable::read(view_.file("file"))); });
    else
      read_value();
    study_.targets.push_back(target_);
  }

private:
  void read_run() {
    for (const Assignment& assignment : root_.texts("set")) run_.set.push_back(assignment);
    for (const Assignment& assignment : assignments(view_)) run_.set.push_back(assignment);
    if (view_.optional_text("case"))
      run_.case_file = view_.file("case");
    else if (root_.optional_text("case"))
      run_.case_file = root_.file("case");
    else
      view_.problem("case", "is missing: neither the target nor the study names one",
                    "write for example case = \"examples/rate-point.toml\"");
  }

  void read_what() {
    Reading& reading = target_.reading;
    reading.quantity = view_.optional_text("quantity").value_or("");
    reading.series = view_.optional_text("series").value_or("");
    reading.against = view_.text("against");
    reading.step = view_.optional_integer("step");
    if (reading.quantity.empty() == reading.series.empty())
      view_.problem("quantity", "is missing: what is compared",
                    "name a quantity of summary.json, or with `series` a column of the series");
  }

  void read_value() {
    const Node* value = view_.node("value");
    if (value == nullptr || !target_.reading.series.empty())
      return view_.problem("file", "is missing: where the measured values are",
                           "name a csv; a single quantity may have its `value` here");
    StudyPoint point;
    noting(view_, "value", [&] {
      const Measure measure = measure_of(*value);
      target_.reading.unit = measure.unit;
      point.measured = measure.value;
    });
    point.sigma = sigma();
    add(point, run_);
  }

  double sigma() {
    const double value = in_unit(view_, "sigma", target_.reading.unit);
    if (value <= 0.0) view_.problem("sigma", "must be above 0", "the standard deviation of a measured value");
    return value;
  }

  std::vector<std::size_t> rows_of(const DataTable& data) {
    std::vector<std::size_t> rows;
    for (const View& row : view_.items("rows")) {
      const auto index = static_cast<std::size_t>(row.node("")->integer());
      if (index >= data.rows())
        view_.problem("rows", fmt::format("there is no row {} of {}", index, data.rows()), "rows count from 0");
      else
        rows.push_back(index);
    }
    if (view_.node("rows") == nullptr)
      for (std::size_t r = 0; r < data.rows(); ++r) rows.push_back(r);
    return rows;
  }

  void read_points(const DataTable& data) {
    const auto column = view_.optional_text("column");
    if (!column) throw InputError("column is missing: which one holds the measured values", "write column = \"...\"");
    target_.reading.unit = data.column(*column).unit;
    const std::vector<double> measured = data.numbers(*column);
    std::vector<double> along(data.rows(), 0.0);
    if (!target_.reading.series.empty()) {
      const std::string at = view_.optional_text("at").value_or(target_.reading.against);
      target_.reading.against_unit = data.column(at).unit;
      along = data.numbers(at);
    }
    const double deviation = sigma();
    for (const std::size_t row : rows_of(data)) {
      StudyRun run = run_;
      std::string label;
      for (Assignment& assignment : run.set)
        assignment = fill(assignment, [&](const std::string& name) {
          const DataTable::Column& cells = data.column(name);
          const std::string text = cells.cells[row] + (cells.unit == "1" ? "" : " " + cells.unit);
          label += (label.empty() ? "" : ", ") + text;
          return text;
        });
      add({0, 0, label, along[row], measured[row], deviation}, run);
    }
  }

  void add(StudyPoint point, const StudyRun& run) {
    const auto known = std::find(study_.runs.begin(), study_.runs.end(), run);
    point.run = static_cast<std::size_t>(known - study_.runs.begin());
    if (known == study_.runs.end()) study_.runs.push_back(run);
    point.target = study_.targets.size();
    study_.points.push_back(std::move(point));
  }

  const View& view_;
  const View& root_;
  Study& study_;
  StudyTarget target_;
  StudyRun run_;
};

LeaveOut read_leave_out(const View& view, const Study& study) {
  LeaveOut left{view.text("name"), {}};
  const std::string name = view.text("target");
  std::vector<std::size_t> points;
  for (std::size_t i = 0; i < study.points.size(); ++i)
    if (study.targets[study.points[i].target].name == name) points.push_back(i);
  if (points.empty()) view.problem("target", fmt::format("there is no target \"{}\" with points", name));
  if (view.node("rows") == nullptr) left.points = points;
  for (const View& row : view.items("rows")) {
    const auto index = static_cast<std::size_t>(row.node("")->integer());
    if (index < points.size())
      left.points.push_back(points[index]);
    else
      view.problem("rows", fmt::format("there is no point {} of {}", index, points.size()), "points count from 0");
  }
  return left;
}

Study::Loss loss_named(const std::string& name) {
  if (name == "huber") return Study::Loss::huber;
  return name == "cauchy" ? Study::Loss::cauchy : Study::Loss::none;
}

void check_sources(const View& root, const Study& study) {
  const Bibliography references = Bibliography::read(home_directory() / "data" / "references.bib");
  for (std::size_t i = 0; i < study.targets.size(); ++i) {
    const std::string& key = study.targets[i].source;
    if (!key.empty() && references.find(key) == nullptr)
      root.problem(fmt::format("targets[{}].source", i), fmt::format("there is no reference \"{}\"", key),
                   "add it to data/references.bib");
  }
}

void check_names(const View& root, const Study& study) {
  std::set<std::string> names;
  for (std::size_t i = 0; i < study.parameters.size(); ++i)
    if (!names.insert(study.parameters[i].name).second)
      root.problem(fmt::format("parameters[{}].name", i), fmt::format("\"{}\" is taken", study.parameters[i].name),
                   "give every parameter its own name");
}

}  // namespace

double StudyParameter::at(double u) const {
  if (logarithmic) return lower * std::pow(upper / lower, u);
  return lower + u * (upper - lower);
}

double StudyParameter::place_of(double value) const {
  if (logarithmic) return std::log(value / lower) / std::log(upper / lower);
  return (value - lower) / (upper - lower);
}

Study read_study(const std::filesystem::path& file) {
  const Node tree = read_with_bases(file);
  auto problems = study_registry().check(tree);
  if (!problems.empty()) throw InputError(std::move(problems));
  const View root(study_registry(), tree);
  Study study;
  study.file = file;
  study.title = root.text("title");
  if (root.optional_text("cell")) study.cell_file = root.file("cell");
  study.starts = root.integer("starts");
  study.seed = static_cast<std::uint64_t>(root.integer("seed"));
  study.loss = loss_named(root.word("loss"));
  study.loss_scale = root.number("loss_scale");
  study.step = root.number("step");
  study.max_iterations = root.integer("max_iterations");
  assignments(root);
  for (const View& item : root.items("parameters")) study.parameters.push_back(ParameterReader(item).read());
  for (const View& item : root.items("targets")) TargetReader(item, root, study).read();
  for (const View& item : root.items("leave_out")) study.leave_out.push_back(read_leave_out(item, study));
  check_sources(root, study);
  check_names(root, study);
  root.finish();
  return study;
}

}  // namespace silith
