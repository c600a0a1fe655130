// The program itself: `silith design`, and what `silith run` makes of the audit.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "program.hpp"

using namespace silith::test;
using testing::HasSubstr;

namespace {

const std::string double_layer = SILITH_SOURCE_DIR "/cells/double-layer.toml";
const std::string silicon = SILITH_SOURCE_DIR "/cells/silicon.toml";

/// A minute of the first cycle, into "out".
std::vector<std::string> short_run(const std::vector<std::string>& more = {}) {
  std::vector<std::string> words{"run",         SILITH_SOURCE_DIR "/examples/first-cycle.toml",
                                 "--set",       "protocol.steps=[\"Charge at current for 1 min\"]",
                                 "--no-report", "-o",
                                 "out"};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

}  // namespace

TEST(DesignProgram, PrintsTheBalanceOfACellFile) {
  const Directory here;
  const Outcome shown = silith::test::silith(
      here.path(), {"design", double_layer, "--set", "design.measured_cathode_capacity=\"2.8 mA h/cm^2\""});
  EXPECT_EQ(shown.status, 0) << shown.err;
  EXPECT_THAT(shown.out, HasSubstr("anode, as mixed to x = 3.75        18.76 mAh/cm^2"));
  EXPECT_THAT(shown.out, HasSubstr("2.8 mAh/cm^2, N/P 6.7"));
  EXPECT_THAT(shown.out, HasSubstr("warning [density-above-theoretical]: li21si5: 10 mg on 0.7854 cm^2 in 57.5 um"));
  EXPECT_THAT(silith::test::silith(here.path(), {"design", silicon}).out, HasSubstr("no findings"));
  EXPECT_EQ(silith::test::silith(here.path(), {"design", double_layer, "--strict"}).status, 1);
  EXPECT_EQ(silith::test::silith(here.path(), {"design", silicon, "--strict"}).status, 0);
}

TEST(DesignProgram, JsonHoldsTheSameInSi) {
  const Directory here;
  const auto json = nlohmann::json::parse(
      silith::test::silith(here.path(), {"design", double_layer, "--json", "--end-composition", "4.2"}).out);
  EXPECT_EQ(json.at("format"), "silith.design/1");
  ASSERT_EQ(json.at("layers").size(), 5u);
  const double composite = json.at("layers").at(0).at("capacity"), layer = json.at("layers").at(1).at("capacity");
  EXPECT_NEAR(layer, 0.0, 1e-6);
  EXPECT_DOUBLE_EQ(composite + layer, json.at("stack").at("anode_capacity").get<double>());
  EXPECT_EQ(json.at("findings").at(0).at("facts").size(), 2u);
  EXPECT_EQ(json.at("findings").at(0).at("layer"), "composite");
}

TEST(DesignProgram, RunShowsTheFindingsFirstAndKeepsThem) {
  const Directory here;
  const Outcome ran = silith::test::silith(here.path(), short_run());
  ASSERT_EQ(ran.status, 0) << ran.err;
  EXPECT_EQ(ran.out.find("warning [density-above-theoretical]: composite"), 0u) << ran.out;
  const auto summary = nlohmann::json::parse(read(here / "out/summary.json"));
  ASSERT_GE(summary.at("findings").size(), 2u);
  EXPECT_EQ(summary.at("findings").at(0).at("code"), "density-above-theoretical");
}

TEST(DesignProgram, StrictAndErrorsEndARunBeforeItStarts) {
  const Directory here;
  const Outcome strict = silith::test::silith(here.path(), short_run({"--strict"}));
  EXPECT_EQ(strict.status, 1);
  EXPECT_THAT(strict.err, HasSubstr("--strict: the design audit found warnings"));
  const Outcome error = silith::test::silith(here.path(), short_run({"--set", "design.anode_end_composition=5"}));
  EXPECT_EQ(error.status, 1);
  EXPECT_THAT(error.err, HasSubstr("error [end-composition-beyond-limit]"));
  EXPECT_FALSE(std::filesystem::exists(here / "out"));
}
