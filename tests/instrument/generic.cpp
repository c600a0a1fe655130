// Plain tables: delimiters, decimal commas, signs, units, clocks; what contradicts itself is said, what cannot be read
// is refused with its place.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include "record/csv_writer.hpp"
#include "record/spectra_csv.hpp"
#include "test_support.hpp"

namespace silith {
namespace {

using testing::DoubleEq;
using testing::HasSubstr;
using testing::Pointwise;

std::vector<double> column(const Record& record, const std::string& name) {
  return record.series.at(name).values;
}

testing::Matcher<std::vector<double>> values(std::vector<double> expected) {
  return Pointwise(DoubleEq(), std::move(expected));
}

/// A series R-C arc: capacitive, so Im Z < 0.
std::complex<double> arc(double f) {
  return 10.0 + 50.0 / std::complex<double>(1.0, 2.0 * 3.14159265358979 * f * 0.01);
}

std::string spectrum_text(const char* heading, const char* row, bool negative, bool polar = false) {
  std::string text = heading;
  for (double f = 1e4; f > 0.05; f /= 10.0) {
    const auto z = arc(f);
    const double a = polar ? std::abs(z) : z.real();
    const double b = polar ? std::arg(z) * 180.0 / 3.14159265358979 : z.imag();
    text += fmt::format(fmt::runtime(row), f, a, negative ? -b : b);
  }
  return text;
}

void expect_arc(const Record& record) {
  ASSERT_EQ(record.spectra.size(), 1u);
  const Spectrum& spectrum = record.spectra[0];
  ASSERT_EQ(spectrum.size(), 6u);
  for (std::size_t i = 0; i < spectrum.size(); ++i)
    EXPECT_LT(std::abs(spectrum.impedance[i] - arc(spectrum.frequency[i])),
              1e-9 * std::abs(arc(spectrum.frequency[i])));
}

TEST(GenericImpedance, SignsUnitsAndPolarForm) {
  expect_arc(read_text(spectrum_text("Frequency (Hz),Z' (Ohm),-Z'' (Ohm)\n", "{},{},{}\n", true)));
  expect_arc(read_text(spectrum_text("freq/Hz;Re(Z)/Ohm;Im(Z)/Ohm\n", "{};{};{}\n", false)));
  expect_arc(read_text(spectrum_text("f\t|Z|\tphase\n", "{}\t{}\t{}\n", false, true)));
  expect_arc(read_text(spectrum_text("# my cell\nfrequency  zreal  zimag\n", "{}  {}  {}\n", false)));
  expect_arc(read_text(spectrum_text("", "{},{},{}\n", false)));
}

TEST(GenericImpedance, DecimalCommas) {
  std::string text = spectrum_text("f/Hz;Z'/Ohm;Z''/Ohm\n", "{};{};{}\n", false);
  std::replace(text.begin(), text.end(), '.', ',');
  expect_arc(read_text(text));
}

TEST(GenericImpedance, SpectraAreSplitWhereTheFrequencyJumpsBack) {
  const Record record =
      read_text("f,Z',Z''\n100,1,-1\n10,2,-2\n1,3,-3\n100,4,-4\n10,5,-5\n1,6,-6\n10,7,-7\n100,8,-8\n");
  ASSERT_EQ(record.spectra.size(), 3u);
  EXPECT_EQ(record.spectra[1].frequency, (std::vector<double>{100, 10, 1}));
  EXPECT_EQ(record.spectra[2].frequency, (std::vector<double>{10, 100}));
  EXPECT_TRUE(finding(record, "few-points"));
}

TEST(GenericImpedance, ContradictionsAreSaid) {
  const Record turned = read_text(spectrum_text("f,Z',Z''\n", "{},{},{}\n", true));
  EXPECT_THAT(finding(turned, "imaginary-positive")->advice, HasSubstr("\"-Z''\""));
  const Record record = read_text("f,Z',Z'',|Z|,phase\n100,3,-4,5,-53.13\n10,3,-4,50,-53.13\n1,3,-4,5,53.13\n");
  int found = 0;
  for (const Finding& f : record.findings) {
    if (f.message.find("|Z| is not the magnitude of Z' and Z'' in 1 of 3 rows, first in line 3") == 0) ++found;
    if (f.message.find("the phase has the opposite sign of Z'' in 1 of 3 rows, first in line 4") == 0) ++found;
  }
  EXPECT_EQ(found, 2);
}

TEST(GenericImpedance, WrittenSpectraReadBackExactly) {
  const Record written = read_file_of("PyEIS/ex1.mpt");
  const auto file = std::filesystem::temp_directory_path() / "silith_spectra.bdf.csv";
  write_spectra_csv(file, written);
  const Record found = read_measurement(file);
  std::filesystem::remove(file);
  EXPECT_EQ(format_of(found), "Battery Data Format");
  ASSERT_EQ(found.spectra.size(), 2u);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(found.spectra[i].frequency, written.spectra[i].frequency);
    EXPECT_EQ(found.spectra[i].impedance, written.spectra[i].impedance);
    EXPECT_EQ(found.spectra[i].time, written.spectra[i].time);
    EXPECT_EQ(found.spectra[i].voltage, written.spectra[i].voltage);
  }
}

TEST(GenericCycling, WrittenSeriesReadsBackExactly) {
  const Record written = read_file_of("battery-data-format/landt.csv");
  const auto file = std::filesystem::temp_directory_path() / "silith_series.bdf.csv";
  write_series_csv(file, written);
  const Record found = read_measurement(file);
  std::filesystem::remove(file);
  EXPECT_EQ(format_of(found), "Battery Data Format");
  for (const char* name : {"time", "voltage", "current", "cycle", "step", "step_charging_capacity"})
    EXPECT_EQ(column(found, name), column(written, name)) << name;
}

TEST(GenericCycling, UnitsInAnyPlace) {
  for (const char* heading : {"Time (h),Voltage (mV),Current (mA)\n", "Time/h,Voltage/mV,Current/mA\n",
                              "Time [h],Voltage [mV],Current [mA]\n", "Time / h,Voltage / mV,Current / mA\n",
                              "time_h,voltage_mV,current_mA\n"}) {
    const Record record = read_text(heading + std::string("0,3000,1\n0.5,3100,1\n1,3200,-2\n"));
    EXPECT_THAT(column(record, "time"), values({0, 1800, 3600})) << heading;
    EXPECT_THAT(column(record, "voltage"), values({3.0, 3.1, 3.2})) << heading;
    EXPECT_THAT(column(record, "current"), values({1e-3, 1e-3, -2e-3})) << heading;
  }
}

TEST(GenericCycling, ClocksThatWrapOrStartAgainGoOn) {
  const Record wrapped =
      read_text("Time(h:min:s.ms),Voltage(V),Current(A)\n23:59:50,3,0\n23:59:59,3,0\n00:00:01,3,0\n00:00:11,3,0\n");
  EXPECT_THAT(column(wrapped, "time"), values({86390, 86399, 86401, 86411}));
  EXPECT_THAT(finding(wrapped, "time-wrapped")->message, HasSubstr("wrapped 1 times"));
  const Record again = read_text("t/s,U/V,I/A\n0,3,0\n100,3,0\n200,3,0\n10,3,0\n20,3,0\n");
  EXPECT_THAT(column(again, "time"), values({0, 100, 200, 210, 220}));
  EXPECT_THAT(finding(again, "time-not-monotone")->message, HasSubstr("first in line 5 (10 s after 200 s)"));
}

TEST(GenericCycling, TimeFromStepsOrDates) {
  const Record steps = read_text("Step,StepTime/s,U/V,I/A\n1,0,3,1\n1,10,3,1\n2,0,3,-1\n2,5,3,-1\n");
  EXPECT_THAT(column(steps, "time"), values({0, 10, 10, 15}));
  EXPECT_TRUE(finding(steps, "time-from-steps"));
  const Record dates = read_text("Date;U/V;I/A\n30.12.2024 23:59:00;3;1\n31.12.2024 00:01:00;3;1\n");
  EXPECT_THAT(column(dates, "time"), values({0, 120}));
}

TEST(GenericCycling, WrongUnitsAreSaidOrRefused) {
  EXPECT_THAT(refusal("t/s,U/A,I/A\n0,3,1\n"), HasSubstr("file.txt:1:1: recognised as generic csv, cycling, but column "
                                                         "\"U/A\" has the unit \"A\""));
  const Record energy = read_text("t/s,U/V,I/A,Temperature/V\n0,3,1,2\n1,3,1,2\n");
  EXPECT_THAT(finding(energy, "wrong-unit")->message, HasSubstr("column \"Temperature/V\" has the unit \"V\""));
  const Record milli = read_text(
      "t/s,U/V,I/A,Cycle,Charge Capacity/Ah,Discharge Capacity/Ah\n"
      "0,3,1,1,0,0\n3600,4,1,1,0.001,0\n");
  EXPECT_THAT(finding(milli, "unit-mistake")->message, HasSubstr("the current is in mA"));
  const Record volts = read_text("t/s,U/V,I/A\n0,3000,1\n1,3100,1\n");
  EXPECT_THAT(finding(volts, "unit-mistake")->message, HasSubstr("is the column in mV?"));
}

TEST(GenericCycling, FirstEfficiencyIsInTheTrueOrder) {
  // The cycle column pairs a charge with the discharge after it; the cell was discharged first.
  const Record record = read_text(
      "t/s,U/V,I/A,Cycle,Charge Capacity/Ah,Discharge Capacity/Ah\n"
      "0,1,-1,1,0,0\n3600,0.1,-1,1,0,1\n3601,0.2,1,2,0,0\n6481,1,1,2,0.8,0\n6482,1,-1,2,0.8,0\n9722,0.1,-1,2,0.8,0."
      "9\n");
  EXPECT_NEAR(quantity(record, "first_cycle_efficiency"), 0.8, 1e-12);
  EXPECT_EQ(finding(record, "discharge-first")->severity, "warning");
}

TEST(GenericCycling, CountsThatCountNothingAreLeftOut) {
  const Record record = read_text(
      "Test Time / s,Voltage / V,Current / A,Cycle Count / 1,Step Count / 1\n0,3,1,0.5,\n1,3,1,1,1e300\n2,3,-1,1,2\n");
  EXPECT_THAT(finding(record, "no-count")->message, HasSubstr("\"Cycle Count / 1\" has no whole number in line 2"));
  EXPECT_THAT(column(record, "step"), values({0, 0, 1}));
}

TEST(GenericCycling, RefusalsNameLineAndReason) {
  EXPECT_THAT(refusal("t/s,U/V,I/A\n0,3,1\n1,3,x\n"),
              HasSubstr("file.txt:3:1: recognised as generic csv, cycling, but column \"I/A\" holds \"x\", no finite "
                        "number\n   3 | 1,3,x"));
  EXPECT_THAT(
      refusal("t/s,U/V,I/A\n0,3,1\n1,3,1,4\n"),
      HasSubstr("file.txt:3:1: recognised as generic csv, cycling, but the row has 4 fields, the heading in line 1 "
                "has 3"));
  EXPECT_THAT(refusal("t/s,U/V,I/A\n"), HasSubstr("there are no rows of numbers below the heading"));
  EXPECT_THAT(refusal("U/V,I/A\n1,2\n"), HasSubstr("there is no column for time"));
}

TEST(Recognition, WhatIsNoMeasurementIsRefused) {
  EXPECT_THAT(refusal(""), HasSubstr("is empty"));
  EXPECT_THAT(refusal("hello world\n"), HasSubstr("was not recognised as any of the formats silith reads"));
  EXPECT_THAT(refusal("hello world\n"), HasSubstr("Gamry (.DTA)"));
  EXPECT_THAT(refusal("\xD0\xCF\x11\xE0 old"), HasSubstr("an old Excel workbook (.xls)\n  save it as .xlsx or csv"));
  EXPECT_THAT(refusal("BIO-LOGIC MODULAR FILE\x1a"), HasSubstr("export it as text (.mpt)"));
  EXPECT_THAT(refusal(std::string("a\0b", 3)), HasSubstr("is no text"));
}

TEST(Recognition, GoesByContentInUtf16Too) {
  std::string text = "\xFF\xFE";
  for (const char c : std::string("Time/s,Voltage/V,Current/A\r\n0,3,1\r\n1,3,1\r\n")) text += {c, '\0'};
  const Record record = read_text(text);
  EXPECT_EQ(record.metadata.at("encoding"), "UTF-16");
  EXPECT_EQ(record.series.rows(), 2u);
}

}  // namespace
}  // namespace silith
