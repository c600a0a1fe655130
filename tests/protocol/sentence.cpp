#include "protocol/sentence.hpp"

#include <gmock/gmock.h>

#include <filesystem>

#include "base/atomic_file.hpp"

namespace silith {
namespace {

using testing::HasSubstr;
using Per = CurrentSetting::Per;
using Of = Limit::Of;
using When = Limit::When;

Step one(std::string_view text, const SentenceContext& context = {}) {
  const auto steps = parse_sentence(text, context);
  EXPECT_EQ(steps.size(), 1u) << text;
  return steps.front();
}

void expect_current(const Step& step, double value, Per per) {
  const auto& control = std::get<ConstantCurrent>(step.control);
  EXPECT_DOUBLE_EQ(control.current.value, value) << step.text;
  EXPECT_EQ(control.current.per, per) << step.text;
}

void expect_limit(const Limit& limit, Of of, When when, double value) {
  EXPECT_EQ(limit.of, of);
  EXPECT_EQ(limit.when, when);
  EXPECT_DOUBLE_EQ(limit.value, value);
}

std::string refusal(std::string_view text, const SentenceContext& context = {}) {
  try {
    parse_sentence(text, context);
  } catch (const InputError& error) {
    return error.what();
  }
  return "no error";
}

TEST(Sentence, ChargeAndDischargeInEveryUnit) {
  expect_current(one("Charge at 0.25 mA/cm^2 until 4.2 V"), 2.5, Per::area);
  expect_current(one("Discharge at 1C until 2 V or for 2 h"), -1.0, Per::nominal_capacity);
  expect_current(one("charge AT C/20 until 4.2 V"), 0.05, Per::nominal_capacity);
  expect_current(one("Charge at 0.3 C to 4.2 V"), 0.3, Per::nominal_capacity);
  expect_current(one("Discharge at 100 mA/g until 3 V"), -100.0, Per::active_mass);
  expect_current(one("Discharge at 5e-3 A until 3 V."), -5e-3, Per::cell);
  EXPECT_EQ(one("Charge at 1C until 4.2 V").type, "charge");
  EXPECT_EQ(one("Discharge at 1C until 2 V").type, "discharge");
}

TEST(Sentence, LimitsFollowTheDirection) {
  const auto limits = one("Discharge at 1C until 2 V or for 2 h").limits;
  ASSERT_EQ(limits.size(), 2u);
  expect_limit(limits[0], Of::voltage, When::below, 2.0);
  expect_limit(limits[1], Of::time, When::above, 7200.0);
  const auto charge = one("Charge at 1 mA until 4.2 V or 2.3 mAh/cm^2 or 1 mAh or 90 min").limits;
  ASSERT_EQ(charge.size(), 4u);
  expect_limit(charge[0], Of::voltage, When::above, 4.2);
  EXPECT_EQ(charge[1].charge->per, Per::area);
  EXPECT_DOUBLE_EQ(charge[1].charge->value, 82800.0);
  expect_limit(charge[2], Of::capacity, When::above, 3.6);
  EXPECT_FALSE(charge[2].charge);
  expect_limit(charge[3], Of::time, When::above, 5400.0);
  expect_limit(one("Rest until below 0.5 V").limits[0], Of::voltage, When::below, 0.5);
}

TEST(Sentence, RestHoldStepAndPower) {
  const auto rest = one("Rest for 1 h");
  EXPECT_TRUE(std::holds_alternative<Rest>(rest.control));
  expect_limit(rest.limits[0], Of::time, When::above, 3600.0);
  const auto hold = one("Hold at 4.2 V until 0.05 mA/cm^2");
  EXPECT_EQ(std::get<ConstantVoltage>(hold.control).voltage, 4.2);
  EXPECT_EQ(hold.limits[0].of, Of::current_magnitude);
  EXPECT_EQ(hold.limits[0].when, When::below);
  EXPECT_DOUBLE_EQ(hold.limits[0].current->value, 0.5);
  EXPECT_EQ(hold.limits[0].current->per, Per::area);
  const auto step = one("Step to 3.902 V for 15 min");
  EXPECT_EQ(std::get<ConstantVoltage>(step.control).voltage, 3.902);
  EXPECT_EQ(step.type, "voltage");
  const auto change = std::get<ConstantVoltage>(one("Step by -2 mV for 15 min").control);
  EXPECT_DOUBLE_EQ(change.voltage, -2e-3);
  EXPECT_EQ(change.from, ConstantVoltage::From::present);
  EXPECT_EQ(std::get<ConstantVoltage>(step.control).from, ConstantVoltage::From::zero);
  expect_limit(step.limits[0], Of::time, When::above, 900.0);
  EXPECT_DOUBLE_EQ(std::get<ConstantPower>(one("Charge at 1 W until 4.1 V").control).power, 1.0);
  EXPECT_DOUBLE_EQ(std::get<ConstantPower>(one("Discharge at 2 mW until 3 V").control).power, -2e-3);
}

TEST(Sentence, HoldingAfterwardsGivesTwoSteps) {
  const auto steps = parse_sentence("Charge at 0.3C to 4.2 V, then hold until C/20 or for 5 h");
  ASSERT_EQ(steps.size(), 2u);
  EXPECT_EQ(steps[0].text, "Charge at 0.3C to 4.2 V");
  expect_limit(steps[0].limits[0], Of::voltage, When::above, 4.2);
  EXPECT_EQ(steps[1].text, "Hold at 4.2 V until C/20 or for 5 h");
  EXPECT_EQ(std::get<ConstantVoltage>(steps[1].control).voltage, 4.2);
  ASSERT_EQ(steps[1].limits.size(), 2u);
  EXPECT_DOUBLE_EQ(steps[1].limits[0].current->value, 0.05);
  EXPECT_EQ(steps[1].limits[0].current->per, Per::nominal_capacity);
}

TEST(Sentence, NamedCurrentsComeFromTheCaller) {
  SentenceContext context;
  context.currents["current"] = {2.55, Per::area};
  expect_current(one("Discharge at current until 2 V", context), -2.55, Per::area);
  EXPECT_THAT(refusal("Charge at curent until 4.2 V", context),
              HasSubstr("\"curent\" is no current; did you mean \"current\"?"));
}

TEST(Sentence, ProfileIsReadFromTheCallersDirectory) {
  const auto directory = std::filesystem::temp_directory_path() / "silith-sentence";
  std::filesystem::create_directories(directory);
  write_file(directory / "my pulse.csv", "Time / s,Current / mA\n0,1\n10,2\n");
  SentenceContext context;
  context.directory = directory;
  const auto step = one("Run current from 'my pulse.csv' until above 4.2 V", context);
  EXPECT_EQ(std::get<CurrentProfile>(step.control).current.back(), 2e-3);
  EXPECT_EQ(step.type, "profile");
  EXPECT_EQ(one("Run current from my pulse.csv", context).limits.size(), 0u);
  EXPECT_THAT(refusal("Run current from none.csv", context), HasSubstr("none.csv: No such file or directory"));
  std::filesystem::remove_all(directory);
}

TEST(Sentence, Impedance) {
  for (const char* text :
       {"Impedance from 100 kHz to 0.1 Hz with 10 points per decade",
        "impedance from 0.1 Hz to 100 kHz, with 10 points per decade", "Impedance from 1e5 Hz to 100 mHz"}) {
    const Step step = one(text);
    EXPECT_EQ(step.type, "impedance");
    EXPECT_EQ(step.text, text);
    EXPECT_TRUE(step.limits.empty());
    const auto frequencies = std::get<ImpedanceSweep>(step.control).frequencies();
    ASSERT_EQ(frequencies.size(), 61u) << text;
    EXPECT_DOUBLE_EQ(frequencies.front(), 1e5);
    EXPECT_NEAR(frequencies[10], 1e4, 1e-8);
    EXPECT_DOUBLE_EQ(frequencies.back(), 0.1);
  }
  EXPECT_THAT(refusal("Impedance from 100 kHz to 4 V"), HasSubstr("write for example \"Impedance from 100 kHz to"));
  EXPECT_THAT(refusal("Impedance from 100 kHz to 1 Hz with ten points per decade"),
              HasSubstr("\"ten points per decade\" is no number of points per decade"));
  EXPECT_THAT(refusal("Impedance from 0 Hz to 1 Hz"), HasSubstr("\"0 Hz\" is not positive"));
  EXPECT_THAT(refusal("Impedance to 1 Hz"), HasSubstr("\"from\" is expected, not \"to\""));
}

TEST(Sentence, CaretShowsThePlaceInTheSentence) {
  EXPECT_EQ(refusal("Charge at 0.25 V until 4.2 V"),
            "\"0.25 V\" is a voltage, a current is expected\n"
            "   1 | Charge at 0.25 V until 4.2 V\n"
            "     |           ^\n"
            "  write for example \"0.25 mA/cm^2\", \"1 mA\", \"100 mA/g\", \"C/10\" or \"1 mW\"");
  EXPECT_THAT(refusal("Charge at 0.25 V until 4.2 V", {{"case.toml", 7, 12}, {}, {}}),
              HasSubstr("case.toml:7:22: \"0.25 V\" is a voltage"));
}

TEST(Sentence, SaysWhatIsExpected) {
  const std::pair<const char*, const char*> cases[] = {
      {"", "the step is empty"},
      {"Chrage at 1 mA until 4.2 V", "a step does not begin with \"Chrage\"; did you mean \"Charge\"?"},
      {"Charge 1 mA until 4.2 V", "\"at\" is expected, not \"1\"\n"},
      {"Charge at", "a current or a power is expected here"},
      {"Charge at 1 mA until", "a voltage, current, capacity or time is expected here"},
      {"Charge at -1 mA until 4.2 V", "\"-1 mA\" is negative"},
      {"Charge at 0 A until 4.2 V", "\"0 A\" is zero"},
      {"Charge at 1 mA until 4,2 V", "a comma inside a number"},
      {"Charge at 1 mA until 0.1 mA", "this step holds the current"},
      {"Charge at 1 mA until 4.2 m", "\"4.2 m\" is a length"},
      {"Charge at 1 mA for 4.2 V", "\"4.2 V\" is a voltage, a time is expected"},
      {"Charge at 1 mA or 4.2 V", "\"or\" is not expected here"},
      {"Rest 1 h", "\"1\" is not expected here"},
      {"Rest for 0 s", "\"0 s\" is not positive"},
      {"Rest until 4 V", "from which side \"4 V\" is reached is not said"},
      {"Hold at 4.2 V until 3 V", "this step holds the voltage"},
      {"Step by 0 mV for 1 h", "a step by nothing"},
      {"Step by 2 mA for 1 h", "\"2 mA\" is a current, a voltage is expected"},
      {"Step 2 mV for 1 h", "\"to\" is expected, not \"2\""},
      {"Hold at 1 mA", "\"1 mA\" is a current, a voltage is expected"},
      {"Charge at 1 mA for 1 h, then hold until C/20", "which voltage is to be held is not said"},
      {"Charge at 1 mA until 4.2 V, then rest", "\"hold\" is expected, not \"rest\""},
      {"Run voltage from a.csv", "\"current\" is expected, not \"voltage\""},
      {"Charge at 1 mA until 4.2 V and 2 h", "\"and\" is not expected here"},
  };
  for (const auto& [text, message] : cases) EXPECT_THAT(refusal(text), HasSubstr(message)) << text;
}

}  // namespace
}  // namespace silith
