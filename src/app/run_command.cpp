#include <fmt/format.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <filesystem>

#include "app/commands.hpp"
#include "app/results.hpp"
#include "base/atomic_file.hpp"
#include "base/diagnostic.hpp"
#include "base/installation.hpp"
#include "base/progress.hpp"
#include "base/units.hpp"
#include "cell1d/simulation.hpp"
#include "input/case.hpp"
#include "record/text_plot.hpp"
#include "record/text_table.hpp"

namespace silith::app {
namespace {

namespace fs = std::filesystem;

std::atomic<bool> stop_asked = false;

/// Ctrl-C ends the run after the current time step, with results; a second one ends the program.
void on_interrupt(int signal) {
  if (stop_asked.exchange(true)) {
    std::signal(signal, SIG_DFL);
    std::raise(signal);
  }
}

fs::path results_directory(const RunArguments& arguments, const Case& run_case) {
  if (!arguments.directory.empty()) return arguments.directory;
  if (!run_case.output.directory.empty()) return run_case.output.directory;
  return fs::path("results") / run_case.file.stem();
}

SimulationOptions simulation_options(const Case& run_case) {
  SimulationOptions options;
  options.model = run_case.solver.model == ModelChoice::full ? SimulationOptions::Model::full
                                                             : SimulationOptions::Model::single_particle;
  options.relative_tolerance = run_case.solver.relative_tolerance;
  options.absolute_tolerance = run_case.solver.absolute_tolerance;
  options.max_step = run_case.solver.max_step;
  options.profile_snapshots = run_case.output.profiles;
  options.profile_times = run_case.output.profile_times;
  options.stop = &stop_asked;
  return options;
}

double checkpoint_interval(const std::string& text) {
  const double seconds = to_si(text, "s");
  if (!(seconds > 0.0))
    throw InputError(fmt::format("--checkpoint: \"{}\" is no interval", text),
                     "write for example --checkpoint \"30 s\"");
  return seconds;
}

void print_findings(const std::vector<Finding>& findings) {
  for (const auto& finding : findings) {
    fmt::print("{}: {}{}{}\n", finding.severity, finding.message, finding.advice.empty() ? "" : "\n  ", finding.advice);
  }
}

/// One run of one case, from its file to its results.
class RunCommand {
public:
  explicit RunCommand(const RunArguments& arguments)
      : arguments_(arguments),
        case_(read_case(arguments.input.file, arguments.input.overrides)),
        directory_(results_directory(arguments, case_)),
        checkpoint_file_(directory_ / "checkpoint.silith") {}

  int go() {
    create_output_directory(directory_);
    warn();
    Progress progress("simulating " + case_.file.stem().string());
    SimulationOptions options = simulation_options(case_);
    options.progress = [&](double fraction, const std::string& step) { progress.update(fraction, step); };
    if (arguments_.checkpoint) {
      options.checkpoint_interval = checkpoint_interval(*arguments_.checkpoint);
      options.checkpoint = [&](const Checkpoint& state) { keep(state); };
    }
    std::optional<Checkpoint> resumed;
    if (arguments_.resume) resumed = checkpoint_of_this_case();
    std::signal(SIGINT, on_interrupt);
    std::signal(SIGTERM, on_interrupt);
    SimulationResult result = simulate(case_.cell, case_.protocol, options, resumed ? &*resumed : nullptr);
    return finish(std::move(result));
  }

private:
  void warn() const {
    for (const auto& warning : case_.warnings) fmt::print(stderr, "{}\n", format(warning));
    if (arguments_.strict && !case_.warnings.empty())
      throw InputError("--strict: the case has warnings", "mend them, or run without --strict");
  }

  void keep(const Checkpoint& state) const {
    Checkpoint named = state;
    named.texts["case"] = case_.resolved;
    write_checkpoint(checkpoint_file_, named);
  }

  Checkpoint checkpoint_of_this_case() const {
    if (!fs::exists(checkpoint_file_)) {
      throw InputError(fmt::format("--resume: there is no checkpoint {}", checkpoint_file_.string()),
                       "run first with --checkpoint \"30 s\", or leave out --resume");
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
    record.resolved_input = case_.resolved;
    record.metadata["program"] = "silith " + version();
    record.metadata["model"] = case_.solver.model == ModelChoice::full ? "full" : "single-particle";
    write_results(directory_, record);
    if (arguments_.report && record.series.rows() > 0) write_page(record);
    if (result.last_state) {
      keep(*result.last_state);
    } else {
      std::error_code ignored;
      fs::remove(checkpoint_file_, ignored);
    }
    if (!arguments_.quiet) show(record);
    if (!result.failure) return ok;
    fmt::print(stderr, "{}\nresults until then are in {}\n", *result.failure, directory_.string());
    if (!result.last_state) return numerics_failed;
    fmt::print(stderr, "go on with: silith run {} -o {} --resume\n", arguments_.input.file, directory_.string());
    return interrupted;
  }

  void write_page(const Record& record) const {
    ReportInput input;
    input.title = case_.title;
    input.runs.push_back(report_run(case_.cell, record));
    add_materials(input, {&case_.cell});
    write_report(directory_ / "report.html", input);
  }

  void show(const Record& record) const {
    fmt::print("{}\n\n", case_.title);
    print_findings(record.findings);
    fmt::print("{}\n{}\n{}\nresults: {}\n", steps_table(record), quantities_table(record), voltage_plot(record),
               fs::absolute(directory_).lexically_normal().string());
    for (const char* name :
         {"summary.json", "series.csv", "steps.csv", "result.h5", "case.resolved.toml", "report.html"}) {
      if (fs::exists(directory_ / name)) fmt::print("  {}\n", name);
    }
  }

  RunArguments arguments_;
  Case case_;
  fs::path directory_, checkpoint_file_;
};

}  // namespace

int run(const RunArguments& arguments) {
  return RunCommand(arguments).go();
}

}  // namespace silith::app
