// Real cycler files: capacities as published with them, and what they say against themselves.
#include <gmock/gmock.h>

#include "base/atomic_file.hpp"
#include "base/csv.hpp"
#include "record/cycle_charge.hpp"
#include "test_support.hpp"

namespace silith {
namespace {

using testing::HasSubstr;

constexpr double mah = 3.6;  // C

std::string refusal_of_file(const std::string& name) {
  return refusal_of([&] { read_file_of(name); });
}

TEST(CyclingFiles, ArbinSiliconHalfCellHasThePublishedCapacities) {
  const Record record = read_file_of("cellpy/arbin.csv");
  EXPECT_EQ(format_of(record), "Arbin channel table");
  EXPECT_EQ(record.series.rows(), 10261u);
  EXPECT_NEAR(quantity(record, "first_discharge_capacity") / mah, 1.755094, 1e-6);
  EXPECT_NEAR(quantity(record, "first_charge_capacity") / mah, 1.625406, 1e-6);
  EXPECT_NEAR(100.0 * quantity(record, "first_cycle_efficiency"), 92.611, 5e-4);
  EXPECT_EQ(quantity(record, "cycles"), 18.0);
  ASSERT_TRUE(record.series.find("cycle_charging_capacity"));
  EXPECT_FALSE(finding(record, "counter-against-integral"));
}

TEST(CyclingFiles, ArbinCyclesAgreeWithTheirSummary) {
  const std::string text = read_file(data_file("cellpy/arbin_cycles.csv"));
  const auto cycles = counted_charges(read_file_of("cellpy/arbin.csv").series);
  ASSERT_TRUE(cycles);
  CsvReader reader(text, {});
  std::vector<std::string_view> fields;
  ASSERT_TRUE(reader.next(fields));
  std::size_t row = 0;
  for (; reader.next(fields); ++row) {
    ASSERT_LT(row, cycles->size());
    EXPECT_EQ((*cycles)[row].cycle, static_cast<int>(*parse_number(fields[0])));
    EXPECT_NEAR((*cycles)[row].charge / 3600.0, *parse_number(fields[1]), 1e-11);
    EXPECT_NEAR((*cycles)[row].discharge / 3600.0, *parse_number(fields[2]), 1e-11);
    if (row < 17) {
      EXPECT_NEAR(100.0 * (*cycles)[row].efficiency(), *parse_number(fields[3]), 1e-6);
    }
  }
  EXPECT_EQ(row, 18u);
}

TEST(CyclingFiles, ArbinEfficienciesAboveHundredPercentAreFlagged) {
  const Record record = read_file_of("cellpy/arbin.csv");
  const Finding* above = finding(record, "efficiency-above-100");
  ASSERT_TRUE(above);
  EXPECT_EQ(above->severity, "warning");
  EXPECT_THAT(above->message, HasSubstr("in 16 of 17 cycles, 109.19 % in cycle 3"));
  ASSERT_TRUE(finding(record, "discharge-first"));
  ASSERT_TRUE(finding(record, "units-assumed"));
}

TEST(CyclingFiles, LandtCountersStandAgainstTheIntegral) {
  const Record record = read_file_of("battery-data-format/landt.csv");
  EXPECT_EQ(format_of(record), "LANDT csv");
  EXPECT_EQ(record.series.rows(), 25162u);
  EXPECT_NEAR(quantity(record, "first_discharge_capacity") / mah, 6.3, 1e-9);
  EXPECT_NEAR(quantity(record, "first_charge_capacity") / mah, 3.2, 1e-9);
  ASSERT_EQ(record.steps.size(), 4u);
  EXPECT_NEAR(record.steps[1].charge / mah, -7.14, 0.005);
  EXPECT_EQ(record.steps[1].text, "discharge CC");
  const Finding* warning = finding(record, "counter-against-integral");
  ASSERT_TRUE(warning);
  EXPECT_THAT(warning->message, HasSubstr("by the instrument's counter 3.2 mAh, by the integral of the current 3.563 "
                                          "mAh; the current, up to 0.2 mA, is written in steps of 0.1 mA"));
  EXPECT_THAT(warning->advice, HasSubstr("trust the counter"));
  EXPECT_THAT(finding(record, "no-sensor")->message, HasSubstr("Pressure_Psi, temperature_1_C"));
  EXPECT_FALSE(record.series.find("pressure"));
  const Finding* pairing = finding(record, "discharge-first");
  ASSERT_TRUE(pairing);
  EXPECT_EQ(pairing->severity, "warning");
  EXPECT_THAT(pairing->message, HasSubstr("this cycler's own pair a charge with the discharge after it"));
}

TEST(CyclingFiles, LandtAndItsBdfFormAgree) {
  const Record a = read_file_of("battery-data-format/landt.csv");
  const Record b = read_file_of("battery-data-format/landt.bdf.csv");
  EXPECT_EQ(format_of(b), "Battery Data Format");
  for (const char* name : {"time", "voltage", "current", "step_charging_capacity", "step_discharging_capacity"})
    EXPECT_EQ(a.series.at(name).values, b.series.at(name).values) << name;
  EXPECT_EQ(a.steps.size(), b.steps.size());
}

TEST(CyclingFiles, MaccorTimeIsInMinutesByItsDates) {
  const Record record = read_file_of("cellpy/maccor_two.txt");
  EXPECT_EQ(format_of(record), "Maccor text");
  ASSERT_EQ(record.series.rows(), 213u);
  EXPECT_DOUBLE_EQ(record.series.at("time").values.back(), 212 * 60.0);
  EXPECT_DOUBLE_EQ(record.series.at("voltage").values.front(), 0.1377);
  EXPECT_DOUBLE_EQ(record.series.at("voltage").values.back(), 0.1490);
  ASSERT_TRUE(finding(record, "time-unit"));
  EXPECT_EQ(record.steps.front().type, "rest");
  EXPECT_EQ(record.steps.front().text, "R");
  const Finding* cut = finding(record, "cut-off");
  ASSERT_TRUE(cut);
  EXPECT_THAT(cut->message, HasSubstr("cut off in line 229: the row has 9 of 28 fields; the 213 rows above are read"));
}

TEST(CyclingFiles, CustomGoodSmallFile) {
  const Record record = read_file_of("cellpy/custom_good_small.csv");
  EXPECT_EQ(format_of(record), "generic csv, cycling");
  ASSERT_EQ(record.series.rows(), 60u);
  EXPECT_DOUBLE_EQ(record.series.at("time").values.front(), 120.0);
  EXPECT_DOUBLE_EQ(record.series.at("time").values.back(), 3600.96);
  EXPECT_DOUBLE_EQ(record.series.at("voltage").values.back(), 1.54);
  EXPECT_EQ(record.steps.size(), 2u);
}

TEST(CyclingFiles, DamagedCustomFilesAreRefusedWithLineAndReason) {
  const std::string missing = refusal_of_file("cellpy/custom_missing_column.csv");
  EXPECT_THAT(missing, HasSubstr("custom_missing_column.csv:20:1: recognised as generic csv, cycling, but there is no "
                                 "column for voltage"));
  EXPECT_THAT(missing, HasSubstr("the heading has: index, test_time"));
  const std::string gap = refusal_of_file("cellpy/custom_nan_inf.csv");
  EXPECT_THAT(
      gap, HasSubstr("custom_nan_inf.csv:24:1: recognised as generic csv, cycling, but column \"voltage\" is empty"));
  EXPECT_THAT(gap, HasSubstr("  24 | 3;480.00;480.00;43374.42;1;1;0.00;;0.00;0.00"));
  const std::string cut = refusal_of_file("cellpy/custom_truncated.csv");
  EXPECT_THAT(cut, HasSubstr("custom_truncated.csv:80:1: recognised as generic csv, cycling, but the row has 5 of 10 "
                             "fields: the file is cut off here"));
}

}  // namespace
}  // namespace silith
