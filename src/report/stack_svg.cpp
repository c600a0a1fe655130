#include "report/stack_svg.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/display.hpp"

namespace silith::report {

namespace {

// All in units of the view box, which is as wide as a small phone.
constexpr double width = 340.0;
constexpr double bar_left = 44.0;
constexpr double bar_width = 108.0;
constexpr double top = 22.0;
constexpr double full = 340.0;
constexpr double label_left = 180.0;
constexpr double label_step = 34.0;

std::string micrometres(double metres) {
  const double um = metres * 1e6;
  return fmt::format("{} µm", um >= 100.0 ? fmt::format("{:.0f}", um) : fmt::format("{:.3g}", um));
}

std::string role_class(const std::string& role) {
  return role == "anode" || role == "cathode" || role == "separator" ? role : "other";
}

// Largest of 1, 2, 5 x 10^n not above the given length.
double round_length(double most) {
  const double decade = std::pow(10.0, std::floor(std::log10(most)));
  for (const double step : {5.0, 2.0}) {
    if (step * decade <= most) return step * decade;
  }
  return decade;
}

// Heights of labels: each at the middle of its layer where that leaves `label_step` between neighbours.
std::vector<double> label_heights(const std::vector<double>& middles, double bottom) {
  std::vector<double> at(middles);
  for (std::size_t i = 0; i < at.size(); ++i) {
    at[i] = std::max(at[i], i == 0 ? top + 10.0 : at[i - 1] + label_step);
  }
  double limit = bottom;
  for (std::size_t i = at.size(); i-- > 0;) {
    at[i] = std::min(at[i], limit);
    limit = at[i] - label_step;
  }
  return at;
}

std::string scale_bar(double per_metre) {
  const double length = round_length(80.0 / per_metre);
  return fmt::format(
      "<g class=\"scale-bar\"><path d=\"M26 {0:.1f}V{1:.1f}M22 {0:.1f}h8M22 {1:.1f}h8\"/>"
      "<text transform=\"translate(17 {2:.1f}) rotate(-90)\" text-anchor=\"middle\">{3}</text></g>",
      top, top + length * per_metre, top + 0.5 * length * per_metre, micrometres(length));
}

std::string layer_svg(const StackLayer& layer, double y, double height, double label_y, int shade) {
  const double middle = y + 0.5 * height;
  return fmt::format(
      "<g><rect class=\"layer {0} shade{1}\" x=\"{2}\" y=\"{3:.2f}\" width=\"{4}\" height=\"{5:.2f}\"/>"
      "<path class=\"leader\" d=\"M{6} {7:.1f}L{8} {9:.1f}\"/>"
      "<text class=\"name\" x=\"{10}\" y=\"{11:.1f}\">{12}</text>"
      "<text class=\"size\" x=\"{10}\" y=\"{13:.1f}\">{14}</text></g>",
      role_class(layer.role), shade, bar_left, y, bar_width, height, bar_left + bar_width, middle, label_left - 6.0,
      label_y, label_left, label_y - 1.0, escape_html(layer.name), label_y + 13.0, micrometres(layer.thickness));
}

// The whole pellet at true proportions of width and thickness.
std::string silhouette(const Stack& stack, double y) {
  if (!(stack.area > 0.0)) return {};
  const double diameter = 2.0 * std::sqrt(stack.area / 3.14159265358979323846);
  const double length = 240.0;
  const double height = std::max(0.5, length * total_thickness(stack) / diameter);
  if (height > 80.0) return {};  // nothing like a pellet: the outline would not help
  return fmt::format(
      "<g><rect class=\"silhouette\" x=\"{0}\" y=\"{1:.1f}\" width=\"{2}\" height=\"{3:.2f}\"/>"
      "<text class=\"size\" x=\"{0}\" y=\"{4:.1f}\">true proportions: ⌀ {5:.3g} mm × {6}</text></g>",
      bar_left, y, length, height, y + height + 15.0, diameter * 1e3, micrometres(total_thickness(stack)));
}

}  // namespace

double total_thickness(const Stack& stack) {
  double sum = 0.0;
  for (const StackLayer& layer : stack.layers) sum += layer.thickness;
  return sum;
}

std::string stack_svg(const Stack& stack, double full_height, const std::string& label) {
  const double per_metre = full / full_height;
  const double height = total_thickness(stack) * per_metre;
  const double labels = label_step * static_cast<double>(stack.layers.size());
  const double bottom = top + std::max(height, labels);
  std::vector<double> starts;
  std::vector<double> middles;
  double y = top;
  for (const StackLayer& layer : stack.layers) {
    starts.push_back(y);
    middles.push_back(y + 0.5 * layer.thickness * per_metre);
    y += layer.thickness * per_metre;
  }
  const std::vector<double> at = label_heights(middles, bottom - 14.0);
  std::string body;
  for (std::size_t i = 0; i < stack.layers.size(); ++i) {
    const StackLayer& layer = stack.layers[i];
    const int shade = i > 0 && stack.layers[i - 1].role == layer.role ? 2 : 1;
    body += layer_svg(layer, starts[i], layer.thickness * per_metre, at[i], shade);
  }
  body += fmt::format("<text class=\"size\" x=\"{}\" y=\"{:.1f}\" text-anchor=\"middle\">anode collector</text>",
                      bar_left + 0.5 * bar_width, top - 8.0);
  body += fmt::format("<text class=\"size\" x=\"{}\" y=\"{:.1f}\" text-anchor=\"middle\">cathode collector</text>",
                      bar_left + 0.5 * bar_width, top + height + 16.0);
  body += scale_bar(per_metre) + silhouette(stack, bottom + 34.0);
  return fmt::format(
      "<svg class=\"stack\" viewBox=\"0 0 {} {:.0f}\" role=\"img\" aria-label=\"{}: stack of {} layers, {} in "
      "all\">{}</svg>",
      width, bottom + 86.0, escape_html(label), stack.layers.size(), micrometres(total_thickness(stack)), body);
}

}  // namespace silith::report
