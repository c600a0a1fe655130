// What a user gets who writes something wrong: the place, what was expected, what to write; status 1, nothing written.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "program.hpp"

namespace silith::test {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* head = "title = \"test\"\nbase = \"cells/double-layer.toml\"\n";
constexpr const char* steps = "[protocol]\nsteps = [\"Charge at 0.25 mA/cm^2 until 4.2 V\"]\n";

class BadInput : public testing::Test {
protected:
  /// What `check` and `run` say about a case: the same, and neither writes anything.
  std::string refusal(const std::string& text, const std::vector<std::string>& more = {}) {
    directory_.write("case.toml", text);
    std::string said;
    for (const char* command : {"check", "run"}) {
      std::vector<std::string> words{command, "case.toml"};
      words.insert(words.end(), more.begin(), more.end());
      const auto outcome = silith(directory_.path(), words);
      EXPECT_EQ(outcome.status, 1) << outcome.out << outcome.err;
      EXPECT_EQ(outcome.out, "");
      EXPECT_FALSE(std::filesystem::exists(directory_ / "results"));
      EXPECT_TRUE(said.empty() || outcome.err == said) << outcome.err << said;
      said = outcome.err;
    }
    return said;
  }

  Directory directory_;
};

TEST_F(BadInput, MisspeltKeys) {
  EXPECT_THAT(refusal(std::string(head) + "[cell]\ntemprature = \"45 degC\"\n" + steps),
              HasSubstr("case.toml:4:1: cell.temprature: unknown key \"temprature\"\n"
                        "   4 | temprature = \"45 degC\"\n"
                        "     | ^\n"
                        "  did you mean \"temperature\"?\n"));
  EXPECT_THAT(refusal(std::string(head) + "[cell.compsite]\nmass = \"3 mg\"\n" + steps),
              HasSubstr("case.toml:3:1: cell.compsite: unknown section \"compsite\"\n"
                        "   3 | [cell.compsite]\n"
                        "     | ^\n"
                        "  did you mean \"composite\"?\n"));
  EXPECT_THAT(refusal(std::string(head) + "[cell.cathode]\nmas = \"3 mg\"\n" + steps),
              HasSubstr("case.toml:4:1: cell.cathode.mas: unknown key \"mas\"\n"));
}

TEST_F(BadInput, WrongUnitNegativeAndNoNumberAreReportedTogether) {
  const std::string said = refusal(std::string(head) +
                                   "[cell.composite]\n"
                                   "thickness = \"-3 um\"\n"
                                   "mass = \"10 um\"\n"
                                   "relative_density = \"high\"\n"
                                   "[cell.sulfide]\n"
                                   "mesh.cells = \"two\"\n"
                                   "pressing_pressure = 370\n" +
                                   steps);
  EXPECT_EQ(said,
            "case.toml:4:13: cell.composite.thickness: \"-3 um\" is out of range\n"
            "   4 | thickness = \"-3 um\"\n"
            "     |             ^\n"
            "  write for example \"50 um\"; allowed 10 nm to 10 mm; see `silith explain cell.composite.thickness`\n"
            "case.toml:5:8: cell.composite.mass: \"10 um\" is a length, a mass is expected\n"
            "   5 | mass = \"10 um\"\n"
            "     |        ^\n"
            "  write for example \"10 mg\"; allowed above 0 mg; see `silith explain cell.composite.mass`\n"
            "case.toml:6:20: cell.composite.relative_density: \"high\" doesn't start with a number\n"
            "   6 | relative_density = \"high\"\n"
            "     |                    ^\n"
            "  write for example 0.9; allowed above 0 to 1; see `silith explain cell.composite.relative_density`\n"
            "case.toml:8:14: cell.sulfide.mesh.cells: an integer is expected, this is \"two\"\n"
            "   8 | mesh.cells = \"two\"\n"
            "     |              ^\n"
            "  write for example 20; allowed 1 to 2000; see `silith explain cell.sulfide.mesh.cells`\n"
            "case.toml:9:21: cell.sulfide.pressing_pressure: 370 has no unit, a pressure is expected\n"
            "   9 | pressing_pressure = 370\n"
            "     |                     ^\n"
            "  write for example \"600 MPa\"; allowed 0 MPa to 5 GPa; see `silith explain "
            "cell.sulfide.pressing_pressure`\n");
}

TEST_F(BadInput, FractionsThatDoNotSumToOne) {
  EXPECT_THAT(
      refusal(std::string(head) + "[cell.cathode.phases.licoo2]\nmass_fraction = 0.7\n" + steps),
      HasSubstr("cell.cathode.phases: the mass fractions sum to 1.1 (licoo2 0.7, catholyte 0.4), 1 is expected\n"));
}

TEST_F(BadInput, UnknownMaterialAndEndlessProtocolTogether) {
  const std::string said = refusal(std::string(head) +
                                   "[cell.cathode.phases.licoo2]\nmaterial = \"licoo3\"\n"
                                   "[protocol]\nsteps = [\"Charge at 0.25 mA/cm^2\"]\n");
  EXPECT_EQ(said,
            "case.toml:4:12: cell.cathode.phases.licoo2.material: there is no material \"licoo3\"\n"
            "   4 | material = \"licoo3\"\n"
            "     |            ^\n"
            "  did you mean \"licoo2\"? see `silith material list`\n"
            "case.toml:6:11: protocol.steps: step 1, \"Charge at 0.25 mA/cm^2\", never ends\n"
            "   6 | steps = [\"Charge at 0.25 mA/cm^2\"]\n"
            "     |           ^\n"
            "  say until when, for example \"Charge at 0.25 mA/cm^2 until 4.2 V\"\n");
}

TEST_F(BadInput, InitialCompositionOutsideTheLaws) {
  for (const char* x : {"0.3", "1.3"})
    EXPECT_THAT(
        refusal(std::string(head) + "[cell.cathode.phases.licoo2]\ninitial_stoichiometry = " + x + "\n" + steps),
        HasSubstr(std::string("case.toml:4:25: cell.cathode.phases.licoo2.initial_stoichiometry: is ") + x +
                  ", and the laws of \"licoo2\" hold between 0.44 and 1\n   4 | initial_stoichiometry = " + x +
                  "\n     |                         ^\n  a population starts inside its range"));
}

TEST_F(BadInput, ProtocolsMissingEmptyOrInconsistent) {
  EXPECT_THAT(refusal(head), HasSubstr("case.toml: protocol: is missing: a case says what is done with the cell\n"));
  EXPECT_THAT(refusal(std::string(head) + "[protocol]\nsteps = []\n"),
              HasSubstr("case.toml:4:9: protocol.steps: the protocol has no steps\n"));
  const std::string said =
      refusal(std::string(head) + "[protocol]\nsteps = [\n  { type = \"voltage\", duration = \"1 h\" },\n]\n");
  EXPECT_THAT(said, HasSubstr("case.toml:5:3: protocol.steps[0].voltage: is missing, a voltage is expected\n"));
  EXPECT_EQ(said.find("is missing"), said.rfind("is missing")) << "said once";
  EXPECT_THAT(refusal(std::string(head) + "[protocol]\nsteps = [\"Rest until tomorrow\"]\n"),
              HasSubstr("case.toml:4:22: protocol.steps[0]: \"tomorrow\" doesn't start with a number\n"
                        "   4 | steps = [\"Rest until tomorrow\"]\n"
                        "     |                      ^\n"));
  EXPECT_THAT(refusal(std::string(head) + "[protocol]\nsteps = [{ type = \"chrge\" }]\n"),
              HasSubstr("did you mean \"charge\"?"));
}

TEST_F(BadInput, ContradictingKeysNameBothPlaces) {
  EXPECT_THAT(refusal(std::string(head) + "[output]\nevery_time = \"1 min\"\nonly_ends = true\n" + steps),
              HasSubstr("case.toml:5:13: output.only_ends: contradicts \"every_time\" (line 4)\n"
                        "   5 | only_ends = true\n"
                        "     |             ^\n"
                        "  give one of the two\n"));
  EXPECT_THAT(refusal(std::string(head) + "[cell.cathode]\nloading = \"20 mg/cm^2\"\nmass = \"5 mg\"\n" + steps),
              HasSubstr("case.toml:5:8: cell.cathode.mass: contradicts \"loading\" (line 4)\n"));
}

TEST_F(BadInput, CurrentProfilesWithGapsAndNan) {
  const std::string text = std::string(head) + "[protocol]\nsteps = [\"Run current from p.csv\"]\n";
  directory_.write("p.csv", "Time / s,Current / mA\n0,1\n10,\n20,1\n");
  EXPECT_EQ(refusal(text),
            "p.csv:3:4: protocol.steps[0]: no value in column \"Current / mA\"\n"
            "   3 | 10,\n"
            "     |    ^\n"
            "  fill the gap or remove the row; the current is linear between rows\n");
  directory_.write("p.csv", "Time / s,Current / mA\n0,1\n10,nan\n20,1\n");
  EXPECT_EQ(refusal(text),
            "p.csv:3:4: protocol.steps[0]: \"nan\" in column \"Current / mA\" is not finite\n"
            "   3 | 10,nan\n"
            "     |    ^\n"
            "  fill the gap or remove the row; the current is linear between rows\n");
}

TEST_F(BadInput, ReferencesWithoutUsableColumns) {
  const std::string text = std::string(head) + steps + "[[references]]\nlabel = \"points\"\nfile = \"m.csv\"\n";
  EXPECT_THAT(refusal(text), HasSubstr("case.toml:7:8: references[0].file: there is no file \"m.csv\"\n"));
  directory_.write("m.csv", "Capacity / mAh/g,Temperature / degC\n0,45\n1,46\n");
  EXPECT_THAT(refusal(text), HasSubstr("m.csv:1:18: column \"Temperature / degC\" is nothing the simulation gives\n"
                                       "   1 | Capacity / mAh/g,Temperature / degC\n"
                                       "     |                  ^\n"));
  directory_.write("m.csv", "Capacity,Voltage / V\n0,4\n1,4\n");
  EXPECT_THAT(refusal(text), HasSubstr("m.csv:1:1: the first column is to be a time or a capacity with its unit"));
  directory_.write("m.csv", "Time / h,Voltage / V\n0,4\n1,\n");
  EXPECT_THAT(refusal(text), HasSubstr("column \"Voltage\" has fewer than two points"));
  directory_.write("m.csv", "Time / h,Voltage / V\n0,4\n1,four\n");
  EXPECT_THAT(refusal(text), HasSubstr("m.csv:3:3: \"four\" is no number\n"));
  directory_.write("m.csv", "Time / h,Voltage / V\n0,4\n1,3\n");
  EXPECT_THAT(refusal(text + "step = 7\n"), HasSubstr("reference \"points\": there is no step 7\n"));
}

TEST_F(BadInput, FilesThatAreNoCase) {
  EXPECT_THAT(refusal("title = \"x\nbase = 3"), HasSubstr("case.toml:1:11: "));
  EXPECT_THAT(refusal("base = \"nope.toml\"\n"), HasSubstr("case.toml:1:8: base: there is no file \"nope.toml\"\n"));
  EXPECT_THAT(refusal("base = \"case.toml\"\n"), HasSubstr("case.toml:1:8: base: \"case.toml\" is based on itself\n"));
  EXPECT_THAT(refusal(std::string("\xff\xfe\x00", 3)), HasSubstr("case.toml:1:1: "));
  EXPECT_THAT(refusal(""), HasSubstr("cell.temperature: is missing, a temperature is expected\n"));
}

TEST_F(BadInput, OverridesOnTheCommandLine) {
  const std::string text = std::string(head) + steps;
  EXPECT_THAT(refusal(text, {"--set", "cell.cathode.loadin=\"60 mg/cm^2\""}),
              HasSubstr("--set: cell.cathode.loadin: unknown key \"loadin\"\n  did you mean \"loading\"?\n"));
  EXPECT_THAT(refusal(text, {"--set", "cell.cathode.loading=60 mm"}),
              HasSubstr("--set: cell.cathode.loading: \"60 mm\" is a length, "));
  EXPECT_THAT(refusal(text, {"--set", "nonsense"}), HasSubstr("--set nonsense: a key, '=' and a value are expected\n"));
  EXPECT_THAT(refusal(text, {"--set", "protocol.steps[3]=Rest for 1 h"}), HasSubstr("item 3 of 1\n"));
}

TEST_F(BadInput, CommandsThatDoNotExist) {
  const auto say = [&](const std::vector<std::string>& words) {
    const auto outcome = silith(directory_.path(), words);
    EXPECT_EQ(outcome.status, 1);
    return outcome.out + outcome.err;
  };
  EXPECT_EQ(say({"frobnicate"}), "there is no command \"frobnicate\"\n  `silith --help` lists the commands\n");
  EXPECT_EQ(say({"rnu", "x.toml"}), "there is no command \"rnu\"\n  did you mean \"run\"?\n");
  EXPECT_EQ(say({"x.toml"}), "there is no command \"x.toml\"\n  did you mean `silith run x.toml`?\n");
  EXPECT_THAT(say({}), HasSubstr("Subcommands:"));
  EXPECT_THAT(say({"run", "x.toml"}), HasSubstr("x.toml can't be read"));
  EXPECT_THAT(say({"run", "x.toml", "--outptu", "y"}), HasSubstr("--outptu"));
  EXPECT_EQ(say({"explain", "cell.cathode.loadin"}),
            "there is no key \"cell.cathode.loadin\"\n  did you mean cell.cathode.loading?\n");
  EXPECT_THAT(say({"new", "first-cycel"}), HasSubstr("did you mean \"first-cycle\"?"));
  EXPECT_THAT(say({"material", "show", "lico2"}), HasSubstr("did you mean \"licoo2\"?"));
  EXPECT_THAT(say({"report", "nowhere"}), HasSubstr("nowhere is no results directory\n"));
  EXPECT_THAT(say({"import", "bpx", "nowhere.json"}), HasSubstr("cannot read nowhere.json"));
}

TEST_F(BadInput, IntervalsOfCheckpoints) {
  directory_.write("case.toml", std::string(head) + steps);
  for (const auto& [interval, what] :
       {std::pair("5", "\"5\" has no unit, a time is expected"),
        std::pair("5 kg", "\"5 kg\" is a mass, a time is expected"), std::pair("0 s", "\"0 s\" is not above zero")}) {
    const auto outcome = silith(directory_.path(), {"run", "case.toml", "--checkpoint", interval});
    EXPECT_EQ(outcome.status, 1);
    EXPECT_EQ(outcome.err, std::string("--checkpoint: ") + what + "\n  write for example --checkpoint \"30 s\"\n");
  }
}

TEST_F(BadInput, KeysWithoutEffectAreWarnings) {
  directory_.write(
      "case.toml",
      std::string(head) + "[protocol]\nsteps = [{ type = \"rest\", duration = \"1 min\", voltage = \"4 V\" }]\n");
  const auto check = silith(directory_.path(), {"check", "case.toml"});
  EXPECT_EQ(check.status, 0);
  EXPECT_EQ(check.out, "case.toml: fine, 5 layers, 1 step, 1 warning\n");
  EXPECT_THAT(check.err, HasSubstr("warning: protocol.steps[0].voltage: has no effect in this case\n"));
  EXPECT_EQ(silith(directory_.path(), {"run", "case.toml", "--strict"}).status, 1);
  EXPECT_FALSE(std::filesystem::exists(directory_ / "results"));
  const auto quiet = silith(directory_.path(), {"run", "case.toml", "-q"});
  EXPECT_EQ(quiet.status, 0);
  EXPECT_EQ(quiet.out + quiet.err, "");
}

}  // namespace
}  // namespace silith::test
