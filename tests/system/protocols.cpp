// Every kind of step, as sentences and as tables: both end in the same numbers, for the reasons asked for.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "program.hpp"
#include "record/result_h5.hpp"

namespace silith::test {
namespace {

constexpr const char* head = "title = \"test\"\nbase = \"cells/double-layer.toml\"\n";

constexpr const char* sentences = R"([protocol]
steps = [
  "Charge at 0.5C until 4.0 V",
  "Charge at 5 mW until 4.1 V",
  "Step to 3.9 V for 15 min",
  { repeat = 2, steps = ["Step by -2 mV for 1 min"] },
  "Discharge at 20 mA/g until 1 mAh/cm^2 or for 3 h",
  "Charge at 1 mA to 4.0 V, then hold until 0.2 mA or for 5 h",
  { repeat = 2, steps = ["Rest for 10 min", "Discharge at 0.25 mA/cm^2 until 20 mAh/g"] },
  "Run current from p.csv until above 4.19 V",
]
)";

constexpr const char* tables = R"([protocol]
steps = [
  { type = "charge", current = "0.5C", until = "4.0 V" },
  { type = "power", power = "5 mW", until = "4.1 V" },
  { type = "voltage", voltage = "3.9 V", duration = "15 min" },
  { repeat = 2, steps = [{ type = "voltage", voltage_change = "-2 mV", duration = "1 min" }] },
  { type = "discharge", current = "20 mA/g", until = "1 mAh/cm^2", duration = "3 h" },
  { type = "charge", current = "1 mA", until = "4.0 V", hold_until = ["0.2 mA", "5 h"] },
  { repeat = 2, steps = [
    { type = "rest", duration = "10 min" },
    { type = "discharge", current = "0.25 mA/cm^2", until = "20 mAh/g" },
  ] },
  { type = "profile", file = "p.csv", until = "above 4.19 V" },
]
)";

TEST(Protocols, SentencesAndTablesAreTheSame) {
  const Directory directory;
  directory.write("p.csv", "Time / min,Current / mA\n0,0\n10,0.5\n20,-0.5\n30,0\n");
  std::vector<Record> records;
  for (const char* text : {sentences, tables}) {
    directory.write("case.toml", std::string(head) + text);
    const auto outcome = silith(directory.path(), {"run", "case.toml", "-o", "out", "-q"});
    ASSERT_EQ(outcome.status, 0) << outcome.err;
    records.push_back(read_result_h5(directory / "out/result.h5"));
  }
  const auto &a = records[0].steps, &b = records[1].steps;
  const std::vector<std::string> reasons{"voltage",  "voltage",  "time",          "time", "time",
                                         "capacity", "voltage",  "current",       "time", "capacity",
                                         "time",     "capacity", "end of profile"};
  const std::vector<int> cycles{0, 0, 0, 1, 2, 3, 3, 3, 4, 4, 5, 5, 6};
  ASSERT_EQ(a.size(), reasons.size());
  ASSERT_EQ(b.size(), reasons.size());
  for (std::size_t k = 0; k < a.size(); ++k) {
    EXPECT_EQ(a[k].end_reason, reasons[k]) << k;
    EXPECT_EQ(b[k].end_reason, reasons[k]) << k;
    EXPECT_EQ(a[k].cycle, cycles[k]) << k;
    EXPECT_EQ(b[k].cycle, cycles[k]) << k;
    EXPECT_DOUBLE_EQ(a[k].charge, b[k].charge) << k;
    EXPECT_DOUBLE_EQ(a[k].duration, b[k].duration) << k;
  }
  const double area = records[0].area, mass = records[0].active_mass;
  EXPECT_NEAR(a[0].mean_current, 0.5 * 140.0 * mass, 1e-9) << "half of 140 mA/g";
  EXPECT_NEAR(a[1].energy / a[1].duration, 5e-3, 1e-8);
  EXPECT_NEAR(a[2].end_voltage, 3.9, 1e-9);
  EXPECT_NEAR(a[3].end_voltage, 3.898, 1e-9) << "each step by -2 mV begins where the one before ended";
  EXPECT_NEAR(a[4].end_voltage, 3.896, 1e-9);
  EXPECT_NEAR(a[5].charge / area, -36000.0, 0.01);
  EXPECT_NEAR(a[9].charge / mass, -72000.0, 0.1);
  EXPECT_NEAR(a[12].charge, 0.0, 1e-6) << "the profile's two halves cancel";
}

/// Rows by time, by change of voltage, at the ends only.
TEST(Protocols, SamplingAsAsked) {
  const Directory directory;
  const std::string text = std::string(head) + "[protocol]\nsteps = [\"Charge at 0.5 mA/cm^2 for 1 h\"]\n[output]\n";
  const auto series = [&](const std::string& sampling) {
    directory.write("case.toml", text + sampling);
    EXPECT_EQ(silith(directory.path(), {"run", "case.toml", "-o", "out", "-q"}).status, 0);
    return read_result_h5(directory / "out/result.h5").series;
  };
  const auto by_time = series("every_time = \"5 min\"\n");
  ASSERT_EQ(by_time.rows(), 13u);
  for (std::size_t i = 0; i < 13; ++i) EXPECT_NEAR(by_time.at("time").values[i], 300.0 * static_cast<double>(i), 1e-6);
  const auto by_voltage = series("every_voltage = \"50 mV\"\n");
  const auto& V = by_voltage.at("voltage").values;
  const auto least = static_cast<std::size_t>((V.back() - V.front()) / 0.1);
  EXPECT_GE(by_voltage.rows(), least);
  EXPECT_LE(by_voltage.rows(), 4 * least);
  EXPECT_EQ(series("only_ends = true\n").rows(), 2u);
}

}  // namespace
}  // namespace silith::test
