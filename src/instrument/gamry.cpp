// Gamry .DTA: tables "ZCURVE<tab>TABLE" with a row of names, a row of units, and indented rows of numbers.
#include <fmt/format.h>

#include <algorithm>

#include "instrument/impedance.hpp"
#include "instrument/lines.hpp"
#include "instrument/readers.hpp"

namespace silith {
namespace {

/// The last of the indented lines below `line`.
int table_end(std::string_view text, int line) {
  LineReader reader(text);
  int last = line;
  for (std::string_view row; reader.next(row);) {
    if (reader.number() <= line) continue;
    if (!row.starts_with('\t') && !row.starts_with(' ')) break;
    last = reader.number();
  }
  return last;
}

bool has(const Heading& heading, std::string_view name) {
  return std::find(heading.fields.begin(), heading.fields.end(), name) != heading.fields.end();
}

}  // namespace

double recognise_gamry(std::string_view head) {
  if (!head.starts_with("EXPLAIN")) return 0.0;
  return contains_all(head, {"TAG\t"}) ? 1.0 : 0.5;
}

Record read_gamry(const Input& file) {
  const Prepared plain = prepared(file, tabs_for_blanks(file.text()));
  const Input input = plain.input();
  const int start = line_starting_with(input.text(), "ZCURVE");
  if (start == 0) stop(file, 1, "there is no table ZCURVE", "of this instrument, impedance spectra are read");
  const TableSource source{
      input, {'\t', sniff_csv(input.text()).decimal_comma}, CutRow::drop, table_end(input.text(), start)};
  const Heading heading = heading_in_line(source, start + 1);
  if (heading.line == 0) stop(file, start, "the table has no row of names");
  // Drift-corrected values stand beside the raw ones.
  const bool corrected = has(heading, "ZrealDrCor") && has(heading, "ZimagDrCor");
  std::vector<ColumnRule> rules;
  if (corrected)
    rules = {{"ZrealDrCor", "z_real", "ohm"},
             {"ZimagDrCor", "z_imag", "ohm"},
             {"Zreal", "", ""},
             {"Zimag", "", ""},
             {"Zmod", "", ""},
             {"Zphz", "", ""}};
  auto columns = impedance_columns(heading, rules);
  require_impedance_columns(source, heading, columns);
  Record record = impedance_record(input, read_rows(source, std::move(columns), start + 2));
  if (corrected) record.findings.push_back({"drift-corrected", "note", "the drift-corrected impedance is read", ""});
  if (line_starting_with(input.text(), "EXPERIMENTABORTED") > 0)
    record.findings.push_back(
        {"aborted", "warning",
         fmt::format("the experiment was aborted; its {} frequencies are read", record.spectra.front().size()),
         "low frequencies may be missing"});
  record.metadata["instrument"] = "Gamry";
  return record;
}

}  // namespace silith
