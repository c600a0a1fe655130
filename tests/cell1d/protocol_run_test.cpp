#include <gtest/gtest.h>

#include <atomic>
#include <cmath>

#include "base/diagnostic.hpp"
#include "cells.hpp"
#include "runs.hpp"

// What the steps of a protocol do to a cell.
namespace silith::testing {
namespace {

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(Protocol, ConstantCurrentConstantVoltage) {
  const Cell cell = double_layer_cell();
  const Record record = run(
      cell, {until_voltage(constant_current(5.0), 4.0, Limit::When::above), until_current(constant_voltage(4.0), 0.5)});
  ASSERT_EQ(record.steps.size(), 2u);
  EXPECT_EQ(record.steps[0].end_reason, "voltage");
  EXPECT_NEAR(record.steps[0].end_voltage, 4.0, 1e-6);
  EXPECT_NEAR(record.steps[0].mean_current, 5.0 * cell.area, 1e-9 * cell.area);
  EXPECT_EQ(record.steps[1].end_reason, "current");
  EXPECT_NEAR(last(record, "current"), 0.5 * cell.area, 1e-5 * cell.area);
  EXPECT_NEAR(last(record, "voltage"), 4.0, 1e-9);
  EXPECT_NEAR(last(record, "net_capacity"), record.steps[0].charge + record.steps[1].charge, 1e-12);
}

TEST(Protocol, ConstantPowerHoldsVoltageTimesCurrent) {
  const Cell cell = double_layer_cell();
  const Record record = run(cell, {until_time(constant_power(15.0, cell.area), 1000.0)});
  const auto &V = record.series.at("voltage").values, &I = record.series.at("current").values;
  for (std::size_t k = 0; k < V.size(); ++k) EXPECT_NEAR(V[k] * I[k] / cell.area, 15.0, 1e-4);
  EXPECT_NEAR(record.steps[0].energy, 15.0 * cell.area * 1000.0, 1e-5);
}

TEST(Protocol, CapacityAndTimeLimitsAreMetExactly) {
  const Cell cell = metal_cell();
  const Record record = run(cell, {until_charge(constant_current(5.0), 3600.0),
                                   until_charge(constant_current(-4.0), 1800.0), until_time(rest(), 123.0)});
  EXPECT_EQ(record.steps[0].end_reason, "capacity");
  EXPECT_NEAR(record.steps[0].duration, 720.0, 1e-3);
  EXPECT_NEAR(record.steps[1].charge, -1800.0 * cell.area, 1e-6 * cell.area * 1800.0);
  EXPECT_EQ(record.steps[2].end_reason, "time");
  EXPECT_DOUBLE_EQ(record.steps[2].duration + record.steps[2].start_time, record.steps[2].start_time + 123.0);
}

TEST(Protocol, ProtocolsThatBeginAlikeGiveWhatEachGivesAlone) {
  const Cell cell = double_layer_cell();
  const Step charge = until_voltage(constant_current(5.0), 4.0, Limit::When::above);
  const std::vector<Protocol> protocols{
      {{charge, until_charge(constant_current(-5.0), 3600.0)}},
      {{charge, until_charge(constant_current(-20.0), 3600.0), until_time(rest(), 600.0)}},
      {{charge}}};
  const auto together = simulate_all(cell, protocols, {});
  ASSERT_EQ(together.size(), protocols.size());
  for (std::size_t p = 0; p < protocols.size(); ++p) {
    const auto alone = simulate(cell, protocols[p], {});
    ASSERT_FALSE(alone.failure || together[p].failure);
    EXPECT_EQ(together[p].record.series.at("time").values, alone.record.series.at("time").values);
    EXPECT_EQ(together[p].record.series.at("voltage").values, alone.record.series.at("voltage").values);
    ASSERT_EQ(together[p].record.steps.size(), protocols[p].steps.size());
    for (std::size_t s = 0; s < protocols[p].steps.size(); ++s)
      EXPECT_EQ(together[p].record.steps[s].charge, alone.record.steps[s].charge);
  }
}

TEST(Protocol, ARunResumedEveryTwentyStepsEndsAsTheUninterruptedOne) {
  // Each time the integrator begins anew at low order, with a step of about a millisecond that it doubles at most, and
  // with errors up to its tolerance: the tenth of a tolerance that an uninterrupted run keeps to is out of reach, a few
  // tolerances are not.
  const Cell cell = double_layer_cell();
  Protocol protocol{{until_voltage(constant_current(5.0), 4.0, Limit::When::above),
                     until_current(constant_voltage(4.0), 1.0), until_time(rest(), 600.0),
                     until_voltage(constant_current(-10.0), 3.0, Limit::When::below)}};
  const SimulationOptions options = with_tolerance(1e-5);
  const Record whole = simulate(cell, protocol, options).record;
  std::optional<Checkpoint> state;
  SimulationResult part;
  int resumed = 0;
  do {
    std::atomic<bool> stop = false;
    SimulationOptions interrupted = options;
    interrupted.stop = &stop;
    interrupted.progress = [&, steps = 0](double, const std::string&) mutable { stop = ++steps >= 20; };
    part = simulate(cell, protocol, interrupted, state ? &*state : nullptr);
    state = part.last_state;
    ++resumed;
  } while (state);
  ASSERT_FALSE(part.failure) << *part.failure;
  EXPECT_GT(resumed, 20);
  ASSERT_EQ(part.record.steps.size(), whole.steps.size());
  double largest = 0.0;
  for (const StepRow& step : whole.steps) largest = std::max(largest, std::abs(step.charge));
  for (std::size_t s = 0; s < whole.steps.size(); ++s)
    EXPECT_NEAR(part.record.steps[s].charge, whole.steps[s].charge, 5.0 * 1e-5 * largest) << s;
}

TEST(Protocol, WhatFailsInTheCommonBeginningFailsForAll) {
  Cell cell = metal_cell();
  cell.layers = {metal("left"), electrolyte("separator", 3e-4, 5, 0.3), metal("right")};
  cell.interfaces = {reaction(10.0), reaction(10.0)};
  const Step endless = until_voltage(constant_current(1.0), 3.0, Limit::When::above);
  const std::vector<Protocol> protocols{{{endless, until_time(rest(), 1.0)}}, {{endless, until_time(rest(), 2.0)}}};
  const auto results = simulate_all(cell, protocols, {});
  ASSERT_EQ(results.size(), 2u);
  for (const auto& result : results) {
    ASSERT_TRUE(result.failure);
    EXPECT_TRUE(contains(*result.failure, "the step's limit was not reached within 100 days")) << *result.failure;
  }
}

TEST(Protocol, ALimitOfAnEarlierStepIsForgotten) {
  // The first step ends by voltage long before its time: the second must not stop at that time.
  const Cell cell = metal_cell();
  const Record record = run(cell, {until_time(until_voltage(constant_current(5.0), 3.9, Limit::When::above), 40000.0),
                                   until_charge(constant_current(-0.02), 1800.0)});
  ASSERT_EQ(record.steps[0].end_reason, "voltage");
  EXPECT_EQ(record.steps[1].end_reason, "capacity");
  EXPECT_NEAR(record.steps[1].duration, 90000.0, 0.1);
}

TEST(Protocol, ALimitAlreadyPassedEndsTheStepWithAWarning) {
  const Record record =
      run(metal_cell(), {until_voltage(constant_current(5.0), 3.0, Limit::When::above), until_time(rest(), 10.0)});
  ASSERT_EQ(record.steps.size(), 2u);
  EXPECT_EQ(record.steps[0].end_reason, "voltage (already passed)");
  EXPECT_EQ(record.steps[0].duration, 0.0);
  ASSERT_EQ(record.findings.size(), 1u);
  EXPECT_EQ(record.findings[0].message,
            "step 1 (Charge): the voltage limit was already passed at the start; the step ended at once");
}

TEST(Protocol, ACutOffThatIsNeverReachedIsSaid) {
  // Between two metals nothing runs out.
  Cell cell = metal_cell();
  cell.layers = {metal("left"), electrolyte("separator", 3e-4, 5, 0.3), metal("right")};
  cell.interfaces = {reaction(10.0), reaction(10.0)};
  const auto result = simulate(cell, {{until_voltage(constant_current(1.0), 3.0, Limit::When::above)}}, {});
  ASSERT_TRUE(result.failure);
  EXPECT_TRUE(contains(*result.failure, "the step's limit was not reached within 100 days")) << *result.failure;
  ASSERT_EQ(result.record.steps.size(), 1u);
  EXPECT_EQ(result.record.steps[0].end_reason, "broken off");
}

TEST(Protocol, ATimeLimitMayLieBeyondTheLongestStep) {
  SimulationOptions options;
  options.longest_step = 1000.0;
  const Record record = run(metal_cell(), {until_time(rest(), 5000.0)}, options);
  EXPECT_EQ(record.steps[0].end_reason, "time");
}

TEST(Protocol, AnExhaustedCellSaysWhatRanOutAndKeepsTheRecord) {
  const auto result = simulate(metal_cell(), {{until_voltage(constant_current(5.0), 9.0, Limit::When::above)}}, {});
  ASSERT_TRUE(result.failure);
  for (const char* part : {"step 1 (Charge) could not go on at t = ", "last good state: ", "mA/cm^2",
                           "what ran out: lithium content of \"", "in layer \"cathode\" at x = ", "allowed 0.3 to 1.01",
                           "lower the current, end the step earlier"}) {
    EXPECT_TRUE(contains(*result.failure, part)) << part << "\n" << *result.failure;
  }
  const auto& record = result.record;
  ASSERT_GT(record.series.rows(), 10u);
  ASSERT_EQ(record.steps.size(), 1u);
  EXPECT_EQ(record.steps[0].end_reason, "broken off");
  EXPECT_DOUBLE_EQ(record.steps[0].duration, last(record, "time"));
  EXPECT_GT(record.steps[0].charge, 0.0);
  EXPECT_EQ(record.findings.back().code, "run-ended-early");
}

TEST(Protocol, ACurrentBeyondTheCellSaysSo) {
  // 1000 times a usual current: the surfaces are empty within a moment.
  const auto result = simulate(double_layer_cell(), {{until_time(constant_current(2500.0), 3600.0)}}, {});
  ASSERT_TRUE(result.failure);
  EXPECT_TRUE(contains(*result.failure, "could not go on at t = ")) << *result.failure;
  EXPECT_TRUE(contains(*result.failure, "what ran out: ")) << *result.failure;
  EXPECT_GE(result.record.series.rows(), 1u);
}

TEST(Protocol, AViolationThatWasOvercomeIsNotBlamedLater) {
  // The trial steps of a hard start leave the range; the failure that follows has another cause.
  Cell cell = metal_cell();
  const auto result = simulate(
      cell, {{until_charge(constant_current(60.0), 200.0), until_voltage(rest(), 9.0, Limit::When::above)}}, {});
  ASSERT_TRUE(result.failure);
  EXPECT_TRUE(contains(*result.failure, "not reached within 100 days")) << *result.failure;
  EXPECT_FALSE(contains(*result.failure, "what ran out")) << *result.failure;
}

TEST(Protocol, ImpossibleSettingsAreRefusedBeforeAnythingRuns) {
  Cell cell = metal_cell();
  cell.nominal_capacity = 0.0;
  Step step = until_time(constant_current(1.0), 10.0);
  step.control = ConstantCurrent{{1.0, CurrentSetting::Per::nominal_capacity}};
  EXPECT_THROW(simulate(cell, {{until_time(rest(), 1.0), step}}, {}), InputError);
  EXPECT_THROW(simulate(cell, {{rest()}}, {}), InputError);
}

TEST(Protocol, APulseOfAProfileIsNotSteppedOver) {
  // An hour of rest, one second at 50 A/m^2 with steep flanks, another hour; then a ramp through zero.
  const Cell cell = double_layer_cell();
  const std::vector<double> time{0.0, 3600.0, 3600.001, 3601.0, 3601.001, 7200.0, 7300.0, 7500.0};
  const std::vector<double> current{0.0, 0.0, 50.0, 50.0, 0.0, 0.0, -20.0, 20.0};
  const Record record = run(cell, {profile(time, current, cell.area)}, with_tolerance(1e-7));
  EXPECT_EQ(record.steps[0].end_reason, "end of profile");
  EXPECT_NEAR(at_time(record, "net_capacity", 3700.0) / cell.area, 50.0, 1e-3);
  EXPECT_NEAR(last(record, "net_capacity") / cell.area, 50.0 - 1000.0, 1e-3);
  const auto& I = record.series.at("current").values;
  EXPECT_NEAR(*std::max_element(I.begin(), I.end()), 50.0 * cell.area, 1e-9);
}

TEST(Protocol, AProfileOfConstantCurrentIsConstantCurrent) {
  const Cell cell = double_layer_cell();
  std::vector<double> time, current;
  for (int k = 0; k <= 100; ++k) {
    time.push_back(10.0 * k);
    current.push_back(5.0);
  }
  const auto options = with_tolerance(1e-8);
  const Record piecewise = run(cell, {profile(time, current, cell.area)}, options);
  const Record constant = run(cell, {until_time(constant_current(5.0), 1000.0)}, options);
  EXPECT_NEAR(last(piecewise, "voltage"), last(constant, "voltage"), 1e-7);
  EXPECT_NEAR(last(piecewise, "net_capacity"), last(constant, "net_capacity"), 1e-9);
}

TEST(Sampling, ByTimeHasEveryMultipleOnce) {
  for (const double every : {1.0, 7.0, 50.0}) {
    const Record record = run(metal_cell(), {sampled(until_time(constant_current(2.0), 350.0), every)});
    const auto& time = record.series.at("time").values;
    ASSERT_EQ(time.size(), static_cast<std::size_t>(350.0 / every) + 1);
    for (std::size_t k = 0; k < time.size(); ++k) EXPECT_NEAR(time[k], every * static_cast<double>(k), 1e-6);
  }
}

TEST(Sampling, ByTimeAndVoltageTogetherStaysInOrder) {
  Step step = sampled(until_time(constant_current(20.0), 600.0), 13.0);
  step.sampling.every_voltage = 1e-4;
  const Record record = run(metal_cell(), {step});
  const auto& time = record.series.at("time").values;
  for (std::size_t k = 1; k < time.size(); ++k) ASSERT_GT(time[k], time[k - 1]) << k;
  EXPECT_GT(time.size(), 100u);
}

TEST(Sampling, ByVoltageLeavesNoLargerStep) {
  Step step = until_time(constant_current(5.0), 3000.0);
  step.sampling.every_voltage = 2e-3;
  const Record record = run(metal_cell(), {step}, with_tolerance(1e-4));
  const auto& V = record.series.at("voltage").values;
  for (std::size_t k = 1; k < V.size(); ++k) EXPECT_LE(std::abs(V[k] - V[k - 1]), 5e-3) << k;
}

TEST(Sampling, NoneKeepsFirstAndLastRows) {
  Step step = until_time(constant_current(2.0), 350.0);
  step.sampling.none = true;
  EXPECT_EQ(run(metal_cell(), {step, step}).series.rows(), 4u);
}

/// Every row of `a` against `b` at the same time and step.
void expect_same_series(const TimeSeries& a, const TimeSeries& b, double tolerance) {
  ASSERT_EQ(a.rows(), b.rows());
  for (std::size_t k = 0; k < a.rows(); ++k) {
    const double time = a.at("time").values[k];
    ASSERT_NEAR(time, b.at("time").values[k], tolerance * std::max(1.0, time)) << k;
    ASSERT_EQ(a.at("step").values[k], b.at("step").values[k]) << k;
    ASSERT_NEAR(a.at("voltage").values[k], b.at("voltage").values[k], tolerance) << k;
  }
}

TEST(Resume, FromWithinAnyStepGivesTheSameSeries) {
  const Cell cell = double_layer_cell({.cells = 4, .shells = 5});
  const Protocol protocol{{sampled(until_voltage(constant_current(5.0), 4.0, Limit::When::above), 37.0),
                           sampled(until_current(constant_voltage(4.0), 2.0), 37.0),
                           sampled(until_time(rest(), 300.0), 10.0),
                           sampled(profile({0.0, 100.0, 100.1, 300.0}, {0.0, 0.0, -5.0, -5.0}, cell.area), 9.0)}};
  auto options = with_tolerance(1e-7);
  const auto whole = simulate(cell, protocol, options);
  ASSERT_FALSE(whole.failure) << *whole.failure;
  std::vector<Checkpoint> checkpoints;
  options.checkpoint_interval = 1e-9;
  options.checkpoint = [&](const Checkpoint& checkpoint) { checkpoints.push_back(checkpoint); };
  simulate(cell, protocol, options);
  options.checkpoint = nullptr;
  ASSERT_GT(checkpoints.size(), 40u);
  for (std::size_t k = 3; k < checkpoints.size(); k += checkpoints.size() / 12) {
    const auto rest_of_it = simulate(cell, protocol, options, &checkpoints[k]);
    ASSERT_FALSE(rest_of_it.failure) << *rest_of_it.failure;
    expect_same_series(whole.record.series, rest_of_it.record.series, 1e-5);
    ASSERT_EQ(rest_of_it.record.steps.size(), 4u);
    EXPECT_NEAR(rest_of_it.record.steps[0].charge, whole.record.steps[0].charge, 1e-5 * whole.record.steps[0].charge);
    EXPECT_LE(quantity(rest_of_it.record, "charge_balance_error"), 1e-8);
  }
}

TEST(Resume, AfterAStopGoesOn) {
  const Cell cell = metal_cell();
  const Protocol protocol{{sampled(until_time(constant_current(5.0), 1000.0), 10.0)}};
  auto options = with_tolerance(1e-7);
  std::atomic<bool> stop{false};
  options.stop = &stop;
  int calls = 0;
  options.progress = [&](double fraction, const std::string&) {
    EXPECT_GE(fraction, 0.0);
    EXPECT_LE(fraction, 1.0);
    stop = ++calls > 20;
  };
  const auto stopped = simulate(cell, protocol, options);
  ASSERT_TRUE(stopped.failure);
  EXPECT_TRUE(contains(*stopped.failure, "stopped at t = ")) << *stopped.failure;
  ASSERT_TRUE(stopped.last_state);
  const auto resumed = simulate(cell, protocol, with_tolerance(1e-7), &*stopped.last_state);
  const auto whole = simulate(cell, protocol, with_tolerance(1e-7));
  expect_same_series(whole.record.series, resumed.record.series, 1e-6);
}

TEST(Protocol, ImpedanceIsTakenAtTheStateReachedAndLeavesItAlone) {
  const Cell cell = metal_cell();
  Step impedance;
  impedance.type = "impedance";
  impedance.control = ImpedanceSweep{.highest = 1e3, .lowest = 1e-2, .per_decade = 2};
  const std::vector<Step> before{until_time(constant_current(2.0), 300.0), until_time(rest(), 600.0)},
      after{until_time(constant_current(-2.0), 300.0)};
  std::vector<Step> with = before, without = before;
  with.push_back(impedance);
  for (auto* steps : {&with, &without}) steps->insert(steps->end(), after.begin(), after.end());
  const Record plain = run(cell, without), measured = run(cell, with);
  ASSERT_EQ(measured.spectra.size(), 1u);
  const Spectrum& spectrum = measured.spectra[0];
  EXPECT_EQ(spectrum.size(), 11u);
  EXPECT_EQ(spectrum.title, "cycle 0, step 2");  // counted from 0, as in the table of steps
  EXPECT_DOUBLE_EQ(spectrum.time, 900.0);
  EXPECT_DOUBLE_EQ(spectrum.voltage, measured.steps[1].end_voltage);
  EXPECT_EQ(measured.steps[2].end_reason, "spectrum taken");
  EXPECT_EQ(measured.steps[2].duration, 0.0);
  EXPECT_NEAR(last(measured, "voltage"), last(plain, "voltage"), 1e-6);
  EXPECT_NEAR(quantity(measured, "high_frequency_resistance"), spectrum.impedance.front().real(), 0.0);
}

TEST(Protocol, ImpedanceOfChargedDoubleLayersIsWarnedOf) {
  Step impedance;
  impedance.type = "impedance";
  impedance.text = "Impedance from 1 kHz to 10 mHz";
  impedance.control = ImpedanceSweep{.highest = 1e3, .lowest = 1e-2, .per_decade = 2};
  const Step charge = until_time(constant_current(2.0), 300.0);
  Cell cell = metal_cell();
  EXPECT_TRUE(run(cell, {charge, impedance}).findings.empty());
  add_capacitances(cell);
  EXPECT_TRUE(run(cell, {charge, until_time(rest(), 100.0), impedance}).findings.empty());
  const Record record = run(cell, {charge, impedance});
  ASSERT_EQ(record.findings.size(), 1u);
  EXPECT_EQ(record.findings[0].code, "impedance-not-at-rest");
  EXPECT_EQ(record.findings[0].message,
            "step 2 (Impedance from 1 kHz to 10 mHz) follows a current at once: the double layers still hold its "
            "overpotentials, and the charge-transfer resistances are those at these");
}

TEST(Resume, KeepsSpectra) {
  Step impedance;
  impedance.type = "impedance";
  impedance.control = ImpedanceSweep{.highest = 1e3, .lowest = 1e-2, .per_decade = 2};
  const Protocol protocol{{impedance, until_time(constant_current(2.0), 300.0), impedance}};
  std::optional<Checkpoint> kept;
  SimulationOptions options;
  options.checkpoint_interval = 1e-9;
  options.checkpoint = [&](const Checkpoint& checkpoint) { kept = checkpoint; };
  const Record whole = simulate(metal_cell(), protocol, options).record;
  ASSERT_TRUE(kept.has_value());
  const Record resumed = simulate(metal_cell(), protocol, {}, &*kept).record;
  ASSERT_EQ(resumed.spectra.size(), 2u);
  EXPECT_EQ(resumed.spectra[0].impedance, whole.spectra[0].impedance);
  EXPECT_EQ(resumed.spectra[0].parts.size(), whole.spectra[0].parts.size());
  EXPECT_EQ(resumed.spectra[0].parts.back().place, whole.spectra[0].parts.back().place);
}

TEST(Resume, RefusesACheckpointOfAnotherCase) {
  auto options = with_tolerance(1e-5);
  std::optional<Checkpoint> checkpoint;
  options.checkpoint_interval = 1e-9;
  options.checkpoint = [&](const Checkpoint& found) { checkpoint = found; };
  const Protocol protocol{{until_time(constant_current(5.0), 100.0)}};
  simulate(metal_cell(), protocol, options);
  ASSERT_TRUE(checkpoint);
  try {
    simulate(double_layer_cell(), protocol, {}, &*checkpoint);
    FAIL() << "no error";
  } catch (const InputError& error) {
    EXPECT_TRUE(contains(error.what(), "the checkpoint does not belong to this case: it holds ")) << error.what();
  }
}

}  // namespace
}  // namespace silith::testing
