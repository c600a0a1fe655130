// Neware csv or sheet with one row a record, English or Chinese headings.
#include <algorithm>
#include <initializer_list>

#include "instrument/cycling.hpp"
#include "instrument/headers.hpp"
#include "instrument/readers.hpp"

namespace silith {
namespace {

bool names(const std::vector<std::string_view>& fields, std::initializer_list<std::string_view> labels) {
  return std::any_of(fields.begin(), fields.end(), [&](std::string_view field) {
    return std::find(labels.begin(), labels.end(), header_words(field).label) != labels.end();
  });
}

bool is_heading(const std::vector<std::string_view>& fields) {
  return names(fields, {"datapoint", "recordnumber", "recordid", "数据序号", "记录序号", "recordindex"}) &&
         names(fields, {"steptype", "status", "stepname", "工步类型", "工步名称", "步骤类型", "状态"}) &&
         names(fields, {"voltage", "电压"}) && names(fields, {"current", "电流"});
}

}  // namespace

double recognise_neware_flat(std::string_view head) {
  const std::vector<Sheet> sheets{{"", std::string(head)}};
  const MeasuredFile source{"", "", sheets};
  const Input input{source, 0, ""};
  const TableSource table{input, sniff_csv(head)};
  return find_heading(table, is_heading, 60).line > 0 ? 0.85 : 0.0;
}

Record read_neware_flat(const Input& input) {
  const TableSource source{input, sniff_csv(input.text()), CutRow::drop};
  const Heading heading = find_heading(source, is_heading, 60);
  if (heading.line == 0) stop(input, 1, "the row with the column names was not found");
  // "Time" is that of the step where the total is given too.
  std::vector<ColumnRule> rules;
  const auto total = std::any_of(heading.fields.begin(), heading.fields.end(), [](const std::string& field) {
    const auto label = header_words(field).label;
    return label == "totaltime" || label == "总时间";
  });
  if (total)
    for (const std::string& field : heading.fields)
      if (const auto label = header_words(field).label; label == "time" || label == "时间")
        rules.push_back({field, "step_time", ""});
  return read_cycling_table(source, heading, rules);
}

}  // namespace silith
