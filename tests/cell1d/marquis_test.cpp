#include "marquis.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <sstream>

#include "cell1d/simulation.hpp"
#include "cell1d/single_particle.hpp"

namespace silith::testing {
namespace {

struct Curve {
  std::vector<double> time, voltage;
};

Curve peer_curve(const std::string& name) {
  std::ifstream file(std::string(SILITH_SOURCE_DIR) + "/tests/data/peer/" + name);
  Curve curve;
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    std::istringstream row(line);
    double time = 0.0, voltage = 0.0;
    char comma = 0;
    row >> time >> comma >> voltage;
    curve.time.push_back(time);
    curve.voltage.push_back(voltage);
  }
  return curve;
}

Protocol discharge_at_1C() {
  Step step;
  step.text = "Discharge at 1C until 3.105 V";
  step.type = "discharge";
  step.control = ConstantCurrent{{-marquis_current, CurrentSetting::Per::area}};
  step.limits = {{.of = Limit::Of::voltage, .when = Limit::When::below, .value = 3.105}};
  step.sampling.every_time = 10.0;
  return {{step}};
}

SimulationResult run(const Cell& cell, SimulationOptions::Model model = SimulationOptions::Model::full) {
  SimulationOptions options;
  options.relative_tolerance = 1e-6;
  options.absolute_tolerance = 1e-8;
  options.profile_snapshots = 0;
  options.model = model;
  return simulate(cell, discharge_at_1C(), options);
}

/// Rms difference at the peer's times before its cut-off, V.
double rms_difference(const TimeSeries& series, const Curve& peer) {
  const auto &time = series.at("time").values, &voltage = series.at("voltage").values;
  double sum = 0.0;
  std::size_t n = 0;
  for (std::size_t k = 0; k + 1 < peer.time.size() && k + 1 < time.size(); ++k, ++n) {
    EXPECT_NEAR(time[k], peer.time[k], 1e-6);
    sum += std::pow(voltage[k] - peer.voltage[k], 2);
  }
  return std::sqrt(sum / static_cast<double>(n));
}

double quantity(const SimulationResult& result, const std::string& name) {
  for (const auto& [found, value] : result.record.quantities) {
    if (found == name) return value.value;
  }
  ADD_FAILURE() << "no quantity " << name;
  return std::nan("");
}

double end_time(const SimulationResult& result) {
  return result.record.series.at("time").values.back();
}

TEST(Marquis2019, DfnOnThePeersMeshIsWithin1mV) {
  const auto result = run(marquis_cell());
  ASSERT_FALSE(result.failure);
  EXPECT_LE(rms_difference(result.record.series, peer_curve("DFN_Marquis2019_1C_default.csv")), 1e-3);
}

TEST(Marquis2019, RefinedDfnIsWithinPoint3mVAndOneSecondOfThePeersRefinedCurve) {
  const auto result = run(marquis_cell({.anode = 60, .separator = 60, .cathode = 60, .shells = 60}));
  ASSERT_FALSE(result.failure);
  const auto peer = peer_curve("DFN_Marquis2019_1C_x60_r60.csv");
  EXPECT_LE(rms_difference(result.record.series, peer), 0.3e-3);
  EXPECT_NEAR(end_time(result), 3617.8061, 1.0);
}

TEST(Marquis2019, SingleParticleModelMatchesThePeer) {
  const auto coarse = run(marquis_cell(), SimulationOptions::Model::single_particle);
  ASSERT_FALSE(coarse.failure);
  EXPECT_LE(rms_difference(coarse.record.series, peer_curve("SPM_Marquis2019_1C_default.csv")), 1e-3);
  const auto fine = run(marquis_cell({.shells = 60}), SimulationOptions::Model::single_particle);
  EXPECT_LE(rms_difference(fine.record.series, peer_curve("SPM_Marquis2019_1C_x60_r60.csv")), 0.3e-3);
  EXPECT_NEAR(end_time(fine), 3622.7738, 1.0);
}

TEST(Marquis2019, BalancesHoldAtEveryTolerance) {
  for (const double tolerance : {1e-3, 1e-5, 1e-7}) {
    SimulationOptions options;
    options.relative_tolerance = tolerance;
    options.absolute_tolerance = tolerance;
    const auto result = simulate(marquis_cell(), discharge_at_1C(), options);
    ASSERT_FALSE(result.failure);
    EXPECT_LE(quantity(result, "lithium_balance_error"), 1e-10);
    EXPECT_LE(quantity(result, "charge_balance_error"), 1e-8);
  }
}

TEST(Marquis2019, PlainAndCondensedSolversGiveTheSameCurve) {
  SimulationOptions options;
  options.relative_tolerance = 1e-7;
  const auto condensed = simulate(marquis_cell(), discharge_at_1C(), options);
  options.linear = SimulationOptions::Linear::plain;
  const auto plain = simulate(marquis_cell(), discharge_at_1C(), options);
  EXPECT_NEAR(end_time(condensed), end_time(plain), 1e-3);
}

TEST(OverpotentialSplit, AddsUpToTheVoltage) {
  const auto result = run(marquis_cell());
  ASSERT_FALSE(result.failure);
  const auto& series = result.record.series;
  for (std::size_t row = 0; row < series.rows(); row += 20) {
    double sum = series.at("open_circuit_voltage").values[row];
    for (const auto& column : series.columns) {
      if (column.name.starts_with("overpotential.")) sum += column.values[row];
    }
    EXPECT_NEAR(sum, series.at("voltage").values[row], 1e-9) << "row " << row;
  }
}

TEST(SingleParticle, RefusesACellWithTwoPopulations) {
  Cell cell = marquis_cell();
  cell.layers[0].populations.push_back(cell.layers[0].populations[0]);
  try {
    single_particle_cell(cell);
    FAIL() << "no error";
  } catch (const InputError& error) {
    EXPECT_NE(std::string(error.what()).find("its anode has 2 populations of particles, one is needed"),
              std::string::npos)
        << error.what();
  }
}

}  // namespace
}  // namespace silith::testing
