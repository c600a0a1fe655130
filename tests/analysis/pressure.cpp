#include "analysis/pressure.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <random>

#include "analysis/pressure_clock.hpp"
#include "base/diagnostic.hpp"
#include "cycler.hpp"

namespace silith {
namespace {

using test::Cycler;
using testing::HasSubstr;

constexpr double mA = 1e-3, MPa = 1e6, kPa = 1e3;

/// Charge and discharge of 3.6 C, pressure 50 MPa + 20 kPa/C on charge, 90 % of that back, 0.5 Pa/s drift.
struct Truth {
  double slope = 20.0 * kPa, back = 0.9, drift = 0.5, noise = 0.0;
  int cycles = 4;
  double share_lost = 0.0;
  std::uint64_t seed = 1;
};

Record record_of(const Truth& truth) {
  Cycler cell;
  for (int k = 0; k < truth.cycles; ++k) {
    cell.cycle(k);
    cell.step(mA, 3600.0, [](double) { return 3.8; });
    cell.rest(600.0, 3.7);
    cell.step(-mA, 3600.0, [](double) { return 3.4; });
    cell.rest(600.0, 3.5);
  }
  Record record = cell.record();
  std::mt19937_64 random(truth.seed);
  std::normal_distribution<double> normal;
  std::uniform_real_distribution<double> uniform;
  const auto& time = record.series.at("time").values;
  const auto& current = record.series.at("current").values;
  std::vector<double> pressure;
  double swelling = 0.0;
  for (std::size_t i = 0; i < time.size(); ++i) {
    const double dt = i > 0 ? time[i] - time[i - 1] : 0.0;
    swelling += truth.slope * current[i] * dt * (current[i] < 0.0 ? truth.back : 1.0);
    pressure.push_back(50.0 * MPa + swelling + truth.drift * time[i] + truth.noise * normal(random));
    if (uniform(random) < truth.share_lost) pressure.back() = NAN;
  }
  record.series.columns.push_back({"pressure", "Pa", "Pressure", pressure});
  return record;
}

std::string message(const std::function<void()>& action) {
  try {
    action();
  } catch (const InputError& error) {
    return error.what();
  }
  return "nothing thrown";
}

TEST(Pressure, FindsSwingOffsetSlopeAndDrift) {
  const Truth truth;
  const PressureAnalysis found = analyse_pressure(record_of(truth), {});
  ASSERT_EQ(found.halves.size(), 8u);
  ASSERT_EQ(found.cycles.size(), 4u);
  // Drift adds 0.5 Pa/s over 1 mA: 500 Pa/C. The first row of a half-cycle is 10 s after its start.
  const PressureHalf& charge = found.halves[0];
  EXPECT_NEAR(charge.slope, 20.5 * kPa, 1e-3);
  EXPECT_NEAR(charge.swing, 20.5 * kPa * 3.59, 1.0);
  EXPECT_NEAR(charge.start, 50.0 * MPa + 20.5 * kPa * 0.01, 1.0);
  EXPECT_NEAR(charge.noise, 0.0, 1e-4);
  EXPECT_NEAR(found.halves[1].slope, -(18.0 - 0.5) * kPa, 1e-3);
  for (const double slope : charge.curve.slope) EXPECT_NEAR(slope, 20.5 * kPa, 1.0);
  // A cycle: 10 % of 72 kPa stay, and 8400 s of drift.
  EXPECT_NEAR(found.cycles[0].offset, 7.2 * kPa + 4.2 * kPa, 1.0);
  EXPECT_NEAR(found.cycles[0].charge_left, 0.0, 1e-9);
  EXPECT_NEAR(found.drift, 11.4 * kPa / 8400.0, 1e-4);
  EXPECT_NEAR(found.charge_slope, 20.5 * kPa, 1e-3);
  EXPECT_NEAR(found.charge_slope_deviation, 0.0, 1e-3);
  EXPECT_TRUE(found.findings.empty());
}

// 200 records with their own swelling, drift, noise and lost rows: errors are as large as the uncertainties say.
TEST(Pressure, UncertaintiesOfTwoHundredTracesAreTrue) {
  std::mt19937_64 random(2024);
  std::uniform_real_distribution<double> uniform;
  double swing_squares = 0.0, slope_squares = 0.0;
  std::size_t swings = 0, swings_within = 0;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    Truth truth;
    truth.slope = (uniform(random) * 60.0 - 10.0) * kPa;
    truth.drift = (uniform(random) - 0.5) * 4.0;
    truth.noise = (0.2 + 3.0 * uniform(random)) * kPa;
    truth.share_lost = 0.3 * uniform(random);
    truth.cycles = 2;
    truth.seed = seed;
    const PressureAnalysis found = analyse_pressure(record_of(truth), {});
    for (const PressureHalf& half : found.halves) {
      const double slope = (half.direction > 0 ? truth.slope : -truth.slope * truth.back) + truth.drift / mA;
      const double covered = half.curve.charge.back() - half.curve.charge.front();
      const double error = (half.swing - slope * covered) / half.swing_uncertainty;
      swing_squares += error * error;
      slope_squares += std::pow((half.slope - slope) / half.slope_uncertainty, 2);
      ++swings;
      if (std::abs(error) < 2.0) ++swings_within;
    }
  }
  const double n = static_cast<double>(swings);
  EXPECT_EQ(swings, 800u);
  // Reduced chi^2: 1 where the stated uncertainty is the true one.
  EXPECT_NEAR(slope_squares / n, 1.0, 0.15);
  EXPECT_NEAR(swing_squares / n, 1.0, 0.35);
  EXPECT_GT(static_cast<double>(swings_within) / n, 0.90);
}

TEST(Pressure, ACurvedSwellingShowsInItsDerivative) {
  Record record = record_of({});
  auto& pressure = record.series.at("pressure").values;
  double charge = 0.0;
  for (std::size_t i = 1; i < pressure.size(); ++i) {
    charge += record.series.at("current").values[i] *
              (record.series.at("time").values[i] - record.series.at("time").values[i - 1]);
    pressure[i] = 50.0 * MPa + 5.0 * kPa * charge * charge;
  }
  const PressureAnalysis found = analyse_pressure(record, {});
  const PressureCurve& curve = found.halves[0].curve;
  for (std::size_t i = 0; i < curve.charge.size(); ++i) EXPECT_NEAR(curve.slope[i], 10.0 * kPa * curve.charge[i], 20.0);
}

TEST(Pressure, FindingsSayWhatSpoilsIt) {
  Record record = record_of({.slope = 2.0 * kPa, .noise = 0.0});
  for (double& p : record.series.at("pressure").values) p = std::round(p / (7.0 * kPa)) * 7.0 * kPa;
  std::vector<double> temperature;
  for (const double p : record.series.at("pressure").values)
    temperature.push_back(300.0 + (p - 50.0 * MPa) / kPa * 0.3);
  record.series.columns.push_back({"temperature", "K", "", temperature});
  record.series.at("pressure").values[5] = NAN;
  std::vector<std::string> codes;
  for (const Finding& finding : analyse_pressure(record, {}).findings) codes.push_back(finding.code);
  EXPECT_THAT(codes, testing::IsSupersetOf({"pressure-gaps", "coarse-pressure"}));
  record.series.at("pressure").values[5] = record.series.at("pressure").values[4];
  codes.clear();
  for (const Finding& finding : analyse_pressure(record, {}).findings) codes.push_back(finding.code);
  EXPECT_THAT(codes, testing::Contains("pressure-follows-temperature"));
}

/// The pressure of a record as a logger has it: every 7 s, its clock `shift` seconds behind.
TimeSeries logged(const Record& record, double shift) {
  const auto& time = record.series.at("time").values;
  const auto& pressure = record.series.at("pressure").values;
  TimeSeries log{{{"time", "s", "", {}}, {"pressure", "Pa", "", {}}}};
  std::size_t k = 0;
  for (double t = 0.0; t < time.back(); t += 7.0) {
    while (k + 2 < time.size() && time[k + 1] < t) ++k;
    const double share = (t - time[k]) / (time[k + 1] - time[k]);
    log.at("time").values.push_back(t - shift);
    log.at("pressure").values.push_back(pressure[k] + share * (pressure[k + 1] - pressure[k]));
  }
  return log;
}

TEST(PressureClock, ALoggersPressureComesToTheCyclersRows) {
  const Record with = record_of({});
  Record without = with;
  std::erase_if(without.series.columns, [](const Column& column) { return column.name == "pressure"; });
  add_logged_pressure(without, logged(with, 100.0), 100.0);
  const auto& expected = with.series.at("pressure").values;
  const auto& found = without.series.at("pressure").values;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    if (!std::isfinite(found[i])) continue;
    EXPECT_NEAR(found[i], expected[i], 150.0) << i;  // corners lie between the logger's rows
  }
  EXPECT_NEAR(analyse_pressure(without, {}).charge_slope, 20.5 * kPa, 20.0);
  EXPECT_THAT(message([&] { add_logged_pressure(without, logged(with, 0.0), 1e6); }), HasSubstr("nothing in common"));
}

TEST(PressureClock, TheShiftIsFoundThroughNoiseDriftAndHysteresis) {
  for (const double shift : {-400.0, 0.0, 137.0, 900.0}) {
    const Record with = record_of({.noise = 3.0 * kPa});
    Record without = with;
    std::erase_if(without.series.columns, [](const Column& column) { return column.name == "pressure"; });
    const ClockShift found = find_clock_shift(without, logged(with, shift), 0.0);
    EXPECT_NEAR(found.shift, shift, 10.0) << "one row of the cycler";
    EXPECT_GT(found.correlation, 0.95);
  }
  Record record = record_of({});
  EXPECT_THAT(message([&] { find_clock_shift(record, logged(record, 0.0), 1e6); }),
              HasSubstr("the logger covers less than half"));
}

TEST(Pressure, WrongRequestsAreShown) {
  Record record = record_of({});
  EXPECT_THAT(message([&] { analyse_pressure(record, {.window = 0.9}); }),
              HasSubstr("a smoothing window of 0.9 of the charge is not possible"));
  EXPECT_THAT(message([&] { analyse_pressure(record, {.order = 7}); }), HasSubstr("polynomials of order 7"));
  std::erase_if(record.series.columns, [](const Column& column) { return column.name == "pressure"; });
  record.title = "cell.csv";
  EXPECT_THAT(message([&] { analyse_pressure(record, {}); }),
              HasSubstr("cell.csv has no pressure\n  a column like \"Applied Pressure / Pa\""));
  record.findings.push_back({"no-sensor", "note", "columns that are zero throughout are left out: Pressure_Psi", ""});
  EXPECT_THAT(message([&] { analyse_pressure(record, {}); }), HasSubstr("Pressure_Psi"));
}

}  // namespace
}  // namespace silith
