#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "app/commands.hpp"
#include "app/cycling_output.hpp"
#include "app/experiment.hpp"
#include "base/csv.hpp"
#include "base/diagnostic.hpp"

namespace silith::app {
namespace {

int count(const std::string& text, const std::string& option, const std::string& example) {
  const auto value = parse_number(text);
  if (!value || *value < 0.0 || *value > 1e8 || *value != static_cast<int>(*value))
    throw InputError(fmt::format("{}: \"{}\" is no cycle", option, text), "write for example " + example);
  return static_cast<int>(*value);
}

/// "2..50" or "2..".
void set_range(CyclingOptions& options, const std::string& text) {
  if (text.empty()) return;
  const std::string example = "--range 2..50, or --range 2.. up to the end";
  const auto dots = text.find("..");
  if (dots == text.npos)
    throw InputError(fmt::format("--range {}: expected two cycles with .. between", text), "write " + example);
  options.efficiency_from = count(text.substr(0, dots), "--range", example);
  if (const std::string to = text.substr(dots + 2); !to.empty()) options.efficiency_to = count(to, "--range", example);
}

/// "1,2,10".
std::vector<int> cycles_of(const std::string& text) {
  std::vector<int> cycles;
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t comma = std::min(text.find(',', start), text.size());
    cycles.push_back(count(text.substr(start, comma - start), "--cycles", "--cycles 1,2,10"));
    start = comma + 1;
  }
  return cycles;
}

/// Options of the command line, checked before a file is read.
class CyclingPlan {
public:
  explicit CyclingPlan(const CyclingArguments& arguments)
      : area_(positive_option(arguments.area, "--area", "m^2", "0.785 cm^2")),
        mass_(positive_option(arguments.mass, "--mass", "kg", "0.85 mg")),
        cycles_(cycles_of(arguments.cycles)) {
    options_.electrode = electrode_of(arguments.electrode);
    options_.source = charge_source_of(arguments.charge);
    options_.reference_cycle = arguments.reference;
    set_range(options_, arguments.range);
    options_.validate();
    if (const double step = positive_option(arguments.voltage_step, "--dv", "V", "2 mV"); step > 0.0)
      smoothing_.voltage_step = step;
    if (const double window = positive_option(arguments.window, "--window", "V", "30 mV"); window > 0.0)
      smoothing_.voltage_window = window;
    smoothing_.order = arguments.order;
    smoothing_.validate();
  }

  CyclingFile analyse(const std::string& path) const {
    CyclingFile file;
    file.record = read_experiment(path);
    file.label = file.record.title;
    // A simulated cell knows its own; what the command line says is about the measured ones.
    const bool simulated = !file.record.resolved_input.empty();
    file.area = area_ > 0.0 && !simulated ? area_ : file.record.area;
    file.mass = mass_ > 0.0 && !simulated ? mass_ : file.record.active_mass;
    file.smoothing = smoothing_;
    file.cycling = analyse_cycling(file.record, options_);
    add_curves(file);
    return file;
  }

private:
  /// Without a choice: the first two cycles and the last complete one.
  std::set<int> shown(const Cycling& cycling) const {
    std::set<int> numbers(cycles_.begin(), cycles_.end());
    for (const int number : cycles_) {
      if (cycling.find(number) == nullptr)
        throw InputError(fmt::format("there is no cycle {}: the file has {} to {}", number,
                                     cycling.cycles.front().number, cycling.cycles.back().number),
                         "choose others with --cycles");
    }
    if (!numbers.empty()) return numbers;
    numbers = {1, 2};
    const auto last =
        std::find_if(cycling.cycles.rbegin(), cycling.cycles.rend(), [](const Cycle& c) { return c.complete; });
    if (last != cycling.cycles.rend()) numbers.insert(last->number);
    return numbers;
  }

  void add_curves(CyclingFile& file) const {
    const Cycling& cycling = file.cycling;
    const std::set<int> numbers = shown(cycling);
    for (const Cycle& cycle : cycling.cycles) {
      if (!numbers.contains(cycle.number)) continue;
      auto halves = {cycle.charge_half, cycle.discharge_half};
      for (const auto& place : halves) {
        if (!place) continue;
        const HalfCycle& half = cycling.halves[*place];
        CycleCurve curve{cycle.number, half.direction, {}, {}};
        const auto& series = file.record.series;
        curve.all = half_cycle_curve(series, cycling.passed, half, CurvePart::all);
        const auto part = half_cycle_curve(series, cycling.passed, half, CurvePart::constant_current);
        curve.differential = differentiate(part.charge, part.voltage, half.direction, smoothing_);
        if (curve.differential) {
          const auto name = fmt::format("{} {}", half.direction > 0 ? "charge" : "discharge", cycle.number);
          for (auto& finding : differential_findings(*curve.differential, name))
            file.cycling.findings.push_back(std::move(finding));
        }
        file.curves.push_back(std::move(curve));
      }
    }
  }

  double area_, mass_;
  std::vector<int> cycles_;
  CyclingOptions options_;
  DifferentialOptions smoothing_;
};

/// Legends of files with the same title are told apart by their paths.
void make_labels_unique(std::vector<CyclingFile>& files, const std::vector<std::string>& paths) {
  for (std::size_t i = 0; i < files.size(); ++i) {
    const auto same = [&](const CyclingFile& other) { return other.record.title == files[i].record.title; };
    if (std::count_if(files.begin(), files.end(), same) > 1) files[i].label = paths[i];
  }
}

}  // namespace

int analyse_cycling(const CyclingArguments& arguments) {
  const CyclingPlan plan(arguments);
  std::vector<CyclingFile> files;
  for (const auto& path : arguments.files) files.push_back(plan.analyse(path));
  make_labels_unique(files, arguments.files);
  if (!arguments.directory.empty()) write_cycling(arguments.directory, files);
  fmt::print("{}", arguments.json ? cycling_json(files) : cycling_text(files));
  return ok;
}

}  // namespace silith::app
