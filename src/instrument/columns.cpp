#include <fmt/format.h>

#include <algorithm>

#include "instrument/headers.hpp"
#include "instrument/table.hpp"
#include "record/bdf_columns.hpp"

namespace silith {
namespace {

constexpr int unknown_rank = 9;

bool essential(std::string_view name) {
  return name == "time" || name == "voltage" || name == "current";
}

FieldKind kind_of(std::string_view name, const FileUnit& unit) {
  if (name.empty()) return FieldKind::ignored;
  if (name == "date") return FieldKind::date;
  if (name == "mode") return FieldKind::mode;
  const bool duration = (name == "time" || name == "step_time") && unit.si == "s";
  return unit.clock || duration ? FieldKind::clock : FieldKind::number;
}

/// Gives every column of a heading its meaning.
class ColumnMaker {
public:
  ColumnMaker(const TableSource& source, const Heading& heading, const std::vector<ColumnRule>& rules,
              std::vector<Finding>& findings)
      : source_(source), heading_(heading), rules_(rules), findings_(findings) {}

  std::vector<TableColumn> make() {
    for (const std::string& header : heading_.fields) add(header);
    say_assumed_units();
    return std::move(columns_);
  }

private:
  void add(const std::string& header) {
    const HeaderWords words = header_words(header);
    TableColumn column;
    column.header = header;
    const int rank = describe(column, words);
    if (column.kind != FieldKind::ignored && !claim(column.name, rank)) rename(column);
    column.required = column.kind != FieldKind::ignored && essential(column.name);
    columns_.push_back(std::move(column));
    ranks_.push_back(rank);
  }

  /// @return the rank with which the column claims its name
  int describe(TableColumn& column, const HeaderWords& words) {
    const auto rule =
        std::find_if(rules_.begin(), rules_.end(), [&](const ColumnRule& r) { return r.header == column.header; });
    if (rule != rules_.end()) {
      const BdfColumn* known = bdf_by_name(rule->name);
      apply(column, std::string(rule->name), rule->unit.empty() ? words.unit : std::string(rule->unit),
            known ? known->file_unit : "");
      return 0;
    }
    if (const ColumnRole* role = cycling_role(words.label)) {
      apply(column, std::string(role->name), words.unit, role->assumed);
      check_unit(column, *role, words.unit);
      return role->rank;
    }
    if (const BdfColumn* bdf = bdf_by_header(column.header)) {
      apply(column, bdf->name, words.unit, bdf->file_unit);
      // Machine names say their unit at the end.
      column.unit_written = column.unit_written || column.header == bdf->machine;
      return 0;
    }
    apply(column, column.header.empty() ? "" : snake_case(words.text), words.unit, "");
    if (column.kind != FieldKind::ignored && column.kind != FieldKind::clock) column.kind = FieldKind::number;
    return unknown_rank;
  }

  static void apply(TableColumn& column, std::string name, const std::string& written, std::string_view assumed) {
    const FileUnit unit = file_unit(written.empty() ? assumed : std::string_view(written));
    column.unit_written = !written.empty();
    column.kind = kind_of(name, unit);
    column.name = std::move(name);
    column.unit = unit.si;
    column.factor = unit.factor;
    column.offset = unit.offset;
  }

  void check_unit(TableColumn& column, const ColumnRole& role, const std::string& written) {
    if (role.si.empty() || !column.unit_written || column.unit == role.si) return;
    if (essential(role.name))
      stop(source_.input, heading_.line, fmt::format("column \"{}\" has the unit \"{}\"", column.header, written),
           fmt::format("{} is expected in a unit of {}", role.name, role.si));
    findings_.push_back({"wrong-unit", "warning",
                         fmt::format("column \"{}\" has the unit \"{}\", {} is expected; it is left out", column.header,
                                     written, role.si),
                         "rename the column if it holds something else"});
    column.kind = FieldKind::ignored;
  }

  /// A name goes to the column that is called it most exactly; the other keeps its own.
  bool claim(const std::string& name, int rank) {
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (columns_[i].name != name || columns_[i].kind == FieldKind::ignored) continue;
      if (ranks_[i] <= rank) return false;
      columns_[i].required = false;
      rename(columns_[i]);
    }
    return true;
  }

  void rename(TableColumn& column) {
    column.name = snake_case(column.header);
    if (column.kind == FieldKind::mode || column.kind == FieldKind::date) column.kind = FieldKind::ignored;
    const auto taken = [&](const std::string& name) {
      return cycling_role(name) != nullptr || bdf_by_name(name) != nullptr ||
             std::any_of(columns_.begin(), columns_.end(),
                         [&](const TableColumn& c) { return &c != &column && c.name == name; });
    };
    while (taken(column.name)) column.name += "_2";
  }

  void say_assumed_units() {
    std::string assumed;
    const bool dated = std::any_of(columns_.begin(), columns_.end(),
                                   [](const TableColumn& column) { return column.kind == FieldKind::date; });
    for (const TableColumn& column : columns_) {
      if (column.unit_written || column.kind == FieldKind::ignored || !cycling_role(header_words(column.header).label))
        continue;
      const ColumnRole& role = *cycling_role(header_words(column.header).label);
      if (role.assumed.empty() || role.assumed == "1" || role.name != column.name) continue;
      if (dated && role.si == "s") continue;  // the dates tell
      assumed += fmt::format("{}{} ({})", assumed.empty() ? "" : ", ", column.header, role.assumed);
    }
    if (!assumed.empty())
      findings_.push_back({"units-assumed", "note", "no units in the heading, assumed: " + assumed,
                           "write them into the heading if they are others: \"Current / mA\""});
  }

  const TableSource& source_;
  const Heading& heading_;
  const std::vector<ColumnRule>& rules_;
  std::vector<Finding>& findings_;
  std::vector<TableColumn> columns_;
  std::vector<int> ranks_;
};

}  // namespace

std::vector<TableColumn> cycling_columns(const TableSource& source, const Heading& heading,
                                         const std::vector<ColumnRule>& rules, std::vector<Finding>& findings) {
  return ColumnMaker(source, heading, rules, findings).make();
}

}  // namespace silith
