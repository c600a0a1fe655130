// What the page says, without a browser.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <regex>
#include <set>

#include "base/atomic_file.hpp"
#include "base/diagnostic.hpp"
#include "example.hpp"
#include "report/decimate.hpp"
#include "report/display.hpp"
#include "report/half_cycle.hpp"
#include "report/page_data.hpp"

namespace silith::report_test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

TEST(ReportDisplay, ConvertsToTheFieldsUnits) {
  const auto shown = [](double value, const char* unit) { return value * report::display_unit(unit).factor; };
  EXPECT_NEAR(shown(36000.0, "C/m^2"), 1.0, 1e-12);  // 1 mAh/cm^2 = 3.6 C per 1e-4 m^2
  EXPECT_NEAR(shown(10.0, "A/m^2"), 1.0, 1e-12);
  EXPECT_NEAR(shown(3600.0, "C/kg"), 1.0, 1e-12);  // 1 mAh/g = 1 Ah/kg
  EXPECT_NEAR(shown(1e-4, "ohm m^2"), 1.0, 1e-12);
  EXPECT_NEAR(shown(3.6e6, "J/m^3"), 1.0, 1e-12);  // 1 Wh/L = 1 kWh/m^3
  EXPECT_EQ(report::display_unit("mol/m^3").label, "mol/m³");
  EXPECT_EQ(report::display_unit("1", "first_cycle_coulombic_efficiency").label, "%");
  EXPECT_EQ(report::display_unit("1", "lithium_balance_error").label, "");
}

TEST(ReportDisplay, NumbersForPeople) {
  EXPECT_EQ(report::number_html(141.84), "141.8");
  EXPECT_EQ(report::number_html(0.0), "0");
  EXPECT_EQ(report::number_html(12345.6), "12346");
  EXPECT_EQ(report::number_html(3.1e-13), "3.10 × 10<sup>−13</sup>");
  EXPECT_EQ(report::number_html(-0.25464), "−0.2546");
  EXPECT_EQ(report::number_html(std::nan("")), "–");
}

TEST(ReportHalfCycles, FollowTheTurnsOfTheCurrentAndSpanRests) {
  Record record;
  record.series.columns = {{"time", "s", "", {0, 10, 10, 20, 20, 30, 30, 40}},
                           {"current", "A", "", {1, 1, 0, 0, 1, 1, -2, -2}}};
  const auto halves = report::half_cycles(record);
  ASSERT_EQ(halves.size(), 2u);
  EXPECT_EQ(halves[0].direction, 1);
  EXPECT_EQ(halves[0].first, 0u);
  EXPECT_EQ(halves[0].last, 5u);
  EXPECT_EQ(halves[1].direction, -1);
  EXPECT_THAT(report::passed_charge(record), ElementsAre(0, 10, 10, 10, 10, 20, 20, 0));
}

TEST(ReportHalfCycles, BelongToTheCycleOfTheSeriesOrOfTheStep) {
  Record record;
  record.series.columns = {{"time", "s", "", {0, 10, 10, 20, 20, 30}}, {"current", "A", "", {1, 1, -1, -1, 1, 1}}};
  const auto cycles = [&] {
    std::vector<int> found;
    for (const auto& half : report::half_cycles(record)) found.push_back(half.cycle);
    return found;
  };
  EXPECT_THAT(cycles(), ElementsAre(0, 0, 1));
  record.steps.resize(3);
  for (std::size_t k = 0; k < 3; ++k) {
    record.steps[k].start_time = 10.0 * static_cast<double>(k);
    record.steps[k].duration = 10.0;
    record.steps[k].cycle = k == 0 ? 4 : 5;
  }
  EXPECT_THAT(cycles(), ElementsAre(4, 5, 5));
  record.series.columns.push_back({"cycle", "1", "", {7, 7, 7, 7, 8, 8}});
  EXPECT_THAT(cycles(), ElementsAre(7, 7, 8));
}

TEST(ReportHalfCycles, TakeTheSeriesOwnChargeIfItHasOne) {
  Record record;
  record.series.columns = {{"time", "s", "", {0, 10}}, {"current", "A", "", {1, 1}}, {"net_capacity", "C", "", {0, 7}}};
  EXPECT_THAT(report::passed_charge(record), ElementsAre(0, 7));
}

TEST(ReportDecimation, KeepsExtremesOfEveryColumn) {
  const std::size_t rows = 100000;
  std::vector<double> a(rows), b(rows);
  for (std::size_t i = 0; i < rows; ++i) {
    a[i] = std::sin(1e-3 * static_cast<double>(i));
    b[i] = static_cast<double>(i % 17);
  }
  a[54321] = 9.0;
  b[12345] = -4.0;
  const std::vector<std::span<const double>> columns{a, b};
  const std::vector<std::size_t> always{77777};
  const auto kept = report::rows_to_show(columns, rows, 20000, always);
  const std::set<std::size_t> found(kept.begin(), kept.end());
  EXPECT_LE(kept.size(), 20002u);
  EXPECT_EQ(found.size(), kept.size());
  for (const std::size_t row : {0u, 54321u, 12345u, 77777u, 99999u}) EXPECT_TRUE(found.contains(row)) << row;
}

TEST(ReportDecimation, IsSaidOnThePage) {
  ReportInput input;
  input.runs.resize(1);
  std::vector<double> time(50000), voltage(50000);
  for (std::size_t i = 0; i < time.size(); ++i) {
    time[i] = static_cast<double>(i);
    voltage[i] = 3.0 + 1e-5 * static_cast<double>(i % 100);
  }
  voltage[31415] = 4.75;
  input.runs[0].record.series.columns = {{"time", "s", "Time", time}, {"voltage", "V", "Cell voltage", voltage}};
  const std::string data = report::page_data(input);
  EXPECT_TRUE(std::regex_search(data, std::regex("[0-9]+ of 50000 rows of the series are shown; the extremes")));
  EXPECT_THAT(data, HasSubstr("4.75"));
}

TEST(ReportProfiles, AreNotDrawnAcrossLayersWithoutPoints) {
  const std::string data = report::page_data(example_page());
  const auto count = [&](const std::string& label) {
    std::size_t found = 0;
    for (std::size_t at = data.find(label); at != std::string::npos; at = data.find(label, at + 1)) ++found;
    return found;
  };
  EXPECT_EQ(count("\"label\":\"Electronic potential\""), 2u) << "one stretch an electrode";
  EXPECT_EQ(count("\"label\":\"Ionic potential\""), 1u);
}

TEST(ReportComparison, DeviationIsTheRmsOverPointsInsideTheLine) {
  const ComparisonPair pair{"q", {0.0, 1.0, 2.0}, {0.0, 10.0, 30.0}, {0.5, 1.0, 1.5, 9.0}, {8.0, 10.0, 16.0, 0.0}, ""};
  const Deviation found = deviation(pair);
  EXPECT_EQ(found.points, 3u);
  EXPECT_NEAR(found.rms, std::sqrt((9.0 + 0.0 + 16.0) / 3.0), 1e-12);
  EXPECT_TRUE(std::isnan(deviation({"q", {}, {}, {1.0}, {1.0}, ""}).rms));
}

TEST(ReportPage, ShowsNumbersFindingsStackStepsMaterialsAndInput) {
  const std::string page = render_report(example_page());
  EXPECT_THAT(page, HasSubstr("2.15 <span class=\"unit\">mAh/cm²</span>"));
  EXPECT_THAT(page, HasSubstr("97.39 <span class=\"unit\">%</span>"));
  EXPECT_THAT(page, HasSubstr("<li class=\"finding warning\">"));
  EXPECT_LT(page.find("density-above-theoretical"), page.find("percolation</code>"))
      << "the graver finding comes first";
  EXPECT_THAT(page, HasSubstr("An area of 1.99 cm^2"));
  EXPECT_THAT(page, HasSubstr("Discharge at 0.255 mA/cm^2"));
  EXPECT_THAT(page, HasSubstr("Arrhenius, 0.25 at 298.15 K"));
  EXPECT_THAT(page, HasSubstr("<a href=\"#ref-Author2020\">"));
  EXPECT_THAT(page, HasSubstr("<span class=\"tag\">calibrated</span>"));
  EXPECT_THAT(page, HasSubstr("loading = &quot;20 mg/cm^2&quot;"));
  EXPECT_THAT(page, HasSubstr("9 of 9"));
  EXPECT_THAT(page, HasSubstr("Copyright (c) 2022 Leon Sorokin")) << "the library's licence travels with it";
}

TEST(ReportPage, DrawsTheStackToScale) {
  const std::string page = render_report(example_page());
  std::vector<double> heights;
  const std::regex layer("<rect class=\"layer [^>]* height=\"([0-9.]+)\"");
  for (std::sregex_iterator it(page.begin(), page.end(), layer), end; it != end; ++it) {
    heights.push_back(std::stod((*it)[1]));
  }
  const std::vector<double> thickness{47.5, 57.5, 230.0, 251.0, 104.0};
  ASSERT_EQ(heights.size(), thickness.size());
  for (std::size_t i = 0; i < heights.size(); ++i)
    EXPECT_NEAR(heights[i] / heights[0], thickness[i] / thickness[0], 2e-3);
}

TEST(ReportPage, LoadsNothingFromElsewhere) {
  const std::string page = render_report(overlay_page());
  EXPECT_THAT(page, HasSubstr("default-src 'none'"));
  for (const char* loading : {"<link", " src=", "@import", "url(", "fetch(", "XMLHttpRequest"}) {
    EXPECT_THAT(page, Not(HasSubstr(loading)));
  }
}

TEST(ReportPage, EscapesWhatComesFromFiles) {
  const std::string bad = "</script><script>alert(1)</script>{{data}}";
  ReportInput input = example_page();
  input.title = bad;
  ReportRun& run = input.runs[0];
  run.label = bad;
  run.record.resolved_input = bad;
  run.record.findings[0].message = bad;
  run.record.steps[0].text = bad;
  run.record.series.columns[1].long_name = bad;
  run.stack.layers[0].name = bad;
  input.materials[0].law = bad;
  input.references[0].url = "javascript:alert(1)";
  const std::string page = render_report(input);
  EXPECT_THAT(page, Not(HasSubstr("<script>alert")));
  EXPECT_THAT(page, Not(HasSubstr("href=\"javascript")));
  EXPECT_THAT(page, HasSubstr("&lt;script&gt;alert(1)&lt;/script&gt;{{data}}"));
  EXPECT_THAT(page, HasSubstr("\\u003c/script>\\u003cscript>alert(1)"));
}

TEST(ReportPage, PartsWithoutContentLeaveNoTrace) {
  ReportInput input;
  input.runs.resize(1);
  input.runs[0].record.title = "bare";
  const std::string page = render_report(input);
  EXPECT_THAT(page, HasSubstr("<h1>bare</h1>"));
  EXPECT_THAT(page, Not(HasSubstr("<section")));
}

TEST(ReportPage, RefusesWhatDoesNotFit) {
  EXPECT_THROW(render_report({}), std::logic_error);
  ReportInput uneven = example_page();
  uneven.runs[0].record.series.columns[1].values.pop_back();
  EXPECT_THROW(render_report(uneven), std::logic_error);
  ReportInput misshapen = example_page();
  misshapen.runs[0].record.profiles[0].values.pop_back();
  EXPECT_THROW(render_report(misshapen), std::logic_error);
}

TEST(ReportPage, IsWrittenWholeOrNotAtAll) {
  const auto folder = std::filesystem::temp_directory_path() / "silith-report-page";
  std::filesystem::create_directories(folder);
  write_report(folder / "report.html", example_page());
  EXPECT_EQ(read_file(folder / "report.html"), render_report(example_page()));
  EXPECT_THROW(write_report(folder / "nowhere" / "report.html", example_page()), InputError);
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace silith::report_test
