#include "analysis/cycling.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "base/diagnostic.hpp"
#include "cycler.hpp"

namespace silith {
namespace {

using test::Cycler;
using testing::HasSubstr;

constexpr double mA = 1e-3, h = 3600.0;

/// Charge at 1 mA to 3.6 C with V = 3 + q/3.6, discharge of what is given with V = 3.8 - q/3.6 (q >= 0).
void full_cycle(Cycler& cell, int number, double given, double current = mA) {
  cell.cycle(number);
  cell.step(current, 3.6 / current, [](double q) { return 3.0 + q / 3.6; });
  cell.rest(600.0, 3.9);
  cell.step(-current, given / current, [](double q) { return 3.8 + q / 3.6; });
  cell.rest(600.0, 3.0);
}

std::vector<std::string> codes(const Cycling& result) {
  std::vector<std::string> all;
  for (const Finding& finding : result.findings) all.push_back(finding.code);
  return all;
}

std::string message(const std::function<void()>& action) {
  try {
    action();
  } catch (const InputError& error) {
    return error.what();
  }
  return "nothing thrown";
}

TEST(Cycling, NumbersOfALinearCell) {
  Cycler cell;
  full_cycle(cell, 0, 3.24);
  full_cycle(cell, 1, 3.42);
  full_cycle(cell, 2, 3.582);
  const Cycling result = analyse_cycling(cell.record(), {});
  ASSERT_EQ(result.cycles.size(), 3u);
  const Cycle& one = result.cycles[0];
  EXPECT_TRUE(result.charge_first);
  EXPECT_FALSE(result.repaired);
  EXPECT_FALSE(result.passed.by_counter);
  EXPECT_EQ(one.number, 1);
  EXPECT_EQ(one.file_cycle, 0);
  EXPECT_NEAR(one.charge, 3.6, 1e-9);
  EXPECT_NEAR(one.discharge, 3.24, 1e-9);
  EXPECT_NEAR(result.first_efficiency, 0.9, 1e-9);
  // V is linear: means are those at half the charge, but the first row of a step stands for the time before it.
  EXPECT_NEAR(one.charge_voltage, 3.5, 2e-5);
  EXPECT_NEAR(one.discharge_voltage, 3.35, 2e-5);
  EXPECT_NEAR(one.hysteresis, 0.15, 4e-5);
  EXPECT_NEAR(one.energy_efficiency, 0.9 * 3.35 / 3.5, 1e-5);
  EXPECT_NEAR(one.voltage_efficiency, 3.35 / 3.5, 1e-5);
  EXPECT_NEAR(result.cycles[2].retention, 3.582 / 3.24, 1e-9);
  // 0.95 and 0.995: mean 0.9725, deviation 0.045/sqrt(2), standard error half their difference.
  ASSERT_TRUE(result.mean_efficiency);
  EXPECT_EQ(result.mean_efficiency->count, 2u);
  EXPECT_NEAR(result.mean_efficiency->mean, 0.9725, 1e-9);
  EXPECT_NEAR(result.mean_efficiency->deviation, 0.045 / std::sqrt(2.0), 1e-9);
  EXPECT_NEAR(result.mean_efficiency->standard_error, 0.0225, 1e-9);
  EXPECT_EQ(result.mean_efficiency->lowest_cycle, 2);
  EXPECT_EQ(result.mean_efficiency->highest_cycle, 3);
  EXPECT_TRUE(result.findings.empty());
}

TEST(Cycling, HalfCellsAreEfficientTheOtherWayRound) {
  Cycler cell;
  for (int k = 0; k < 2; ++k) {
    cell.cycle(k);
    cell.step(-mA, 1.0 * h, [](double q) { return 0.3 + 0.05 * q; });
    cell.step(mA, 0.92611 * h, [](double q) { return 0.3 + 0.1 * q; });
  }
  const Cycling result = analyse_cycling(cell.record(), {.electrode = Electrode::si_half_cell});
  EXPECT_FALSE(result.charge_first);
  EXPECT_NEAR(result.first_efficiency, 0.92611, 1e-9);
  EXPECT_NEAR(result.cycles[0].capacity, 0.92611 * 3.6, 1e-9);
  EXPECT_NEAR(analyse_cycling(cell.record(), {}).first_efficiency, 0.92611, 1e-9);
}

// LAND counts charge and the discharge after it as one cycle, whatever came first.
TEST(Cycling, PairsInTheOrderRunNotInTheFiles) {
  Cycler cell;
  const auto lithiate = [&](double hours) { cell.step(-mA, hours * h, [](double q) { return 0.2 + 0.02 * q; }); };
  const auto take_out = [&](double hours) { cell.step(mA, hours * h, [](double q) { return 0.3 + 0.1 * q; }); };
  cell.cycle(1);
  lithiate(1.0);
  cell.cycle(2);
  take_out(0.8);
  lithiate(0.85);
  cell.cycle(3);
  take_out(0.84);
  lithiate(0.85);
  const Cycling result = analyse_cycling(cell.record(), {});
  ASSERT_EQ(result.cycles.size(), 3u);
  EXPECT_TRUE(result.repaired);
  EXPECT_NEAR(result.first_efficiency, 0.8, 1e-9);
  EXPECT_NEAR(result.cycles[1].efficiency, 0.84 / 0.85, 1e-9);
  EXPECT_TRUE(std::isnan(result.cycles[2].efficiency));
  EXPECT_THAT(codes(result), testing::ElementsAre("half-cycles-paired"));

  const Cycling full = analyse_cycling(cell.record(), {.electrode = Electrode::full});
  EXPECT_EQ(full.cycles[0].number, 0);
  EXPECT_TRUE(std::isnan(full.cycles[0].charge));
  EXPECT_NEAR(full.first_efficiency, 0.85 / 0.8, 1e-9);
  EXPECT_THAT(codes(full), testing::IsSupersetOf({"order-against-electrode", "efficiency-above-100"}));
}

TEST(Cycling, PulsesBelongToTheirHalfCycle) {
  Cycler cell(1.0);
  const auto flat = [](double) { return 3.5; };
  cell.step(-mA, 2.0, flat);  // a pulse before anything
  cell.step(mA, 1800.0, flat);
  cell.step(-10 * mA, 3.0, flat);
  cell.rest(40.0, 3.5);
  cell.step(mA, 1800.0, flat);
  cell.step(-mA, 3240.0, flat);
  const Cycling result = analyse_cycling(cell.record(), {});
  ASSERT_EQ(result.cycles.size(), 1u);
  EXPECT_NEAR(result.cycles[0].charge, 3.6, 1e-9);
  EXPECT_NEAR(result.cycles[0].discharge, 3.24 + 0.03 + 0.002, 1e-9);
  EXPECT_NEAR(result.halves[0].against, 0.032, 1e-9);
}

TEST(Cycling, AFileWithoutCycleNumbersIsCounted) {
  Cycler cell;
  for (int k = 0; k < 3; ++k) full_cycle(cell, 7, 3.24);
  EXPECT_EQ(analyse_cycling(cell.record(), {}).cycles.size(), 3u);  // one number for all
  Record record = cell.record();
  std::erase_if(record.series.columns, [](const Column& c) { return c.name == "cycle" || c.name == "step"; });
  EXPECT_EQ(analyse_cycling(record, {}).cycles.size(), 3u);
}

TEST(Cycling, CountersGoBeforeTheIntegral) {
  Cycler cell;
  full_cycle(cell, 0, 3.24);
  Record record = cell.record();
  const auto& current = record.series.at("current").values;
  double charge = 0.0, discharge = 0.0;
  std::vector<double> in, out;
  for (std::size_t i = 0; i < current.size(); ++i) {
    charge += current[i] > 0.0 ? 0.011 : 0.0;  // ten percent more than 1 mA for 10 s
    discharge += current[i] < 0.0 ? 0.011 : 0.0;
    in.push_back(charge);
    out.push_back(discharge);
  }
  record.series.columns.push_back({"charging_capacity", "C", "", in});
  record.series.columns.push_back({"discharging_capacity", "C", "", out});
  const Cycling counted = analyse_cycling(record, {});
  EXPECT_TRUE(counted.passed.by_counter);
  EXPECT_NEAR(counted.cycles[0].charge, 3.96, 1e-9);
  EXPECT_NEAR(counted.cycles[0].charge_voltage, 3.5, 2e-5);
  EXPECT_THAT(codes(counted), testing::Each("counter-against-integral"));
  EXPECT_EQ(counted.findings.size(), 2u);
  EXPECT_NEAR(analyse_cycling(record, {.source = ChargeSource::current}).cycles[0].charge, 3.6, 1e-9);
  EXPECT_THAT(message([&] { analyse_cycling(cell.record(), {.source = ChargeSource::counter}); }),
              HasSubstr("the file has no counter of capacity"));
}

TEST(Cycling, RateTableFollowsTheCurrents) {
  Cycler cell;
  int number = 0;
  const double given[] = {3.6, 3.4, 3.5, 3.0, 2.8, 3.6};
  const double current[] = {mA, mA, mA, 2 * mA, 2 * mA, mA};
  for (int k = 0; k < 6; ++k) full_cycle(cell, number++, given[k], current[k]);
  const Cycling result = analyse_cycling(cell.record(), {});
  ASSERT_EQ(result.rates.size(), 3u);
  EXPECT_EQ(result.rates[0].to, 3);
  EXPECT_NEAR(result.rates[0].capacity, 3.5, 1e-9);
  EXPECT_NEAR(result.rates[0].capacity_deviation, 0.1, 1e-9);
  EXPECT_NEAR(result.rates[1].discharge_current, 2 * mA, 1e-12);
  EXPECT_NEAR(result.rates[1].capacity, 2.9, 1e-9);
  EXPECT_NEAR(result.rates[1].share, 2.9 / 3.5, 1e-9);
  EXPECT_THAT(codes(result), testing::Contains("efficiency-over-currents"));
  EXPECT_THAT(codes(analyse_cycling(cell.record(), {.efficiency_from = 1, .efficiency_to = 3})),
              testing::Not(testing::Contains("efficiency-over-currents")));
  EXPECT_EQ(result.rates[2].from, 6);
  EXPECT_TRUE(std::isnan(result.rates[2].capacity_deviation));
}

TEST(Cycling, HeldVoltageIsSaid) {
  Cycler cell(1.0);
  cell.step(mA, 1800.0, [](double q) { return 3.0 + 0.5 * q; });
  for (int k = 0; k < 10; ++k) cell.step(mA * (0.9 - 0.09 * k), 200.0, [](double) { return 3.9; });
  cell.step(-mA, 2400.0, [](double) { return 3.2; });
  const Cycling result = analyse_cycling(cell.record(), {});
  EXPECT_NEAR(result.halves[0].current, mA, 1e-12);
  EXPECT_NEAR(result.halves[0].charge, 1.8 + 0.2 * 4.95, 1e-9);
  EXPECT_NEAR(result.halves[0].held_share, 0.99 / 2.79, 1e-9);
  EXPECT_EQ(result.halves[1].held_share, 0.0);
}

TEST(Cycling, AFileThatEndsInTheMiddleSaysSo) {
  Cycler cell;
  full_cycle(cell, 0, 3.24);
  cell.cycle(1);
  cell.step(mA, 3600.0, [](double q) { return 3.0 + q / 3.6; });
  cell.step(-mA, 1000.0, [](double q) { return 3.8 + q / 3.6; });
  const Cycling result = analyse_cycling(cell.record(), {});
  EXPECT_FALSE(result.cycles[1].complete);
  EXPECT_FALSE(result.mean_efficiency);
  EXPECT_THAT(codes(result), testing::ElementsAre("last-half-cycle-broken-off"));
}

TEST(Cycling, WrongRequestsAreShown) {
  Cycler cell;
  full_cycle(cell, 0, 3.24);
  const Record record = cell.record();
  EXPECT_THAT(message([&] { analyse_cycling(record, {.reference_cycle = 7}); }),
              HasSubstr("there is no cycle 7 for the retention: the file has 1 to 1"));
  EXPECT_THAT(message([&] { analyse_cycling(record, {.efficiency_from = 5, .efficiency_to = 9}); }),
              HasSubstr("there is no complete cycle from 5 on"));
  EXPECT_THAT(message([&] { analyse_cycling(record, {.efficiency_from = 5, .efficiency_to = 3}); }),
              HasSubstr("cycles 5 to 3 are no range"));
  Record rest = Cycler().rest(100.0, 3.0).record();
  EXPECT_THAT(message([&] { analyse_cycling(rest, {}); }), HasSubstr("no charge passes"));
  EXPECT_THAT(message([&] { analyse_cycling(Record{.title = "x"}, {}); }),
              HasSubstr("x holds no cycling data: there is no time"));
  EXPECT_THAT(message([&] { electrode_of("graphite"); }), HasSubstr("there is no electrode \"graphite\""));
  EXPECT_THAT(message([&] { charge_source_of("sum"); }), HasSubstr("there is no source of charge \"sum\""));
}

}  // namespace
}  // namespace silith
