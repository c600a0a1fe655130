#include "record/bdf_reader.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <random>
#include <string_view>

#include "base/atomic_file.hpp"
#include "record/csv_writer.hpp"
#include "test_support.hpp"

namespace silith {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class BdfReader : public DirectoryTest {
protected:
  Record read(const std::string& text) {
    write_file(directory_ / "data.csv", text);
    return read_bdf(directory_ / "data.csv");
  }
  std::string refusal(const std::string& text) {
    return message_of([&] { read(text); });
  }
};

TEST_F(BdfReader, ReadsBackASeriesExactly) {
  const Record written = example_record();
  write_series_csv(directory_ / "series.csv", written);
  const Record found = read_bdf(directory_ / "series.csv");
  for (const char* name : {"time", "voltage", "current", "cycle", "step", "temperature"})
    EXPECT_EQ(found.series.at(name).values, written.series.at(name).values) << name;
  const Column& ours = found.series.at("anode_potential_against_li");
  EXPECT_EQ(ours.values, written.series.at("anode_potential").values);
  EXPECT_EQ(ours.unit, "V");
  EXPECT_EQ(ours.long_name, "Anode potential, against Li");
  ASSERT_EQ(found.steps.size(), 2u);
  EXPECT_EQ(found.steps[1].type, "rest");
  EXPECT_DOUBLE_EQ(found.steps[0].charge, 3.6);
  EXPECT_DOUBLE_EQ(found.steps[0].energy, 12.6);
}

TEST_F(BdfReader, AcceptsMachineNamesOtherUnitsAndDecimalComma) {
  const Record a = read("test_time_second,voltage_volt,current_ampere,step_charging_capacity_ah\n0,3,1,0\n1,3,1,0.5\n");
  EXPECT_THAT(a.series.at("step_charging_capacity").values, ElementsAre(0.0, 1800.0));
  const Record b = read("\xEF\xBB\xBFTest Time / h;Voltage / mV;Current / mA\r\n0,5;3000;1,5\r\n1;3100;1,5\r\n");
  EXPECT_THAT(b.series.at("time").values, ElementsAre(1800.0, 3600.0));
  EXPECT_THAT(b.series.at("voltage").values, ElementsAre(3.0, 3.1));
  EXPECT_THAT(b.series.at("current").values, ElementsAre(1.5e-3, 1.5e-3));
}

TEST_F(BdfReader, OptionalGapsAreNotANumber) {
  const Record record = read("Test Time / s,Voltage / V,Current / A,Temperature T1 / degC\n0,3,1,\n1,3,1\n2,3,1,25\n");
  const auto& temperature = record.series.at("temperature").values;
  EXPECT_TRUE(std::isnan(temperature[0]));
  EXPECT_TRUE(std::isnan(temperature[1]));
  EXPECT_DOUBLE_EQ(temperature[2], 298.15);
}

TEST_F(BdfReader, SaysWhatIsWrongAndWhere) {
  EXPECT_THAT(refusal(""), HasSubstr("data.csv:1:1: the file is empty"));
  EXPECT_THAT(
      refusal("Test Time / s,Voltage / V\n0,3\n"),
      HasSubstr("data.csv:1:1: there is no column \"Current / A\"\n  the file has: Test Time / s, Voltage / V"));
  const std::string head = "Test Time / s,Voltage / V,Current / A\n";
  EXPECT_THAT(refusal(head), HasSubstr("there are no rows below the header"));
  EXPECT_THAT(refusal(head + "0,3,1\n1,,1\n"), HasSubstr("data.csv:3:1: no value in column \"Voltage\""));
  EXPECT_THAT(refusal(head + "0,3,1\n1,nan,1\n"), HasSubstr("data.csv:3:1: no value in column \"Voltage\""));
  EXPECT_THAT(refusal(head + "0,3,1\n1,3,off\n"),
              HasSubstr("data.csv:3:1: \"off\" in column \"Current\" is no number"));
  EXPECT_THAT(refusal(head + "5,3,1\n\n4,3,1\n"), HasSubstr("data.csv:4:1: time runs backwards, 4 s after 5 s"));
  EXPECT_THAT(refusal(head + "0,3,1,7\n"), HasSubstr("data.csv:2:1: 4 fields, the header has 3"));
  EXPECT_THAT(refusal("Test Time / s,Voltage / A,Current / A\n"),
              HasSubstr("column \"Voltage / A\" has the unit \"A\"\n  write \"Voltage / V\""));
  EXPECT_THAT(refusal("Test Time / s,Voltage / V,Current / A,Step Count / 1\n0,3,1,1.5\n"),
              HasSubstr("data.csv:2:1: no whole number in column \"Step Count\""));
  EXPECT_THAT(message_of([&] { read_bdf(directory_ / "none.csv"); }), HasSubstr("No such file or directory"));
}

// Whatever stands in the file: a record with finite steps, or an error of the input.
TEST_F(BdfReader, SurvivesMutilatedFiles) {
  write_series_csv(directory_ / "series.csv", example_record());
  const std::string good = read_file(directory_ / "series.csv");
  constexpr std::string_view letters = "0123456789.,;-e\n\"/ nan";
  std::mt19937 random(11);
  int refused = 0;
  for (int round = 0; round < 400; ++round) {
    std::string bad = good;
    for (int k = 0; k < 3; ++k) bad[random() % bad.size()] = letters[random() % letters.size()];
    bad.resize(bad.size() - random() % 40);
    try {
      for (const auto& step : read(bad).steps)
        EXPECT_TRUE(std::isfinite(step.charge) && std::isfinite(step.mean_voltage));
    } catch (const InputError&) {
      ++refused;
    }
  }
  EXPECT_GT(refused, 40);
  EXPECT_LT(refused, 400);
}

}  // namespace
}  // namespace silith
