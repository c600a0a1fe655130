#include "protocol/protocol.hpp"

#include <gmock/gmock.h>

#include "protocol/sentence.hpp"

namespace silith {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using Per = CurrentSetting::Per;

template <class Work>
std::string message_of(Work work) {
  try {
    work();
  } catch (const InputError& error) {
    return error.what();
  }
  return "no error";
}

// The reference die: 10 mm, 20 mg/cm2 of LiCoO2, 2.5 mAh/cm2.
constexpr CellScale scale{0.7854e-4, 0.7854 * 2.5 * 3.6, 0.7854 * 20e-6};

TEST(ToAmpere, EveryFormIsTheSameCurrent) {
  EXPECT_DOUBLE_EQ(to_ampere({1e-3, Per::cell}, scale), 1e-3);
  EXPECT_NEAR(to_ampere({2.5, Per::area}, scale), 0.25e-3 * 0.7854, 1e-15);
  EXPECT_NEAR(to_ampere({0.1, Per::nominal_capacity}, scale), 0.25e-3 * 0.7854, 1e-15);
  EXPECT_NEAR(to_ampere({-12.5, Per::active_mass}, scale), -0.25e-3 * 0.7854, 1e-15);
}

TEST(ToAmpere, MissingScaleIsNamed) {
  EXPECT_THAT(message_of([] {
                to_ampere({1.0, Per::area}, {});
              }),
              HasSubstr("the area of the cell, which the cell does not state"));
  EXPECT_THAT(message_of([] {
                to_ampere({1.0, Per::nominal_capacity}, {});
              }),
              HasSubstr("the nominal capacity (a C-rate)"));
  EXPECT_THAT(message_of([] { to_ampere({1.0, Per::active_mass}, {}); }), HasSubstr("the mass of active material"));
}

TEST(CapacityLimit, IsScaled) {
  Limit limit{Limit::Of::capacity, Limit::When::above, 7.0};
  EXPECT_EQ(capacity_limit(limit, scale), 7.0);
  limit.charge = ChargeSetting{2.3 * 3.6e4, Per::area};
  EXPECT_NEAR(capacity_limit(limit, scale), 2.3 * 3.6e4 * 0.7854e-4, 1e-12);
  limit.charge = ChargeSetting{0.5, Per::nominal_capacity};
  EXPECT_DOUBLE_EQ(capacity_limit(limit, scale), 0.5 * scale.nominal_capacity);
}

TEST(AppendRepeated, CountsCyclesOn) {
  auto steps = parse_sentence("Charge at 1 mA until 4.2 V");
  steps.push_back(parse_sentence("Discharge at 1 mA until 2 V").front());
  for (auto& step : steps) step.cycle = 1;
  Protocol protocol;
  append_repeated(protocol, steps, 3, {});
  std::vector<int> cycles;
  for (const auto& step : protocol.steps) cycles.push_back(step.cycle);
  EXPECT_THAT(cycles, testing::ElementsAre(1, 1, 2, 2, 3, 3));
}

TEST(AppendRepeated, RefusesZeroAndEndlessLoops) {
  Protocol protocol;
  const auto steps = parse_sentence("Rest for 1 s");
  const Location where{"case.toml", 4, 9};
  EXPECT_EQ(message_of([&] { append_repeated(protocol, steps, 0, where); }),
            "case.toml:4:9: a loop of 0 passes\n  a loop runs at least once");
  EXPECT_THAT(message_of([&] { append_repeated(protocol, steps, 2'000'000'000, where); }),
              AllOf(HasSubstr("2000000000 passes of 1 steps are too many"), HasSubstr("at most 1000000 steps")));
  EXPECT_TRUE(protocol.steps.empty());
}

TEST(CheckProtocol, AcceptsWhatEnds) {
  Protocol protocol;
  protocol.steps = parse_sentence("Charge at 0.3C to 4.2 V, then hold until C/20");
  EXPECT_NO_THROW(check_protocol(protocol));
}

TEST(CheckProtocol, EveryStepWithoutEndIsReported) {
  Protocol protocol;
  for (const char* text : {"Rest", "Rest for 1 h", "Charge at 1 mA", "Discharge at 1 mA", "Hold at 4.2 V"})
    protocol.steps.push_back(
        parse_sentence(text, {{"case.toml", static_cast<int>(protocol.steps.size()) + 1, 3}, {}, {}}).front());
  EXPECT_EQ(message_of([&] { check_protocol(protocol); }),
            "case.toml:1:3: step 1, \"Rest\", never ends\n"
            "  say for how long, for example \"Rest for 1 h\"\n"
            "case.toml:3:3: step 3, \"Charge at 1 mA\", never ends\n"
            "  say until when, for example \"Charge at 0.25 mA/cm^2 until 4.2 V\"\n"
            "case.toml:4:3: step 4, \"Discharge at 1 mA\", never ends\n"
            "  say until when, for example \"Discharge at 0.25 mA/cm^2 until 2 V\"\n"
            "case.toml:5:3: step 5, \"Hold at 4.2 V\", never ends\n"
            "  say until when, for example \"Hold at 4.2 V until 0.05 mA/cm^2 or for 5 h\"");
  EXPECT_THAT(message_of([] { check_protocol({}); }), HasSubstr("the protocol has no steps"));
}

TEST(CheckProtocol, LimitsThatCannotBeReachedAreReported) {
  Step step;
  step.type = "charge";
  step.control = ConstantCurrent{{1e-3, Per::cell}};
  step.limits = {{Limit::Of::current_magnitude, Limit::When::below, 1e-4}, {Limit::Of::time, Limit::When::above, 0.0}};
  EXPECT_THAT(message_of([&] { check_protocol({{step}}); }),
              AllOf(HasSubstr("step 1, \"charge\", has a current limit, but holds the current"),
                    HasSubstr("step 1, \"charge\", has a limit that is not positive")));
  step.control = Rest{};
  step.limits = {{Limit::Of::capacity, Limit::When::above, 1.0}};
  EXPECT_THAT(message_of([&] { check_protocol({{step}}); }), HasSubstr("has a capacity limit, but passes no charge"));
}

}  // namespace
}  // namespace silith
