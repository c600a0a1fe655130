#include "record/text_plot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdlib>
#include <stdexcept>
#include <vector>

namespace silith {
namespace {

struct Range {
  double low = 0.0, high = 1.0;
  double size() const { return high - low; }
};

/// Values near the largest double would overflow the range.
bool is_drawable(double x, double y) {
  constexpr double largest = 1e300;
  return std::abs(x) < largest && std::abs(y) < largest;
}

/// Round numbers inside the range, about `count` of them, and the digits behind the point they need.
struct Ticks {
  std::vector<double> values;
  int decimals = 0;
};

Ticks ticks_in(const Range& range, int count) {
  const double rough = range.size() / std::max(1, count);
  const double power = std::pow(10.0, std::floor(std::log10(rough)));
  double step = 10.0 * power;
  for (const double factor : {1.0, 2.0, 5.0})
    if (factor * power >= rough) {
      step = factor * power;
      break;
    }
  Ticks ticks;
  ticks.decimals = std::max(0, static_cast<int>(-std::floor(std::log10(step) + 1e-9)));
  const double first = std::ceil(range.low / step - 1e-9), last = std::floor(range.high / step + 1e-9);
  for (double k = first; k <= last; k += 1.0) ticks.values.push_back(k * step);
  return ticks;
}

std::string tick_text(double value, int decimals) {
  const std::string text = fmt::format("{:.{}f}", value, decimals);
  return text.find_first_not_of("-0.") == std::string::npos ? fmt::format("{:.{}f}", 0.0, decimals) : text;
}

/// The dots of a plot, several to a character in braille.
class Canvas {
public:
  Canvas(int columns, int lines, PlotLetters letters)
      : columns_(columns),
        lines_(lines),
        across_(letters == PlotLetters::braille ? 2 : 1),
        down_(letters == PlotLetters::braille ? 4 : 1),
        cells_(static_cast<std::size_t>(columns * lines), 0) {}

  int dots_across() const { return columns_ * across_; }
  int dots_down() const { return lines_ * down_; }
  int line_of(int dot) const { return dot / down_; }
  int column_of(int dot) const { return dot / across_; }

  void draw_line(int x0, int y0, int x1, int y1) {
    const int steps = std::max({std::abs(x1 - x0), std::abs(y1 - y0), 1});
    for (int i = 0; i <= steps; ++i) {
      const double part = static_cast<double>(i) / steps;
      set(x0 + static_cast<int>(std::lround(part * (x1 - x0))), y0 + static_cast<int>(std::lround(part * (y1 - y0))));
    }
  }

  std::string line(int index) const {
    std::string text;
    for (int column = 0; column < columns_; ++column)
      append(text, cells_[static_cast<std::size_t>(index * columns_ + column)]);
    return text;
  }

private:
  void set(int x, int y) {
    constexpr unsigned char bits[4][2] = {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};
    auto& cell = cells_[static_cast<std::size_t>(y / down_ * columns_ + x / across_)];
    cell = static_cast<unsigned char>(cell | bits[y % down_][x % across_]);
  }
  void append(std::string& text, unsigned char cell) const {
    if (cell == 0 || down_ == 1) {
      text += cell == 0 ? ' ' : '*';
      return;
    }
    text += '\xE2';  // U+2800 + bits in UTF-8
    text += static_cast<char>(0xA0 + (cell >> 6));
    text += static_cast<char>(0x80 + (cell & 0x3F));
  }

  int columns_, lines_, across_, down_;
  std::vector<unsigned char> cells_;
};

/// From the smallest to the largest value of the drawable points; never empty.
Range range_of(std::span<const double> values, std::span<const double> others) {
  Range range{HUGE_VAL, -HUGE_VAL};
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!is_drawable(values[i], others[i])) continue;
    range.low = std::min(range.low, values[i]);
    range.high = std::max(range.high, values[i]);
  }
  const double least = std::max(1e-9 * std::max(std::abs(range.low), std::abs(range.high)), 1e-12);
  if (range.size() < least) {
    const double margin = std::max(0.05 * std::abs(range.low), 1e-6);
    range = {range.low - margin, range.high + margin};
  }
  return range;
}

int dot_of(double value, const Range& range, int dots) {
  return std::clamp(static_cast<int>((value - range.low) / range.size() * dots), 0, dots - 1);
}

struct AxisLetters {
  const char *vertical, *y_tick, *corner, *horizontal, *x_tick;
};
AxisLetters axis_letters(PlotLetters letters) {
  if (letters == PlotLetters::ascii) return {"|", "+", "+", "-", "+"};
  return {"│", "┤", "└", "─", "┴"};
}

class TextPlot {
public:
  TextPlot(std::span<const double> x, std::span<const double> y, const TextPlotOptions& options)
      : x_(x), y_(y), options_(options), x_range_(range_of(x, y)), y_range_(range_of(y, x)) {
    // Lines besides the curve: y label, axis, numbers, x label.
    lines_ = std::max(options.height, 6) - 4;
    y_ticks_ = ticks_in(y_range_, std::max(2, lines_ / 3));
    for (const double tick : y_ticks_.values) margin_ = std::max(margin_, tick_text(tick, y_ticks_.decimals).size());
    columns_ = std::max(std::max(options.width, 24) - static_cast<int>(margin_) - 2, 8);
  }

  std::string text() const {
    Canvas canvas(columns_, lines_, options_.letters);
    draw(canvas);
    std::string result = options_.y_label + "\n";
    for (int line = 0; line < lines_; ++line) append_line(result, canvas, line);
    append_x_axis(result, canvas);
    return result;
  }

private:
  void draw(Canvas& canvas) const {
    bool pen_down = false;
    int x0 = 0, y0 = 0;
    for (std::size_t i = 0; i < x_.size(); ++i) {
      const bool drawable = is_drawable(x_[i], y_[i]);
      if (drawable) {
        const int x1 = dot_of(x_[i], x_range_, canvas.dots_across());
        const int y1 = canvas.dots_down() - 1 - dot_of(y_[i], y_range_, canvas.dots_down());
        canvas.draw_line(pen_down ? x0 : x1, pen_down ? y0 : y1, x1, y1);
        x0 = x1;
        y0 = y1;
      }
      pen_down = drawable;
    }
  }

  void append_line(std::string& result, const Canvas& canvas, int line) const {
    const AxisLetters letters = axis_letters(options_.letters);
    std::string number;
    for (const double tick : y_ticks_.values)
      if (canvas.line_of(canvas.dots_down() - 1 - dot_of(tick, y_range_, canvas.dots_down())) == line)
        number = tick_text(tick, y_ticks_.decimals);
    std::string drawn = fmt::format("{:>{}} {}{}", number, margin_, number.empty() ? letters.vertical : letters.y_tick,
                                    canvas.line(line));
    drawn.erase(drawn.find_last_not_of(' ') + 1);
    result += drawn + "\n";
  }

  void append_x_axis(std::string& result, const Canvas& canvas) const {
    const AxisLetters letters = axis_letters(options_.letters);
    const Ticks ticks = ticks_in(x_range_, columns_ / 12);
    std::vector<bool> marked(static_cast<std::size_t>(columns_), false);
    const std::size_t right = margin_ + 2 + static_cast<std::size_t>(columns_);
    std::string numbers(right, ' ');
    std::size_t free_from = 0;
    for (const double tick : ticks.values) {
      const auto column = static_cast<std::size_t>(canvas.column_of(dot_of(tick, x_range_, canvas.dots_across())));
      const std::string text = tick_text(tick, ticks.decimals);
      marked[column] = true;
      const std::size_t centre = margin_ + 2 + column, half = text.size() / 2;
      const std::size_t start = std::min(centre > half ? centre - half : 0, right - std::min(right, text.size()));
      if (start < free_from || start + text.size() > numbers.size()) continue;
      numbers.replace(start, text.size(), text);
      free_from = start + text.size() + 1;
    }
    result += std::string(margin_ + 1, ' ') + letters.corner;
    for (const bool mark : marked) result += mark ? letters.x_tick : letters.horizontal;
    numbers.erase(numbers.find_last_not_of(' ') + 1);
    result += "\n" + numbers + "\n";
    if (!options_.x_label.empty()) result += fmt::format("{:>{}}\n", options_.x_label, right);
  }

  std::span<const double> x_, y_;
  const TextPlotOptions& options_;
  Range x_range_, y_range_;
  Ticks y_ticks_;
  int lines_ = 0, columns_ = 0;
  std::size_t margin_ = 0;
};

struct TimeUnit {
  double seconds;
  const char* name;
};
TimeUnit time_unit(double longest) {
  if (longest < 300.0) return {1.0, "s"};
  if (longest < 3.0 * 3600.0) return {60.0, "min"};
  if (longest < 10.0 * 86400.0) return {3600.0, "h"};
  return {86400.0, "d"};
}

}  // namespace

PlotLetters letters_of_locale() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const char* value = std::getenv(name);
    if (value == nullptr || *value == '\0') continue;
    std::string text(value);
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    const bool utf8 = text.find("utf-8") != text.npos || text.find("utf8") != text.npos;
    return utf8 ? PlotLetters::braille : PlotLetters::ascii;
  }
  return PlotLetters::ascii;
}

std::string text_plot(std::span<const double> x, std::span<const double> y, const TextPlotOptions& options) {
  if (x.size() != y.size()) throw std::logic_error("text_plot: x and y differ in length");
  std::size_t drawable = 0;
  for (std::size_t i = 0; i < x.size(); ++i) drawable += is_drawable(x[i], y[i]) ? 1u : 0u;
  return drawable < 2 ? std::string() : TextPlot(x, y, options).text();
}

std::string voltage_plot(const Record& record, TextPlotOptions options) {
  std::vector<double> time = record.series.at("time").values;
  const TimeUnit unit = time_unit(time.empty() ? 0.0 : time.back() - time.front());
  for (double& t : time) t /= unit.seconds;
  options.x_label = fmt::format("time / {}", unit.name);
  options.y_label = "voltage / V";
  return text_plot(time, record.series.at("voltage").values, options);
}

}  // namespace silith
