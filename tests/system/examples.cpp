// Every one-dimensional file in examples/ and cells/ runs, and its key numbers are those in tests/system/expected. With
// SILITH_UPDATE_EXPECTED=1 the numbers found are written there: to be read in the diff before they are kept.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>

#include "input/field_reader.hpp"
#include "program.hpp"
#include "record/bdf_reader.hpp"
#include "record/result_h5.hpp"

namespace silith::test {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

const fs::path source = SILITH_SOURCE_DIR;

std::vector<std::string> shipped() {
  std::vector<std::string> names;
  for (const char* folder : {"examples", "cells"})
    for (const auto& entry : fs::directory_iterator(source / folder))
      if (entry.path().extension() == ".toml" && !is_field_case(entry.path()))
        names.push_back(std::string(folder) + "/" + entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

fs::path expected_file(const std::string& name) {
  std::string stem = fs::path(name).replace_extension().string();
  std::replace(stem.begin(), stem.end(), '/', '-');
  return source / "tests/system/expected" / (stem + ".json");
}

Json parsed(const fs::path& file) {
  return Json::parse(read(file));
}

/// A cell file has no protocol of its own: the expected file says which one it is run with.
std::vector<std::string> words_for(const std::string& name, const Json& expected, const Directory& directory) {
  if (name.starts_with("examples/")) return {"run", (source / name).string(), "-o", "out"};
  directory.write("case.toml", "title = \"test\"\nbase = \"" + (source / name).string() +
                                   "\"\n[protocol]\nsteps = " + expected.at("steps").dump() + "\n");
  return {"run", "case.toml", "-o", "out"};
}

class Examples : public testing::TestWithParam<std::string> {};

TEST_P(Examples, GiveTheExpectedNumbers) {
  const Directory directory;
  ASSERT_TRUE(fs::exists(expected_file(GetParam()))) << "write " << expected_file(GetParam());
  Json expected = parsed(expected_file(GetParam()));
  const auto outcome = silith(directory.path(), words_for(GetParam(), expected, directory));
  ASSERT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_EQ(outcome.err, "") << "an example has no warnings";
  const Json summary = parsed(directory / "out/summary.json");
  const Json& quantities = summary.at("quantities");
  EXPECT_LE(quantities.at("lithium_balance_error").at("value").get<double>(), 1e-10);
  EXPECT_LE(quantities.at("charge_balance_error").at("value").get<double>(), 1e-8);
  for (auto& [name, number] : expected.at("quantities").items()) {
    ASSERT_TRUE(quantities.contains(name)) << name;
    const double found = quantities.at(name).at("value").get<double>(), wanted = number.at("value").get<double>();
    EXPECT_NEAR(found, wanted, number.at("tolerance").get<double>() * std::abs(wanted)) << name;
    number["value"] = found;
  }
  if (std::getenv("SILITH_UPDATE_EXPECTED") != nullptr)
    std::ofstream(expected_file(GetParam())) << expected.dump(2) << "\n";
  const Record csv = read_bdf(directory / "out/series.csv");
  EXPECT_EQ(csv.series.rows(), read_result_h5(directory / "out/result.h5").series.rows());
  EXPECT_EQ(csv.steps.size(), summary.at("steps").size());
}

TEST_P(Examples, CanBeStartedFrom) {
  const Directory directory;
  const std::string name = fs::path(GetParam()).stem().string();
  EXPECT_THAT(silith(directory.path(), {"new", "--list"}).out, testing::ContainsRegex("(^|\n)" + name + "  +[A-Z]"));
  ASSERT_EQ(silith(directory.path(), {"new", name, "-o", "mine.toml"}).status, 0);
  EXPECT_EQ(read(directory / "mine.toml"), read(source / GetParam()));
  EXPECT_EQ(silith(directory.path(), {"new", name, "-o", "mine.toml"}).status, 1) << "nothing is overwritten";
  if (GetParam().starts_with("examples/")) {
    EXPECT_EQ(silith(directory.path(), {"check", "mine.toml"}).err, "");
  }
}

INSTANTIATE_TEST_SUITE_P(All, Examples, testing::ValuesIn(shipped()), [](const auto& about) {
  std::string name = fs::path(about.param).replace_extension().string();
  for (char& c : name)
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
  return name;
});

}  // namespace
}  // namespace silith::test
