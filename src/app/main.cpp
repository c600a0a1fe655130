#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <functional>

#include "app/commands.hpp"
#include "base/diagnostic.hpp"
#include "base/installation.hpp"

namespace silith::app {
namespace {

/// Builds the command line; the chosen command ends up in `chosen`.
class CommandLine {
public:
  CommandLine() {
    app_.set_version_flag("--version", "silith " + version());
    app_.require_subcommand(1);
    app_.footer(
        "Files: `silith new --list` shows what to start from, `silith explain cell` what a case may say.\n"
        "Exit status: 0 fine, 1 wrong input, 2 the numerics gave up (results until then are kept), 130 interrupted.");
    add_run();
    add_check();
    add_words();
    add_material();
    add_import();
    add_report();
  }

  int parse_and_go(int count, char** words) {
    try {
      app_.parse(count, words);
    } catch (const CLI::ParseError& error) {
      return app_.exit(error) == 0 ? ok : wrong_input;
    }
    return chosen_();
  }

private:
  void add_case(CLI::App* command, CaseArguments& input) {
    command->add_option("CASE", input.file, "case file (TOML)")->required();
    command
        ->add_option("--set", input.overrides, "change a key: --set cell.cathode.loading=\"60 mg/cm^2\" (repeatable)")
        ->type_name("KEY=VALUE")
        ->take_all()
        ->allow_extra_args(false);
  }

  void add_run() {
    auto* command = app_.add_subcommand("run", "simulate a case and write its results");
    add_case(command, run_.input);
    command->add_option("-o,--output", run_.directory, "directory for the results (default: results/NAME)");
    command->add_option("--checkpoint", run_.checkpoint, "write a checkpoint this often, \"30 s\"; go on with --resume")
        ->type_name("INTERVAL");
    command->add_flag("--resume", run_.resume, "go on from the checkpoint in the results directory");
    command->add_flag("--strict", run_.strict, "findings of severity warning end the run before it starts");
    command->add_flag("-q,--quiet", run_.quiet, "print nothing but errors");
    command->add_flag("!--no-report", run_.report, "do not write report.html");
    command->callback([this] { chosen_ = [this] { return run(run_); }; });
  }

  void add_check() {
    auto* command = app_.add_subcommand("check", "read a case and report every problem in it");
    add_case(command, check_);
    command->callback([this] { chosen_ = [this] { return check(check_); }; });
  }

  void add_words() {
    auto* explain_command = app_.add_subcommand("explain", "what a key means, its unit, range and default");
    explain_command->add_option("KEY", word_, "dotted path, cell.cathode.loading; a table lists its keys")->required();
    explain_command->callback([this] { chosen_ = [this] { return explain(word_); }; });

    auto* schema_command = app_.add_subcommand("schema", "JSON Schema of a case, for editors");
    schema_command->callback([this] { chosen_ = [] { return schema(); }; });
    auto* reference_command = app_.add_subcommand("reference", "the page of all keys, as Markdown");
    reference_command->callback([this] { chosen_ = [] { return reference(); }; });

    auto* new_command = app_.add_subcommand("new", "write a commented starting file");
    new_command->add_option("TEMPLATE", word_, "name from `silith new --list`");
    new_command->add_option("-o,--output", out_, "file to write (default: TEMPLATE.toml); never overwritten");
    new_command->add_flag("--list", list_, "what templates there are");
    new_command->callback([this] { chosen_ = [this] { return new_file(word_, out_, list_); }; });
  }

  void add_material() {
    auto* command = app_.add_subcommand("material", "materials, their laws and sources");
    command->require_subcommand(1);
    command->add_subcommand("list", "all materials")->callback([this] { chosen_ = [] { return material_list(); }; });
    auto* show = command->add_subcommand("show", "every law of one material with its source");
    show->add_option("NAME", word_, "name of a material, or its file")->required();
    show->callback([this] { chosen_ = [this] { return material_show(word_); }; });
  }

  void add_import() {
    auto* command = app_.add_subcommand("import", "cells from other programs");
    command->require_subcommand(1);
    auto* bpx = command->add_subcommand("bpx", "a lithium-ion cell, Battery Parameter eXchange 0.1 to 1.x");
    bpx->add_option("FILE", word_, "BPX file (JSON)")->required();
    bpx->add_option("-o,--output", out_, "cell file to write, materials beside it (default: FILE's name with .toml)");
    bpx->callback([this] { chosen_ = [this] { return import_bpx(word_, out_); }; });
  }

  void add_report() {
    auto* command = app_.add_subcommand("report", "one HTML page from the results of one or several runs");
    command->add_option("DIR", directories_, "results directories")->required();
    command->add_option("-o,--output", out_, "file to write (default: report.html in the first directory)");
    command->add_option("--title", word_, "headline of the page");
    command->callback([this] { chosen_ = [this] { return report(directories_, out_, word_); }; });
  }

  CLI::App app_{"silith: silicon-based all-solid-state cells, from the recipe to voltage and capacity"};
  std::function<int()> chosen_ = [] { return ok; };
  RunArguments run_;
  CaseArguments check_;
  std::string word_, out_;
  std::vector<std::string> directories_;
  bool list_ = false;
};

}  // namespace
}  // namespace silith::app

int main(int count, char** words) {
  using namespace silith;
  try {
    return app::CommandLine().parse_and_go(count, words);
  } catch (const InputError& error) {
    fmt::print(stderr, "{}\n", error.what());
    return app::wrong_input;
  } catch (const NumericsError& error) {
    fmt::print(stderr, "silith: {}\n", error.what());
    return app::numerics_failed;
  } catch (const std::exception& error) {
    fmt::print(stderr,
               "silith: internal error: {}\nThis is a bug of silith, not of your input; please report it with the "
               "input that shows it.\n",
               error.what());
    return app::our_bug;
  }
}
