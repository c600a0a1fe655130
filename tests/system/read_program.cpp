// `silith read`: what is printed, what is written, what the exit status says.
#include <gmock/gmock.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "program.hpp"

namespace silith::test {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

const std::string data = std::string(SILITH_SOURCE_DIR) + "/tests/data/instrument/";

std::string contents(const std::filesystem::path& file) {
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str();
}

TEST(ReadProgram, PrintsFormatNumbersStepsAndFindings) {
  const Directory directory;
  const Outcome outcome =
      silith(directory.path(), {"read", data + "battery-data-format/landt.csv", "-o", "cell.bdf.csv"});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_THAT(outcome.out, StartsWith("landt.csv: LANDT csv\n"));
  EXPECT_THAT(outcome.out, HasSubstr("First discharge, by the counter  6.3 mAh"));
  EXPECT_THAT(outcome.out, HasSubstr("warning: charge by the instrument's counter 3.2 mAh"));
  EXPECT_THAT(contents(directory / "cell.bdf.csv"),
              StartsWith("Test Time / s,Voltage / V,Current / A,Cycle Count / 1,Step Count / 1,Step Type,"));
}

TEST(ReadProgram, WritesSpectraAndJson) {
  const Directory directory;
  const Outcome outcome = silith(directory.path(), {"read", data + "PyEIS/ex1.mpt", "--json", "-o", "z.bdf.csv"});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_THAT(outcome.out, StartsWith("{\n  \"format\": \"silith.summary/1\""));
  const auto json = nlohmann::json::parse(outcome.out);
  ASSERT_EQ(json.at("spectra").size(), 2u);
  const auto& first = json.at("spectra").at(0);
  EXPECT_EQ(first.at("frequency").at(0), 200019.48);
  EXPECT_EQ(first.at("real").at(0), 428.90558);
  EXPECT_EQ(first.at("imaginary").at(0), -372.31183);
  EXPECT_EQ(first.at("imaginary").size(), first.at("frequency").size());
  EXPECT_THAT(contents(directory / "z.bdf.csv"), HasSubstr(",0,200019.48,428.90558,-372.31183\n"));
}

TEST(ReadProgram, WhatCannotBeReadIsAnError) {
  const Directory directory;
  const Outcome outcome = silith(directory.path(), {"read", data + "cellpy/custom_nan_inf.csv", "-o", "cell.bdf.csv"});
  EXPECT_EQ(outcome.status, 1);
  EXPECT_EQ(outcome.out, "");
  EXPECT_THAT(outcome.err, HasSubstr("custom_nan_inf.csv:24:1: recognised as generic csv, cycling"));
  EXPECT_FALSE(std::filesystem::exists(directory / "cell.bdf.csv"));
}

}  // namespace
}  // namespace silith::test
