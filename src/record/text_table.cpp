#include "record/text_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

#include "base/progress.hpp"
#include "base/units.hpp"

namespace silith {
namespace {

void append_padded(std::string& line, const std::string& cell, std::size_t width, TextTable::Align align) {
  const std::string blanks(width - std::min(width, display_width(cell)), ' ');
  line += align == TextTable::Align::left ? cell + blanks : blanks + cell;
}

std::string quantity_text(const std::string& name, const Quantity& quantity) {
  if (!std::isfinite(quantity.value)) return "-";
  if (quantity.unit != "1") return friendly(quantity.value, quantity.unit);
  return name.ends_with("efficiency") ? fmt::format("{:.2f} %", 100.0 * quantity.value)
                                      : fmt::format("{:.4g}", quantity.value);
}

std::string duration_text(double seconds) {
  return seconds < 1.0 && seconds > 0.0 ? fmt::format("{:.2g} s", seconds) : clock_text(std::round(seconds));
}

std::vector<std::string> step_cells(const StepRow& step, const Record& record) {
  const bool areal = record.area > 0.0;
  const double current = areal ? 0.1 * step.mean_current / record.area : 1e3 * step.mean_current;
  const double charge = areal ? step.charge / record.area / 36000.0 : step.charge / 3.6;
  return {fmt::format("{}", step.cycle),
          fmt::format("{}", step.step),
          step.type,
          duration_text(step.duration),
          fmt::format("{:.4g}", current),
          fmt::format("{:.4g}", charge),
          fmt::format("{:.4f}", step.mean_voltage),
          fmt::format("{:.4f}", step.end_voltage),
          step.end_reason};
}

}  // namespace

TextTable::TextTable(std::vector<Heading> headings) : headings_(std::move(headings)) {}

void TextTable::add(std::vector<std::string> cells) {
  if (cells.size() != headings_.size()) throw std::logic_error("TextTable: wrong number of cells");
  rows_.push_back(std::move(cells));
}

std::string TextTable::text() const {
  std::vector<std::size_t> widths;
  bool headed = false;
  for (std::size_t c = 0; c < headings_.size(); ++c) {
    headed = headed || !headings_[c].text.empty();
    widths.push_back(display_width(headings_[c].text));
    for (const auto& row : rows_) widths[c] = std::max(widths[c], display_width(row[c]));
  }
  std::string result;
  const auto add_line = [&](const auto& cell_at) {
    std::string line;
    for (std::size_t c = 0; c < headings_.size(); ++c) {
      if (c > 0) line += "  ";
      append_padded(line, cell_at(c), widths[c], headings_[c].align);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    result += line + "\n";
  };
  if (headed) {
    add_line([&](std::size_t c) { return headings_[c].text; });
    add_line([&](std::size_t c) { return std::string(widths[c], '-'); });
  }
  for (const auto& row : rows_) add_line([&](std::size_t c) { return row[c]; });
  return result;
}

std::size_t display_width(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string quantities_table(const Record& record) {
  TextTable table({{"", TextTable::Align::left}, {"", TextTable::Align::left}});
  for (const auto& [name, quantity] : record.quantities)
    table.add({quantity.long_name.empty() ? name : quantity.long_name, quantity_text(name, quantity)});
  return table.text();
}

std::string steps_table(const Record& record, std::size_t most) {
  const bool areal = record.area > 0.0;
  constexpr auto left = TextTable::Align::left;
  TextTable table({{"cycle"},
                   {"step"},
                   {"type", left},
                   {"duration"},
                   {areal ? "mA/cm2" : "mA"},
                   {areal ? "mAh/cm2" : "mAh"},
                   {"mean V"},
                   {"end V"},
                   {"ended by", left}});
  const std::size_t count = record.steps.size(), half = std::max<std::size_t>(most / 2, 1);
  for (std::size_t i = 0; i < count; ++i) {
    if (count > most && i == half) {
      table.add({"...", "", fmt::format("({} steps)", count - 2 * half), "", "", "", "", "", ""});
      i = count - half;
    }
    table.add(step_cells(record.steps[i], record));
  }
  return table.text();
}

}  // namespace silith
