// LAND exports with Chinese headings, as workbook (sheet 记录) or as text in GBK.
#include <algorithm>

#include "instrument/cycling.hpp"
#include "instrument/lines.hpp"
#include "instrument/readers.hpp"

namespace silith {

double recognise_land_chinese(std::string_view head) {
  return contains_all(head, {"测试时间", "电压/V", "电流/"}) ? 0.95 : 0.0;
}

Record read_land_chinese(const Input& input) {
  const TableSource source{input, sniff_csv(input.text()), CutRow::drop};
  const Heading heading = find_heading(source, [](const auto& fields) {
    return std::find(fields.begin(), fields.end(), "测试时间") != fields.end() ||
           std::find(fields.begin(), fields.end(), "电压/V") != fields.end();
  });
  if (heading.line == 0) stop(input, 1, "the row with the column names (测试时间, 电压/V, ...) was not found");
  return read_cycling_table(source, heading, {}, {.pairs_charge_first = true});
}

}  // namespace silith
