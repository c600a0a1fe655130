#include "analysis/eis_fit.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/diagnostic.hpp"
#include "spectra.hpp"

namespace silith {
namespace {

using testing::HasSubstr;

EisFitOptions unit_weights() {
  EisFitOptions options;
  options.weighting = Weighting::unit;
  return options;
}

void expect_values(const EisFit& fit, const std::vector<double>& expected, double relative) {
  EXPECT_TRUE(fit.converged);
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_NEAR(fit.parameters[i].value, expected[i], relative * expected[i]) << fit.parameters[i].name;
  }
}

std::string findings_of(const EisFit& fit) {
  std::string all;
  for (const auto& finding : fit.findings) all += "[" + finding.code + "] " + finding.message + "\n";
  return all;
}

TEST(EisFit, DummyCells) {
  const Circuit circuit = Circuit::parse("R0-p(R1,C1)");
  // the values are known to three digits
  expect_values(fit_circuit(test::dummy_cell(1), circuit, unit_weights()), {29.1, 46.7, 1.04e-5}, 5e-3);
  expect_values(fit_circuit(test::dummy_cell(2), circuit, unit_weights()), {150.0, 502.0, 3.12e-8}, 5e-3);
  expect_values(fit_circuit(test::dummy_cell(1), Circuit::parse("R(RC)"), unit_weights()), {29.1, 46.7, 1.04e-5}, 5e-3);
}

TEST(EisFit, RandlesCircuitOfTheLithiumIonCell) {
  SpectrumSelection capacitive;
  capacitive.points = SpectrumSelection::Points::capacitive;
  const Spectrum spectrum = select(test::lithium_ion_cell(), capacitive);
  const auto fit = fit_circuit(spectrum, Circuit::parse("R0-p(R1-Wo1,C1)"), unit_weights());
  expect_values(fit, {1.862e-2, 1.168e-2, 6.271e-2, 221.2, 1.172}, 5e-4);
}

TEST(EisFit, ASmallFastArcBeforeALargeOneKeepsItsPlace) {
  // the diffusion belongs to the slower arc, and in the other order the circuit fits all but as well
  const Circuit circuit = circuit_preset("rs-rsei-rct-zw").circuit;
  const std::vector<double> truth{32.65, 12.44, 2.016e-7, 0.999, 72.96, 1.394, 1.70e-6, 0.974};
  Spectrum spectrum;
  std::vector<AngularFrequency> frequencies;
  for (int k = 0; k <= 60; ++k) {
    spectrum.frequency.push_back(1e5 * std::pow(10.0, -k / 10.0));
    frequencies.emplace_back(spectrum.frequency.back());
  }
  spectrum.impedance.resize(frequencies.size());
  circuit.evaluate(frequencies, truth, spectrum.impedance);
  expect_values(fit_circuit(spectrum, circuit), truth, 1e-4);
}

TEST(EisFit, OfUndecidedOrdersTheFasterArcStandsFirst) {
  // written the other way round, the circuit with the diffusion in the fast arc: the data are noisy, and hardly say
  const Circuit circuit = circuit_preset("rs-rsei-rct-zw").circuit;
  std::vector<AngularFrequency> frequencies;
  Spectrum spectrum;
  for (int k = 0; k <= 60; ++k) {
    spectrum.frequency.push_back(1e5 * std::pow(10.0, -k / 10.0));
    frequencies.emplace_back(spectrum.frequency.back());
  }
  spectrum.impedance.resize(frequencies.size());
  circuit.evaluate(frequencies, std::vector<double>{14.0, 13.0, 2e-5, 0.94, 5.3, 0.5, 1.4e-6, 0.95},
                   spectrum.impedance);
  for (std::size_t k = 0; k < spectrum.size(); ++k)
    spectrum.impedance[k] *= 1.0 + 0.01 * std::sin(7.0 * static_cast<double>(k * k));
  const auto fit = fit_circuit(spectrum, circuit);
  EXPECT_NEAR(fit.at("Rsei").value, 5.3, 1.0);
  EXPECT_NEAR(fit.at("Rct").value, 13.0, 1.0);
  EXPECT_THAT(findings_of(fit), HasSubstr("another set of parameters fits nearly as well"));
}

TEST(EisFit, BothOrdersOfTheArcsAreFound) {
  SpectrumSelection capacitive;
  capacitive.points = SpectrumSelection::Points::capacitive;
  const Spectrum spectrum = select(test::lithium_ion_cell(), capacitive);
  const auto fit = fit_circuit(spectrum, Circuit::parse("R0-p(R1,C1)-p(R2-Wo1,C2)"));
  ASSERT_GE(fit.minima.size(), 2u);
  const auto& best = fit.minima[0].values;
  const auto& other = fit.minima[1].values;
  EXPECT_LT(best[2], best[6]) << "the best has the faster arc first";
  EXPECT_GT(other[2], other[6]) << "the other minimum has them swapped";
  EXPECT_NEAR(other[6] / best[2], 1.0, 0.05);
  EXPECT_LT(fit.minima[1].chi_squared, 1.1 * fit.minima[0].chi_squared);
  EXPECT_THAT(findings_of(fit),
              HasSubstr("[other-minimum] another set of parameters fits nearly as well (chi^2 1.089"));
  // the diffusion tail is not long enough to show its end: only the semi-infinite slope is determined
  EXPECT_THAT(findings_of(fit), HasSubstr("[not-identified] Wo1.tau"));
  EXPECT_THAT(findings_of(fit), HasSubstr("determined: Wo1.R / sqrt(Wo1.tau)"));
}

TEST(EisFit, TotalResistanceOfTheBlockedPellet) {
  const Spectrum spectrum = select(test::blocked_pellet(), {1e3});
  const auto fit = fit_circuit(spectrum, circuit_preset("blocked-pellet").circuit);
  const auto [total, sigma] = fit.sum({"Rg", "Rgb"});
  EXPECT_GT(total, 1450.0);
  EXPECT_LT(total, 1500.0);
  EXPECT_LT(sigma, 10.0);
  EXPECT_GT(fit.at("Rg").sigma, 10.0 * sigma) << "how it splits is not determined";
  EXPECT_THAT(findings_of(fit), HasSubstr("determined: Rg + Rgb = 1452 within 0.44 %"));
}

TEST(EisFit, ArcsOfKnownTruth) {
  const auto one = fit_circuit(test::one_arc(), Circuit::parse("L1-R0-Zarc1"), unit_weights());
  EXPECT_NEAR(std::sqrt(one.reduced_chi_squared), 0.5, 0.06);  // the noise in the file
  const std::vector<std::pair<std::string, double>> truth = {
      {"R0", 10.0}, {"Zarc1.R", 50.0}, {"Zarc1.tau", 0.1}, {"Zarc1.n", 0.8}};
  for (const auto& [name, value] : truth) {
    EXPECT_NEAR(one.at(name).value, value, 3.0 * one.at(name).sigma) << name;
    EXPECT_LT(one.at(name).relative_error(), 0.02) << name;
  }
  const auto two = fit_circuit(test::two_arcs(), Circuit::parse("R0-Zarc1-Zarc2"), unit_weights());
  EXPECT_NEAR(two.at("Zarc1.tau").value, 1e-4, 3.0 * two.at("Zarc1.tau").sigma);
  EXPECT_NEAR(two.at("Zarc2.tau").value, 0.1, 3.0 * two.at("Zarc2.tau").sigma);
  EXPECT_LT(two.at("Zarc1.tau").value, two.at("Zarc2.tau").value) << "equal arcs stand from fast to slow";
}

TEST(EisFit, ExactDataGiveExactParameters) {
  const std::vector<double> truth = {12.9, 5.3, 2e-5, 0.85, 13.3, 8.0, 3e-3, 0.9};
  const auto spectrum = test::simulated("R0-p(R1,CPE1)-p(R2-W1,CPE2)", truth, 1e6, 1e-2, 60);
  const auto fit = fit_circuit(spectrum, circuit_preset("rs-rsei-rct-zw").circuit);
  expect_values(fit, truth, 1e-6);
  EXPECT_EQ(fit.parameters[1].name, "Rsei");
}

/// Of many noisy spectra, the truth lies within one (two) standard uncertainties as often as for a normal variable.
TEST(EisFit, UncertaintiesCoverTheTruth) {
  const std::string text = "R0-p(R1,CPE1)";
  const std::vector<double> truth = {10.0, 40.0, 1e-4, 0.85};
  const Circuit circuit = Circuit::parse(text);
  EisFitOptions options;
  options.starts = 2;
  constexpr int spectra = 400;
  std::vector<int> one(4, 0), two(4, 0);
  for (unsigned seed = 1; seed <= spectra; ++seed) {
    const auto fit = fit_circuit(test::simulated(text, truth, 1e5, 1e-1, 31, 0.01, seed), circuit, options);
    for (std::size_t i = 0; i < 4; ++i) {
      const double off = std::abs(fit.parameters[i].value - truth[i]) / fit.parameters[i].sigma;
      one[i] += off < 1.0;
      two[i] += off < 2.0;
    }
  }
  for (std::size_t i = 0; i < 4; ++i) {  // binomial: 68.3 +- 2.3 %, 95.4 +- 1.1 %; three of these allowed
    EXPECT_NEAR(one[i] / double(spectra), 0.683, 0.07) << circuit.parameters()[i].name;
    EXPECT_NEAR(two[i] / double(spectra), 0.954, 0.033) << circuit.parameters()[i].name;
  }
}

TEST(EisFit, FixedBoundedTiedParameters) {
  const auto spectrum =
      test::simulated("R0-p(R1,CPE1)-p(R2,CPE2)", {5.0, 20.0, 1e-6, 0.8, 30.0, 1e-3, 0.8}, 1e6, 1e-2, 60, 1e-3);
  const Circuit circuit = Circuit::parse("R0-p(R1,CPE1)-p(R2,CPE2)");
  EisFitOptions options;
  options.fixed = {{"R0", 5.0}};
  options.tied = {{"CPE2.n", "CPE1.n"}};
  options.bounds = {{"R2", {25.0, 29.0}}};
  const auto fit = fit_circuit(spectrum, circuit, options);
  EXPECT_EQ(fit.free_count, 5u);
  EXPECT_EQ(fit.at("R0").value, 5.0);
  EXPECT_EQ(fit.at("R0").sigma, 0.0);
  EXPECT_EQ(fit.at("R0").state, FittedParameter::State::fixed);
  EXPECT_EQ(fit.at("CPE2.n").value, fit.at("CPE1.n").value);
  EXPECT_EQ(fit.at("CPE2.n").tied_to, "CPE1.n");
  EXPECT_EQ(fit.at("R2").state, FittedParameter::State::at_upper_bound);
  EXPECT_NEAR(fit.at("R2").value, 29.0, 1e-9);
  EXPECT_THAT(findings_of(fit), HasSubstr("[at-bound] R2 = 29 ohm lies at its upper bound"));
}

/// Two resistors in series are one: the sum is determined, nothing else.
TEST(EisFit, SaysWhatIsDeterminedWhenNothingElseIs) {
  const auto spectrum = test::simulated("R0-p(R1,C1)", {10.0, 40.0, 1e-4}, 1e5, 1e-1, 31, 0.01);
  const auto fit = fit_circuit(spectrum, Circuit::parse("R0-R2-p(R1,C1)"));
  EXPECT_THAT(findings_of(fit), HasSubstr("[not-identified] R0"));
  EXPECT_THAT(findings_of(fit), HasSubstr("determined: R0 + R2 = "));
  ASSERT_FALSE(fit.combinations.empty());
  EXPECT_NEAR(fit.combinations.front().value, 10.0, 0.1);
  EXPECT_LT(fit.combinations.front().relative_error, 0.01);
}

/// Too simple a circuit never wins; two parameters too many win with the probability of chi^2_2 > 4, 13 %.
TEST(EisFit, AkaikeChoosesTheTrueCircuit) {
  const std::string truth = "R0-p(R1,CPE1)-p(R2,C2)";
  const std::vector<Circuit> candidates = {Circuit::parse("R0-p(R1,C1)"), Circuit::parse(truth + "-p(R3,C3)"),
                                           Circuit::parse(truth), Circuit::parse("R0-p(R1,CPE1)")};
  int chosen = 0;
  for (unsigned seed = 1; seed <= 40; ++seed) {
    const auto spectrum = test::simulated(truth, {5.0, 20.0, 1e-6, 0.8, 30.0, 1e-3}, 1e6, 1e-2, 60, 5e-3, seed);
    const auto fits = compare_circuits(spectrum, candidates);
    chosen += fits.front().circuit.text() == truth;
    const auto weights = akaike_weights(fits);
    EXPECT_LT(weights[2] + weights[3], 1e-6);
    EXPECT_NEAR(weights[0] + weights[1], 1.0, 1e-6);
  }
  EXPECT_GE(chosen, 30);
}

TEST(EisFit, SameResultEachTimeAndForEitherDirectionOfTheSweep) {
  const auto down = test::simulated("R0-p(R1,CPE1)", {10.0, 40.0, 1e-4, 0.85}, 1e5, 1e-1, 31, 0.01);
  Spectrum up = down;
  std::reverse(up.frequency.begin(), up.frequency.end());
  std::reverse(up.impedance.begin(), up.impedance.end());
  const Circuit circuit = Circuit::parse("R0-p(R1,CPE1)");
  const auto a = fit_circuit(down, circuit), b = fit_circuit(down, circuit), c = fit_circuit(up, circuit);
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(a.parameters[i].value, b.parameters[i].value);
    EXPECT_NEAR(a.parameters[i].value, c.parameters[i].value, 1e-7 * a.parameters[i].value);
  }
}

std::string error_with(const EisFitOptions& options, const std::string& circuit = "R0-p(R1,CPE1)",
                       std::size_t points = 30) {
  try {
    fit_circuit(test::simulated("R0-p(R1,C1)", {1.0, 1.0, 1.0}, 1e2, 1e-2, points), Circuit::parse(circuit), options);
  } catch (const InputError& error) {
    return error.what();
  }
  return "no error";
}

TEST(EisFit, ErrorsOfTheOptions) {
  EisFitOptions options;
  options.fixed = {{"R7", 1.0}};
  EXPECT_THAT(error_with(options), HasSubstr("the circuit R0-p(R1,CPE1) has no parameter \"R7\""));
  options.fixed = {{"R0", -1.0}};
  EXPECT_THAT(error_with(options), HasSubstr("R0 cannot be fixed at -1"));
  options.fixed = {{"CPE1.n", 1.1}};
  EXPECT_THAT(error_with(options),
              HasSubstr("CPE1.n cannot be fixed at 1.1\n  parameters are positive, exponents at most 1"));
  options.fixed = {{"R0", 1.0}, {"R1", 1.0}, {"CPE1.Q", 1.0}, {"CPE1.n", 1.0}};
  EXPECT_THAT(error_with(options), HasSubstr("every parameter is fixed"));
  options = {};
  options.bounds = {{"R0", {2.0, 1.0}}};
  EXPECT_THAT(error_with(options), HasSubstr("R0 cannot lie between 2 and 1"));
  options.bounds = {{"R0", {1.0, 2.0}}};
  options.fixed = {{"R0", 1.5}};
  EXPECT_THAT(error_with(options), HasSubstr("R0 has bounds but is fixed or tied"));
  options = {};
  options.tied = {{"R0", "CPE1.n"}};
  EXPECT_THAT(error_with(options), HasSubstr("R0 cannot be tied to CPE1.n: ohm against 1"));
  options.tied = {{"R0", "R1"}, {"R1", "R0"}};
  EXPECT_THAT(error_with(options), HasSubstr("R0 is tied to R1, which is tied itself"));
  EXPECT_THAT(error_with({}, "L1-R0-p(R1,CPE1)-p(R2,CPE2)", 4),
              HasSubstr("4 points cannot determine 8 free parameters"));
  Spectrum broken = test::simulated("R0", {1.0}, 1.0, 10.0, 5);
  broken.frequency[2] = 0.0;
  EXPECT_THAT([&] { fit_circuit(broken, Circuit::parse("R0")); },
              testing::ThrowsMessage<InputError>(HasSubstr("point 3 of the spectrum cannot be used: 0 Hz")));
}

}  // namespace
}  // namespace silith
