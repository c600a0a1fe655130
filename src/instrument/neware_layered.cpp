// Neware csv in three layers: rows of cycles start in the first column, of steps in the second, of records in the
// third, each with a heading of its own.
#include <fmt/format.h>

#include <array>

#include "instrument/cycling.hpp"
#include "instrument/headers.hpp"
#include "instrument/lines.hpp"
#include "instrument/readers.hpp"

namespace silith {
namespace {

constexpr std::size_t layers = 3;

/// Leading fields that are empty.
std::size_t depth_of(const std::vector<std::string_view>& fields) {
  std::size_t depth = 0;
  while (depth < fields.size() && fields[depth].empty()) ++depth;
  return depth;
}

bool is_words(std::string_view field) {
  return !field.empty() && !parse_number(field);
}

/// The line of the third heading if the first rows are three headings, each one column further in; else 0.
int third_heading(std::string_view text, CsvFormat format) {
  CsvReader reader(text, format);
  std::vector<std::string_view> fields;
  for (std::size_t layer = 0; layer < layers; ++layer)
    if (!reader.next(fields) || depth_of(fields) != layer || fields.size() < layer + 2 || !is_words(fields[layer]))
      return 0;
  return reader.line();
}

void append(std::string& text, std::string_view field) {
  text += '"';
  for (const char c : field) text.append(c == '"' ? 2 : 1, c);
  text += '"';
}

/// One row a record, with cycle, step and kind of step in front; other rows become empty lines, so that lines keep
/// their numbers.
class Flattener {
public:
  Flattener(std::string_view text, CsvFormat format) : reader_(text, format), delimiter_(format.delimiter) {}

  std::string flat() {
    for (std::vector<std::string_view> fields; reader_.next(fields);) {
      const std::size_t depth = depth_of(fields);
      while (line_ < reader_.line()) {
        text_ += '\n';
        ++line_;
      }
      if (headings_ < layers) {
        if (depth == layers - 1) write("Cycle Index", "Step Index", "Step Type", fields);
        if (depth == 1) find_step_name(fields);
        ++headings_;
      } else if (depth == 0) {
        cycle_ = fields[0];
      } else if (depth == 1) {
        step_ = fields[1];
        step_name_ = name_column_ < fields.size() ? fields[name_column_] : std::string_view();
      } else if (depth == layers - 1) {
        write(cycle_, step_, step_name_, fields);
      }
    }
    return std::move(text_);
  }

private:
  void find_step_name(const std::vector<std::string_view>& fields) {
    for (std::size_t i = 0; i < fields.size(); ++i)
      if (const ColumnRole* role = cycling_role(header_words(fields[i]).label); role && role->name == "mode")
        name_column_ = i;
  }

  void write(std::string_view cycle, std::string_view step, std::string_view name,
             const std::vector<std::string_view>& fields) {
    for (const auto field : {cycle, step, name}) {
      append(text_, field);
      text_ += delimiter_;
    }
    for (std::size_t i = layers - 1; i < fields.size(); ++i) {
      append(text_, fields[i]);
      text_ += delimiter_;
    }
    text_.pop_back();
  }

  CsvReader reader_;
  char delimiter_;
  std::string text_;
  int line_ = 1;
  std::size_t headings_ = 0, name_column_ = 2;
  std::string cycle_, step_, step_name_;  // fields do not outlive their row
};

}  // namespace

double recognise_neware_layered(std::string_view head) {
  return third_heading(head, sniff_csv(head)) > 0 ? 0.9 : 0.0;
}

Record read_neware_layered(const Input& file) {
  const CsvFormat format = sniff_csv(file.text());
  const int line = third_heading(file.text(), format);
  if (line == 0) stop(file, 1, "the three headings of cycles, steps and records were not found");
  const Prepared flat = prepared(file, Flattener(file.text(), format).flat());
  const Input input = flat.input();
  const TableSource source{input, format, CutRow::drop};
  return read_cycling_table(source, heading_in_line(source, line));
}

}  // namespace silith
