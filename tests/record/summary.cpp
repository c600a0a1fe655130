#include "record/summary.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "base/atomic_file.hpp"
#include "test_support.hpp"

namespace silith {
namespace {

using testing::HasSubstr;
using Summary = DirectoryTest;

TEST_F(Summary, HoldsQuantitiesStepsAndFindings) {
  write_summary_json(directory_ / "summary.json", example_record());
  const auto json = nlohmann::json::parse(read_file(directory_ / "summary.json"));
  EXPECT_EQ(json["format"], "silith.summary/1");
  EXPECT_EQ(json["quantities"]["charge_capacity_areal"],
            (nlohmann::json{{"value", 18000.0}, {"unit", "C/m^2"}, {"long_name", "Charge capacity"}}));
  ASSERT_EQ(json["steps"].size(), 2u);
  EXPECT_EQ(json["steps"][0]["areal_charge"], 3.6 / 2e-4);
  EXPECT_EQ(json["steps"][0]["specific_charge"], 3.6 / 20e-6);
  EXPECT_EQ(json["steps"][1]["type"], "rest");
  EXPECT_EQ(json["findings"][0]["severity"], "warning");
  EXPECT_EQ(json["metadata"]["program_version"], "0.1.0");
}

TEST_F(Summary, HoldsThePointsOfSpectra) {
  Record record = example_record();
  EXPECT_FALSE(nlohmann::json::parse(summary_json(record)).contains("spectra"));
  Spectrum spectrum;
  spectrum.title = "cycle 2";
  spectrum.frequency = {1000.0, 10.0};
  spectrum.impedance = {{12.0, -1.0}, {30.0, -8.0}};
  spectrum.voltage = NAN;
  record.spectra = {spectrum};
  const auto json = nlohmann::json::parse(summary_json(record)).at("spectra").at(0);
  EXPECT_EQ(json, (nlohmann::json{{"title", "cycle 2"},
                                  {"time", 0.0},
                                  {"frequency", {1000.0, 10.0}},
                                  {"real", {12.0, 30.0}},
                                  {"imaginary", {-1.0, -8.0}}}));
  record.spectra[0].impedance[1] = NAN;
  EXPECT_EQ(message_of<std::logic_error>([&] { summary_json(record); }),
            "summary: real part of the impedance is not finite");
}

TEST_F(Summary, RefusesWhatIsNotFinite) {
  Record record = example_record();
  record.quantities[0].second.value = std::nan("");
  EXPECT_EQ(message_of<std::logic_error>([&] { summary_json(record); }), "summary: end_time is not finite");
  record = example_record();
  record.steps[1].mean_voltage = INFINITY;
  EXPECT_EQ(message_of<std::logic_error>([&] { summary_json(record); }), "summary: step 1 mean_voltage is not finite");
}

TEST_F(Summary, BytesThatAreNoUtf8DoNotStopIt) {
  Record record = example_record();
  record.metadata["file"] = "caf\xE9.csv";
  EXPECT_THAT(summary_json(record), HasSubstr("caf\xEF\xBF\xBD.csv"));
}

}  // namespace
}  // namespace silith
