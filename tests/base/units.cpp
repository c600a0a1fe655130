#include "base/units.hpp"

#include <gtest/gtest.h>

#include <clocale>
#include <string>

#include "base/diagnostic.hpp"

using silith::convert;
using silith::friendly;
using silith::to_si;

namespace {

std::string problem_of(const std::string& text, const std::string& unit) {
  std::string problem;
  EXPECT_FALSE(silith::try_to_si(text, unit, problem).has_value()) << text;
  return problem;
}

TEST(Units, ConvertsWhatTheFieldWrites) {
  EXPECT_DOUBLE_EQ(to_si("2.5 um", "m"), 2.5e-6);
  EXPECT_DOUBLE_EQ(to_si("2.5um", "m"), 2.5e-6);
  EXPECT_DOUBLE_EQ(to_si("20 mg/cm^2", "kg/m^2"), 0.2);
  EXPECT_DOUBLE_EQ(to_si("30 mg/cm2", "kg/m^2"), 0.3);
  EXPECT_DOUBLE_EQ(to_si("30 mg cm-2", "kg/m^2"), 0.3);
  EXPECT_DOUBLE_EQ(to_si("0.25 mA/cm^2", "A/m^2"), 2.5);
  EXPECT_DOUBLE_EQ(to_si("3e-5 S/cm", "S/m"), 3e-3);
  EXPECT_DOUBLE_EQ(to_si("-1e-14 m^2/s", "m^2/s"), -1e-14);
  EXPECT_DOUBLE_EQ(to_si("+1 m", "m"), 1.0);
}

TEST(Units, AmpereHoursAndWattHours) {
  EXPECT_DOUBLE_EQ(to_si("1 Ah", "C"), 3600.0);
  EXPECT_DOUBLE_EQ(to_si("10 mAh/g", "C/kg"), 36000.0);
  EXPECT_DOUBLE_EQ(to_si("2 mAh/cm^2", "C/m^2"), 72000.0);
  EXPECT_DOUBLE_EQ(to_si("5 kWh", "J"), 1.8e7);
}

TEST(Units, TemperaturesAreAbsolute) {
  EXPECT_DOUBLE_EQ(to_si("25 degC", "K"), 298.15);
  EXPECT_DOUBLE_EQ(to_si("45 \u00b0C", "K"), 318.15);
  EXPECT_DOUBLE_EQ(to_si("300 K", "K"), 300.0);
  EXPECT_DOUBLE_EQ(to_si("8 J/(mol K)", "J/(mol K)"), 8.0);
}

TEST(Units, BareNumbersOnlyWhereDimensionless) {
  EXPECT_DOUBLE_EQ(to_si("0.5", "1"), 0.5);
  EXPECT_DOUBLE_EQ(to_si("50 %", "1"), 0.5);
  EXPECT_DOUBLE_EQ(to_si("50 percent", "1"), 0.5);
  EXPECT_EQ(problem_of("2.5", "m"), "\"2.5\" has no unit, a length is expected");
}

TEST(Units, ReadsSignsBeyondAscii) {
  EXPECT_DOUBLE_EQ(to_si("3 \u00b5m", "m"), 3e-6);
  EXPECT_DOUBLE_EQ(to_si("3 \u03bcm", "m"), 3e-6);
  EXPECT_DOUBLE_EQ(to_si("1 m\u00b2/s", "m^2/s"), 1.0);
  EXPECT_DOUBLE_EQ(to_si("2 \u03a9\u00b7cm\u00b2", "ohm m^2"), 2e-4);
  EXPECT_DOUBLE_EQ(to_si("5 mg\u00b7cm\u207b\u00b2", "kg/m^2"), 0.05);
}

TEST(Units, NamesTheWrongDimension) {
  EXPECT_EQ(problem_of("2.5 um/s", "m"), "\"2.5 um/s\" is a velocity, a length is expected");
  EXPECT_EQ(problem_of("2 V", "A/m^2"), "\"2 V\" is a voltage, a current density is expected");
  EXPECT_EQ(problem_of("2.5 umm", "m"), "\"2.5 umm\": unknown unit \"umm\", a length is expected");
  EXPECT_EQ(problem_of("1 m^7", "m"), "\"1 m^7\" is a quantity in m^7, a length is expected");
}

TEST(Units, ATimeIsNoRate) {
  EXPECT_DOUBLE_EQ(to_si("3600 1/h", "1/s"), 1.0);
  EXPECT_EQ(problem_of("2 s", "1/s"), "\"2 s\" is a time, a rate is expected");
  EXPECT_EQ(problem_of("2 S", "ohm"), "\"2 S\" is a conductance, a resistance is expected");
}

TEST(Units, RejectsWhatIsNoNumber) {
  EXPECT_EQ(problem_of("", "m"), "an empty text is no number");
  EXPECT_EQ(problem_of("   ", "m"), "an empty text is no number");
  EXPECT_EQ(problem_of("um", "m"), "\"um\" doesn't start with a number");
  EXPECT_EQ(problem_of("nan m", "m"), "\"nan m\" doesn't start with a number");
  EXPECT_EQ(problem_of("inf m", "m"), "\"inf m\" doesn't start with a number");
  EXPECT_EQ(problem_of("-inf", "1"), "\"-inf\" doesn't start with a number");
  EXPECT_EQ(problem_of("1e999 m", "m"), "\"1e999 m\" is too large or too small for a number");
  EXPECT_EQ(problem_of("1e308 km", "m"), "\"1e308 km\" is not a finite number");
  EXPECT_EQ(problem_of("2,5 um", "m"), "\"2,5 um\" has a comma; decimals are written with a point");
}

TEST(Units, RejectsWhatUdunitsWouldReadDifferently) {
  for (const char* text : {"2 3 m", "2 m 3", "2 m*3", "1 K @ 273", "1 K from 273", "1 s since 1970", "1 m since x",
                           "1 lg(re 1 m)", "1 m^999", "1 0x10 m", "1 m; rm"})
    EXPECT_NE(problem_of(text, "m").find("unknown unit"), std::string::npos) << problem_of(text, "m");
}

TEST(Units, IsIndependentOfTheLocale) {
  const std::string before = std::setlocale(LC_ALL, nullptr);
  for (const char* name : {"de_DE.UTF-8", "de_DE.utf8", "C.UTF-8"})
    if (std::setlocale(LC_ALL, name) != nullptr) break;
  EXPECT_DOUBLE_EQ(to_si("2.5 um", "m"), 2.5e-6);
  EXPECT_EQ(friendly(2.5e-6, "m"), "2.5 um");
  std::setlocale(LC_ALL, before.c_str());
}

TEST(Units, WritesFriendlyUnits) {
  EXPECT_EQ(friendly(2.5e-6, "m"), "2.5 um");
  EXPECT_EQ(friendly(0.0, "m"), "0 m");
  EXPECT_EQ(friendly(0.2, "kg/m^2"), "20 mg/cm^2");
  EXPECT_EQ(friendly(298.15, "K"), "25 degC");
  EXPECT_EQ(friendly(7200.0, "s"), "2 h");
  EXPECT_EQ(friendly(0.25, "1"), "0.25");
  EXPECT_EQ(friendly(1e-14, "m^2/s"), "1e-14 m^2/s");
}

TEST(Units, ConvertsBetweenUnits) {
  EXPECT_DOUBLE_EQ(convert(36.0, "C/m^2", "mAh/cm^2"), 1e-3);
  EXPECT_THROW(convert(1.0, "m", "s"), std::logic_error);
  EXPECT_TRUE(silith::convertible("mS/cm", "S/m"));
  EXPECT_FALSE(silith::is_unit("nonsense"));
}

TEST(Units, ThrowsAnInputErrorWithTheProblem) {
  try {
    to_si("2.5 um/s", "m");
    FAIL();
  } catch (const silith::InputError& error) {
    EXPECT_EQ(error.diagnostics().front().message, "\"2.5 um/s\" is a velocity, a length is expected");
  }
}

}  // namespace
