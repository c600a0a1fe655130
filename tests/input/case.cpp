#include "input/case.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "input/keys.hpp"

using namespace silith;
using testing::HasSubstr;
using testing::IsEmpty;

namespace fs = std::filesystem;

namespace {

const std::string source = SILITH_SOURCE_DIR;

const std::string whole_case = R"(title = "A case with every key outside the cell"
base = "cells/double-layer.toml"

[[references]]
label = "measured"
file = "measured.csv"
source = "zhang2025"

[protocol]
current = "0.25 mA/cm^2"
steps = [
  "Charge at current until 4.2 V",
  { type = "rest", duration = "1 h", only_ends = true },
  { repeat = 2, steps = [
    { type = "discharge", current = "0.1C", until = ["2 V", "100 h"], hold_until = "0.01 mA/cm^2", every_time = "10 s" },
    { type = "charge", current = "1 mA", until = "4 V", hold_until = ["0.01 mA/cm^2", "5 h"], every_voltage = "5 mV" },
  ] },
  { type = "voltage", voltage = "3.9 V", duration = "1 h" },
  { type = "power", power = "1 mW", until = "4.1 V" },
  { type = "profile", file = "current.csv" },
  { type = "impedance", highest_frequency = "10 kHz", lowest_frequency = "1 Hz", points_per_decade = 5 },
]

[solver]
model = "full"
relative_tolerance = 1e-6
absolute_tolerance = 1e-7
max_step = "10 min"

[output]
directory = "somewhere"
profiles = 10
every_time = "1 min"
every_voltage = "10 mV"
)";

class Cases : public testing::Test {
protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "silith_cases_XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    directory_ = name;
    write("measured.csv", "Time / s,Voltage / V\n0,3\n");
    write("current.csv", "Time / s,Current / A\n0,0.001\n10,0.001\n");
  }
  void TearDown() override { fs::remove_all(directory_); }
  fs::path write(const std::string& name, const std::string& text) const {
    std::ofstream(directory_ / name) << text;
    return directory_ / name;
  }
  std::string error_of(const std::string& text, const std::vector<std::string>& overrides = {}) const {
    try {
      read_case(write("wrong.toml", text), overrides);
    } catch (const InputError& error) {
      return error.what();
    }
    return "no error";
  }
  fs::path directory_;
};

TEST_F(Cases, ReadsEverySection) {
  const Case result = read_case(write("case.toml", whole_case));
  EXPECT_EQ(result.title, "A case with every key outside the cell");
  EXPECT_EQ(result.cell.layers.size(), 5u);
  EXPECT_EQ(result.protocol.steps.size(), 14u);
  EXPECT_DOUBLE_EQ(result.solver.relative_tolerance, 1e-6);
  EXPECT_DOUBLE_EQ(result.solver.max_step, 600.0);
  EXPECT_EQ(result.output.directory, "somewhere");
  EXPECT_EQ(result.output.profiles, 10);
  EXPECT_DOUBLE_EQ(result.protocol.steps.front().sampling.every_time.value(), 60.0);
  ASSERT_EQ(result.references.size(), 1u);
  EXPECT_EQ(result.references[0].label, "measured");
  EXPECT_EQ(result.references[0].source, "zhang2025");
  for (const auto& warning : result.warnings) EXPECT_THAT(warning.key, testing::StartsWith("cell.")) << format(warning);
}

TEST_F(Cases, ResolvedCaseReadsAsTheSame) {
  const std::string first = read_case(write("case.toml", whole_case)).resolved;
  fs::create_directory(directory_ / "elsewhere");
  const Case again = read_case(write("elsewhere/case.resolved.toml", first));
  EXPECT_EQ(again.resolved, first);
  EXPECT_THAT(first, HasSubstr("[solver]"));
  EXPECT_THAT(first, testing::Not(HasSubstr("base =")));
}

/// Sections that cases in two or three dimensions have instead of a cell and a protocol.
bool of_field_cases(const std::string& pattern) {
  for (const char* section :
       {"geometry", "bodies", "interfaces", "front", "mechanics", "drive", "numerics", "output.pictures"})
    if (pattern.starts_with(section)) return true;
  return false;
}

TEST_F(Cases, EveryKeyOutsideTheCellIsReadBySomebody) {
  const Node root = read_with_bases(write("case.toml", whole_case));
  const View view(case_registry(), root);
  read_case(view);
  for (const auto& key : case_registry().keys()) {
    const bool of_this_test = !key.pattern.starts_with("cell") && !of_field_cases(key.pattern) &&
                              key.pattern != "base" && key.type != ValueType::same;
    EXPECT_TRUE(!of_this_test || view.asked().contains(key.pattern)) << key.pattern;
  }
}

TEST_F(Cases, ExamplesAndDefaultsOfEveryKeyAreAccepted) {
  for (const auto& key : case_registry().keys()) {
    if (key.type != ValueType::quantity && key.type != ValueType::word && key.type != ValueType::integer) continue;
    const Registry alone([&] {
      Key renamed = key;
      renamed.pattern = "k";
      renamed.excludes.clear();
      return std::vector<Key>{renamed};
    }());
    for (const auto& value : {key.sample, key.fallback.value_or(key.sample)}) {
      if (value.empty()) continue;
      Node root = Node::table();
      apply_override(root, "k=" + value);
      const auto problems = alone.check(root);
      EXPECT_TRUE(problems.empty()) << key.pattern << ": " << (problems.empty() ? "" : problems.front().message);
    }
  }
}

TEST_F(Cases, OverridesReachTheCell) {
  const auto file = write("case.toml", whole_case);
  const Case once = read_case(file, {"cell.cathode.loading=20 mg/cm^2"});
  const Case thrice = read_case(file, {"cell.cathode.loading=60 mg/cm^2"});
  EXPECT_NEAR(thrice.cell.active_mass / once.cell.active_mass, 3.0, 1e-12);
}

TEST_F(Cases, ReportsSeveralErrorsTogether) {
  const std::string text = error_of(
      "base = \"cells/double-layer.toml\"\ntitel = \"x\"\n[cell.cathode]\nloading = \"20 um\"\n[solver]\nmodel = "
      "\"ful\"\n[protocol]\nsteps = [\"Rest for 1 h\"]\n");
  EXPECT_THAT(text, HasSubstr("wrong.toml:2:1: titel: unknown key \"titel\""));
  EXPECT_THAT(text, HasSubstr("did you mean \"title\"?"));
  EXPECT_THAT(text,
              HasSubstr("wrong.toml:4:11: cell.cathode.loading: \"20 um\" is a length, a mass per area is expected"));
  EXPECT_THAT(text, HasSubstr("wrong.toml:6:9: solver.model: \"ful\" is not known here"));
}

TEST_F(Cases, ProtocolMayNotBeMissing) {
  EXPECT_THAT(error_of("base = \"cells/double-layer.toml\"\n"),
              HasSubstr("protocol: is missing: a case says what is done"));
  EXPECT_THAT(error_of("base = \"cells/double-layer.toml\"\n[protocol]\nsteps = [\"Rest\"]\n"),
              HasSubstr("step 1, \"Rest\", never ends"));
}

TEST_F(Cases, WrongOverrideNamesTheCommandLine) {
  EXPECT_THAT(error_of(whole_case, {"cell.cathode.loading=60 mg"}),
              HasSubstr("--set: cell.cathode.loading: \"60 mg\" is a mass, a mass per area is expected"));
}

TEST_F(Cases, KeysWithoutEffectAreNamed) {
  const Case result = read_case(write("case.toml",
                                      "base = \"cells/double-layer.toml\"\n[protocol]\ncurrent = \"1 mA\"\nsteps = "
                                      "[{ type = \"rest\", duration = \"1 h\", voltage = \"3 V\" }]\n"));
  bool named = false;
  for (const auto& warning : result.warnings) named |= warning.key == "protocol.steps[0].voltage";
  EXPECT_TRUE(named);
}

TEST_F(Cases, CellFilesAlone) {
  EXPECT_EQ(read_cell_of(source + "/cells/double-layer.toml").layers.size(), 5u);
}

TEST_F(Cases, ReadingIsQuick) {
  const auto file = write("case.toml", whole_case);
  read_case(file);
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < 10; ++i) read_case(file);
  const std::chrono::duration<double> each = (std::chrono::steady_clock::now() - start) / 10;
  RecordProperty("milliseconds", std::to_string(1e3 * each.count()));
  EXPECT_LT(each.count(), 0.1);
}

TEST_F(Cases, ALaterFileChoosesAnotherWayThanItsBase) {
  write("base.toml", whole_case);
  const fs::path file = write("over.toml", "base = \"base.toml\"\n[cell.cathode]\nmass = \"30 mg\"\n");
  const Case by_mass = read_case(file);
  EXPECT_EQ(by_mass.resolved.find("loading ="), std::string::npos);
  const Case by_loading = read_case(file, {"cell.cathode.loading=20 mg/cm^2"});
  EXPECT_NE(by_loading.resolved.find("loading = \"20 mg/cm^2\""), std::string::npos);
}

}  // namespace
