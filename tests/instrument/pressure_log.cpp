#include "instrument/pressure_log.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/diagnostic.hpp"

namespace silith {
namespace {

using testing::DoubleEq;
using testing::ElementsAre;
using testing::HasSubstr;

std::string message(const std::string& text) {
  try {
    read_pressure_log_bytes("press.csv", text);
  } catch (const InputError& error) {
    return error.what();
  }
  return "nothing thrown";
}

TEST(PressureLog, SecondsAndMegapascal) {
  const Record log = read_pressure_log_bytes("press.csv", "Time / s,Pressure / MPa\n0,50\n2,50.5\n4,51\n");
  EXPECT_THAT(log.series.at("time").values, ElementsAre(0.0, 2.0, 4.0));
  EXPECT_THAT(log.series.at("pressure").values, ElementsAre(DoubleEq(50e6), DoubleEq(50.5e6), DoubleEq(51e6)));
}

TEST(PressureLog, PreambleSemicolonsDecimalCommasAndDates) {
  const Record log = read_pressure_log_bytes(
      "press.csv", "Logger 7\n\nDate;Pressure (bar)\n2024-04-30 14:33:19;500,5\n2024-04-30 14:34:19;501\n");
  EXPECT_THAT(log.series.at("time").values, ElementsAre(0.0, 60.0));
  EXPECT_THAT(log.series.at("pressure").values, ElementsAre(DoubleEq(50.05e6), DoubleEq(50.1e6)));
}

TEST(PressureLog, WhatCannotBeReadIsShownWithItsLine) {
  EXPECT_THAT(message("a,b\n1,2\n"), HasSubstr("no heading with a time and a pressure was found"));
  EXPECT_THAT(message("Time / s,Pressure / MPa\n0,50\n"), HasSubstr("press.csv:1"));
  EXPECT_THAT(message("Time / s,Pressure / MPa\n0,50\n"), HasSubstr("fewer than two rows follow"));
  EXPECT_THAT(message("Time / s,Pressure / MPa\n0,50\n1,\n2,51\n"), HasSubstr("press.csv:3"));
  EXPECT_THAT(message("Time / s,Pressure / MPa\n0,50\n5,50\n2,51\n"), HasSubstr("time runs backwards"));
  EXPECT_THAT(message("Time / s,Pressure / V\n0,50\n5,50\n"), HasSubstr("there is no pressure"));
}

}  // namespace
}  // namespace silith
