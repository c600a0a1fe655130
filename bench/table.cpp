#include "table.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>

#include "process.hpp"
#include "solve.hpp"
#include "study/simulation_options.hpp"

namespace silith::bench {
namespace {

std::string milliseconds(double seconds) {
  return seconds > 0.0 ? fmt::format("{:.3g}", 1e3 * seconds) : "-";
}

std::string verdict(const BenchCase& of, double median) {
  if (of.target <= 0.0) return "";
  if (median <= of.target) return "met";
  return median <= std::max(of.target, of.miss) ? "near" : "missed";
}

/// The same run with no row but the first and last of each step, and no profiles: the integration alone.
Solve integration(Case input, SimulationOptions options, int repetitions) {
  for (auto& step : input.protocol.steps) step.sampling = {.none = true};
  options.profile_snapshots = 0;
  return solve(input, options, repetitions);
}

void print_solve(const BenchCase& of) {
  const Case input = read(of);
  SimulationOptions options = simulation_options(input);
  const Record accurate = accurate_run(input, options);
  const Solve ours = solve(input, options, of.repetitions);
  const double bare = integration(input, options, of.repetitions).times.median();
  options.linear = SimulationOptions::Linear::plain;
  const int fewer = std::max(3, of.repetitions / 3);
  const double plain = integration(input, options, fewer).times.median();
  const auto count = [&](const char* name) { return static_cast<long>(quantity(ours.record, name)); };
  fmt::print("{:29}{:>8}{:>9}{:>7}{:>8}{:>7}{:>8} {:7}{:>6}{:>8}{:>6}{:>5}{:>6}{:>10.4f}\n", of.name, count("unknowns"),
             milliseconds(bare), milliseconds(plain), milliseconds(ours.times.median()), milliseconds(of.peer),
             milliseconds(of.target), verdict(of, bare), count("solver_steps"), count("newton_iterations"),
             count("jacobians"), count("error_test_failures"), count("convergence_failures"),
             1e3 * voltage_error(ours.record, accurate));
}

void print_solves() {
  fmt::print("\nA solve, set-up included: median CPU time in ms\n");
  fmt::print("{:29}{:>8}{:>9}{:>7}{:>8}{:>7}{:>8} {:7}{:>6}{:>8}{:>6}{:>5}{:>6}{:>10}\n", "", "unknowns", "solve",
             "plain", "+ rows", "peer", "target", "", "steps", "Newton", "Jac.", "err.", "conv.", "error/mV");
  for (const auto& of : bench_cases()) print_solve(of);
  fmt::print(
      "plain: IDAS with KLU on the whole matrix, same residual; + rows: solve with every row of the series (10 s; 60 s "
      "for\n"
      "the cycle), each with its split of the overpotential, and profiles; peer: another code's recorded solve, which\n"
      "derives nothing from its states, same problem and mesh (962 and 7682 states: ours has the exchange currents\n"
      "besides), error 0.016 mV, 2-core x86-64 machine; err., conv.: steps rejected for their error, for convergence;\n"
      "error: largest of the voltage, at the rows, against a run at tolerances of 1e-9\n");
}

struct ProcessCase {
  std::string name;
  std::vector<std::string> words;
  double peer, target;  // s
  double peer_memory, target_memory;
};

void print_process(const ProcessCase& of) {
  constexpr int repetitions = 21;
  constexpr double mega = 1e6;
  Times wall, cpu;
  double memory = 0.0;
  for (int k = 0; k < repetitions; ++k) {
    const ProcessCost cost = run_process(of.words);
    wall.add(cost.wall);
    cpu.add(cost.cpu);
    memory = std::max(memory, cost.peak_memory);
  }
  fmt::print("{:37}{:>9}{:>8}{:>9}{:>9}{:>9}{:>9.1f}{:>9}{:>9}\n", of.name, milliseconds(wall.median()),
             milliseconds(wall.least()), milliseconds(cpu.median()), milliseconds(of.peer), milliseconds(of.target),
             memory / mega, of.peer_memory > 0.0 ? fmt::format("{:g}", of.peer_memory) : "-",
             of.target_memory > 0.0 ? fmt::format("{:g}", of.target_memory) : "-");
}

void print_processes() {
  const std::string source = SILITH_SOURCE_DIR;
  const auto directory = std::filesystem::temp_directory_path() / fmt::format("silith-bench-{}", getpid());
  const auto run = [&](const std::string& example) {
    return std::vector<std::string>{SILITH_PROGRAM, "run", source + "/examples/" + example, "-o", directory.string()};
  };
  fmt::print("\nA whole process, from its start to its end, in ms and MB: all files written\n");
  fmt::print("{:37}{:>9}{:>8}{:>9}{:>9}{:>9}{:>9}{:>9}{:>9}\n", "", "median", "least", "CPU", "peer", "target", "MB",
             "peer", "target");
  print_process({"silith run dfn-marquis2019.toml", run("dfn-marquis2019.toml"), 3.4, 40e-3, 183, 40});
  print_process({"silith run first-cycle.toml", run("first-cycle.toml"), 0, 0, 0, 0});
  print_process({"silith --version", {SILITH_PROGRAM, "--version"}, 0, 0, 0, 0});
  std::filesystem::remove_all(directory);
}

}  // namespace

void print_tables() {
  print_processes();  // first: a process's peak of memory counts from that of the one that starts it
  print_solves();
}

}  // namespace silith::bench
