// BioLogic EC-Lab and BT-Lab text export (.mpt): a preamble whose second line tells its length, names in its last line.
#include <fmt/format.h>

#include <charconv>

#include "instrument/cycling.hpp"
#include "instrument/impedance.hpp"
#include "instrument/lines.hpp"
#include "instrument/readers.hpp"

namespace silith {
namespace {

int heading_line(const Input& input) {
  const std::string text = preamble_value(input.text(), "Nb header lines");
  int lines = 0;
  std::from_chars(text.data(), text.data() + text.size(), lines);
  if (lines < 3) stop(input, 2, "\"Nb header lines\" does not say how long the preamble is");
  return lines;
}

std::string_view below(std::string_view text, int line) {
  LineReader reader(text);
  std::string_view last;
  while (reader.number() < line && reader.next(last)) {
  }
  return last.data() ? text.substr(static_cast<std::size_t>(last.data() + last.size() - text.data())) : text;
}

/// "Electrode surface area : 0.001 cm2" and "Characteristic mass : 0.001 g" are what stands there if nobody set them.
void read_sample(std::string_view text, Record& record) {
  constexpr double unset = 0.001, cm2 = 1e-4, gram = 1e-3, milligram = 1e-6;
  const auto number = [](const std::string& value) {
    return parse_number(value.substr(0, value.find(' ')), true).value_or(0.0);
  };
  const std::string area = preamble_value(text, "Electrode surface area");
  if (const double value = number(area); value > 0.0 && value != unset && value < 1e6) record.area = value * cm2;
  const std::string mass = preamble_value(text, "Characteristic mass");
  if (const double value = number(mass); value > 0.0 && value != unset && value < 1e6)
    record.active_mass = value * (mass.find("mg") != mass.npos ? milligram : gram);
}

}  // namespace

double recognise_biologic(std::string_view head) {
  return head.starts_with("EC-Lab ASCII FILE") || head.starts_with("BT-Lab ASCII FILE") ? 1.0 : 0.0;
}

Record read_biologic(const Input& input) {
  const int line = heading_line(input);
  const bool decimal_comma = sniff_csv(below(input.text(), line)).decimal_comma;
  const TableSource source{input, {'\t', decimal_comma}, CutRow::drop};
  const Heading heading = heading_in_line(source, line);
  if (heading.line == 0) stop(input, line, "there are no column names in the last line of the preamble");
  const std::vector<std::string_view> fields(heading.fields.begin(), heading.fields.end());
  static const std::vector<ColumnRule> rules{{"mode", "mode_code", ""},
                                             {"Q charge/discharge/mA.h", "half_cycle_capacity", "mA.h"}};
  Record record = names_impedance(fields) || fields.front().starts_with("freq")
                      ? read_impedance_table(source, heading)
                      : read_cycling_table(source, heading, rules);
  read_sample(input.text(), record);
  if (const auto device = preamble_value(input.text(), "Device"); !device.empty())
    record.metadata["instrument"] = device;
  return record;
}

}  // namespace silith
