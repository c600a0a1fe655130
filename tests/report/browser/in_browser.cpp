// The page in headless Chromium: what is drawn is compared with the record the page was made from.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <thread>

#include "analysis_example.hpp"
#include "base/atomic_file.hpp"
#include "browser.hpp"
#include "example.hpp"

namespace silith::report_test {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

// Functions of the page's own world that the tests call. Pixel positions follow from the frame of the axes and their
// ends by interpolation, linear or in the logarithm; colours are read from the canvas.
constexpr const char* tools = R"js(
window.probe = {
  chart: (id) => window.silithCharts.find((c) => c.id === id),
  rgb: (color) => {
    const pen = document.createElement("canvas").getContext("2d");
    pen.fillStyle = color;
    pen.fillRect(0, 0, 1, 1);
    return [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3);
  },
  place: (c, x, y) => {
    const {bbox, scales} = c.u;
    const share = (v, {min, max}, log) => (log ? Math.log(v / min) / Math.log(max / min) : (v - min) / (max - min));
    return [bbox.left + bbox.width * share(x, scales.x, c.content.x.log),
            bbox.top + bbox.height * (1 - share(y, scales.y, c.content.y.log))];
  },
  // How far the closest pixel within `reach` of a point of the chart is from a colour (largest channel difference).
  distance: (c, [px, py], color, reach) => {
    const size = 2 * reach + 1, wanted = probe.rgb(color);
    const copy = Object.assign(document.createElement("canvas"), {width: size, height: size});
    const pen = copy.getContext("2d", {willReadFrequently: true});
    pen.drawImage(c.u.ctx.canvas, reach - Math.round(px), reach - Math.round(py));
    const found = pen.getImageData(0, 0, size, size).data;
    let best = 255;
    for (let i = 0; i < found.length; i += 4) {
      if (found[i + 3] < 250) continue;
      best = Math.min(best, Math.max(...wanted.map((v, k) => Math.abs(v - found[i + k]))));
    }
    return best;
  },
  // For points [x, y] of the line `label`: how badly the pixels there miss the line's colour, and by how much more so
  // at a place 30 pixels off.
  line: (id, label, points) => {
    const c = probe.chart(id), line = c.series.find((s) => s.label === label);
    if (!line) return {error: `no line ${label} among ` + c.series.map((s) => s.label).join("; ")};
    const at = points.map(([x, y]) => probe.place(c, x, y));
    return {on: Math.max(...at.map((p) => probe.distance(c, p, line.color(), 1))),
            off: Math.min(...at.map(([px, py]) => probe.distance(c, [px, py + 30], line.color(), 1)))};
  },
  screen: (id, x, y) => {
    const c = probe.chart(id);
    c.plot.scrollIntoView({block: "center"});
    const box = c.u.ctx.canvas.getBoundingClientRect(), [px, py] = probe.place(c, x, y);
    return [box.left + px / devicePixelRatio, box.top + py / devicePixelRatio];
  },
};
)js";

TEST(ReportBrowser, MissingProgramsAreNamed) {
  const std::string before = std::getenv("PATH");
  setenv("PATH", "/nowhere", 1);
  std::string said;
  try {
    Browser browser;
  } catch (const std::runtime_error& error) {
    said = error.what();
  }
  setenv("PATH", before.c_str(), 1);
  EXPECT_THAT(said, HasSubstr("chromedriver is not installed"));
  EXPECT_THAT(said, HasSubstr("apt-get install chromium chromium-driver"));
}

class ReportInBrowser : public testing::Test {
protected:
  static void SetUpTestSuite() {
    try {
      shared_ = std::make_unique<Browser>();
    } catch (const std::exception& error) {
      FAIL() << error.what();
    }
  }
  static void TearDownTestSuite() { shared_.reset(); }

  void SetUp() override {
    ASSERT_TRUE(shared_) << "no browser";
    browser_ = shared_.get();
    folder_ = std::filesystem::temp_directory_path() / ("silith-report-" + std::to_string(getpid()));
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override {
    if (browser_ == nullptr) return;
    EXPECT_THAT(browser_->complaints(), IsEmpty());
    std::filesystem::remove_all(folder_);
  }

  void show(const ReportInput& input, const Window& window = {}) {
    write_report(folder_ / "report.html", input);
    browser_->set_window(window);
    browser_->open(folder_ / "report.html");
    browser_->run(tools);
  }

  void show(const AnalysisPage& page, const Window& window = {}) {
    write_analysis(folder_ / "report.html", page);
    browser_->set_window(window);
    browser_->open(folder_ / "report.html");
    browser_->run(tools);
  }

  // Rings around points [x, y] of a chart.
  void expect_rings(const std::string& chart, const std::string& label,
                    const std::vector<std::pair<double, double>>& points) {
    const Json found = browser_->run(R"js(
      const c = probe.chart(arguments[0]), color = c.series.find((s) => s.label === arguments[1]).color();
      return Math.max(...arguments[2].map(([x, y]) => {
        const [px, py] = probe.place(c, x, y);
        return Math.max(...[[px - 3.5, py], [px, py - 3.5], [px, py + 3.5]].map((p) => probe.distance(c, p, color, 1)));
      }));)js",
                                     {chart, label, points});
    EXPECT_LE(found.get<double>(), 60.0) << chart << ": no rings around the points of " << label;
  }

  // [distance on the line, distance off it] over all points.
  void expect_line(const std::string& chart, const std::string& label,
                   const std::vector<std::pair<double, double>>& points) {
    const Json found = browser_->run("return probe.line(...arguments);", {chart, label, points});
    ASSERT_FALSE(found.contains("error")) << found;
    EXPECT_LE(found.at("on").get<double>(), 40.0) << chart << ": " << label << " is not drawn where its values are";
    EXPECT_GE(found.at("off").get<double>(), 60.0) << chart << ": the colour of " << label << " is everywhere";
  }

  // [min, max] of an axis.
  std::pair<double, double> limits(const std::string& chart, const std::string& axis) {
    const Json scale = browser_->run(
        "const s = probe.chart(arguments[0]).u.scales[arguments[1]]; return [s.min, s.max];", {chart, axis});
    return {scale.at(0).get<double>(), scale.at(1).get<double>()};
  }

  std::filesystem::path folder_;
  Browser* browser_ = nullptr;
  inline static std::unique_ptr<Browser> shared_;
};

// Every `stride`-th row of a step as (x, y) in display units.
template <class X, class Y>
std::vector<std::pair<double, double>> rows_of_step(const Record& record, std::size_t step, X x, Y y) {
  std::vector<std::pair<double, double>> points;
  const std::size_t rows_per_step = record.series.rows() / record.steps.size();
  for (std::size_t i = 20; i + 20 < rows_per_step; i += 25)
    points.emplace_back(x(step * rows_per_step + i), y(step * rows_per_step + i));
  return points;
}

TEST_F(ReportInBrowser, FitsWideAndNarrowWindowsInLightAndDark) {
  for (const bool overlay : {false, true}) {
    for (const int width : {1400, 390}) {
      for (const bool dark : {false, true}) {
        SCOPED_TRACE(testing::Message() << (overlay ? "three runs" : "one run") << ", " << width
                                        << (dark ? ", dark" : ", light"));
        show(overlay ? overlay_page() : example_page(), {width, 844, dark});
        const Json page = browser_->run(R"js(return {
          overflow: document.documentElement.scrollWidth - innerWidth,
          charts: silithCharts.map((c) => c.id),
          undrawn: silithCharts.filter((c) => !(c.u && c.u.status === 1 && c.u.width <= innerWidth)).map((c) => c.id),
          paper: probe.rgb(getComputedStyle(document.querySelector("section")).backgroundColor)[0],
          ink: probe.rgb(getComputedStyle(document.querySelector("h1")).color)[0]};)js");
        EXPECT_LE(page.at("overflow").get<int>(), 0);
        EXPECT_EQ(page.at("charts").size(), overlay ? 8u : 9u) << page;
        EXPECT_THAT(page.at("undrawn"), IsEmpty());
        EXPECT_EQ(page.at("paper").get<int>() < 128, dark);
        EXPECT_EQ(page.at("ink").get<int>() > 128, dark);
        EXPECT_THAT(browser_->complaints(), IsEmpty());
      }
    }
  }
}

TEST_F(ReportInBrowser, DrawsVoltageWhereTheRecordSaysIt) {
  const ReportInput input = example_page();
  const Record& record = input.runs[0].record;
  const auto& voltage = record.series.at("voltage").values;
  const auto& time = record.series.at("time").values;
  const auto hours = [&](std::size_t i) { return time[i] / 3600.0; };
  const auto volts = [&](std::size_t i) { return voltage[i]; };
  for (const bool dark : {false, true}) {
    show(input, {1400, 900, dark});
    for (const std::size_t step : {0u, 2u, 4u, 6u}) {
      expect_line("time", "Cell voltage", rows_of_step(record, step, hours, volts));
      const double start = record.steps[step].start_time;
      const auto capacity = [&](std::size_t i) {  // mAh/cm^2 at a constant current
        return (time[i] - start) * std::abs(record.steps[step].mean_current) / 3.6 / (record.area * 1e4);
      };
      const std::string label = (step % 4 == 0 ? "charge, cycle " : "discharge, cycle ") + std::to_string(step / 4);
      expect_line("voltage-capacity", label, rows_of_step(record, step, capacity, volts));
    }
  }
}

TEST_F(ReportInBrowser, OverlaysSeveralRuns) {
  const ReportInput input = overlay_page();
  show(input);
  for (const ReportRun& run : input.runs) {
    const Record& record = run.record;
    const auto hours = [&](std::size_t i) { return record.series.at("time").values[i] / 3600.0; };
    const auto volts = [&](std::size_t i) { return record.series.at("voltage").values[i]; };
    auto points = rows_of_step(record, 4, hours, volts);  // where the three no longer cover one another
    points.resize(3);
    expect_line("time", run.label, points);
  }
  const Json legend = browser_->run(
      "return [...probe.chart('time').legend.querySelectorAll('button')].map((b) => b.textContent.trim());");
  EXPECT_EQ(legend, Json({"Si", "composite", "double layer"}));
}

TEST_F(ReportInBrowser, PilesUpTheOverpotentials) {
  const ReportInput input = example_page();
  const Record& record = input.runs[0].record;
  for (const std::size_t row : {120u, 241u * 2 + 120u}) {  // the middle of the first charge and of the first discharge
    show(input);
    double base = 0.0;
    Json wanted = Json::array();
    for (const Column& column : record.series.columns) {
      if (!column.name.starts_with("overpotential.")) continue;
      const double value = 1e3 * column.values[row];
      std::string label = column.name.substr(14);
      label.replace(label.rfind('.'), 1, ", ");
      wanted.push_back({label, record.series.at("time").values[row] / 3600.0, base + 0.5 * value, value});
      base += value;
    }
    const Json found = browser_->run(R"js(
      const c = probe.chart("losses"), per_mV = c.u.bbox.height / (c.u.scales.y.max - c.u.scales.y.min);
      return arguments[0].map(([label, x, middle, value]) => {
        const area = c.series.find((s) => s.label === label && s.value);
        const thick = Math.abs(value) * per_mV, inside = thick < 8 ? [0] : [-0.4, 0, 0.4];
        const miss = (share) => probe.distance(c, probe.place(c, x, middle + share * value), area.color(), 0);
        return {label, thick, miss: area ? Math.max(...inside.map(miss)) : 255};
      });)js",
                                     Json::array({wanted}));
    int checked = 0;
    for (const Json& part : found) {
      if (part.at("thick").get<double>() < 3.0) continue;  // no pixel is of one colour alone
      EXPECT_LE(part.at("miss").get<double>(), 6.0) << part;
      ++checked;
    }
    EXPECT_GE(checked, 5);
    const double sum = record.series.at("time").values[row] / 3600.0;
    const Json outside = browser_->run(
        "const c = probe.chart('losses'); return probe.distance(c, probe.place(c, arguments[0], arguments[1]), "
        "getComputedStyle(document.documentElement).getPropertyValue('--c5'), 0);",
        {sum, 1.15 * base});
    EXPECT_GE(outside.get<double>(), 60.0) << "the pile is higher than its parts";
  }
}

TEST_F(ReportInBrowser, SliderMovesTheProfiles) {
  const ReportInput input = example_page();
  const Profile& lithium = input.runs[0].record.profiles[4];
  ASSERT_EQ(lithium.name, "particle.licoo2");
  show(input);
  browser_->run("document.querySelector('input[type=range]').focus();");
  const std::string right = "\uE014";
  std::string text_before;
  double before = 0.0;
  for (std::size_t time = 11; time < 14; ++time) {  // from a quarter of the 41 times on
    browser_->press(right);
    std::vector<std::pair<double, double>> surface;
    for (std::size_t x = 1; x + 1 < lithium.x.size(); x += 2) {
      surface.emplace_back(lithium.x[x] * 1e6, lithium.values[(time * lithium.x.size() + x) * 3 + 2]);
    }
    expect_line("profile-particle", "licoo2, particle surface, cathode", surface);
    const Json drawn =
        browser_->run("return probe.chart('profile-particle').series.find((s) => s.label.includes('surface')).y[1];");
    EXPECT_NEAR(drawn.get<double>(), surface[0].second, 1e-6);
    EXPECT_GT(std::abs(drawn.get<double>() - before), 0.005);
    const std::string text = browser_->run("return document.querySelector('.moment').textContent;").get<std::string>();
    EXPECT_NE(text, text_before);
    text_before = text;
    before = drawn.get<double>();
  }
}

TEST_F(ReportInBrowser, ProfilesCanBeShownLayerByLayer) {
  show(example_page());
  browser_->run(R"js(const select = document.querySelector(".slider select");
    select.value = [...select.options].find((o) => o.text === "cathode").value;
    select.dispatchEvent(new Event("change"));)js");
  browser_->settle();
  const auto [low, high] = limits("profile-particle", "x");
  EXPECT_NEAR(low, 586.0, 0.1);
  EXPECT_NEAR(high, 690.0, 0.1);
  const auto [y_low, y_high] = limits("profile-particle", "y");
  EXPECT_GT(y_low, 0.4) << "the axis fits the lithium of the cathode alone";
  EXPECT_LT(y_high, 1.1);
}

TEST_F(ReportInBrowser, MouseAndKeysShowValues) {
  const ReportInput input = example_page();
  const Record& record = input.runs[0].record;
  show(input);
  const std::size_t row = 100;
  const double hours = record.series.at("time").values[row] / 3600.0;
  const Json at = browser_->run("return probe.screen(...arguments);", {"time", hours, 3.5});
  browser_->move_mouse(at.at(0), at.at(1));
  const auto shown = [&] {
    return std::stod(
        browser_->run("return probe.chart('time').legend.querySelector('output').textContent;").get<std::string>());
  };
  EXPECT_NEAR(shown(), record.series.at("voltage").values[row], 2e-3);
  const double before = shown();
  browser_->run("probe.chart('time').plot.focus();");
  for (int i = 0; i < 10; ++i) browser_->press("\uE014");
  EXPECT_GT(shown(), before + 1e-3) << "the arrow key reads further along the charge";
  EXPECT_THAT(browser_->run("return probe.chart('time').spoken.textContent;").get<std::string>(),
              HasSubstr("Cell voltage"));
}

TEST_F(ReportInBrowser, ZoomsByMouseKeysFingersAndButtons) {
  show(example_page());
  const auto all = limits("time", "x");
  const Json from = browser_->run("return probe.screen(...arguments);", {"time", 5.0, 3.5});
  const Json to = browser_->run("return probe.screen(...arguments);", {"time", 15.0, 3.5});
  browser_->drag(from.at(0), from.at(1), to.at(0), to.at(1));
  const auto dragged = limits("time", "x");
  EXPECT_NEAR(dragged.first, 5.0, 0.1);
  EXPECT_NEAR(dragged.second, 15.0, 0.1);
  browser_->run("probe.chart('time').plot.focus();");
  browser_->press("0");
  EXPECT_EQ(limits("time", "x"), all);
  browser_->press("+");
  const auto by_key = limits("time", "x");
  EXPECT_NEAR(by_key.second - by_key.first, 0.5 * (all.second - all.first), 0.3 * (all.second - all.first));
  browser_->run("probe.chart('time').figure.querySelector('[data-tool=All]').click();");
  browser_->settle();
  EXPECT_EQ(limits("time", "x"), all);
  const auto finger = [&](const char* id, double start, double end) {
    const auto move = [&](double x) {
      return Json{{"type", "pointerMove"}, {"duration", 50}, {"x", static_cast<int>(x)}, {"y", from.at(1).get<int>()}};
    };
    const Json steps = Json::array({move(start),
                                    {{"type", "pointerDown"}, {"button", 0}},
                                    move(0.5 * (start + end)),
                                    move(end),
                                    {{"type", "pointerUp"}, {"button", 0}}});
    return Json{{"type", "pointer"}, {"id", id}, {"parameters", {{"pointerType", "touch"}}}, {"actions", steps}};
  };
  const double middle = 0.5 * (from.at(0).get<double>() + to.at(0).get<double>());
  browser_->act({finger("one", middle - 20.0, middle - 100.0), finger("two", middle + 20.0, middle + 100.0)});
  const auto pinched = limits("time", "x");
  EXPECT_LT(pinched.second - pinched.first, 0.4 * (all.second - all.first));
}

TEST_F(ReportInBrowser, LegendHidesLines) {
  show(example_page());
  browser_->run("probe.chart('time').legend.querySelector('button').click();");
  browser_->settle();
  EXPECT_EQ(browser_->run("return probe.chart('time').u.series[1].show;"), false);
  EXPECT_EQ(browser_->run("return probe.chart('time').legend.querySelector('button').getAttribute('aria-pressed');"),
            "false");
}

TEST_F(ReportInBrowser, MeasuredPointsStandBesideTheLine) {
  const ReportInput input = example_page();
  const ComparisonPair& pair = input.comparisons[0].pairs[0];
  show(input);
  Json rings = Json::array();
  for (std::size_t i = 0; i < pair.measured_x.size(); ++i)
    rings.push_back({pair.measured_x[i] * 0.1, pair.measured_y[i] / 3600.0});
  const Json found = browser_->run(R"js(
    const c = probe.chart("comparison-0"), color = c.series[0].color();
    return arguments[0].map(([x, y]) => {
      const [px, py] = probe.place(c, x, y);
      return [[px - 3.5, py], [px, py - 3.5], [px, py + 3.5]].map((p) => probe.distance(c, p, color, 1));
    });)js",
                                   Json::array({rings}));
  for (const Json& ring : found) {
    for (const Json& miss : ring) EXPECT_LE(miss.get<double>(), 60.0) << "no ring around a measured point: " << found;
  }
  expect_line("comparison-0", "discharge capacity, simulated",
              {{0.5 * (pair.simulated_x[3] + pair.simulated_x[4]) * 0.1,
                0.5 * (pair.simulated_y[3] + pair.simulated_y[4]) / 3600.0}});
}

// A file the page saved, once it is complete.
std::string saved_file(const std::filesystem::path& path) {
  for (int i = 0; i < 200 && !std::filesystem::exists(path); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(25));
  return read_file(path);
}

TEST_F(ReportInBrowser, SavesPicturesAndValues) {
  const ReportInput input = example_page();
  const Record& record = input.runs[0].record;
  show(input);
  for (const char* tool : {"PNG", "CSV"}) {
    browser_->run("probe.chart('time').figure.querySelector(`[data-tool=${arguments[0]}]`).click();", {tool});
  }
  EXPECT_THAT(saved_file(browser_->downloads() / "time.png"), StartsWith("\x89PNG"));
  std::istringstream csv(saved_file(browser_->downloads() / "time.csv"));
  std::string line;
  std::getline(csv, line);
  EXPECT_THAT(line, StartsWith("\"Time (h)\",\"Cell voltage [V]\""));
  std::size_t row = 0;
  while (std::getline(csv, line)) {
    const std::size_t comma = line.find(',');
    ASSERT_NEAR(std::stod(line), record.series.at("time").values[row] / 3600.0, 1e-5);
    ASSERT_NEAR(std::stod(line.substr(comma + 1)), record.series.at("voltage").values[row], 1e-6);
    ++row;
  }
  EXPECT_EQ(row, record.series.rows());
}

TEST_F(ReportInBrowser, FollowsAChangeOfThemeAndPrintsLight) {
  const ReportInput input = example_page();
  const Record& record = input.runs[0].record;
  show(input);
  const auto points = rows_of_step(
      record, 0, [&](std::size_t i) { return record.series.at("time").values[i] / 3600.0; },
      [&](std::size_t i) { return record.series.at("voltage").values[i]; });
  browser_->set_window({1400, 900, true});
  browser_->settle();
  const std::string dark_color = browser_->run("return probe.chart('time').series[0].color();").get<std::string>();
  expect_line("time", "Cell voltage", points);
  browser_->run("dispatchEvent(new Event('beforeprint'));");
  browser_->settle();
  EXPECT_NE(browser_->run("return probe.chart('time').series[0].color();").get<std::string>(), dark_color);
  EXPECT_LE(browser_->run("return probe.chart('time').u.width;").get<double>(), 640.0) << "as wide as the paper";
  expect_line("time", "Cell voltage", points);
  browser_->run("dispatchEvent(new Event('afterprint'));");
  const Json pdf = browser_->command("Page.printToPDF", Json::object());
  EXPECT_GT(pdf.at("data").get<std::string>().size(), 20000u);
}

// Every `stride`-th point of a line.
std::vector<std::pair<double, double>> points_of(const ChartLine& line, std::size_t stride) {
  std::vector<std::pair<double, double>> points;
  for (std::size_t i = 0; i < line.x.size(); i += stride) points.emplace_back(line.x[i], line.y[i]);
  return points;
}

TEST_F(ReportInBrowser, AnalysisDrawsPointsAndLinesOnLinearAndLogarithmicAxes) {
  const AnalysisPage page = analysis_example();
  const auto& charts = page.sections[0].charts;
  for (const int width : {1400, 390}) {
    for (const bool dark : {false, true}) {
      SCOPED_TRACE(testing::Message() << width << (dark ? ", dark" : ", light"));
      show(page, {width, 844, dark});
      expect_rings("nyquist", "measured", points_of(charts[0].lines[0], 7));
      expect_rings("modulus", "measured", points_of(charts[1].lines[0], 7));
      expect_rings("residuals", "residual", points_of(charts[2].lines[0], 7));
      const Json overflow = browser_->run("return document.documentElement.scrollWidth - innerWidth;");
      EXPECT_LE(overflow.get<int>(), 0);
    }
  }
  show(page);
  EXPECT_THAT(browser_->run("return [...document.querySelectorAll('nav a')].map((a) => a.textContent);"),
              Json({"Numbers", "Findings", "Spectrum", "About the data"}));
  EXPECT_THAT(browser_->run("return document.querySelectorAll('figure')[2].textContent;").get<std::string>(),
              HasSubstr("In percent of |Z|."));
}

TEST_F(ReportInBrowser, AnalysisFollowsALineThatTurnsBack) {
  AnalysisPage page = analysis_example();
  auto& lines = page.sections[0].charts[0].lines;
  lines.erase(lines.begin());  // points would hide the line
  show(page);
  std::vector<std::pair<double, double>> between;
  const auto& line = lines[0];
  for (std::size_t i = 4; i + 1 < line.x.size() && line.y[i] > -15.0 && between.size() < 12; i += 4) {
    between.emplace_back(0.5 * (line.x[i] + line.x[i + 1]), 0.5 * (line.y[i] + line.y[i + 1]));
  }
  ASSERT_GE(between.size(), 8u);
  expect_line("nyquist", "fit", between);
  expect_rings("modulus", "measured", points_of(page.sections[0].charts[1].lines[0], 9));
}

TEST_F(ReportInBrowser, NyquistKeepsItsAspect) {
  show(analysis_example());
  const auto ratio = [&] {
    return browser_
        ->run(R"js(const {bbox, scales} = probe.chart("nyquist").u;
          return (bbox.width / (scales.x.max - scales.x.min)) / (bbox.height / (scales.y.max - scales.y.min));)js")
        .get<double>();
  };
  EXPECT_NEAR(ratio(), 1.0, 1e-9);
  const auto all = limits("nyquist", "x");
  const Json from = browser_->run("return probe.screen(...arguments);", {"nyquist", 20.0, 15.0});
  const Json to = browser_->run("return probe.screen(...arguments);", {"nyquist", 40.0, 5.0});
  browser_->drag(from.at(0), from.at(1), to.at(0), to.at(1));
  EXPECT_NEAR(ratio(), 1.0, 1e-9);
  const auto dragged = limits("nyquist", "x");
  EXPECT_NEAR(0.5 * (dragged.first + dragged.second), 30.0, 0.5);
  EXPECT_LT(dragged.second - dragged.first, 0.8 * (all.second - all.first));
  browser_->run("probe.chart('nyquist').plot.focus();");
  browser_->press("+");
  EXPECT_NEAR(ratio(), 1.0, 1e-9);
  const auto closer = limits("nyquist", "x");
  EXPECT_NEAR(closer.second - closer.first, 0.5 * (dragged.second - dragged.first), 1e-6);
  browser_->press("0");
  EXPECT_NEAR(limits("nyquist", "x").first, all.first, 1e-9);
  browser_->set_window({390, 844, false});
  browser_->settle();
  browser_->settle();
  EXPECT_NEAR(ratio(), 1.0, 1e-9);
  browser_->run("probe.chart('nyquist').legend.querySelector('button').click();");
  browser_->settle();
  EXPECT_NEAR(ratio(), 1.0, 1e-9);
}

TEST_F(ReportInBrowser, LogarithmicAxesZoomInTheLogarithm) {
  show(analysis_example());
  const auto all = limits("modulus", "x");
  EXPECT_GT(all.first, 0.0);
  browser_->run("probe.chart('modulus').plot.focus();");
  browser_->press("+");
  const auto closer = limits("modulus", "x");
  EXPECT_NEAR(std::log(closer.second / closer.first), 0.5 * std::log(all.second / all.first), 0.02);
  EXPECT_NEAR(closer.first * closer.second / (all.first * all.second), 1.0, 0.05);
}

/// A picture of 4 x 3 pixels, the values counted from the lower left; nothing in the upper right corner.
Picture counted(double first, double step) {
  Picture picture{"von_mises_stress", "Pa", "Von Mises stress", 0.0, 0.0, 1e-7, 4, 3, {0.0, 60.0}, {}};
  for (int time = 0; time < 2; ++time)
    for (int i = 0; i < 12; ++i)
      picture.values.push_back(i == 11 ? NAN : static_cast<float>(first + step * (i + 11 * time)));
  return picture;
}

TEST_F(ReportInBrowser, PicturesHaveTheColoursOfTheirValues) {
  ReportInput input;
  input.title = "Two cases";
  for (const char* label : {"bare", "coated"}) {
    ReportRun run;
    run.label = label;
    run.record.series.columns = {{"time", "s", "Time", {0.0, 60.0}}};
    run.record.pictures.push_back(counted(0.0, label == std::string("bare") ? 3e8 : 1e8));
    input.runs.push_back(run);
  }
  show(input);
  // One scale for both, from 0 to 21 steps of the first: its last value is the brightest colour.
  const auto pixel = [&](int panel, int column, int row) {
    return browser_->run(R"js(
      const canvas = document.querySelectorAll("canvas.field")[arguments[0]];
      const copy = document.createElement("canvas"), pen = copy.getContext("2d");
      pen.drawImage(canvas, -arguments[1], arguments[2] + 1 - canvas.height);
      return [...pen.getImageData(0, 0, 1, 1).data];)js",
                         {panel, column, row});
  };
  using testing::ElementsAre;
  EXPECT_THAT(pixel(0, 2, 2), ElementsAre(253, 231, 37, 255)) << "the highest";
  EXPECT_THAT(pixel(0, 3, 2), ElementsAre(0, 0, 0, 0)) << "nothing there";
  EXPECT_THAT(pixel(1, 2, 2), ElementsAre(49, 104, 142, 255)) << "a third of the highest: the fourth of ten colours";
  browser_->run(
      "const s = document.querySelector('#fields input[type=range]'); s.value = 0; "
      "s.dispatchEvent(new Event('input'));");
  EXPECT_THAT(pixel(0, 0, 0), ElementsAre(68, 1, 84, 255)) << "the lowest, in the lower left corner";
  EXPECT_THAT(pixel(0, 3, 1), ElementsAre(49, 104, 142, 255)) << "7 of 21 steps";
  const auto text = [&](const char* what) {
    return browser_->run(std::string("return [...document.querySelectorAll('") + what +
                         "')].map((e) => e.textContent).join('; ');");
  };
  EXPECT_EQ(text(".field-panel figcaption"), "bare, 0 s; coated, 0 s");
  EXPECT_EQ(text(".field-scale span"), "0; 6300 MPa; Von Mises stress");
  EXPECT_EQ(text(".ruler"), "100 nm; 100 nm");
}

TEST_F(ReportInBrowser, DrawsTextsFromFilesAsText) {
  const std::string bad = "</script><img src=x onerror=\"window.hit=1\"><script>window.hit=1</script>";
  ReportInput input = example_page();
  input.title = bad;
  input.runs[0].label = bad;
  input.runs[0].record.series.columns[1].long_name = bad;
  input.runs[0].record.profiles[0].long_name = bad;
  input.runs[0].record.resolved_input = bad;
  input.runs[0].stack.layers[1].name = bad;
  show(input);
  EXPECT_EQ(browser_->run("return window.hit ?? 0;"), 0);
  EXPECT_EQ(browser_->run("return document.querySelectorAll('img').length;"), 0);
  EXPECT_EQ(browser_->run("return document.querySelector('h1').textContent;"), bad);
}

}  // namespace
}  // namespace silith::report_test
