#include "analysis_example.hpp"

#include <cmath>
#include <numbers>

namespace silith::report_test {

namespace {

// An inductance, a resistance and one arc: Re Z of the line falls and rises again.
AnalysisSection spectrum() {
  ChartLine data{"measured", {}, {}, ChartLine::Style::points, 0}, fit{"fit", {}, {}, ChartLine::Style::line, 0};
  ChartLine modulus{"measured", {}, {}, ChartLine::Style::points, 0};
  ChartLine residual{"residual", {}, {}, ChartLine::Style::points, 1};
  for (int i = 0; i <= 60; ++i) {
    const double f = std::pow(10.0, 5.0 - 0.1 * i);
    const double w = 2.0 * std::numbers::pi * f;
    const double re = 10.0 + 40.0 / (1.0 + std::pow(w * 1e-3, 2)) + 15.0 / (1.0 + std::pow(2e4 / w, 2));
    const double minus_im =
        40.0 * w * 1e-3 / (1.0 + std::pow(w * 1e-3, 2)) - 15.0 * (2e4 / w) / (1.0 + std::pow(2e4 / w, 2));
    fit.x.push_back(re);
    fit.y.push_back(minus_im);
    const double off = 0.02 * std::sin(3.0 * i);
    data.x.push_back(re * (1.0 + off));
    data.y.push_back(minus_im * (1.0 + off));
    modulus.x.push_back(f);
    modulus.y.push_back(std::hypot(data.x.back(), data.y.back()));
    residual.x.push_back(f);
    residual.y.push_back(100.0 * off);
  }
  AnalysisSection section{"Spectrum", {"One arc and a loop."}, {}, {}};
  section.charts.push_back(
      {"nyquist", "Nyquist", {"Re Z", "ohm"}, {"−Im Z", "ohm"}, {data, fit}, AnalysisChart::Aspect::equal, ""});
  constexpr auto logarithmic = ChartAxis::Scale::logarithmic;
  section.charts.push_back(
      {"modulus", "Modulus", {"Frequency", "Hz", logarithmic}, {"|Z|", "ohm", logarithmic}, {modulus}, {}, ""});
  section.charts.push_back({"residuals",
                            "Residuals",
                            {"Frequency", "Hz", logarithmic},
                            {"(Z − fit)/|Z|", "%"},
                            {residual},
                            {},
                            "In percent of |Z|."});
  section.tables.push_back({"Circuits",
                            {{"Circuit", ""}, {"Length", "m"}, {"Diffusivity", "m^2/s"}},
                            {{"R0-p(R1,C1)", 12.5e-6, 2.09e-10}, {"R0 <b>", 3e-6, std::nan("")}},
                            "Best first."});
  return section;
}

}  // namespace

AnalysisPage analysis_example() {
  AnalysisPage page;
  page.title = "Impedance of a cell";
  page.subtitle = "two measurements";
  page.numbers = {{"R0", "R0", 12.9, 0.31, "ohm", ""},
                  {"first_cycle_efficiency", "First-cycle efficiency", 0.92611, 0.0, "1", "from the true order"},
                  {"D", "Diffusivity", 2.09e-10, 1.2e-11, "m^2/s", ""},
                  {"tau", "Time constant", std::nan(""), 0.0, "s", "beyond the data"}};
  page.findings = {{"drift", "note", "The spectrum drifts.", ""},
                   {"noise", "warning", "The spectrum is noisy.", "Average."}};
  page.sections.push_back(spectrum());
  page.metadata = {{"instrument", "CHI660E"}};
  return page;
}

}  // namespace silith::report_test
