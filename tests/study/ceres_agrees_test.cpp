// Fits of impedance use a small solver of their own, so that a command starts without loading Ceres. Here it has to
// find what Ceres finds, from the same starts with the same derivatives.
#include <gtest/gtest.h>

#include <cmath>

#include "../analysis/spectra.hpp"
#include "analysis/eis_fit.hpp"
#include "ceres_fit.hpp"

namespace silith {
namespace {

void expect_what_ceres_finds(const Spectrum& spectrum, const std::string& text) {
  const Circuit circuit = Circuit::parse(text);
  const EisFitOptions options;
  const auto reference = test::fit_circuit_with_ceres(spectrum, circuit, options);
  const EisFit fit = fit_circuit(spectrum, circuit, options);
  // Twice the logarithm of a ratio of likelihoods: 1 is one standard deviation. A flat valley may end a fit a little
  // early.
  const double points = 2.0 * static_cast<double>(spectrum.frequency.size());
  const double worse = points * std::log(fit.chi_squared / (2.0 * reference.cost));
  EXPECT_LT(worse, 0.01) << text;
  if (worse < -0.01) return;  // a better minimum
  for (std::size_t i = 0; i < fit.parameters.size(); ++i) {
    const FittedParameter& found = fit.parameters[i];
    if (found.sigma > 0.5 * found.value) continue;  // not determined
    EXPECT_NEAR(found.value, reference.parameters[i], 0.1 * found.sigma + 1e-6 * found.value)
        << text << ": " << found.name;
  }
}

TEST(EisFit, NoisySpectraAsWithCeres) {
  const std::vector<double> truth = {1.65e-2, 5.3e-3, 0.22, 9.1e-3, 6.3e-2, 240.0, 2.7};
  for (unsigned seed = 1; seed <= 20; ++seed)
    expect_what_ceres_finds(test::simulated("R0-p(R1,C1)-p(R2-Wo1,C2)", truth, 1e4, 3e-3, 57, 0.005, seed),
                            "R0-p(R1,C1)-p(R2-Wo1,C2)");
}

TEST(EisFit, MeasuredSpectraAsWithCeres) {
  expect_what_ceres_finds(test::dummy_cell(1), "R0-p(R1,C1)");
  expect_what_ceres_finds(test::dummy_cell(2), "R0-p(R1,C1)");
  expect_what_ceres_finds(test::one_arc(), "R0-p(R1,CPE1)");
  expect_what_ceres_finds(test::lithium_ion_cell(), "R0-p(R1,C1)-p(R2-Wo1,C2)");
}

}  // namespace
}  // namespace silith
