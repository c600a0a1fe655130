#include <fmt/format.h>

#include <random>

#include "analysis/eis_fit.hpp"
#include "analysis/kramers_kronig.hpp"
#include "analysis/relaxation_times.hpp"
#include "study/ceres_fit.hpp"
#include "timing.hpp"

// Analyses of measured impedance: CPU time on one core.
namespace silith::bench {
namespace {

constexpr std::size_t count = 100, points = 57;

/// Noisy spectra of R0-p(R1,C1)-p(R2-Wo1,C2), each of another cell: values scattered by 20 %, noise 0.5 % of |Z|.
std::vector<Spectrum> noisy_spectra(const Circuit& circuit) {
  const std::vector<double> typical = {1.65e-2, 5.3e-3, 0.22, 9.1e-3, 6.3e-2, 240.0, 2.7};
  std::mt19937 generator(1);
  std::normal_distribution<double> normal(0.0, 1.0);
  std::vector<AngularFrequency> frequencies;
  std::vector<Spectrum> spectra(count);
  for (auto& spectrum : spectra) {
    frequencies.clear();
    for (std::size_t i = 0; i < points; ++i) {
      spectrum.frequency.push_back(1e4 * std::pow(3e-7, double(i) / double(points - 1)));
      frequencies.emplace_back(spectrum.frequency.back());
    }
    auto p = typical;
    for (double& value : p) value *= std::exp(0.2 * normal(generator));
    spectrum.impedance.resize(points);
    circuit.evaluate(frequencies, p, spectrum.impedance);
    for (auto& z : spectrum.impedance) {
      const double size = 0.005 * std::abs(z);
      z += std::complex<double>(size * normal(generator), size * normal(generator));
    }
  }
  return spectra;
}

template <class Function>
Times measured(const std::vector<Spectrum>& spectra, Function&& analyse) {
  constexpr int repetitions = 5;
  Times times;
  for (int k = 0; k < repetitions; ++k) {
    const double start = cpu_time();
    for (const auto& spectrum : spectra) analyse(spectrum);
    times.add(cpu_time() - start);
  }
  return times;
}

void print(const std::string& name, const Times& times, const std::string& target) {
  fmt::print("{:48}{:>9.3g}{:>9.3g}{:>9}\n", name, 1e3 * times.median(), 1e3 * times.least(), target);
}

}  // namespace

void print_impedance() {
  const Circuit circuit = Circuit::parse("R0-p(R1,C1)-p(R2-Wo1,C2)");
  const auto spectra = noisy_spectra(circuit);
  fmt::print("{} spectra of {} points, {}, CPU time in ms\n{:48}{:>9}{:>9}{:>9}\n", count, points, circuit.text(), "",
             "median", "least", "target");
  double residual = 0.0;
  print("fit, 12 starts each, uncertainties",
        measured(spectra, [&](const Spectrum& s) { residual += fit_circuit(s, circuit).reduced_chi_squared; }), "500");
  print("the same by Ceres, no uncertainties",
        measured(spectra, [&](const Spectrum& s) { test::fit_circuit_with_ceres(s, circuit, {}); }), "");
  print("Kramers-Kronig test", measured(spectra, [](const Spectrum& s) { test_kramers_kronig(s); }), "");
  print("relaxation times", measured(spectra, [](const Spectrum& s) { relaxation_times(s); }), "");
  fmt::print("mean residual of the fits {:.3g} % of |Z| (noise 0.5 %)\n",
             100.0 * std::sqrt(residual / (5.0 * double(count))));
}

}  // namespace silith::bench

int main() {
  silith::bench::print_impedance();
}
