#include "analysis/symmetric_cell.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <functional>

#include "base/diagnostic.hpp"
#include "cycler.hpp"
#include "symmetric_traces.hpp"

namespace silith {
namespace {

using test::Cycler;
using testing::Contains;
using testing::HasSubstr;

constexpr double mA = 1e-3, resistance = 50.0;

/// One cycle of an ohmic cell: 1 h in each direction; share(q) multiplies the voltage.
void cycle(Cycler& cell, int number, double current, double ohm = resistance) {
  cell.cycle(number);
  for (const double i : {current, -current}) cell.step(i, 3600.0, [=](double) { return ohm * i; });
}

std::string message(const std::function<void()>& action) {
  try {
    action();
  } catch (const InputError& error) {
    return error.what();
  }
  return "nothing thrown";
}

TEST(SymmetricCell, AnOhmicCellIsStableAndItsResistanceIsFound) {
  Cycler cell;
  for (int k = 0; k < 6; ++k) cycle(cell, k, (1 + k / 2) * mA);
  const SymmetricCell found = analyse_symmetric_cell(cell.record(), {});
  ASSERT_EQ(found.halves.size(), 12u);
  EXPECT_EQ(found.verdict, CellVerdict::stable);
  EXPECT_FALSE(found.event);
  EXPECT_FALSE(found.first_short);
  EXPECT_NEAR(found.offset, 0.0, 1e-15);
  EXPECT_NEAR(found.critical_current, 3 * mA, 1e-12);
  EXPECT_TRUE(std::isnan(found.short_time));
  ASSERT_EQ(found.steps.size(), 3u);
  EXPECT_EQ(found.steps[1].first, 4u);
  EXPECT_EQ(found.steps[1].last, 7u);
  EXPECT_NEAR(found.steps[1].charge, 7.2, 1e-9);
  for (const SymmetricHalf& half : found.halves) {
    EXPECT_NEAR(half.resistance, resistance, 1e-9);
    EXPECT_NEAR(half.fluctuation, 0.0, 1e-12);
    if (half.number > 1) {
      EXPECT_NEAR(half.series_resistance, resistance, 1e-9);
    }
  }
}

// White noise of 1 mV: the second difference gives its standard deviation back.
TEST(SymmetricCell, FluctuationIsTheNoiseAndNotTheTrend) {
  Cycler cell;
  for (int k = 0; k < 2; ++k) {
    cell.cycle(k);
    for (const double i : {mA, -mA}) {
      int row = 0;
      // Every third row 1.5 mV up: bends of -0.75, 1.5, -0.75 mV; rms/sqrt(1.5) = 0.866 mV.
      cell.step(i, 36000.0,
                [&](double q) { return i / mA * (0.05 + 1e-4 * std::abs(q) + (++row % 3 == 0 ? 1.5e-3 : 0.0)); });
    }
  }
  const SymmetricCell found = analyse_symmetric_cell(cell.record(), {});
  EXPECT_NEAR(found.halves[1].fluctuation, std::sqrt((0.75 * 0.75 * 2 + 1.5 * 1.5) / 3.0 / 1.5) * 1e-3, 2e-6);
  EXPECT_EQ(found.verdict, CellVerdict::stable);
}

TEST(SymmetricCell, SuddenFallIsASoftShortWithItsTime) {
  Cycler cell;
  for (int k = 0; k < 3; ++k) cycle(cell, k, (1 + k) * mA);
  cell.cycle(3);
  cell.step(4 * mA, 3600.0, [](double q) { return 0.2 * (q > 4e-3 * 2400.0 ? 0.7 : 1.0); });
  cell.step(-4 * mA, 3600.0, [](double) { return -0.14; });
  const SymmetricCell found = analyse_symmetric_cell(cell.record(), {});
  EXPECT_EQ(found.verdict, CellVerdict::soft_short);
  ASSERT_EQ(found.first_short, 6u);
  EXPECT_NEAR(found.halves[6].sudden_fall, 0.3, 1e-9);
  EXPECT_NEAR(found.short_time, 6 * 3600.0 + 2410.0, 1e-6);
  EXPECT_NEAR(found.critical_current, 3 * mA, 1e-12);
  EXPECT_THAT(found.halves[6].evidence, Contains(HasSubstr("30 % of the voltage fell away at once")));
  // The margin of the exponent allows (4/3)^-0.2 for the higher current; 30 % are 26 % of what is left.
  EXPECT_NEAR(found.halves[7].change, 0.7 * std::pow(4.0 / 3.0, 0.2) - 1.0, 1e-9);
  EXPECT_THAT(found.halves[7].evidence, Contains(HasSubstr("the resistance is 26 % below that of the step before")));
  EXPECT_THAT(found.halves[7].evidence, Contains(HasSubstr("below all its values before")));
}

TEST(SymmetricCell, CollapseIsAHardShort) {
  Cycler cell;
  for (int k = 0; k < 2; ++k) cycle(cell, k, (1 + k) * mA);
  cell.cycle(2);
  cell.step(3 * mA, 3600.0, [](double q) { return q > 3.0 ? 0.001 : 0.15; });
  cell.step(-3 * mA, 3600.0, [](double) { return -0.001; });
  const SymmetricCell found = analyse_symmetric_cell(cell.record(), {});
  EXPECT_EQ(found.verdict, CellVerdict::hard_short);
  EXPECT_EQ(found.event, 4u);
  EXPECT_NEAR(found.critical_current, 2 * mA, 1e-12);
  EXPECT_EQ(found.steps.back().verdict, CellVerdict::hard_short);
}

TEST(SymmetricCell, ARiseAtTheEndIsASpikeAndNoShort) {
  Cycler cell;
  for (int k = 0; k < 3; ++k) cycle(cell, k, mA);
  cell.cycle(3);
  cell.step(mA, 3600.0, [](double q) { return 0.05 * (1.0 + 2.0 * std::exp((q - 3.6) / 0.1)); });
  cell.step(-mA, 3600.0, [](double) { return -0.05; });
  const SymmetricCell found = analyse_symmetric_cell(cell.record(), {});
  EXPECT_EQ(found.verdict, CellVerdict::spike);
  EXPECT_EQ(found.event, 6u);
  EXPECT_FALSE(found.first_short);
  EXPECT_NEAR(found.critical_current, mA, 1e-12);
  EXPECT_EQ(found.halves[7].verdict, CellVerdict::stable);
}

TEST(SymmetricCell, SteadyGrowthPolarises) {
  Cycler cell;
  for (int k = 0; k < 10; ++k) cycle(cell, k, mA, resistance * std::pow(1.06, k));
  const SymmetricCell found = analyse_symmetric_cell(cell.record(), {});
  EXPECT_EQ(found.verdict, CellVerdict::polarising);
  EXPECT_THAT(found.halves.back().evidence, Contains(HasSubstr("lately 6.0 % a cycle")));
  ASSERT_EQ(found.cycles.size(), 10u);
  EXPECT_NEAR(found.cycles[9].growth, std::pow(1.06, 9) - 1.0, 1e-9);
  EXPECT_NEAR(found.cycles[9].start_time, 9 * 7200.0, 1e-9);
  EXPECT_EQ(found.cycles[9].verdict, CellVerdict::polarising);
  EXPECT_EQ(found.cycles[0].verdict, CellVerdict::stable);
  EXPECT_FALSE(found.first_short);
}

// Butler-Volmer with little ohmic resistance: V/I falls by half when the current is doubled; no short.
TEST(SymmetricCell, ActivatedProcessesAreNoShort) {
  Cycler cell;
  for (int k = 0; k < 8; ++k) {
    const double i = 0.5 * mA * (1 + k);
    cycle(cell, k, i, 0.06 * std::asinh(i / (0.1 * mA)) / i);
  }
  const SymmetricCell found = analyse_symmetric_cell(cell.record(), {});
  EXPECT_EQ(found.verdict, CellVerdict::stable);
  EXPECT_LT(found.halves.back().resistance, 0.4 * found.halves.front().resistance);
}

TEST(SymmetricCell, OffsetIsFoundAtTheLowestCurrentAndSaid) {
  Cycler cell;
  for (int k = 0; k < 4; ++k) {
    cell.cycle(k);
    const double i = (1 + k) * mA;
    cell.step(i, 3600.0, [=](double) { return 0.03 + resistance * i * 1.04; });
    cell.step(-i, 3600.0, [=](double) { return 0.03 - resistance * i; });
  }
  const SymmetricCell found = analyse_symmetric_cell(cell.record(), {});
  EXPECT_NEAR(found.offset, 0.031, 1e-9);  // 30 mV and half the difference of the directions
  EXPECT_EQ(found.verdict, CellVerdict::stable);
  ASSERT_EQ(found.findings.size(), 1u);
  EXPECT_EQ(found.findings[0].code, "offset");
  EXPECT_EQ(analyse_symmetric_cell(cell.record(), {.offset = Offset::zero}).offset, 0.0);
}

TEST(SymmetricCell, PressureAndTemperatureAreThoseRecorded) {
  Cycler cell;
  for (int k = 0; k < 2; ++k) cycle(cell, k, mA);
  Record record = cell.record();
  record.series.columns.push_back({"pressure", "Pa", "", std::vector<double>(record.series.rows(), 5e7)});
  const SymmetricCell found = analyse_symmetric_cell(record, {});
  EXPECT_NEAR(found.halves[1].pressure, 5e7, 1.0);
  EXPECT_TRUE(std::isnan(found.halves[1].temperature));
}

TEST(SymmetricCell, ShortInTheFirstHalfCyclesLeavesNoCriticalCurrent) {
  Cycler cell;
  cell.cycle(0);
  cell.step(mA, 3600.0, [](double q) { return q > 1.8 ? 0.0005 : 0.05; });
  cell.step(-mA, 3600.0, [](double) { return -0.0005; });
  const SymmetricCell found = analyse_symmetric_cell(cell.record(), {});
  EXPECT_EQ(found.verdict, CellVerdict::hard_short);
  EXPECT_TRUE(std::isnan(found.critical_current));
}

TEST(SymmetricCell, AFullCellIsNoSymmetricOne) {
  Cycler cell;
  for (int k = 0; k < 2; ++k) {
    cell.cycle(k);
    cell.step(mA, 3600.0, [](double q) { return 3.5 + 0.1 * q; });
    cell.step(-mA, 3600.0, [](double q) { return 3.8 + 0.1 * q; });
  }
  std::vector<std::string> codes;
  for (const Finding& finding : analyse_symmetric_cell(cell.record(), {}).findings) codes.push_back(finding.code);
  EXPECT_THAT(codes, Contains("not-symmetric"));
}

TEST(SymmetricCell, WrongRequestsAreShown) {
  Cycler cell;
  cell.step(mA, 3600.0, [](double) { return 0.05; });
  EXPECT_THAT(message([&] { analyse_symmetric_cell(cell.record(), {}); }),
              HasSubstr("test holds 1 half-cycles, a symmetric cell needs at least 2"));
  EXPECT_THAT(message([&] { analyse_symmetric_cell(Record{.title = "x"}, {}); }),
              HasSubstr("x holds no cycling data: there is no time"));
  EXPECT_THAT(message([&] { analyse_symmetric_cell(cell.record(), {.soft_drop = 1.5}); }),
              HasSubstr("--soft-drop 1.5 is not a share"));
  EXPECT_THAT(message([&] { analyse_symmetric_cell(cell.record(), {.fluctuation_rise = 0.5}); }),
              HasSubstr("--fluctuation 0.5 is no rise"));
  EXPECT_THAT(message([&] { offset_of("middle"); }), HasSubstr("there is no offset \"middle\""));
}

/// Truth by row, verdict by column.
struct Confusion {
  std::array<std::array<int, 5>, 5> count{};
  std::array<int, 5> in_time{};  ///< right, and within one half-cycle
  int critical = 0;              ///< right critical current

  explicit Confusion(std::uint64_t first, test::Strength strength) {
    for (std::uint64_t seed = first; seed < first + 200; ++seed) add(test::symmetric_trace(seed, strength));
  }
  void add(const test::SymmetricTrace& trace) {
    const SymmetricCell found = analyse_symmetric_cell(trace.record, {});
    const auto truth = static_cast<std::size_t>(trace.truth), verdict = static_cast<std::size_t>(found.verdict);
    ++count[truth][verdict];
    const bool timed = trace.truth != test::Truth::stable && trace.truth != test::Truth::polarising;
    if (truth == verdict &&
        (!timed || std::abs(static_cast<double>(*found.event) - static_cast<double>(*trace.event)) <= 1.0))
      ++in_time[truth];
    if (std::abs(found.critical_current - trace.critical_current) < 1e-3 * trace.critical_current ||
        (std::isnan(found.critical_current) && std::isnan(trace.critical_current)))
      ++critical;
  }
  int right() const {
    int sum = 0;
    for (std::size_t k = 0; k < 5; ++k) sum += count[k][k];
    return sum;
  }
  /// Traces without a short that were called one.
  int false_alarms() const {
    int sum = 0;
    for (std::size_t k = 0; k < 3; ++k) sum += count[k][3] + count[k][4];
    return sum;
  }
  int missed_shorts() const {
    int sum = 0;
    for (std::size_t k = 3; k < 5; ++k) sum += count[k][0] + count[k][1] + count[k][2];
    return sum;
  }
  void print(const char* title) const {
    fmt::print("{}\n{:12}", title, "truth");
    for (const char* name : test::truth_names) fmt::print("{:>12}", name);
    fmt::print("{:>12}\n", "in time");
    for (std::size_t i = 0; i < 5; ++i) {
      fmt::print("{:12}", test::truth_names[i]);
      for (const int n : count[i]) fmt::print("{:12}", n);
      fmt::print("{:12}\n", in_time[i]);
    }
    fmt::print("right {}, false alarms of shorts {}, shorts missed {}, critical current right {}\n", right(),
               false_alarms(), missed_shorts(), critical);
  }
};

// The thresholds were settled on other seeds (10001 to 10400); the table stands in docs/equations/symmetric.md.
TEST(SymmetricCell, TwoHundredTracesWithKnownTruth) {
  const Confusion plain(1, test::Strength::plain);
  plain.print("200 traces");
  EXPECT_GE(plain.right(), 196);
  EXPECT_EQ(plain.false_alarms(), 0);
  EXPECT_LE(plain.missed_shorts(), 1);
  EXPECT_GE(plain.critical, 197);
}

// Faults near what noise and drift do: missed in part, but nothing sound is called a short.
TEST(SymmetricCell, TwoHundredTracesWithWeakFaults) {
  const Confusion weak(1, test::Strength::weak);
  weak.print("200 traces with weak faults");
  EXPECT_EQ(weak.false_alarms(), 0);
  EXPECT_EQ(weak.count[4][4], 40);  // a hard short is none of the weak ones
  EXPECT_GE(weak.count[2][2], 30);
  EXPECT_EQ(weak.count[0][0], 40);
}

}  // namespace
}  // namespace silith
