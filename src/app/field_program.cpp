#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <thread>

#include "app/commands.hpp"
#include "app/field_results.hpp"
#include "app/run_support.hpp"
#include "base/diagnostic.hpp"
#include "base/installation.hpp"
#include "field/run.hpp"
#include "input/field_reader.hpp"
#include "record/text_table.hpp"

// The program silith-field: cases in two and three dimensions, on any number of ranks. `silith run` starts it.
namespace silith::app {
namespace {

namespace fs = std::filesystem;

void on_interrupt(int) {
  field::stop_soon();
}

/// One run of one case; only the first rank prints and writes.
class FieldRun {
public:
  FieldRun(const RunArguments& arguments, const field::MpiSession& session)
      : arguments_(arguments),
        session_(session),
        case_(read_field_case(arguments.input.file, arguments.input.overrides)),
        directory_(directory_of(arguments, case_)) {}

  int go() {
    warn();
    if (first()) make_ready(directory_);
    std::signal(SIGINT, on_interrupt);
    std::signal(SIGTERM, on_interrupt);
    field::FieldRunOptions options{directory_, {}, arguments_.resume, !arguments_.quiet};
    if (arguments_.checkpoint) options.checkpoint = checkpoint_interval(*arguments_.checkpoint);
    const auto result = field::run_field_case(case_, options);
    if (first()) finish(result);
    if (!result.failure) return ok;
    return result.interrupted ? interrupted : numerics_failed;
  }

private:
  static fs::path directory_of(const RunArguments& arguments, const FieldCase& field_case) {
    if (!arguments.directory.empty()) return arguments.directory;
    if (!field_case.directory.empty()) return field_case.directory;
    return fs::path("results") / field_case.file.stem();
  }

  bool first() const { return session_.rank() == 0; }

  void warn() const {
    if (first() && (arguments_.strict || !arguments_.quiet))
      for (const auto& warning : case_.warnings) fmt::print(stderr, "{}\n", format(warning));
    if (arguments_.strict && !case_.warnings.empty())
      throw InputError("--strict: the case has warnings", "mend them, or run without --strict");
  }

  void finish(field::FieldRunResult result) const {
    Record& record = result.record;
    record.metadata["program"] = "silith-field " + version();
    record.metadata["model"] = fmt::format("{} dimensions", dimension(case_));
    if (result.failure)
      record.findings.push_back({"run-ended-early", "error", *result.failure, "the results until then are kept"});
    write_field_results(directory_, record);
    const bool page = arguments_.report && record.series.rows() > 0;
    if (page) write_field_page(directory_ / "report.html", case_, record);
    if (!arguments_.quiet) show(record, page);
    if (!result.failure) return;
    fmt::print(stderr, "{}\nresults until then are in {}\n", *result.failure, directory_.string());
    if (result.can_resume) fmt::print(stderr, "go on with: {}\n", command_to_go_on());
  }

  void show(const Record& record, bool page) const {
    fmt::print("{}\n\n{}\n", case_.title, quantities_table(record));
    fmt::print("results: {}\n", fs::absolute(directory_).lexically_normal().string());
    for (const char* name : {"summary.json", "series.csv", "result.h5", "case.resolved.toml", "fields.pvd"})
      fmt::print("  {}\n", name);
    if (page) fmt::print("  report.html\n");
  }

  std::string command_to_go_on() const {
    std::string command = "silith run " + quoted(arguments_.input.file);
    for (const auto& change : arguments_.input.overrides) command += " --set " + quoted(change);
    command += " -o " + quoted(directory_.string()) + " --resume";
    return session_.ranks() > 1 ? command + fmt::format(" --ranks {}", session_.ranks()) : command;
  }

  const RunArguments& arguments_;
  const field::MpiSession& session_;
  FieldCase case_;
  fs::path directory_;
};

RunArguments parsed(CLI::App& app, int count, char** words) {
  RunArguments arguments;
  app.name("silith-field");
  app.set_version_flag("--version", "silith-field " + version());
  app.footer(
      "Examples:\n  silith run examples/interface-bare.toml       # starts this program\n"
      "  mpirun -np 2 silith-field examples/interface-bare.toml -o out");
  app.add_option("CASE", arguments.input.file, "case file (TOML) with [geometry]")->required();
  app.add_option("--set", arguments.input.overrides, "change a key (repeatable)")
      ->type_name("KEY=VALUE")
      ->take_all()
      ->allow_extra_args(false);
  app.add_option("-o,--output", arguments.directory, "directory for the results (default: results/NAME)")
      ->type_name("DIR");
  app.add_option("--checkpoint", arguments.checkpoint, "write a checkpoint this often, \"10 min\" of wall time")
      ->type_name("INTERVAL");
  app.add_flag("--resume", arguments.resume,
               "go on from the checkpoint in the results directory, on any number of ranks");
  app.add_flag("--strict", arguments.strict, "warnings end the run before it starts");
  app.add_flag("-q,--quiet", arguments.quiet, "print nothing but errors");
  app.add_flag("!--no-report", arguments.report, "do not write report.html");
  app.parse(count, words);
  return arguments;
}

/// Ends together if all ranks have come here, else at once: a rank that waits for another would wait for ever.
int end(const field::MpiSession& session, int status, const std::string& text) {
  if (session.rank() == 0) fmt::print(stderr, "{}\n", text);
  if (session.all_arrive(5.0)) return status;
  if (session.rank() != 0) fmt::print(stderr, "rank {}: {}\n", session.rank(), text);
  session.abort(status);
}

}  // namespace
}  // namespace silith::app

int main(int count, char** words) {
  using namespace silith;
  std::signal(SIGXFSZ, SIG_IGN);
  CLI::App app{"silith-field: current, lithiation front and stress in two and three dimensions"};
  app::RunArguments arguments;
  try {
    arguments = app::parsed(app, count, words);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? app::ok : app::wrong_input;
  }
  field::MpiSession session(count, words);
  try {
    return app::FieldRun(arguments, session).go();
  } catch (const InputError& error) {
    return app::end(session, app::wrong_input, error.what());
  } catch (const NumericsError& error) {
    return app::end(session, app::numerics_failed, std::string("silith-field: ") + error.what());
  } catch (const std::exception& error) {
    return app::end(session, app::our_bug,
                    std::string("silith-field: internal error: ") + error.what() +
                        "\nThis is a bug of silith, not of your input; please report it with the input that shows it.");
  }
}
