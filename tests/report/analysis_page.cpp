// What the page of an analysis says, without a browser.
#include "report/analysis_page.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>

#include "analysis_example.hpp"
#include "base/atomic_file.hpp"
#include "report/display.hpp"
#include "report/page_data.hpp"

namespace silith::report_test {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(ReportDisplay, UncertaintyDecidesTheDigits) {
  EXPECT_EQ(report::number_html(12.9, 0.31), "12.90 ± 0.31");
  EXPECT_EQ(report::number_html(1475.3, 25.2), "1475 ± 25");
  EXPECT_EQ(report::number_html(-0.5, 0.012), "−0.500 ± 0.012");
  EXPECT_EQ(report::number_html(1.0428e-5, 2.9e-8), "(1.0428 ± 0.0029) × 10<sup>−5</sup>");
  EXPECT_EQ(report::number_html(141.84, 0.0), "141.8");
  EXPECT_EQ(report::number_html(141.84, std::nan("")), "141.8");
}

TEST(AnalysisPage, ShowsNumbersFindingsTablesAndMetadata) {
  const std::string page = render_analysis(analysis_example());
  EXPECT_THAT(page, HasSubstr("12.90 ± 0.31 <span class=\"unit\">Ω</span>"));
  EXPECT_THAT(page, HasSubstr("92.61 <span class=\"unit\">%</span>"));
  EXPECT_THAT(page, HasSubstr("(2.09 ± 0.12) × 10<sup>−6</sup> <span class=\"unit\">cm²/s</span>"));
  EXPECT_THAT(page, HasSubstr("not determined"));
  EXPECT_THAT(page, HasSubstr("beyond the data"));
  EXPECT_LT(page.find("The spectrum is noisy."), page.find("The spectrum drifts."));
  EXPECT_THAT(page, HasSubstr("<th scope=\"col\">Length<br>µm</th>"));
  EXPECT_THAT(page, HasSubstr("<td class=\"number\">12.5</td>"));
  EXPECT_THAT(page, HasSubstr("R0 &lt;b&gt;"));
  EXPECT_THAT(page, HasSubstr("One arc and a loop."));
  EXPECT_THAT(page, HasSubstr("CHI660E"));
  EXPECT_THAT(page, HasSubstr("default-src 'none'"));
}

TEST(AnalysisPage, DoesNotShowDigitsOfWhatIsNotDetermined) {
  AnalysisPage page;
  page.numbers = {{"D", "D", 3e-15, 1e-9, "m^2/s", ""}};
  EXPECT_THAT(render_analysis(page), HasSubstr("<div class=\"value\">not determined</div>"));
  page.numbers[0].uncertainty = 4e-15;
  EXPECT_THAT(render_analysis(page), HasSubstr("(3.0 ± 4.0) × 10<sup>−11</sup>"));
}

TEST(AnalysisPage, ChartsKeepTheOrderOfTheirPoints) {
  AnalysisPage page;
  page.sections.push_back(
      {"s", {}, {{"loop", "Loop", {"x", "m"}, {"y", "1"}, {{"a", {2e-6, 1e-6, 2e-6}, {0.0, std::nan(""), 2.0}}}}}, {}});
  EXPECT_THAT(report::charts_data(page), HasSubstr(R"("x":[2.0,1.0,2.0],"y":[0.0,null,2.0])"));
}

TEST(AnalysisPage, LogarithmicAxesSayWhatTheyCannotShow) {
  AnalysisPage page = analysis_example();
  page.sections[0].charts[1].lines[0].y[3] = -1.0;
  EXPECT_THAT(report::charts_data(page), HasSubstr("measured: 1 of 61 points are not positive"));
}

TEST(AnalysisPage, LongLinesAreThinnedAndSaySo) {
  AnalysisPage page;
  ChartLine line{"a", std::vector<double>(90000), std::vector<double>(90000)};
  for (std::size_t i = 0; i < line.x.size(); ++i) line.x[i] = static_cast<double>(i);
  line.y[4321] = 77.25;
  page.sections.push_back({"s", {}, {{"long", "Long", {"x", "1"}, {"y", "1"}, {line}}}, {}});
  const std::string data = report::charts_data(page);
  EXPECT_THAT(data, HasSubstr("of 90000 points are shown; the extremes are kept."));
  EXPECT_THAT(data, HasSubstr("77.25"));
}

TEST(AnalysisPage, QuantitiesOfARecordCarryTheirUncertainty) {
  Record record;
  record.quantities = {
      {"R0", {12.9, "ohm", "R0"}}, {"R0_uncertainty", {0.3, "ohm", ""}}, {"chi_squared", {1e-3, "1", "chi^2"}}};
  const auto numbers = numbers_of(record);
  ASSERT_EQ(numbers.size(), 2u);
  EXPECT_EQ(numbers[0].uncertainty, 0.3);
  EXPECT_EQ(numbers[1].label, "chi^2");
  EXPECT_EQ(numbers[1].uncertainty, 0.0);
}

TEST(AnalysisPage, EscapesAndLeavesOutWhatIsEmpty) {
  const std::string bad = "</script><script>alert(1)</script>";
  AnalysisPage page = analysis_example();
  page.title = page.subtitle = page.numbers[0].label = page.sections[0].title = page.sections[0].text[0] = bad;
  page.sections[0].charts[0].title = page.sections[0].charts[0].lines[0].label = page.sections[0].tables[0].title = bad;
  EXPECT_THAT(render_analysis(page), Not(HasSubstr("<script>alert")));
  AnalysisPage bare;
  bare.title = "bare";
  EXPECT_THAT(render_analysis(bare), Not(HasSubstr("<section")));
}

TEST(AnalysisPage, RefusesWhatDoesNotFit) {
  AnalysisPage uneven = analysis_example();
  uneven.sections[0].charts[0].lines[0].x.pop_back();
  EXPECT_THROW(render_analysis(uneven), std::logic_error);
  AnalysisPage ragged = analysis_example();
  ragged.sections[0].tables[0].rows[0].pop_back();
  EXPECT_THROW(render_analysis(ragged), std::logic_error);
  AnalysisPage twice = analysis_example();
  twice.sections[0].charts[1].name = "nyquist";
  EXPECT_THROW(render_analysis(twice), std::logic_error);
}

TEST(AnalysisPage, IsWrittenWhole) {
  const auto folder = std::filesystem::temp_directory_path() / "silith-analysis-page";
  std::filesystem::create_directories(folder);
  write_analysis(folder / "report.html", analysis_example());
  EXPECT_EQ(read_file(folder / "report.html"), render_analysis(analysis_example()));
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace silith::report_test
