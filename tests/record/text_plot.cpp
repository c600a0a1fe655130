#include "record/text_plot.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <cstdlib>
#include <sstream>

#include "record/text_table.hpp"
#include "test_support.hpp"

namespace silith {
namespace {

using testing::HasSubstr;

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

TEST(TextPlot, DrawsALineInAscii) {
  const std::vector<double> x{0, 10}, y{0, 4};
  TextPlotOptions options;
  options.width = 24;
  options.height = 9;
  options.letters = PlotLetters::ascii;
  options.x_label = "x";
  options.y_label = "y";
  EXPECT_EQ(text_plot(x, y, options),
            "y\n"
            "4 +                  ***\n"
            "  |             *****\n"
            "2 +        *****\n"
            "  |   *****\n"
            "0 +***\n"
            "  ++-------------------+\n"
            "   0                  10\n"
            "                       x\n");
}

TEST(TextPlot, BrailleKeepsTheGivenSize) {
  std::vector<double> x, y;
  for (int i = 0; i <= 1000; ++i) {
    x.push_back(i);
    y.push_back(3.5 + 0.7 * std::sin(0.01 * i));
  }
  TextPlotOptions options;
  options.width = 60;
  options.height = 14;
  options.x_label = "time / s";
  const auto lines = lines_of(text_plot(x, y, options));
  ASSERT_EQ(lines.size(), 14u);
  for (const auto& line : lines) EXPECT_LE(display_width(line), 60u) << line;
  EXPECT_THAT(lines.back(), HasSubstr("time / s"));
}

TEST(TextPlot, ConstantGappyAndEmptyDataAreNoTrouble) {
  TextPlotOptions options;
  const std::vector<double> x{0, 1, 2}, constant{3.7, 3.7, 3.7}, gap{1, std::nan(""), 2}, none{NAN, NAN, 1},
      zero{0, 0, 0};
  EXPECT_THAT(text_plot(x, constant, options), HasSubstr("3.7"));
  EXPECT_FALSE(text_plot(x, gap, options).empty());
  EXPECT_FALSE(text_plot(x, zero, options).empty());
  EXPECT_FALSE(text_plot(zero, x, options).empty());
  EXPECT_EQ(text_plot(x, none, options), "");
  EXPECT_EQ(text_plot({}, {}, options), "");
  const std::vector<double> huge{-1e308, 1, 2};
  EXPECT_EQ(text_plot(x, huge, options), text_plot(std::vector<double>{1, 2}, std::vector<double>{1, 2}, options));
  options.width = options.height = 0;
  EXPECT_FALSE(text_plot(x, gap, options).empty());
  EXPECT_THROW(text_plot(x, {}, options), std::logic_error);
}

TEST(VoltagePlot, TimeIsInAReadableUnit) {
  EXPECT_THAT(voltage_plot(example_record()), HasSubstr("time / min"));
  EXPECT_THAT(voltage_plot(example_record()), testing::StartsWith("voltage / V\n"));
}

TEST(LettersOfLocale, FollowTheEnvironment) {
  ::setenv("LC_ALL", "de_DE.UTF-8", 1);
  EXPECT_EQ(letters_of_locale(), PlotLetters::braille);
  ::setenv("LC_ALL", "C", 1);
  EXPECT_EQ(letters_of_locale(), PlotLetters::ascii);
}

TEST(TextTable, AlignsByDisplayedWidth) {
  TextTable table({{"name", TextTable::Align::left}, {"value"}});
  table.add({"µ-cell", "1"});
  table.add({"a", "10.5"});
  EXPECT_EQ(table.text(),
            "name    value\n"
            "------  -----\n"
            "µ-cell      1\n"
            "a        10.5\n");
  EXPECT_THROW(table.add({"too few"}), std::logic_error);
}

TEST(QuantitiesTable, UsesTheUnitsOfTheField) {
  Record record;
  record.quantities = {{"charge_capacity_areal", {82800.0, "C/m^2", "Charge capacity"}},
                       {"first_cycle_coulombic_efficiency", {0.9714, "1", "First-cycle efficiency"}},
                       {"lithium_balance_error", {1.25e-14, "1", "Lithium balance error"}}};
  EXPECT_EQ(quantities_table(record),
            "Charge capacity         2.3 mAh/cm^2\n"
            "First-cycle efficiency  97.14 %\n"
            "Lithium balance error   1.25e-14\n");
}

TEST(StepsTable, ShowsFirstAndLastOfMany) {
  Record record = example_record();
  EXPECT_EQ(steps_table(record),
            "cycle  step  type    duration  mA/cm2  mAh/cm2  mean V   end V  ended by\n"
            "-----  ----  ------  --------  ------  -------  ------  ------  -----------------\n"
            "    0     0  charge   1:00:00     0.5      0.5  3.5000  4.0000  voltage above 4 V\n"
            "    0     1  rest       30:00       0        0  3.9000  3.9000  time\n");
  for (int i = 2; i < 100; ++i) {
    record.steps.push_back(record.steps[1]);
    record.steps.back().step = i;
  }
  const auto lines = lines_of(steps_table(record, 4));
  ASSERT_EQ(lines.size(), 2u + 2u + 1u + 2u);
  EXPECT_THAT(lines[4], HasSubstr("(96 steps)"));
  EXPECT_THAT(lines[5], HasSubstr("98  rest"));
  EXPECT_THAT(lines[6], HasSubstr("99  rest"));
}

}  // namespace
}  // namespace silith
