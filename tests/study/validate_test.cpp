#include "study/validate.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/units.hpp"

using namespace silith;
using ::testing::HasSubstr;
using ::testing::Not;
namespace fs = std::filesystem;

namespace {

std::vector<ComparedValue> rows() {
  ComparedValue efficiency{.quantity = "efficiency <first cycle>", .point = "16.8 mg/cm^2, 0.23 mA/cm^2"};
  efficiency.source = "zhang2025";
  efficiency.unit = "1";
  efficiency.status = "calibrated";
  efficiency.note = "chosen with \"97.7 %\" & more in view";
  efficiency.measured = 0.98;
  efficiency.simulated = 0.9751;
  efficiency.deviation = 0.007;
  std::vector<ComparedValue> all{efficiency};
  for (const double error : {3.0, -4.0, 0.0}) {
    ComparedValue rate{
        .quantity = "rate", .point = "1 mA/cm^2", .source = "zhang2025", .unit = "mA h/g", .status = "predicted"};
    rate.measured = 80.0;
    rate.simulated = 80.0 + error;
    rate.deviation = 1.0;
    all.push_back(rate);
  }
  ComparedValue failed{
      .quantity = "loading", .point = "60 mg/cm^2", .source = "zhang2025", .unit = "mA h/cm^2", .status = "predicted"};
  failed.measured = 8.0;
  failed.simulated = std::nan("");
  failed.failure = "gave up";
  all.push_back(failed);
  return all;
}

/// Fields of a csv line, quotes taken off.
std::vector<std::string> fields(const std::string& line) {
  std::vector<std::string> found(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '"' && quoted && i + 1 < line.size() && line[i + 1] == '"')
      found.back() += line[++i];
    else if (line[i] == '"')
      quoted = !quoted;
    else if (line[i] == ',' && !quoted)
      found.emplace_back();
    else
      found.back() += line[i];
  }
  return found;
}

std::vector<std::string> lines(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> all;
  for (std::string line; std::getline(in, line);) all.push_back(line);
  return all;
}

}  // namespace

TEST(ComparisonText, ShowsPercentErrorsAndTheRootMeanSquare) {
  const std::string text = comparison_text(rows());
  EXPECT_THAT(text, HasSubstr("97.51"));
  EXPECT_THAT(text, HasSubstr("-0.49"));
  EXPECT_THAT(text, HasSubstr("-0.5 %"));
  EXPECT_THAT(text, HasSubstr("+3.8 %"));
  EXPECT_THAT(text, HasSubstr("failed"));
  EXPECT_THAT(text, HasSubstr("RMS of rate: 2.89 mAh/g (predicted)"));  // sqrt((9 + 16 + 0)/3)
}

TEST(ComparisonCsv, HasEveryNumberInFullAndReadsBack) {
  const auto all = lines(comparison_csv(rows()));
  ASSERT_EQ(all.size(), 6u);
  const auto names = fields(all[0]);
  ASSERT_EQ(names.size(), 11u);
  const auto first = fields(all[1]);
  ASSERT_EQ(first.size(), names.size());
  EXPECT_EQ(first[0], "efficiency <first cycle>");
  EXPECT_EQ(first[1], "16.8 mg/cm^2, 0.23 mA/cm^2") << "a comma inside a field";
  EXPECT_EQ(std::stod(first[4]), 0.98);
  EXPECT_EQ(std::stod(first[5]), 0.9751);
  EXPECT_NEAR(std::stod(first[6]), -0.0049, 1e-15);
  EXPECT_NEAR(std::stod(first[7]), -0.005, 1e-15);
  EXPECT_EQ(std::stod(first[8]), 0.007);
  EXPECT_EQ(first[9], "calibrated");
  EXPECT_EQ(first[10], "chosen with \"97.7 %\" & more in view");
  EXPECT_EQ(fields(all[5]).size(), names.size()) << "a failed run's line is as long as the others";
}

TEST(ComparisonHtml, IsOnePageThatShowsWhatWasWritten) {
  const std::string page = comparison_html(rows(), "Cells & more");
  EXPECT_TRUE(page.starts_with("<!doctype html>"));
  EXPECT_TRUE(page.ends_with("</html>\n"));
  EXPECT_THAT(page, HasSubstr("<h1>Cells &amp; more</h1>"));
  EXPECT_THAT(page, HasSubstr("efficiency &lt;first cycle>"));
  EXPECT_THAT(page, HasSubstr("title=\"chosen with &quot;97.7 %&quot; &amp; more in view\""));
  EXPECT_THAT(page, HasSubstr("<td>+3.8 %</td><td>predicted</td>"));
  EXPECT_THAT(page, Not(HasSubstr("src="))) << "nothing to load";
  EXPECT_THAT(page, Not(HasSubstr("nan")));
}

// A value is the same wherever it is quoted, in whatever unit.
namespace {

struct Quoted {
  std::string source, quantity, unit;
  double value;
};

Quoted quoted(const Study& study, const StudyPoint& point) {
  const StudyTarget& target = study.targets[point.target];
  return {target.source, target.reading.quantity, target.reading.unit, point.measured};
}

bool same(const Quoted& a, const Quoted& b) {
  if (a.source != b.source || a.quantity != b.quantity || !convertible(a.unit, b.unit)) return false;
  return std::abs(convert(a.value, a.unit, b.unit) - b.value) <= 1e-9 * std::abs(b.value);
}

/// Every value that a study of this repository fits.
std::vector<Quoted> fitted_values() {
  std::vector<Quoted> all;
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(SILITH_SOURCE_DIR) / "studies")) {
    if (entry.path().extension() != ".toml") continue;
    const Study study = read_study(entry.path());
    for (const StudyPoint& point : study.points)
      if (study.targets[point.target].weight > 0.0) all.push_back(quoted(study, point));
  }
  return all;
}

}  // namespace

TEST(ReferenceCell, NothingThatWasFittedIsCalledPredicted) {
  const auto fitted = fitted_values();
  ASSERT_GE(fitted.size(), 12u);
  const Study validation = read_study(fs::path(SILITH_SOURCE_DIR) / "validation" / "zhang2025.toml");
  std::size_t predicted = 0;
  for (const StudyPoint& point : validation.points) {
    const StudyTarget& target = validation.targets[point.target];
    if (target.status != "predicted") continue;
    ++predicted;
    for (const Quoted& value : fitted)
      EXPECT_FALSE(same(quoted(validation, point), value)) << target.name << " " << point.label;
  }
  EXPECT_GE(predicted, 1u);
}

TEST(ReferenceCell, EverythingThatWasFittedIsInTheTableAsCalibrated) {
  const Study validation = read_study(fs::path(SILITH_SOURCE_DIR) / "validation" / "zhang2025.toml");
  for (const Quoted& value : fitted_values()) {
    bool shown = false;
    for (const StudyPoint& point : validation.points)
      shown |= validation.targets[point.target].status == "calibrated" && same(quoted(validation, point), value);
    EXPECT_TRUE(shown) << value.quantity << " " << value.value;
  }
}
