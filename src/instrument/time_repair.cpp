#include "instrument/time_repair.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace silith {
namespace {

constexpr double day = 86400.0, hour = 3600.0;

/// Whether the clock fell from the end of a period to its beginning.
double wrapped_period(double before, double after) {
  for (const double period : {day, 100.0 * hour}) {
    const double edge = 0.05 * period;
    if (before > period - edge && before <= period && after < edge) return period;
  }
  return 0.0;
}

struct Jumps {
  std::size_t wraps = 0, restarts = 0, jitters = 0, first = 0;
  double before = 0.0, after = 0.0;  ///< of the first restart, s
};

class Clock {
public:
  Clock(Table& table, std::vector<double>& time) : table_(table), time_(time), dates_(table.find("date")) {}

  void run() {
    double offset = 0.0, raw_before = time_.empty() ? 0.0 : time_.front();
    for (std::size_t i = 1; i < time_.size(); ++i) {
      const double raw = time_[i];
      if (raw < raw_before) offset += step_back(i, raw_before, raw, offset);
      raw_before = raw;
      time_[i] = std::max(raw + offset, time_[i - 1]);
    }
    report();
  }

private:
  /// What has to be added from row i on.
  double step_back(std::size_t i, double before, double now, double offset) {
    constexpr double jitter = 1.0;  // s
    if (const double period = wrapped_period(before, now); period > 0.0) {
      ++jumps_.wraps;
      return period;
    }
    if (before - now <= jitter) {
      ++jumps_.jitters;
      return 0.0;
    }
    if (jumps_.restarts++ == 0) jumps_ = {jumps_.wraps, 1, jumps_.jitters, i, before, now};
    const double since = dates_ ? dates_->values[i] - dates_->values[i - 1] : -1.0;
    // A clock that starts again near zero has counted since then; otherwise only the dates know.
    const double passed = since >= 0.0 ? since : (now < 0.5 * before ? std::max(now, 0.0) : 0.0);
    return time_[i - 1] + passed - (now + offset);
  }

  void report() {
    auto& findings = table_.findings;
    if (jumps_.wraps > 0)
      findings.push_back({"time-wrapped", "note",
                          fmt::format("the clock wrapped {} times at its highest value; time goes on", jumps_.wraps),
                          ""});
    if (jumps_.jitters > 0)
      findings.push_back({"time-not-monotone", "note",
                          fmt::format("time runs backwards by up to 1 s in {} rows; it is held there", jumps_.jitters),
                          ""});
    if (jumps_.restarts > 0)
      findings.push_back(
          {"time-not-monotone", "warning",
           fmt::format(
               "time runs backwards in {} rows, first in line {} ({:g} s after {:g} s); it goes on from where it "
               "stood{}",
               jumps_.restarts, table_.lines[jumps_.first], jumps_.after, jumps_.before,
               dates_ ? ", by the dates" : ""),
           "several tests in one file, or rows out of order: check that this is one experiment"});
  }

  Table& table_;
  std::vector<double>& time_;
  const TableColumn* dates_;
  Jumps jumps_;
};

/// Time of the test from a time that starts again with every step.
std::vector<double> accumulated(const std::vector<double>& step_time) {
  std::vector<double> time(step_time.size());
  double offset = 0.0;
  for (std::size_t i = 0; i < time.size(); ++i) {
    if (i > 0 && step_time[i] < step_time[i - 1]) offset = time[i - 1];
    time[i] = std::max(offset + step_time[i], i > 0 ? time[i - 1] : 0.0);
  }
  return time;
}

bool all_finite(const std::vector<double>& values) {
  return std::all_of(values.begin(), values.end(), [](double v) { return std::isfinite(v); });
}

/// Whether a time starts again where the step changes, and only there: it is the time of the step then.
bool starts_with_steps(const Table& table, const std::vector<double>& time) {
  const TableColumn* step = table.step_column();
  if (!step && table.mode.empty()) return false;
  std::size_t restarts = 0;
  for (std::size_t i = 1; i < time.size(); ++i) {
    if (time[i] >= time[i - 1] || wrapped_period(time[i - 1], time[i]) > 0.0) continue;
    const bool new_step =
        (step && step->values[i] != step->values[i - 1]) || (!table.mode.empty() && table.mode[i] != table.mode[i - 1]);
    if (!new_step) return false;
    ++restarts;
  }
  return restarts > 0;
}

void add_time(Table& table, std::vector<double> values, const char* header) {
  TableColumn time;
  time.header = header;
  time.name = "time";
  time.unit = "s";
  time.unit_written = true;
  time.values = std::move(values);
  table.columns.push_back(std::move(time));
}

void find_time(const Input& input, Table& table) {
  if (TableColumn* time = table.find("time")) {
    if (!table.find("step_time") && starts_with_steps(table, time->values)) {
      time->name = "step_time";
      table.findings.push_back(
          {"time-of-step", "note",
           fmt::format("column \"{}\" starts again with every step; the time of the test is its sum", time->header),
           ""});
      add_time(table, accumulated(time->values), "time");
    }
    return;
  }
  if (const TableColumn* step = table.find("step_time"); step && all_finite(step->values)) {
    table.findings.push_back(
        {"time-from-steps", "note", "there is no time of the test; it is summed up from the steps", ""});
    return add_time(table, accumulated(step->values), "time");
  }
  const TableColumn* date = table.find("date");
  if (!date || !all_finite(date->values) || date->values.empty())
    stop(input, table.header_line, "no column tells the time in every row",
         "a column time, step time or date is needed");
  std::vector<double> time = date->values;
  for (double& value : time) value -= date->values.front();
  table.findings.push_back({"time-from-dates", "note", "there is no time of the test; it is taken from the dates", ""});
  add_time(table, std::move(time), "time");
}

void rescale(Table& table, double factor) {
  for (const char* name : {"time", "step_time"})
    if (TableColumn* column = table.find(name))
      for (double& value : column->values) value *= factor;
}

/// Compares the time of the test with the dates.
void check_unit(Table& table) {
  const TableColumn* time = table.find("time");
  const TableColumn* date = table.find("date");
  if (!date || time->values.size() < 2) return;
  const double passed = time->values.back() - time->values.front();
  const double by_date = date->values.back() - date->values.front();
  constexpr double least = 600.0, tolerance = 0.01;  // dates are written to seconds, some to minutes
  if (!(passed > 0.0) || !(by_date > least)) return;
  const double ratio = by_date / passed;
  struct Unit {
    double seconds;
    const char* name;
  };
  constexpr std::array units{Unit{60.0, "minutes"}, Unit{3600.0, "hours"}, Unit{1e-3, "milliseconds"},
                             Unit{86400.0, "days"}};
  for (const Unit& unit : units) {
    if (std::abs(ratio / unit.seconds - 1.0) > tolerance) continue;
    const std::string what = fmt::format("by the dates, column \"{}\" counts {}", time->header, unit.name);
    if (time->unit_written) {
      table.findings.push_back({"time-unit", "warning", what + ", its heading says otherwise; the heading is followed",
                                "check the export settings of the cycler"});
    } else {
      table.findings.push_back({"time-unit", "note", what + "; it is read so", ""});
      rescale(table, unit.seconds);
    }
    return;
  }
  if (std::abs(ratio - 1.0) > 0.05 && std::abs(by_date - passed) > 2.0 * hour)
    table.findings.push_back(
        {"time-against-dates", "note",
         fmt::format("the test lasted {:.4g} h by its time and {:.4g} h by its dates", passed / hour, by_date / hour),
         "the test was paused, or the clock was set"});
}

void find_gaps(Table& table) {
  const auto& time = table.find("time")->values;
  if (time.size() < 3) return;
  std::vector<double> intervals(time.size() - 1);
  for (std::size_t i = 1; i < time.size(); ++i) intervals[i - 1] = time[i] - time[i - 1];
  const auto longest = std::max_element(intervals.begin(), intervals.end());
  const auto row = static_cast<std::size_t>(longest - intervals.begin()) + 1;
  const double gap = *longest;
  const auto middle = intervals.begin() + static_cast<std::ptrdiff_t>(intervals.size() / 2);
  std::nth_element(intervals.begin(), middle, intervals.end());
  if (gap > day && gap > 100.0 * *middle)
    table.findings.push_back({"time-gap", "note",
                              fmt::format("no rows for {:.3g} h before line {}", gap / hour, table.lines[row]),
                              "integrals over the gap are a straight line between its ends"});
}

}  // namespace

void repair_time(const Input& input, Table& table) {
  find_time(input, table);
  Clock(table, table.find("time")->values).run();
  check_unit(table);
  find_gaps(table);
}

}  // namespace silith
