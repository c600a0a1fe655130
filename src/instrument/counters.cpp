#include "instrument/counters.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>
#include <vector>

namespace silith {
namespace {

struct Restarts {
  std::size_t all = 0, at_cycle = 0, at_step = 0;
  std::size_t elsewhere = 0;  ///< row of the first that is at neither
};

bool differs(const TableColumn* column, std::size_t i) {
  return column && column->values[i] != column->values[i - 1];
}

Restarts find_restarts(const Table& table, const TableColumn& counter) {
  constexpr double fall = 0.99, least = 1e-3;  // a counter only falls when it starts again
  const TableColumn* cycle = table.find("cycle");
  const TableColumn* step = table.step_column();
  const auto& q = counter.values;
  double largest = 0.0;
  for (const double value : q)
    if (std::isfinite(value)) largest = std::max(largest, std::abs(value));
  Restarts found;
  for (std::size_t i = 1; i < q.size(); ++i) {
    if (!(q[i] < fall * q[i - 1]) || !(q[i - 1] > least * largest)) continue;
    ++found.all;
    const bool new_cycle = differs(cycle, i);
    const bool new_step = new_cycle || differs(step, i) || (!table.mode.empty() && table.mode[i] != table.mode[i - 1]);
    if (new_cycle) ++found.at_cycle;
    if (new_step) ++found.at_step;
    if (!new_step && found.elsewhere == 0) found.elsewhere = i;
  }
  return found;
}

std::string span_of(Table& table, const TableColumn& counter) {
  const Restarts restarts = find_restarts(table, counter);
  if (restarts.all == 0) return "";
  if (restarts.elsewhere > 0 && (table.find("cycle") || table.step_column() || !table.mode.empty()))
    table.findings.push_back(
        {"counter-restarts", "warning",
         fmt::format("counter \"{}\" starts again in line {}, where neither cycle nor step changes", counter.header,
                     table.lines[restarts.elsewhere]),
         "charges of cycles are summed across such places"});
  if (restarts.at_cycle == restarts.all) return "cycle_";
  return restarts.at_step == restarts.all ? "step_" : "";
}

std::string finer(const std::string& a, const std::string& b) {
  for (const char* span : {"step_", "cycle_"})
    if (a == span || b == span) return span;
  return "";
}

bool is_signed(const TableColumn& counter) {
  return std::any_of(counter.values.begin(), counter.values.end(), [](double v) { return v < 0.0; });
}

}  // namespace

void name_counters(Table& table) {
  struct Kind {
    const char *found, *named;
  };
  static constexpr std::array kinds{Kind{"charge_", "charging_"},   Kind{"discharge_", "discharging_"},
                                    Kind{"charging_", "charging_"}, Kind{"discharging_", "discharging_"},
                                    Kind{"", "cumulative_"},        Kind{"cumulative_", "cumulative_"}};
  for (const char* quantity : {"capacity", "energy"}) {
    std::vector<std::pair<TableColumn*, std::string>> counters;
    std::string span;
    for (const Kind& kind : kinds) {
      TableColumn* counter = table.find(std::string(kind.found) + quantity);
      if (!counter || counter->kind != FieldKind::number) continue;
      const bool one_counter = std::string_view(kind.named) == "cumulative_";
      if (one_counter && is_signed(*counter)) {
        counter->name = std::string("net_") + quantity;
        continue;
      }
      counters.emplace_back(counter, std::string(kind.named) + quantity);
      span = finer(span, span_of(table, *counter));
    }
    // Counters of one instrument start again together; each alone may only show it at the end of a cycle.
    for (auto& [counter, name] : counters) counter->name = span + name;
  }
}

}  // namespace silith
