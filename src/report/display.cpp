#include "report/display.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace silith::report {

namespace {

struct UnitRow {
  std::string_view unit;
  double factor;
  std::string_view label;
};

// Customary units of the field for the SI units of records.
constexpr std::array unit_rows{
    UnitRow{"C/m^2", 1.0 / 36000.0, "mAh/cm²"},
    UnitRow{"A/m^2", 0.1, "mA/cm²"},
    UnitRow{"m", 1e6, "µm"},
    UnitRow{"A", 1e3, "mA"},
    UnitRow{"C", 1.0 / 3.6, "mAh"},
    UnitRow{"J", 1.0 / 3.6, "mWh"},
    UnitRow{"J/m^2", 1.0 / 36000.0, "mWh/cm²"},
    UnitRow{"kg/m^2", 100.0, "mg/cm²"},
    UnitRow{"C/kg", 1.0 / 3600.0, "mAh/g"},
    UnitRow{"ohm m^2", 1e4, "Ω cm²"},
    UnitRow{"S/m", 10.0, "mS/cm"},
    UnitRow{"Pa", 1e-6, "MPa"},
    UnitRow{"kg", 1e6, "mg"},
    UnitRow{"m^2", 1e4, "cm²"},
    UnitRow{"m^2/s", 1e4, "cm²/s"},
    UnitRow{"W", 1e3, "mW"},
    UnitRow{"J/kg", 1.0 / 3600.0, "Wh/kg"},
    UnitRow{"J/m^3", 1.0 / 3.6e6, "Wh/L"},
};

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

std::string typeset(std::string_view unit) {
  std::string text(unit);
  replace_all(text, "^2", "²");
  replace_all(text, "^3", "³");
  replace_all(text, "ohm", "Ω");
  return text;
}

// The minus sign of print instead of a hyphen.
std::string with_minus(std::string number) {
  if (number.starts_with('-')) number.replace(0, 1, "−");
  return number;
}

}  // namespace

DisplayUnit display_unit(std::string_view unit, std::string_view name) {
  if (unit == "1" || unit.empty()) {
    const bool share = name.find("efficiency") != std::string_view::npos;
    return share ? DisplayUnit{100.0, "%"} : DisplayUnit{};
  }
  for (const UnitRow& row : unit_rows) {
    if (row.unit == unit) return {row.factor, std::string(row.label)};
  }
  return {1.0, typeset(unit)};
}

DisplayUnit display_time(double longest) {
  if (longest < 300.0) return {1.0, "s"};
  if (longest < 7200.0) return {1.0 / 60.0, "min"};
  if (longest < 60.0 * 86400.0) return {1.0 / 3600.0, "h"};
  return {1.0 / 86400.0, "d"};
}

std::string escape_html(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 16);
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      case '\0':
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string number_html(double value) {
  if (!std::isfinite(value)) return "–";
  const double size = std::abs(value);
  if (size != 0.0 && (size < 1e-3 || size >= 1e6)) {
    const std::string text = fmt::format("{:.2e}", value);
    const std::size_t e = text.find('e');
    const std::string power = std::to_string(std::stoi(text.substr(e + 1)));
    return with_minus(text.substr(0, e)) + " × 10<sup>" + with_minus(power) + "</sup>";
  }
  return with_minus(size >= 1000.0 ? fmt::format("{:.0f}", value) : fmt::format("{:.4g}", value));
}

std::string number_html(double value, double uncertainty) {
  if (!(uncertainty > 0.0) || !std::isfinite(uncertainty) || !std::isfinite(value)) return number_html(value);
  const double size = std::max(std::abs(value), uncertainty);
  const int power = size < 1e-3 || size >= 1e6 ? static_cast<int>(std::floor(std::log10(size))) : 0;
  const double scale = std::pow(10.0, -power);
  const int digits = std::max(0, 1 - static_cast<int>(std::floor(std::log10(uncertainty * scale))));
  const std::string text = with_minus(fmt::format("{:.{}f}", value * scale, std::min(digits, 9))) + " ± " +
                           fmt::format("{:.{}f}", uncertainty * scale, std::min(digits, 9));
  return power == 0 ? text : "(" + text + ") × 10<sup>" + with_minus(std::to_string(power)) + "</sup>";
}

std::string quantity_html(double value, const DisplayUnit& unit) {
  const std::string number = number_html(value * unit.factor);
  return unit.label.empty() ? number : number + " <span class=\"unit\">" + escape_html(unit.label) + "</span>";
}

}  // namespace silith::report
