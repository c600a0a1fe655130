#pragma once
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "base/diagnostic.hpp"
#include "record/record.hpp"

namespace silith {

/// A directory of the test's own, gone afterwards.
class DirectoryTest : public testing::Test {
protected:
  void SetUp() override {
    const auto* info = testing::UnitTest::GetInstance()->current_test_info();
    directory_ = std::filesystem::temp_directory_path() /
                 (std::string("silith-") + info->test_suite_name() + "-" + info->name());
    std::filesystem::remove_all(directory_);
    std::filesystem::create_directories(directory_);
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }
  std::filesystem::path directory_;
};

template <class Error = InputError, class Work>
std::string message_of(Work work) {
  try {
    work();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

/// One hour of charge at 1 mA from 3 V to 4 V, then half an hour of rest at 3.9 V, on 2 cm2 with 20 mg.
inline Record example_record() {
  Record record;
  record.title = "example";
  record.metadata = {{"program_version", "0.1.0"}, {"model", "cell1d"}};
  record.area = 2e-4;
  record.active_mass = 20e-6;
  record.series.columns = {
      {"time", "s", "Time", {0, 1800, 3600, 3600, 5400}},
      {"anode_potential", "V", "Anode potential, against Li", {0.5, 0.4, 0.3, 0.35, 0.1 + 0.2}},
      {"voltage", "V", "Cell voltage", {3, 3.5, 4, 3.9, 3.9}},
      {"current", "A", "Current", {1e-3, 1e-3, 1e-3, 0, 0}},
      {"cycle", "1", "Cycle", {0, 0, 0, 0, 0}},
      {"step", "1", "Step", {0, 0, 0, 1, 1}},
      {"temperature", "K", "Temperature", {298.15, 298.15, 298.15, 298.15, 298.15}},
  };
  StepRow charge;
  charge.type = "charge";
  charge.text = "Charge at 1 mA until 4 V or for 2 h";
  charge.end_reason = "voltage above 4 V";
  charge.duration = 3600;
  charge.mean_current = 1e-3;
  charge.charge = 3.6;
  charge.energy = 12.6;
  charge.mean_voltage = 3.5;
  charge.start_voltage = 3;
  charge.end_voltage = 4;
  StepRow rest;
  rest.step = 1;
  rest.type = "rest";
  rest.text = "Rest for 30 min, please";
  rest.end_reason = "time";
  rest.start_time = 3600;
  rest.duration = 1800;
  rest.mean_voltage = rest.start_voltage = rest.end_voltage = 3.9;
  record.steps = {charge, rest};
  record.profiles = {{"stoichiometry",
                      "1",
                      "Stoichiometry of Li",
                      "anode",
                      {0, 1e-6},
                      {0, 1e-7, 2e-7},
                      {0, 3600},
                      {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}},
                     {"stoichiometry", "1", "Stoichiometry of Li", "cathode", {2e-6}, {}, {0, 3600}, {0.9, 0.5}},
                     {"ionic_potential", "V", "Ionic potential", "", {0, 1e-6}, {}, {0, 3600}, {0.1, 0.2, 0.3, 0.4}}};
  record.quantities = {{"end_time", {5400, "s", "End of the run"}},
                       {"charge_capacity_areal", {18000, "C/m^2", "Charge capacity"}}};
  record.findings = {{"cut-off", "warning", "the cut-off lies near the end of the \"OCP\"", "lower it"}};
  record.resolved_input = "[cell]\nname = \"µ-cell\"\n";
  return record;
}

}  // namespace silith
