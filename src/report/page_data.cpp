#include "report/page_data.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>
#include <span>
#include <stdexcept>

#include "report/decimate.hpp"
#include "report/display.hpp"
#include "report/half_cycle.hpp"

namespace silith::report {

namespace {

using Json = nlohmann::ordered_json;

// Seven digits resolve a microvolt in four volts and keep the page small.
Json number(double value) {
  if (!std::isfinite(value)) return nullptr;
  std::array<char, 32> text;
  constexpr int digits = 7;
  const auto written = std::to_chars(text.begin(), text.end(), value, std::chars_format::general, digits);
  double rounded = 0.0;
  std::from_chars(text.begin(), written.ptr, rounded);
  return rounded;
}

Json numbers(std::span<const double> values, double factor) {
  Json out = Json::array();
  for (const double value : values) out.push_back(number(value * factor));
  return out;
}

Json numbers_of(const std::vector<double>& values, const std::vector<std::size_t>& rows, double factor) {
  Json out = Json::array();
  for (const std::size_t row : rows) out.push_back(number(values[row] * factor));
  return out;
}

void check_series(const Record& record) {
  for (const Column& column : record.series.columns) {
    if (column.values.size() != record.series.rows()) {
      throw std::logic_error("report: column " + column.name + " differs in length from the others");
    }
  }
}

std::vector<std::size_t> shown_rows(const Record& record, const std::vector<HalfCycle>& halves) {
  std::vector<std::span<const double>> columns;
  for (const char* name : {"voltage", "current", "anode_potential", "cathode_potential"}) {
    if (const Column* column = record.series.find(name)) columns.emplace_back(column->values);
  }
  std::vector<std::size_t> always;
  for (const HalfCycle& half : halves) always.insert(always.end(), {half.first, half.last});
  return rows_to_show(columns, record.series.rows(), row_limit, always);
}

Json series_json(const Record& record, const std::vector<std::size_t>& rows, const DisplayUnit& time_unit) {
  Json out = Json::array();
  for (const Column& column : record.series.columns) {
    const DisplayUnit unit = column.name == "time" ? time_unit : display_unit(column.unit, column.name);
    out.push_back({{"name", column.name},
                   {"label", column.long_name.empty() ? column.name : column.long_name},
                   {"unit", unit.label},
                   {"values", numbers_of(column.values, rows, unit.factor)}});
  }
  return out;
}

// Capacity of every half cycle from its own start, per area if the area is known.
Json halves_json(const Record& record, const std::vector<HalfCycle>& halves, const std::vector<std::size_t>& rows) {
  Json out = Json::array();
  const std::vector<double> charge = passed_charge(record);
  const double factor = record.area > 0.0 ? 1.0 / 36000.0 / record.area : 1.0 / 3.6;
  for (const HalfCycle& half : halves) {
    const auto begin = std::lower_bound(rows.begin(), rows.end(), half.first);
    const auto end = std::upper_bound(rows.begin(), rows.end(), half.last);
    Json capacity = Json::array();
    double reached = 0.0;  // noise of a resting instrument must not run the axis backwards
    for (auto row = begin; row != end; ++row) {
      reached = std::max(reached, half.direction * (charge[*row] - charge[half.first]) * factor);
      capacity.push_back(number(reached));
    }
    out.push_back({{"kind", half.direction > 0 ? "charge" : "discharge"},
                   {"cycle", half.cycle},
                   {"first", begin - rows.begin()},
                   {"capacity", std::move(capacity)}});
  }
  return out;
}

struct Stretch {
  std::size_t begin, end;  // of Profile::x
};

// A field that skips a layer (electrons in the separator) is no continuous line: one stretch on either side of it.
std::vector<Stretch> stretches(const Profile& profile, const Stack& stack) {
  std::vector<Stretch> result{{0, profile.x.size()}};
  double start = 0.0;
  for (const StackLayer& layer : stack.layers) {
    const double end = start + layer.thickness;
    const auto first = std::lower_bound(profile.x.begin(), profile.x.end(), start);
    const auto next = std::lower_bound(profile.x.begin(), profile.x.end(), end);
    const std::size_t k = static_cast<std::size_t>(first - profile.x.begin());
    if (first == next && k > result.back().begin && k < profile.x.size()) {
      result.back().end = k;
      result.push_back({k, profile.x.size()});
    }
    start = end;
  }
  return result;
}

// values[(time * n_x + x) * n_r + r] at one r, for the chosen times, rows of x.
Json field_values(const Profile& profile, const std::vector<std::size_t>& times, Stretch stretch, std::size_t r,
                  double factor) {
  const std::size_t n_x = profile.x.size();
  const std::size_t n_r = std::max<std::size_t>(1, profile.r.size());
  Json out = Json::array();
  for (const std::size_t time : times) {
    Json row = Json::array();
    for (std::size_t x = stretch.begin; x < stretch.end; ++x)
      row.push_back(number(profile.values[(time * n_x + x) * n_r + r] * factor));
    out.push_back(std::move(row));
  }
  return out;
}

Json profile_json(const Profile& profile, Stretch stretch, std::size_t r, const std::string& where,
                  const DisplayUnit& time_unit) {
  const DisplayUnit unit = display_unit(profile.unit, profile.name);
  const std::vector<std::size_t> times = even_subset(profile.time.size(), profile_time_limit);
  std::string label = profile.long_name.empty() ? profile.name : profile.long_name;
  return {{"name", profile.name},
          {"label", std::move(label)},
          {"layer", profile.layer},
          {"where", where},
          {"unit", unit.label},
          {"x", numbers(std::span(profile.x).subspan(stretch.begin, stretch.end - stretch.begin), 1e6)},
          {"time", numbers_of(profile.time, times, time_unit.factor)},
          {"values", field_values(profile, times, stretch, r, unit.factor)}};
}

Json profiles_json(const Record& record, const Stack& stack, const DisplayUnit& time_unit) {
  Json out = Json::array();
  for (const Profile& profile : record.profiles) {
    const std::size_t n_r = std::max<std::size_t>(1, profile.r.size());
    if (profile.values.size() != profile.time.size() * profile.x.size() * n_r) {
      throw std::logic_error("report: profile " + profile.name + " has not time x x x r values");
    }
    if (profile.time.empty() || profile.x.empty()) continue;
    for (const Stretch& stretch : stretches(profile, stack)) {
      if (n_r > 1) {
        out.push_back(profile_json(profile, stretch, n_r - 1, "particle surface", time_unit));
        out.push_back(profile_json(profile, stretch, 0, "particle centre", time_unit));
      } else {
        out.push_back(profile_json(profile, stretch, 0, "", time_unit));
      }
    }
  }
  return out;
}

// Steps of a picture's values, one byte each as base64: 0 nothing, else 1 to 255 from low to high.
std::string steps_text(std::span<const float> values, double low, double high) {
  static constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const auto step = [&](std::size_t i) -> unsigned {
    if (i >= values.size() || !std::isfinite(values[i])) return 0;
    return 1U + static_cast<unsigned>(std::lround(high > low ? 254.0 * (values[i] - low) / (high - low) : 0.0));
  };
  std::string text;
  for (std::size_t i = 0; i < values.size(); i += 3) {
    const unsigned bits = step(i) << 16U | step(i + 1) << 8U | step(i + 2);
    for (const unsigned shift : {18U, 12U, 6U, 0U}) text += digits[bits >> shift & 63U];
    for (std::size_t missing = values.size() - i; missing < 3; ++missing) text[text.size() + missing - 3] = '=';
  }
  return text;
}

Json picture_json(const Picture& picture, const DisplayUnit& time_unit) {
  const std::size_t pixels = picture.rows * picture.columns;
  if (picture.values.size() != picture.time.size() * pixels)
    throw std::logic_error("report: picture " + picture.name + " has not time x rows x columns values");
  const DisplayUnit unit = display_unit(picture.unit, picture.name);
  double low = 0.0, high = 0.0;
  bool any = false;
  for (const float value : picture.values) {
    if (!std::isfinite(value)) continue;
    low = any ? std::min(low, static_cast<double>(value)) : value;
    high = any ? std::max(high, static_cast<double>(value)) : value;
    any = true;
  }
  const std::vector<std::size_t> times = even_subset(picture.time.size(), picture_time_limit);
  Json data = Json::array();
  for (const std::size_t time : times)
    data.push_back(steps_text(std::span(picture.values).subspan(time * pixels, pixels), low, high));
  return {{"name", picture.name},
          {"label", picture.long_name.empty() ? picture.name : picture.long_name},
          {"unit", unit.label},
          {"low", number(low * unit.factor)},
          {"high", number(high * unit.factor)},
          {"left", number(picture.left * 1e6)},
          {"bottom", number(picture.bottom * 1e6)},
          {"pixel", number(picture.pixel * 1e6)},
          {"columns", picture.columns},
          {"rows", picture.rows},
          {"time", numbers_of(picture.time, times, time_unit.factor)},
          {"data", std::move(data)}};
}

Json pictures_json(const Record& record, const DisplayUnit& time_unit) {
  Json out = Json::array();
  for (const Picture& picture : record.pictures)
    if (!picture.time.empty()) out.push_back(picture_json(picture, time_unit));
  return out;
}

Json notes_json(const Record& record, std::size_t shown) {
  Json notes = Json::array();
  if (shown < record.series.rows()) {
    notes.push_back(fmt::format("{} of {} rows of the series are shown; the extremes of voltage and current are kept.",
                                shown, record.series.rows()));
  }
  std::size_t times = 0;
  for (const Profile& profile : record.profiles) times = std::max(times, profile.time.size());
  if (times > profile_time_limit) {
    notes.push_back(fmt::format("{} of {} profile times are shown, evenly chosen.", profile_time_limit, times));
  }
  return notes;
}

Json layers_json(const Stack& stack) {
  Json out = Json::array();
  double x = 0.0;
  for (const StackLayer& layer : stack.layers) {
    out.push_back({{"name", layer.name},
                   {"role", layer.role},
                   {"from", number(x * 1e6)},
                   {"to", number((x + layer.thickness) * 1e6)}});
    x += layer.thickness;
  }
  return out;
}

Json run_json(const ReportInput& input, std::size_t index, const DisplayUnit& time_unit) {
  const ReportRun& run = input.runs[index];
  const Record& record = run.record;
  check_series(record);
  const std::vector<HalfCycle> halves = half_cycles(record);
  const std::vector<std::size_t> rows = shown_rows(record, halves);
  const bool per_gram = record.area > 0.0 && record.active_mass > 0.0;
  Json steps = Json::array();
  for (const StepRow& step : record.steps) {
    steps.push_back({{"text", step.text.empty() ? step.type : step.text},
                     {"end", number((step.start_time + step.duration) * time_unit.factor)}});
  }
  return {{"label", run_label(input, index)},
          {"capacity_unit", record.area > 0.0 ? "mAh/cm²" : "mAh"},
          {"per_gram", per_gram ? number(record.area * 1e4 / (record.active_mass * 1e3)) : Json(nullptr)},
          {"series", series_json(record, rows, time_unit)},
          {"halves", halves_json(record, halves, rows)},
          {"steps", std::move(steps)},
          {"profiles", profiles_json(record, run.stack, time_unit)},
          {"pictures", pictures_json(record, time_unit)},
          {"layers", layers_json(run.stack)},
          {"notes", notes_json(record, rows.size())}};
}

Json comparison_json(const Comparison& comparison) {
  const DisplayUnit x = display_unit(comparison.x_unit);
  const DisplayUnit y = display_unit(comparison.y_unit);
  Json pairs = Json::array();
  for (const ComparisonPair& pair : comparison.pairs) {
    pairs.push_back({{"label", pair.label},
                     {"simulated", {numbers(pair.simulated_x, x.factor), numbers(pair.simulated_y, y.factor)}},
                     {"measured", {numbers(pair.measured_x, x.factor), numbers(pair.measured_y, y.factor)}}});
  }
  return {{"title", comparison.title},
          {"x", {{"label", comparison.x_label}, {"unit", x.label}}},
          {"y", {{"label", comparison.y_label}, {"unit", y.label}}},
          {"pairs", std::move(pairs)}};
}

// "</script>" and "<!--" inside a string would end or confuse the element the data stands in.
std::string safe_text(const Json& data) {
  const std::string text = data.dump(-1, ' ', false, Json::error_handler_t::replace);
  std::string safe;
  safe.reserve(text.size());
  for (const char c : text) {
    if (c == '<') {
      safe += "\\u003c";
    } else {
      safe += c;
    }
  }
  return safe;
}

// What can be drawn of a line, thinned with its extremes kept, in display units. @returns how many points were left out
struct DrawnLine {
  std::vector<double> x, y;
  std::size_t not_positive = 0;
};

DrawnLine drawable(const ChartLine& line, const AnalysisChart& chart) {
  if (line.x.size() != line.y.size()) throw std::logic_error("report: x and y of " + line.label + " differ in length");
  const auto no_place = [](double value, const ChartAxis& axis) {
    return axis.scale == ChartAxis::Scale::logarithmic && value <= 0.0;
  };
  DrawnLine drawn;
  for (std::size_t i = 0; i < line.x.size(); ++i) {
    if (no_place(line.x[i], chart.x) || no_place(line.y[i], chart.y)) {
      ++drawn.not_positive;
    } else {
      drawn.x.push_back(line.x[i]);
      drawn.y.push_back(line.y[i]);
    }
  }
  return drawn;
}

Json line_json(const ChartLine& line, const DrawnLine& drawn, const std::vector<std::size_t>& rows, int place,
               double x_factor, double y_factor) {
  constexpr const char* styles[] = {"line", "dashed", "points"};
  return {{"label", line.label},
          {"color", line.color < 0 ? place : line.color},
          {"style", styles[static_cast<int>(line.style)]},
          {"x", numbers_of(drawn.x, rows, x_factor)},
          {"y", numbers_of(drawn.y, rows, y_factor)}};
}

Json axis_json(const ChartAxis& axis, const DisplayUnit& unit) {
  return {{"label", axis.label}, {"unit", unit.label}, {"log", axis.scale == ChartAxis::Scale::logarithmic}};
}

Json chart_json(const AnalysisChart& chart) {
  const DisplayUnit x = display_unit(chart.x.unit);
  const DisplayUnit y = display_unit(chart.y.unit);
  Json lines = Json::array(), notes = Json::array();
  if (!chart.note.empty()) notes.push_back(chart.note);
  for (const ChartLine& line : chart.lines) {
    const DrawnLine drawn = drawable(line, chart);
    const std::vector<std::span<const double>> columns{drawn.x, drawn.y};
    const auto rows = rows_to_show(columns, drawn.x.size(), row_limit, {});
    if (drawn.not_positive > 0) {
      notes.push_back(fmt::format("{}: {} of {} points are not positive and have no place on a logarithmic axis.",
                                  line.label, drawn.not_positive, line.x.size()));
    }
    if (rows.size() < drawn.x.size()) {
      notes.push_back(fmt::format("{}: {} of {} points are shown; the extremes are kept.", line.label, rows.size(),
                                  drawn.x.size()));
    }
    lines.push_back(line_json(line, drawn, rows, static_cast<int>(lines.size()), x.factor, y.factor));
  }
  return {{"name", chart.name},
          {"title", chart.title},
          {"x", axis_json(chart.x, x)},
          {"y", axis_json(chart.y, y)},
          {"equal", chart.aspect == AnalysisChart::Aspect::equal},
          {"lines", std::move(lines)},
          {"notes", std::move(notes)}};
}

}  // namespace

std::string run_label(const ReportInput& input, std::size_t run) {
  const ReportRun& chosen = input.runs[run];
  if (!chosen.label.empty()) return chosen.label;
  if (!chosen.record.title.empty()) return chosen.record.title;
  return fmt::format("run {}", run + 1);
}

double longest_time(const ReportInput& input) {
  double longest = 0.0;
  for (const ReportRun& run : input.runs) {
    const Column* time = run.record.series.find("time");
    if (time != nullptr && !time->values.empty()) longest = std::max(longest, time->values.back());
  }
  return longest;
}

namespace {

/// The charts of sections in the order of the page.
Json charts_json(const std::vector<AnalysisSection>& sections) {
  Json charts = Json::array();
  std::set<std::string> names;
  for (const AnalysisSection& section : sections) {
    for (const AnalysisChart& chart : section.charts) {
      if (!names.insert(chart.name).second) throw std::logic_error("report: two charts are named " + chart.name);
      charts.push_back(chart_json(chart));
    }
  }
  return charts;
}

}  // namespace

std::string charts_data(const AnalysisPage& page) {
  return safe_text({{"charts", charts_json(page.sections)}});
}

std::string page_data(const ReportInput& input) {
  const DisplayUnit time_unit = display_time(longest_time(input));
  Json data;
  data["time_unit"] = time_unit.label;
  data["runs"] = Json::array();
  for (std::size_t i = 0; i < input.runs.size(); ++i) data["runs"].push_back(run_json(input, i, time_unit));
  data["comparisons"] = Json::array();
  for (const Comparison& comparison : input.comparisons) data["comparisons"].push_back(comparison_json(comparison));
  data["charts"] = charts_json(input.sections);
  return safe_text(data);
}

}  // namespace silith::report
