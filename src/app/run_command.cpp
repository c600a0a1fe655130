#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <span>
#include <utility>

#include "app/commands.hpp"
#include "app/comparisons.hpp"
#include "app/design_output.hpp"
#include "app/impedance_sections.hpp"
#include "app/interrupt.hpp"
#include "app/results.hpp"
#include "app/run_support.hpp"
#include "base/diagnostic.hpp"
#include "base/installation.hpp"
#include "base/progress.hpp"
#include "base/units.hpp"
#include "cell1d/simulation.hpp"
#include "input/case.hpp"
#include "input/field_reader.hpp"
#include "record/text_plot.hpp"
#include "record/text_table.hpp"
#include "study/simulation_options.hpp"

namespace silith::app {
namespace {

namespace fs = std::filesystem;

fs::path results_directory(const RunArguments& arguments, const Case& run_case) {
  if (!arguments.directory.empty()) return arguments.directory;
  if (!run_case.output.directory.empty()) return run_case.output.directory;
  return fs::path("results") / run_case.file.stem();
}

void print_findings(std::span<const Finding> findings) {
  for (const auto& finding : findings) {
    if (finding.code == "run-ended-early") continue;  // said at the end
    fmt::print("{}: {}{}{}\n", finding.severity, finding.message, finding.advice.empty() ? "" : "\n  ", finding.advice);
  }
}

/// One run of one case, from its file to its results.
class RunCommand {
public:
  explicit RunCommand(const RunArguments& arguments)
      : arguments_(arguments),
        case_(read_case(arguments.input.file, arguments.input.overrides)),
        measured_(read_measured(case_)),
        directory_(results_directory(arguments, case_)),
        checkpoint_file_(directory_ / "checkpoint.silith") {
    if (case_.title == "untitled") case_.title = case_.file.stem().string();
  }

  int go() {
    warn();
    audit_design();
    SimulationOptions options = simulation_options(case_);
    options.stop = &interrupt_asked();
    if (arguments_.checkpoint) {
      options.checkpoint_interval = checkpoint_interval(*arguments_.checkpoint);
      options.checkpoint = [&](const Checkpoint& state) { try_to_keep(state); };
    }
    make_ready(directory_);
    if (!arguments_.quiet) fmt::print("{}", findings_text(findings_));
    std::fflush(stdout);  // seen before the simulation, however long that takes
    std::optional<Checkpoint> resumed;
    if (arguments_.resume) resumed = checkpoint_of_this_case();
    take_interrupts();
    return finish(simulate_with_progress(options, resumed ? &*resumed : nullptr));
  }

private:
  SimulationResult simulate_with_progress(SimulationOptions& options, const Checkpoint* resumed) const {
    Progress::Options line;
    if (arguments_.quiet) line.show = Progress::Options::Show::never;
    Progress progress("simulating " + case_.file.stem().string(), line);
    options.progress = [&](double fraction, const std::string& step) { progress.update(fraction, step); };
    return simulate(case_.cell, case_.protocol, options, resumed);
  }

  void warn() const {
    const bool shown = arguments_.strict || !arguments_.quiet;
    for (const auto& warning : case_.warnings)
      if (shown) fmt::print(stderr, "{}\n", format(warning));
    if (arguments_.strict && !case_.warnings.empty())
      throw InputError("--strict: the case has warnings", "mend them, or run without --strict");
  }

  /// Errors end the run here, with --strict warnings do, too.
  void audit_design() {
    findings_ = audit(case_.cell, case_.design);
    const bool errors = has(findings_, Severity::error);
    if (!errors && !(arguments_.strict && has(findings_, Severity::warning))) return;
    fmt::print(stderr, "{}", findings_text(findings_));
    throw InputError(errors ? "the design audit found errors" : "--strict: the design audit found warnings",
                     fmt::format("mend them{}; see `silith design {}`", errors ? "" : ", or run without --strict",
                                 arguments_.input.file));
  }

  void keep(const Checkpoint& state) const {
    Checkpoint named = state;
    named.texts["case"] = case_.resolved;
    write_checkpoint(checkpoint_file_, named);
  }

  /// A checkpoint that can't be written is no reason to give up the run.
  void try_to_keep(const Checkpoint& state) {
    try {
      keep(state);
    } catch (const InputError& error) {
      if (!std::exchange(told_of_checkpoint_, true))
        fmt::print(stderr, "warning: no checkpoint, the run goes on: {}\n", error.what());
    }
  }

  /// Nothing if the run was ended before its first checkpoint: then it starts anew.
  std::optional<Checkpoint> checkpoint_of_this_case() const {
    if (!fs::exists(checkpoint_file_)) {
      if (!arguments_.quiet)
        fmt::print(stderr, "note: there is no checkpoint in {}, the run starts at its beginning\n",
                   directory_.string());
      return std::nullopt;
    }
    Checkpoint found = read_checkpoint(checkpoint_file_);
    if (found.texts["case"] != case_.resolved) {
      throw InputError(fmt::format("--resume: {} was made from another case", checkpoint_file_.string()),
                       "give the same case and the same --set, or leave out --resume to start anew");
    }
    return found;
  }

  int finish(SimulationResult result) {
    Record& record = result.record;
    record.title = case_.title;
    const std::vector<Finding> designed = as_record_findings(findings_);
    record.findings.insert(record.findings.begin(), designed.begin(), designed.end());
    record.resolved_input = case_.resolved;
    record.metadata["program"] = "silith " + version();
    record.metadata["model"] = case_.solver.model == ModelChoice::full ? "full" : "single-particle";
    write_results(directory_, record);
    const bool page = arguments_.report && record.series.rows() > 0;
    if (page) write_page(record);
    if (result.last_state) keep(*result.last_state);
    if (!arguments_.quiet) show(record, page);
    if (!result.failure) {
      std::error_code ignored;
      fs::remove(checkpoint_file_, ignored);
      return ok;
    }
    fmt::print(stderr, "{}\nresults until then are in {}\n", *result.failure, directory_.string());
    if (!result.last_state) return numerics_failed;
    fmt::print(stderr, "go on with: {}\n", command_to_go_on());
    return interrupted;
  }

  std::string command_to_go_on() const {
    std::string command = "silith run " + quoted(arguments_.input.file);
    for (const auto& change : arguments_.input.overrides) command += " --set " + quoted(change);
    return command + " -o " + quoted(directory_.string()) + " --resume";
  }

  void write_page(const Record& record) const {
    ReportInput input;
    input.title = case_.title;
    input.runs.push_back(report_run(case_.cell, record));
    input.comparisons = compare(measured_, record);
    add_materials(input, {&case_.cell});
    input.sections = impedance_sections(input.runs);
    write_report(directory_ / "report.html", input);
  }

  void show(const Record& record, bool page) const {
    fmt::print("{}\n\n", case_.title);
    print_findings(std::span<const Finding>(record.findings).subspan(findings_.size()));  // the audit's stand above
    fmt::print("{}\n{}\n{}\n", steps_table(record), quantities_table(record), voltage_plot(record));
    for (const auto& chart : compare(measured_, record)) print_deviations(chart);
    fmt::print("results: {}\n", fs::absolute(directory_).lexically_normal().string());
    for (const char* name : {"summary.json", "series.csv", "steps.csv", "result.h5", "case.resolved.toml"})
      fmt::print("  {}\n", name);
    if (!record.spectra.empty()) fmt::print("  spectra.csv\n  spectra-parts.csv\n");
    if (page) fmt::print("  report.html\n");
  }

  static void print_deviations(const Comparison& chart) {
    for (const auto& pair : chart.pairs) {
      const auto found = deviation(pair);
      const std::string text = found.points > 0 ? fmt::format("RMS difference {} over {} points",
                                                              friendly(found.rms, chart.y_unit), found.points)
                                                : "no point within the simulated range";
      fmt::print("{} ({}): {}\n", pair.label, chart.title, text);
    }
  }

  RunArguments arguments_;
  Case case_;
  std::vector<MeasuredCurve> measured_;
  fs::path directory_, checkpoint_file_;
  bool told_of_checkpoint_ = false;
  std::vector<DesignFinding> findings_;  // of the audit
};

}  // namespace

int run(const RunArguments& arguments) {
  if (is_field_case(arguments.input.file, arguments.input.overrides)) return run_field(arguments);
  return RunCommand(arguments).go();
}

}  // namespace silith::app
