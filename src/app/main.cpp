#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <functional>
#include <system_error>

#include "app/commands.hpp"
#include "base/diagnostic.hpp"
#include "base/installation.hpp"
#include "base/nearest.hpp"

namespace silith::app {
namespace {

/// Builds the command line; the chosen command ends up in `chosen`.
class CommandLine {
public:
  CommandLine() {
    app_.name("silith");
    app_.set_version_flag("--version", "silith " + version());
    app_.require_subcommand(1);
    app_.footer(
        "To begin: silith new first-cycle && silith run first-cycle.toml\n"
        "`silith new --list` shows what to start from, `silith explain cell` what a case may say about the cell,\n"
        "`silith COMMAND --help` a command with examples.\n"
        "Exit status: 0 fine, 1 wrong input, 2 the numerics gave up (results until then are kept), 3 a bug of silith,\n"
        "130 interrupted (results until then are kept, --resume goes on).");
    add_run();
    add_design();
    add_check();
    add_words();
    add_new();
    add_import();
    add_material();
    add_report();
    add_calibrate();
    add_read();
    add_analyse();
    add_validate();
  }

  int parse_and_go(int count, char** words) {
    if (count <= 1) {
      fmt::print("{}", app_.help());
      return wrong_input;
    }
    refuse_unknown(words[1]);
    try {
      app_.parse(count, words);
    } catch (const CLI::ParseError& error) {
      return app_.exit(error) == 0 ? ok : wrong_input;
    }
    return chosen_();
  }

private:
  void refuse_unknown(const std::string& word) const {
    std::vector<std::string> names;
    for (const auto* command : app_.get_subcommands({})) names.push_back(command->get_name());
    if (word.starts_with('-') || std::find(names.begin(), names.end(), word) != names.end()) return;
    const std::string near = nearest_name(word, names);
    const std::string file = word.ends_with(".toml") ? "silith run " + word : std::string();
    throw InputError(fmt::format("there is no command \"{}\"", word),
                     !file.empty()   ? fmt::format("did you mean `{}`?", file)
                     : !near.empty() ? fmt::format("did you mean \"{}\"?", near)
                                     : "`silith --help` lists the commands");
  }

  CLI::App* add(const std::string& name, const std::string& what, const std::string& examples) {
    auto* command = app_.add_subcommand(name, what);
    command->footer("Examples:\n" + examples);
    return command;
  }

  void add_case(CLI::App* command, CaseArguments& input) {
    command->add_option("CASE", input.file, "case file (TOML)")->required();
    command
        ->add_option("--set", input.overrides, "change a key: --set cell.cathode.loading=\"60 mg/cm^2\" (repeatable)")
        ->type_name("KEY=VALUE")
        ->take_all()
        ->allow_extra_args(false);
  }

  void add_run() {
    auto* command = add("run", "simulate a case and write its results",
                        "  silith run examples/first-cycle.toml\n"
                        "  silith run examples/first-cycle.toml --set cell.cathode.loading=\"60 mg/cm^2\" -o thick\n"
                        "  silith run long.toml --checkpoint \"1 min\"     # killed? go on with:\n"
                        "  silith run long.toml --checkpoint \"1 min\" --resume");
    add_case(command, run_.input);
    command->add_option("-o,--output", run_.directory, "directory for the results (default: results/NAME)")
        ->type_name("DIR");
    command->add_option("--checkpoint", run_.checkpoint, "write a checkpoint this often, \"30 s\" of wall time")
        ->type_name("INTERVAL");
    command->add_flag("--resume", run_.resume, "go on from the checkpoint in the results directory, if there is one");
    command->add_flag("--strict", run_.strict,
                      "warnings and findings of the design audit end the run before it starts");
    command->add_flag("-q,--quiet", run_.quiet, "print nothing but errors");
    command->add_flag("!--no-report", run_.report, "do not write report.html");
    command->add_option("--ranks", run_.ranks, "processes of a case in two or three dimensions (with mpirun)")
        ->type_name("N")
        ->check(CLI::Range(1, 4096));
    command->callback([this] { chosen_ = [this] { return run(run_); }; });
  }

  void add_design() {
    auto* command =
        add("design", "balance and audit of a stack; a cell file alone will do",
            "  silith design cells/double-layer.toml\n"
            "  silith design examples/first-cycle.toml --end-composition 3.5 --json\n"
            "  silith design cells/double-layer.toml --set design.measured_cathode_capacity=\"2.8 mAh/cm^2\"");
    add_case(command, design_.input);
    command->add_option("--end-composition", design_.end_composition, "x to which the anode is charged (default 3.75)")
        ->type_name("X")
        ->check(CLI::Range(0.0, 10.0));
    command->add_flag("--json", design_.json, "print JSON, SI units");
    command->add_flag("--strict", design_.strict, "exit status 1 if there are findings of severity warning or error");
    command->callback([this] { chosen_ = [this] { return design(design_); }; });
  }

  void add_check() {
    auto* command = add("check", "read a case and report every problem in it",
                        "  silith check my-case.toml\n"
                        "  silith check my-case.toml --set cell.temperature=\"60 degC\"");
    add_case(command, check_);
    command->callback([this] { chosen_ = [this] { return check(check_); }; });
  }

  void add_words() {
    auto* explain_command =
        add("explain", "what a key means, its unit, range and default",
            "  silith explain cell.cathode.loading\n  silith explain protocol\n  silith explain          # every key");
    explain_command->add_option("KEY", word_, "dotted path; a section lists its keys, none lists all");
    explain_command->callback([this] { chosen_ = [this] { return explain(word_); }; });

    auto* schema_command = add("schema", "JSON Schema of a case, for editors", "  silith schema > silith.schema.json");
    schema_command->callback([this] { chosen_ = [] { return schema(); }; });
    auto* reference_command = add("reference", "the page of all keys, as Markdown", "  silith reference > keys.md");
    reference_command->callback([this] { chosen_ = [] { return reference(); }; });
  }

  void add_new() {
    auto* command =
        add("new", "write a commented starting file", "  silith new --list\n  silith new first-cycle -o my-case.toml");
    command->add_option("TEMPLATE", word_, "name from `silith new --list`");
    command->add_option("-o,--output", out_, "file to write (default: TEMPLATE.toml); never overwritten")
        ->type_name("FILE");
    command->add_flag("--list", list_, "what templates there are");
    command->callback([this] { chosen_ = [this] { return new_file(word_, out_, list_); }; });
  }

  void add_import() {
    auto* command = add("import", "cells from files of other programs", "  silith import bpx nmc.json -o nmc.toml");
    command->require_subcommand(1);
    auto* bpx = command->add_subcommand("bpx", "a lithium-ion cell in the Battery Parameter eXchange, 0.1 to 1.x");
    bpx->footer("Example:\n  silith import bpx nmc.json -o nmc.toml");
    bpx->add_option("FILE", word_, "BPX file (JSON)")->required();
    bpx->add_option("-o,--output", out_,
                    "cell file to write, materials beside it (default: FILE.toml); never overwritten")
        ->type_name("FILE");
    bpx->callback([this] { chosen_ = [this] { return import_bpx(word_, out_); }; });
  }

  void add_material() {
    auto* command =
        add("material", "materials, their laws and sources", "  silith material list\n  silith material show licoo2");
    command->require_subcommand(1);
    command->add_subcommand("list", "all materials")->callback([this] { chosen_ = [] { return material_list(); }; });
    auto* show = command->add_subcommand("show", "every law of one material with its source");
    show->add_option("NAME", word_, "name of a material, or its file")->required();
    show->callback([this] { chosen_ = [this] { return material_show(word_); }; });
  }

  void add_report() {
    auto* command = add("report", "one HTML page from the results of one or several runs",
                        "  silith report results/first-cycle results/thick -o loading.html --title \"Loading\"");
    command->add_option("DIR", directories_, "results directories")->required();
    command->add_option("-o,--output", out_, "file to write (default: report.html in the first directory)")
        ->type_name("FILE");
    command->add_option("--title", word_, "headline of the page");
    command->callback([this] { chosen_ = [this] { return report(directories_, out_, word_); }; });
  }

  void add_calibrate() {
    auto* command = app_.add_subcommand("calibrate", "find parameters of a case from measured values");
    command->add_option("STUDY", calibrate_.study, "study file (TOML), see docs/formats/study.md")->required();
    command->add_option("-o,--output", calibrate_.directory, "directory for the fit (default: results/NAME)");
    command->add_option("-j,--workers", calibrate_.workers, "runs at a time (default: one a processor)")
        ->check(CLI::Range(1, 4096));
    command->add_option("--starts", calibrate_.starts, "searches, instead of the study's number")
        ->check(CLI::Range(1, 1000));
    command->add_flag("!--no-leave-out", calibrate_.leave_out, "without the fits that leave points out");
    command->add_flag("-q,--quiet", calibrate_.quiet, "say nothing on the way");
    command->callback([this] { chosen_ = [this] { return calibrate(calibrate_); }; });
  }

  void add_read() {
    auto* command = app_.add_subcommand("read", "read a file of a cycler or impedance analyser, whatever its format");
    command->add_option("FILE", word_, "csv, text or xlsx; recognised by its content")->required();
    command->add_option("-o,--output", out_, "write the data as Battery Data Format, for example cell.bdf.csv");
    command->add_flag("--json", json_, "print numbers, steps, spectra and findings as JSON");
    command->callback([this] { chosen_ = [this] { return read(word_, out_, json_); }; });
  }

  void add_analyse() {
    auto* command = app_.add_subcommand("analyse", "numbers from measured files");
    command->require_subcommand(1);
    add_analyse_titration(
        command->add_subcommand("pitt", "steps of voltage: diffusivity, Biot number, what is determined"), pitt_,
        analyse_pitt);
    add_analyse_titration(
        command->add_subcommand("gitt", "pulses of current: diffusivity, resistances, what is determined"), gitt_,
        analyse_gitt);
    add_analyse_cycling(command->add_subcommand(
        "cycling", "cycled cells: efficiencies, capacities, voltages, retention, dQ/dV, rates"));
    add_analyse_ccd(
        command->add_subcommand("ccd", "symmetric cells: critical current density, shorts and their evidence"));
    add_analyse_pressure(
        command->add_subcommand("pressure", "pressure of a cell: swing per charge, offset per cycle, dP/dQ"));
    add_analyse_eis(command->add_subcommand("eis", "impedance: circuits, Kramers-Kronig test, relaxation times"));
  }

  void add_analyse_eis(CLI::App* command) {
    const auto list = [&](const char* names, std::vector<std::string>& values, const char* about, const char* type) {
      command->add_option(names, values, about)->type_name(type)->take_all()->allow_extra_args(false);
    };
    command
        ->add_option("FILE", eis_.file,
                     "impedance file, recognised by its content, or results directory of `silith run`")
        ->required();
    list("-c,--circuit", eis_.circuits, "\"R0-p(R1,CPE1)-Wo1\" or \"R(RQ)W\"; several are compared", "CIRCUIT");
    list("--preset", eis_.presets, "circuit by name: rs-rsei-rct-zw, randles, blocked-pellet ...", "NAME");
    list("--fix", eis_.fixed, "give a parameter its value: R0=12.5", "NAME=VALUE");
    list("--bounds", eis_.bounds, "bounds of a parameter: R0=1..20", "NAME=LOW..HIGH");
    list("--tie", eis_.tied, "let a parameter equal another: CPE2.n=CPE1.n", "NAME=NAME");
    list("--start", eis_.start, "value the first start takes: R0=10", "NAME=VALUE");
    command->add_option("--starts", eis_.starts, "starts of each fit")->check(CLI::Range(1, 1000));
    command->add_option("--weights", eis_.weighting, "unit, modulus or proportional");
    command->add_option("--from", eis_.from, "lowest frequency used, Hz");
    command->add_option("--to", eis_.to, "highest frequency used, Hz");
    command->add_flag("--capacitive", eis_.capacitive, "only points with Im Z < 0");
    command->add_option("--spectrum", eis_.spectrum, "number of the spectrum (default: all)")
        ->check(CLI::Range(1, 100000));
    command->add_flag("--kk", eis_.kramers_kronig, "Kramers-Kronig test");
    command->add_flag("--drt", eis_.relaxation, "distribution of relaxation times");
    command->add_option("--lambda", eis_.lambda, "smoothing of relaxation times: gcv, l-curve or a value");
    command->add_option("--tail", eis_.tail, "of relaxation times")
        ->check(CLI::IsMember({"automatic", "capacitance", "none"}));
    command->add_flag("--json", eis_.json, "print everything as JSON");
    command->add_option("-o,--output", eis_.directory,
                        "directory for summary.json, eis.json, csv files and report.html");
    command->callback([this] { chosen_ = [this] { return analyse_eis(eis_); }; });
  }

  void add_analyse_titration(CLI::App* command, TitrationArguments& arguments,
                             int (*analyse)(const TitrationArguments&)) {
    command->footer(
        fmt::format("Examples:\n  silith analyse {0} cell.csv --length \"25 um\" -o results/cell\n"
                    "  silith analyse {0} results/{0} --length \"104 um\" --at \"3.9 V\"",
                    command->get_name()));
    command->add_option("FILE", arguments.file, "file of an instrument, or a results directory of `silith run`")
        ->required();
    command->add_option("--length", arguments.length, "thickness of the plane or radius of the sphere, \"25 um\"")
        ->required();
    command->add_option("--geometry", arguments.geometry, "plane or sphere (default plane)");
    command->add_option("--cell", arguments.cell, "full or half: what the voltage is that of (default full)")
        ->check(CLI::IsMember({"full", "half"}));
    command->add_option("--at", arguments.at, "voltage of the headline, \"3.9 V\" (default: the median)");
    command->add_option("--from", arguments.from, "leave out this long after each switch, \"2 s\"");
    command->add_flag("--json", arguments.json, "print everything as JSON, SI units");
    command->add_option("-o,--output", arguments.directory, "directory for summary.json, csv files and report.html");
    command->callback([this, &arguments, analyse] { chosen_ = [&arguments, analyse] { return analyse(arguments); }; });
  }

  void add_analyse_cycling(CLI::App* command) {
    command->footer(
        "Examples:\n"
        "  silith analyse cycling cell.csv --area \"0.785 cm^2\" -o results/cell\n"
        "  silith analyse cycling half.csv --electrode si-half-cell --mass \"0.85 mg\"   # CE = "
        "delithiation/lithiation\n"
        "  silith analyse cycling cell.csv results/first-cycle          # measured beside simulated\n"
        "Cycles are paired in the order in which they were run, counted from 1, whatever the file's numbers say.");
    command->add_option("FILE", cycling_.files, "files of cyclers, or results directories of `silith run`")->required();
    command->add_option("--electrode", cycling_.electrode, "full, si-half-cell (discharge lithiates), or by-order")
        ->type_name("KIND");
    command->add_option("--area", cycling_.area, "of measured electrodes, \"0.785 cm^2\"");
    command->add_option(
        "--mass", cycling_.mass,
        "of the active material measured capacities refer to, \"0.85 mg\"; simulated cells know theirs");
    command->add_option("--charge", cycling_.charge, "where charges come from: counter, current, or automatic")
        ->type_name("SOURCE");
    command->add_option("--reference", cycling_.reference, "cycle to which the retention refers (default 1)")
        ->type_name("CYCLE");
    command->add_option("--range", cycling_.range, "cycles of the mean efficiency, 2..50 (default: from 2 on)");
    command->add_option("--cycles", cycling_.cycles, "cycles with curves, 1,2,10 (default: first two and last)");
    command->add_option("--dv", cycling_.voltage_step, "grid of dQ/dV (default \"2 mV\")");
    command->add_option("--window", cycling_.window, "width of its smoothing window (default \"30 mV\")");
    command->add_option("--order", cycling_.order, "of its polynomials (default 3)");
    command->add_flag("--json", cycling_.json, "print everything as JSON, SI units");
    command->add_option("-o,--output", cycling_.directory,
                        "directory for summary.json, cycling.json, csv files and report.html");
    command->callback([this] { chosen_ = [this] { return analyse_cycling(cycling_); }; });
  }

  void add_analyse_ccd(CLI::App* command) {
    command->footer(
        "Examples:\n"
        "  silith analyse ccd symmetric.csv --area \"0.785 cm^2\" --pressure \"50 MPa\" --temperature \"45 degC\" -o "
        "ccd\n"
        "  silith analyse ccd symmetric.csv --offset zero --soft-drop 0.15\n"
        "A soft short leaves a voltage: R = V/I drops against the step before, the voltage fluctuates. A spike at the "
        "end of\n"
        "a half-cycle is contact loss, depletion or swelling, not a short. docs/equations/symmetric.md has every "
        "rule.");
    command->add_option("FILE", ccd_.file, "file of a cycler, or results directory of `silith run`")->required();
    command->add_option("--area", ccd_.area, "of the electrodes, \"0.785 cm^2\"");
    command->add_option("--pressure", ccd_.pressure, "of the test if it is not recorded, \"50 MPa\"");
    command->add_option("--temperature", ccd_.temperature, "of the test if it is not recorded, \"45 degC\"");
    command->add_option("--offset", ccd_.offset, "voltage without current: automatic, zero or balanced")
        ->type_name("HOW");
    command->add_option("--charge", ccd_.charge, "where charges come from: counter, current, or automatic")
        ->type_name("SOURCE");
    const auto share = [&](const char* name, double& value, const char* what) {
      command->add_option(name, value, what)->capture_default_str()->type_name("SHARE");
    };
    share("--hard-share", ccd_.hard_share, "hard short: resistance left, of what is expected");
    share("--soft-drop", ccd_.soft_drop, "soft short: drop of the resistance, with further evidence");
    share("--clear-drop", ccd_.clear_drop, "soft short: drop of the resistance, without");
    share("--fluctuation", ccd_.fluctuation, "soft short: rise of the fluctuation that is evidence");
    share("--spike", ccd_.spike, "rise of the voltage at the end of a half-cycle");
    share("--growth", ccd_.growth, "polarising: growth of the resistance in all");
    share("--growth-rate", ccd_.growth_rate, "polarising: and a cycle");
    command->add_flag("--json", ccd_.json, "print everything as JSON, SI units");
    command->add_option("-o,--output", ccd_.directory,
                        "directory for summary.json, ccd.json, csv files and report.html");
    command->callback([this] { chosen_ = [this] { return analyse_ccd(ccd_); }; });
  }

  void add_analyse_pressure(CLI::App* command) {
    command->footer(
        "Examples:\n"
        "  silith analyse pressure cell.csv --area \"0.785 cm^2\" -o results/pressure\n"
        "  silith analyse pressure cell.csv --window 0.2 --json\n"
        "The file needs a column of the pressure on the cycler's clock (LANDT csv: Pressure_Psi; Applied Pressure / "
        "Pa).");
    command->add_option("FILE", pressure_.file, "file of a cycler, or results directory of `silith run`")->required();
    command->add_option("--logger", pressure_.logger, "file with time and pressure on another clock")
        ->type_name("FILE");
    command->add_option("--shift", pressure_.shift, "cycler's time less logger's, \"-12 s\" (default 0)");
    command->add_flag("--align", pressure_.align, "look near --shift for where the pressure follows the charge best");
    command->add_option("--area", pressure_.area, "of the electrodes, \"0.785 cm^2\"");
    command->add_option("--charge", pressure_.charge, "where charges come from: counter, current, or automatic")
        ->type_name("SOURCE");
    command->add_option("--window", pressure_.window, "width of the smoothing window, share of the charge")
        ->capture_default_str();
    command->add_option("--order", pressure_.order, "of its polynomials")->capture_default_str();
    command->add_flag("--json", pressure_.json, "print everything as JSON, SI units");
    command->add_option("-o,--output", pressure_.directory,
                        "directory for summary.json, pressure.json, csv files and report.html");
    command->callback([this] { chosen_ = [this] { return analyse_pressure(pressure_); }; });
  }

  void add_validate() {
    auto* command = app_.add_subcommand("validate", "compare cases with measured values, as a table");
    command->add_option("FILE", directories_, "study files with targets (TOML)")->required();
    command->add_option("-o,--output", out_, "directory for the table (default: results/validation)");
    command->callback([this] { chosen_ = [this] { return validate(directories_, out_); }; });
  }

  CLI::App app_{"silith: silicon-based all-solid-state cells, from the recipe to voltage and capacity"};
  std::function<int()> chosen_ = [] { return ok; };
  RunArguments run_;
  DesignArguments design_;
  CaseArguments check_;
  CalibrateArguments calibrate_;
  CcdArguments ccd_;
  EisArguments eis_;
  PressureArguments pressure_;
  CyclingArguments cycling_;
  TitrationArguments pitt_, gitt_;
  std::string word_, out_;
  std::vector<std::string> directories_;
  bool list_ = false, json_ = false;
};

/// What was printed may still be on its way: a full disk shows here.
int with_output_written(int status) {
  if (std::fflush(stdout) == 0) return status;
  fmt::print(stderr, "cannot write the output: {}\n", std::strerror(errno));
  return status == ok ? wrong_input : status;
}

}  // namespace
}  // namespace silith::app

int main(int count, char** words) {
  using namespace silith;
  std::signal(SIGXFSZ, SIG_IGN);  // a file too large is an error of writing, not the end of the program
  try {
    return app::with_output_written(app::CommandLine().parse_and_go(count, words));
  } catch (const InputError& error) {
    fmt::print(stderr, "{}\n", error.what());
    return app::wrong_input;
  } catch (const NumericsError& error) {
    fmt::print(stderr, "silith: {}\n", error.what());
    return app::numerics_failed;
  } catch (const std::system_error& error) {
    // What prints throws this; files have errors of their own.
    fmt::print(stderr, "cannot write the output: {}\n", error.code().message());
    return app::wrong_input;
  } catch (const std::exception& error) {
    fmt::print(stderr,
               "silith: internal error: {}\nThis is a bug of silith, not of your input; please report it with the "
               "input that shows it.\n",
               error.what());
    return app::our_bug;
  }
}
