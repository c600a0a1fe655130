#include "input/protocol_reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "input/keys.hpp"

using namespace silith;
using testing::HasSubstr;

namespace {

Protocol read(const std::string& text, const Sampling& sampling = {}) {
  const Node root = parse_toml("[protocol]\n" + text, "case.toml");
  auto problems = Registry(protocol_keys()).check(root);
  if (!problems.empty()) throw InputError(problems);
  static const Registry registry(protocol_keys());
  const View view(registry, root);
  Protocol protocol = read_protocol(view, sampling);
  view.finish();
  return protocol;
}

std::string error_of(const std::string& text) {
  try {
    read(text);
  } catch (const InputError& error) {
    return error.what();
  }
  return "no error";
}

std::vector<int> cycles(const Protocol& protocol) {
  std::vector<int> result;
  for (const auto& step : protocol.steps) result.push_back(step.cycle);
  return result;
}

TEST(ProtocolReader, TablesAndSentencesMeanTheSame) {
  const auto sentence = read("steps = [\"Charge at 0.25 mA/cm^2 until 4.2 V\"]").steps.at(0);
  const auto table = read("steps = [{ type = \"charge\", current = \"0.25 mA/cm^2\", until = \"4.2 V\" }]").steps.at(0);
  for (const auto& step : {sentence, table}) {
    EXPECT_EQ(step.type, "charge");
    EXPECT_DOUBLE_EQ(std::get<ConstantCurrent>(step.control).current.value, 2.5);
    EXPECT_EQ(std::get<ConstantCurrent>(step.control).current.per, CurrentSetting::Per::area);
    ASSERT_EQ(step.limits.size(), 1u);
    EXPECT_EQ(step.limits[0].of, Limit::Of::voltage);
    EXPECT_EQ(step.limits[0].when, Limit::When::above);
    EXPECT_DOUBLE_EQ(step.limits[0].value, 4.2);
    EXPECT_EQ(step.text, "Charge at 0.25 mA/cm^2 until 4.2 V");
  }
}

TEST(ProtocolReader, EveryKindOfTable) {
  const auto steps = read(
                         "steps = [{ type = \"rest\", duration = \"1 h\" }, { type = \"discharge\", current = "
                         "\"0.1C\", until = [\"2 V\", "
                         "\"2 mAh/cm^2\", \"10 h\"] }, { type = \"voltage\", voltage = \"4.1 V\", until = \"0.05 "
                         "mA/cm^2\" }, { type = "
                         "\"power\", power = \"-5 mW\", until = \"2 V\", every_time = \"1 s\" }]")
                         .steps;
  ASSERT_EQ(steps.size(), 4u);
  EXPECT_TRUE(std::holds_alternative<Rest>(steps[0].control));
  EXPECT_DOUBLE_EQ(steps[0].limits.at(0).value, 3600.0);
  EXPECT_DOUBLE_EQ(std::get<ConstantCurrent>(steps[1].control).current.value, -0.1);
  EXPECT_EQ(steps[1].limits.at(0).when, Limit::When::below);
  EXPECT_EQ(steps[1].limits.at(1).of, Limit::Of::capacity);
  EXPECT_DOUBLE_EQ(steps[1].limits.at(1).charge.value().value, 72000.0);
  EXPECT_EQ(steps[1].limits.at(2).of, Limit::Of::time);
  EXPECT_DOUBLE_EQ(std::get<ConstantVoltage>(steps[2].control).voltage, 4.1);
  EXPECT_EQ(steps[2].limits.at(0).of, Limit::Of::current_magnitude);
  EXPECT_DOUBLE_EQ(steps[2].limits.at(0).current.value().value, 0.5);
  EXPECT_DOUBLE_EQ(std::get<ConstantPower>(steps[3].control).power, -0.005);
  EXPECT_EQ(steps[3].limits.at(0).when, Limit::When::below);
  EXPECT_DOUBLE_EQ(steps[3].sampling.every_time.value(), 1.0);
}

TEST(ProtocolReader, ImpedanceAsATable) {
  const auto steps = read(
                         "steps = [{ type = \"impedance\" }, { type = \"impedance\", highest_frequency = \"10 kHz\", "
                         "lowest_frequency = \"0.1 Hz\", points_per_decade = 5 }]")
                         .steps;
  ASSERT_EQ(steps.size(), 2u);
  EXPECT_EQ(std::get<ImpedanceSweep>(steps[0].control).frequencies().size(), 81u);
  EXPECT_EQ(std::get<ImpedanceSweep>(steps[1].control).frequencies().size(), 26u);
  EXPECT_EQ(steps[1].type, "impedance");
  EXPECT_THAT(error_of("steps = [{ type = \"impedance\", lowest_frequency = \"1 MHz\" }]"),
              HasSubstr("goes from no higher to a lower frequency above zero"));
  EXPECT_THAT(error_of("steps = [{ type = \"impedance\", duration = \"1 h\" }]"),
              HasSubstr("has a limit, but no time passes while impedance is taken"));
}

TEST(ProtocolReader, StepsByAVoltage) {
  const auto steps = read(
                         "steps = [{ type = \"voltage\", voltage_change = \"2 mV\", duration = \"15 min\" }, \"Step by "
                         "2 mV for 15 min\"]")
                         .steps;
  for (const auto& step : steps) {
    EXPECT_DOUBLE_EQ(std::get<ConstantVoltage>(step.control).voltage, 2e-3);
    EXPECT_EQ(std::get<ConstantVoltage>(step.control).from, ConstantVoltage::From::present);
    EXPECT_EQ(step.limits.at(0).value, 900.0);
  }
  EXPECT_EQ(steps[0].text, "Step by 2 mV for 15 min");
  EXPECT_THAT(error_of("steps = [{ type = \"voltage\", voltage_change = \"2 mV\", voltage = \"4 V\" }]"),
              HasSubstr("contradicts \"voltage_change\""));
  EXPECT_THAT(error_of("steps = [{ type = \"voltage\", voltage_change = \"0 V\", duration = \"1 h\" }]"),
              HasSubstr("changes the voltage by nothing"));
}

TEST(ProtocolReader, HoldsTheVoltageAfterwards) {
  const auto steps =
      read("steps = [{ type = \"charge\", current = \"1 mA\", until = \"4.2 V\", hold_until = [\"0.1 mA\", \"1 h\"] }]")
          .steps;
  ASSERT_EQ(steps.size(), 2u);
  EXPECT_DOUBLE_EQ(std::get<ConstantVoltage>(steps[1].control).voltage, 4.2);
  EXPECT_DOUBLE_EQ(steps[1].limits.at(0).value, 1e-4);
  EXPECT_EQ(steps[1].text, "Hold at 4.2 V until 0.1 mA or 1 h");
}

TEST(ProtocolReader, NamedCurrentInSentencesAndTables) {
  const auto steps =
      read(
          "current = \"2.5 mA/cm^2\"\nsteps = [\"Charge at current until 4.2 V\", { type = \"discharge\", "
          "current = \"current\", until = \"2 V\" }]")
          .steps;
  EXPECT_DOUBLE_EQ(std::get<ConstantCurrent>(steps.at(0).control).current.value, 25.0);
  EXPECT_DOUBLE_EQ(std::get<ConstantCurrent>(steps.at(1).control).current.value, -25.0);
}

TEST(ProtocolReader, LoopsCountCycles) {
  EXPECT_EQ(cycles(read(
                "steps = [\"Rest for 1 h\", { repeat = 3, steps = [\"Rest for 1 h\", \"Rest for 2 h\"] }, \"Rest for 1 "
                "h\"]")),
            (std::vector<int>{0, 1, 1, 2, 2, 3, 3, 4}));
  EXPECT_EQ(
      cycles(read("steps = [{ repeat = 2, steps = [{ repeat = 2, steps = [\"Rest for 1 h\"] }, \"Rest for 1 h\"] }]")),
      (std::vector<int>{0, 1, 2, 3, 4, 5}));
}

TEST(ProtocolReader, SamplingOfTheOutputUnlessAStepHasItsOwn) {
  Sampling each;
  each.every_time = 10.0;
  const auto steps =
      read("steps = [\"Rest for 1 h\", { type = \"rest\", duration = \"1 h\", only_ends = true }]", each).steps;
  EXPECT_DOUBLE_EQ(steps.at(0).sampling.every_time.value(), 10.0);
  EXPECT_TRUE(steps.at(1).sampling.none);
  EXPECT_FALSE(steps.at(1).sampling.every_time.has_value());
}

TEST(ProtocolReader, SaysWhatIsWrongWhereItStands) {
  EXPECT_THAT(error_of("steps = [\"Charge at 0.25 mA/cm^2 untl 4.2 V\"]"),
              HasSubstr("case.toml:2:21: protocol.steps[0]: "));
  EXPECT_THAT(error_of("steps = [{ type = \"charge\", until = \"4.2 V\" }]"),
              HasSubstr("protocol.steps[0].current: is missing, a text is expected"));
  EXPECT_THAT(error_of("steps = [{ type = \"charge\", current = \"3 V\", until = \"4.2 V\" }]"),
              HasSubstr("case.toml:2:39: protocol.steps[0].current: \"3 V\" is a voltage, a current is expected"));
  EXPECT_THAT(error_of("steps = [{ type = \"charge\", current = \"-1 mA\", until = \"4.2 V\" }]"),
              HasSubstr("the magnitude of the current is expected"));
  EXPECT_THAT(error_of("steps = [{ type = \"rest\", until = \"4.2 V\" }]"),
              HasSubstr("\"4.2 V\": is the step to end above or below this voltage?"));
  EXPECT_THAT(error_of("steps = [{ type = \"rest\", until = \"4.2 kg\" }]"),
              HasSubstr("\"4.2 kg\" is no voltage, current, time or charge"));
  EXPECT_THAT(error_of("steps = [{ type = \"charge\", current = \"1 mA\", until = \"1 h\", hold_until = \"1 h\" }]"),
              HasSubstr("there is no voltage to hold"));
  EXPECT_THAT(error_of("steps = [{ repeat = 2, type = \"rest\" }]"), HasSubstr("contradicts \"repeat\""));
  EXPECT_THAT(error_of("steps = [{ repeat = 2 }]"), HasSubstr("a loop needs steps"));
  EXPECT_THAT(error_of("steps = [{ type = \"profile\", file = \"none.csv\" }]"),
              HasSubstr("there is no file \"none.csv\""));
  EXPECT_THAT(error_of("steps = [{ type = \"charge\", current = \"1 mA\" }]"), HasSubstr("protocol.steps"));
  EXPECT_THAT(error_of("steps = []"), HasSubstr("protocol.steps"));
}

}  // namespace
