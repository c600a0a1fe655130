// The program itself: `silith design`, and what `silith run` makes of the audit.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/atomic_file.hpp"

using testing::HasSubstr;
namespace fs = std::filesystem;

namespace {

struct Outcome {
  int status = -1;
  std::string text;  // both streams
};

Outcome silith_program(const std::string& arguments) {
  Outcome outcome;
  FILE* pipe = popen(fmt::format("cd '{}' && '{}' {} 2>&1", SILITH_SOURCE_DIR, SILITH_PROGRAM, arguments).c_str(), "r");
  if (pipe == nullptr) return outcome;
  char part[4096];
  for (std::size_t count = 0; (count = std::fread(part, 1, sizeof part, pipe)) > 0;) outcome.text.append(part, count);
  outcome.status = WEXITSTATUS(pclose(pipe));
  return outcome;
}

fs::path fresh(const std::string& name) {
  const fs::path directory = fs::path(testing::TempDir()) / name;
  fs::remove_all(directory);
  return directory;
}

const std::string short_run =
    "examples/first-cycle.toml --set 'protocol.steps=[\"Charge at current for 1 min\"]' --no-report";

}  // namespace

TEST(DesignProgram, PrintsTheBalanceOfACellFile) {
  const Outcome shown =
      silith_program("design cells/double-layer.toml --set 'design.measured_cathode_capacity=\"2.8 mA h/cm^2\"'");
  EXPECT_EQ(shown.status, 0) << shown.text;
  EXPECT_THAT(shown.text, HasSubstr("anode, as mixed to x = 3.75        18.76 mAh/cm^2"));
  EXPECT_THAT(shown.text, HasSubstr("2.8 mAh/cm^2, N/P 6.7"));
  EXPECT_THAT(shown.text, HasSubstr("warning [density-above-theoretical]: li21si5: 10 mg on 0.7854 cm^2 in 57.5 um"));
  EXPECT_THAT(silith_program("design cells/silicon.toml").text, HasSubstr("no findings"));
  EXPECT_EQ(silith_program("design cells/double-layer.toml --strict").status, 1);
  EXPECT_EQ(silith_program("design cells/silicon.toml --strict").status, 0);
}

TEST(DesignProgram, JsonHoldsTheSameInSi) {
  const auto json =
      nlohmann::json::parse(silith_program("design cells/double-layer.toml --json --end-composition 4.2").text);
  EXPECT_EQ(json.at("format"), "silith.design/1");
  EXPECT_EQ(json.at("layers").size(), 5u);
  EXPECT_NEAR(json.at("layers").at(1).at("capacity").get<double>(), 0.0, 1e-6);
  EXPECT_DOUBLE_EQ(
      json.at("layers").at(0).at("capacity").get<double>() + json.at("layers").at(1).at("capacity").get<double>(),
      json.at("stack").at("anode_capacity").get<double>());
  EXPECT_EQ(json.at("findings").at(0).at("facts").size(), 2u);
  EXPECT_EQ(json.at("findings").at(0).at("layer"), "composite");
}

TEST(DesignProgram, RunShowsTheFindingsFirstAndKeepsThem) {
  const fs::path directory = fresh("design-run");
  const Outcome ran = silith_program(fmt::format("run {} -o '{}'", short_run, directory.string()));
  ASSERT_EQ(ran.status, 0) << ran.text;
  EXPECT_EQ(ran.text.find("warning [density-above-theoretical]: composite"), 0u) << ran.text;
  const auto summary = nlohmann::json::parse(silith::read_file(directory / "summary.json"));
  ASSERT_GE(summary.at("findings").size(), 2u);
  EXPECT_EQ(summary.at("findings").at(0).at("code"), "density-above-theoretical");
}

TEST(DesignProgram, StrictAndErrorsEndARunBeforeItStarts) {
  const fs::path directory = fresh("design-strict");
  const Outcome strict = silith_program(fmt::format("run {} --strict -o '{}'", short_run, directory.string()));
  EXPECT_EQ(strict.status, 1);
  EXPECT_THAT(strict.text, HasSubstr("--strict: the design audit found warnings"));
  const Outcome error =
      silith_program(fmt::format("run {} --set design.anode_end_composition=5 -o '{}'", short_run, directory.string()));
  EXPECT_EQ(error.status, 1);
  EXPECT_THAT(error.text, HasSubstr("error [end-composition-beyond-limit]"));
  EXPECT_FALSE(fs::exists(directory / "summary.json"));
}
