#include "parts.hpp"

#include <benchmark/benchmark.h>

#include "cases.hpp"
#include "cell1d/cell_model.hpp"
#include "cell1d/observer.hpp"
#include "cell1d/start_state.hpp"
#include "numerics/condensed_matrix.hpp"

// What one step of the integration is made of, on the cases of the table: one call each.
namespace silith::bench {
namespace {

/// A cell under current with an assembled matrix.
struct Parts {
  Case input;
  CellModel model;
  std::vector<double> y, y_dot, out;
  std::unique_ptr<LinearSolver> solver;
  static constexpr double cj = 0.1;  // 1/s: a step of about 10 s

  explicit Parts(const BenchCase& of)
      : input(read(of)),
        model(input.cell),
        y(start_state(model)),
        y_dot(model.size(), 0.0),
        out(model.size()),
        solver(make_condensed_solver()) {
    model.set_drive({.kind = Drive::Kind::current, .value = -1.0, .area = 1.0});
    assemble();
  }
  void assemble() { model.assemble(0.0, cj, y, y_dot); }
};

void residual(benchmark::State& state, const BenchCase& of) {
  Parts parts(of);
  for (auto _ : state) benchmark::DoNotOptimize(parts.model.residual(0.0, parts.y, parts.y_dot, parts.out));
}

void laws(benchmark::State& state, const BenchCase& of) {
  Parts parts(of);
  for (auto _ : state) benchmark::DoNotOptimize(parts.model.update_properties(parts.y));
}

void jacobian(benchmark::State& state, const BenchCase& of) {
  Parts parts(of);
  for (auto _ : state) parts.assemble();
}

/// The factorisation overwrites the matrix: assembled anew each time, outside the measure.
void factorise(benchmark::State& state, const BenchCase& of) {
  Parts parts(of);
  for (auto _ : state) {
    state.PauseTiming();
    parts.assemble();
    state.ResumeTiming();
    benchmark::DoNotOptimize(parts.solver->factorise(parts.model.jacobian()));
  }
}

void back_substitution(benchmark::State& state, const BenchCase& of) {
  Parts parts(of);
  parts.solver->factorise(parts.model.jacobian());
  for (auto _ : state) {
    std::fill(parts.out.begin(), parts.out.end(), 1.0);
    parts.solver->solve(parts.out);
  }
}

void row_of_the_series(benchmark::State& state, const BenchCase& of) {
  Parts parts(of);
  Observer observer(parts.model);
  TimeSeries series = observer.empty_series();
  for (auto _ : state) {
    observer.append(series, 0.0, parts.y, 0, 0);
    for (auto& column : series.columns) column.values.clear();
  }
}

}  // namespace

void register_parts() {
  using Part = void (*)(benchmark::State&, const BenchCase&);
  const std::pair<const char*, Part> parts[] = {
      {"residual", residual},          {"laws", laws},
      {"jacobian", jacobian},          {"factorisation", factorise},
      {"solution", back_substitution}, {"row of the series", row_of_the_series}};
  for (const auto& of : bench_cases()) {
    if (of.file.find("spm") != std::string::npos) continue;  // a case of few unknowns, made from another cell
    for (const auto& [name, part] : parts) {
      const auto run = part;
      benchmark::RegisterBenchmark((of.name + ": " + name).c_str(),
                                   [run, of](benchmark::State& state) { run(state, of); })
          ->Unit(benchmark::kMicrosecond)
          ->MinTime(0.2);
    }
  }
}

}  // namespace silith::bench
