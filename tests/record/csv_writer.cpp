#include "record/csv_writer.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <ctime>

#include "base/atomic_file.hpp"
#include "test_support.hpp"

namespace silith {
namespace {

using testing::HasSubstr;
using CsvWriter = DirectoryTest;

TEST_F(CsvWriter, SeriesCarriesBatteryDataFormatNames) {
  write_series_csv(directory_ / "series.csv", example_record());
  EXPECT_EQ(
      read_file(directory_ / "series.csv"),
      "Test Time / s,Voltage / V,Current / A,Cycle Count / 1,Step Count / 1,Step Type,\"Anode potential, against Li / "
      "V\",Temperature T1 / degC\n"
      "0,3,0.001,0,0,charge,0.5,25\n"
      "1800,3.5,0.001,0,0,charge,0.4,25\n"
      "3600,4,0.001,0,0,charge,0.3,25\n"
      "3600,3.9,0,0,1,rest,0.35,25\n"
      "5400,3.9,0,0,1,rest,0.30000000000000004,25\n");
}

TEST_F(CsvWriter, StepsAreGivenPerAreaAndMass) {
  Record record = example_record();
  write_steps_csv(directory_ / "steps.csv", record);
  EXPECT_EQ(
      read_file(directory_ / "steps.csv"),
      "Cycle Count / 1,Step Count / 1,Step Type,Start Time / s,Duration / s,Current / A,Current Density / "
      "mA/cm2,Charge "
      "/ Ah,Areal Charge / mAh/cm2,Specific Charge / mAh/g,Mean Voltage / V,Energy / Wh,Start Voltage / V,End Voltage "
      "/ "
      "V,End Reason,Step\n"
      "0,0,charge,0,3600,0.001,0.5,0.001,0.5,50,3.5,0.0035,3,4,voltage above 4 V,Charge at 1 mA until 4 V or for 2 h\n"
      "0,1,rest,3600,1800,0,0,0,0,0,3.9,0,3.9,3.9,time,\"Rest for 30 min, please\"\n");
  record.area = record.active_mass = 0.0;
  write_steps_csv(directory_ / "steps.csv", record);
  EXPECT_THAT(read_file(directory_ / "steps.csv"), HasSubstr("0,0,charge,0,3600,0.001,,0.001,,,3.5,"));
}

TEST_F(CsvWriter, MissingValuesStayEmptyAndRequiredOnesAreRefused) {
  Record record = example_record();
  record.series.at("temperature").values[1] = std::nan("");
  write_series_csv(directory_ / "series.csv", record);
  EXPECT_THAT(read_file(directory_ / "series.csv"), HasSubstr("charge,0.4,\n3600,"));
  record.series.at("voltage").values[2] = std::nan("");
  EXPECT_EQ(message_of<std::logic_error>([&] { write_series_csv(directory_ / "bad.csv", record); }),
            "column voltage is not finite in row 2");
  record = example_record();
  record.series.at("temperature").values[3] = INFINITY;
  EXPECT_EQ(message_of<std::logic_error>([&] { write_series_csv(directory_ / "bad.csv", record); }),
            "an infinite value cannot be written");
  EXPECT_FALSE(std::filesystem::exists(directory_ / "bad.csv"));
}

TEST_F(CsvWriter, FullDiskIsSaid) {
  EXPECT_THAT(message_of([] { write_series_csv("/dev/full", example_record()); }),
              HasSubstr("cannot write /dev/full: No space left on device"));
}

TEST_F(CsvWriter, MillionRowsTakeLessThanASecond) {
  constexpr std::size_t rows = 1'000'000;
  Record record;
  record.series.columns = {{"time", "s", "Time", {}},
                           {"voltage", "V", "Voltage", {}},
                           {"current", "A", "Current", {}},
                           {"step", "1", "Step", {}},
                           {"anode_potential", "V", "Anode potential", {}}};
  for (std::size_t i = 0; i < rows; ++i) {
    const double t = 0.1234567 * static_cast<double>(i);
    const double row[] = {t, 3.7 + 0.3 * std::sin(1e-5 * t), 2.3e-3, 0.0, 0.4 + 0.1 * std::cos(1e-5 * t)};
    for (std::size_t c = 0; c < 5; ++c) record.series.columns[c].values.push_back(row[c]);
  }
  const std::clock_t start = std::clock();  // of the processor: other programs do not count
  write_series_csv(directory_ / "series.csv", record);
  const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  RecordProperty("seconds", std::to_string(seconds));
#ifdef NDEBUG
  EXPECT_LT(seconds, 1.0);
#endif
  EXPECT_GT(std::filesystem::file_size(directory_ / "series.csv"), 40 * rows);
}

}  // namespace
}  // namespace silith
