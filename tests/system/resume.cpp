// Killed at any moment, a run goes on from its last checkpoint and ends in the same series to the solver's tolerance.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <csignal>
#include <functional>
#include <map>
#include <random>
#include <thread>

#include "program.hpp"
#include "record/bdf_reader.hpp"
#include "record/checkpoint.hpp"
#include "record/result_h5.hpp"

namespace silith::test {
namespace {

namespace fs = std::filesystem;

constexpr double relative_tolerance = 1e-5;  // of the case: the default
constexpr double voltage_tolerance = 1e-5;   // V, of one time step at that tolerance (docs/equations/cell1d.md)
constexpr const char* many_cycles = R"(
base = "cells/double-layer.toml"
[protocol]
steps = [
  "Charge at 0.25 mA/cm^2 until 4.2 V",
  "Discharge at 0.25 mA/cm^2 until 2 V",
  { repeat = 40, steps = ["Charge at 1 mA until 4.1 V, then hold until 0.2 mA", "Rest for 10 min", "Discharge at 1 mA until 2.5 V"] },
]
[output]
every_time = "5 min"
profiles = 6
)";

/// What lies in a results directory can be read whole, whenever one looks.
void expect_whole_files(const fs::path& out) {
  const auto whole = [&](const char* name, const std::function<void(const fs::path&)>& reader) {
    if (fs::exists(out / name)) {
      EXPECT_NO_THROW(reader(out / name)) << name;
    }
  };
  whole("checkpoint.silith", [](const fs::path& file) { read_checkpoint(file); });
  whole("series.csv", [](const fs::path& file) { read_bdf(file); });
  whole("result.h5", [](const fs::path& file) { read_result_h5(file); });
  whole("summary.json", [](const fs::path& file) { EXPECT_TRUE(read(file).ends_with("}\n")); });
  whole("report.html", [](const fs::path& file) { EXPECT_THAT(read(file), testing::HasSubstr("</html>")); });
}

/// Rows of one step: time since its start, voltage, charge passed.
struct StepSeries {
  std::vector<double> time, voltage;
};

StepSeries rows_of(const Record& record, int step) {
  const auto &steps = record.series.at("step").values, &time = record.series.at("time").values;
  StepSeries rows;
  double start = 0.0;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (static_cast<int>(steps[i]) != step) continue;
    if (rows.time.empty()) start = time[i];
    rows.time.push_back(time[i] - start);
    rows.voltage.push_back(record.series.at("voltage").values[i]);
  }
  return rows;
}

double at(const StepSeries& rows, double time) {
  const auto right = std::upper_bound(rows.time.begin(), rows.time.end(), time);
  if (right == rows.time.begin()) return rows.voltage.front();
  if (right == rows.time.end()) return rows.voltage.back();
  const auto k = static_cast<std::size_t>(right - rows.time.begin());
  const double share = (time - rows.time[k - 1]) / (rows.time[k] - rows.time[k - 1]);
  return rows.voltage[k - 1] + share * (rows.voltage[k] - rows.voltage[k - 1]);
}

/// Root mean square over the run of the voltage at equal times in each step.
double voltage_difference(const Record& a, const Record& b) {
  double sum = 0.0;
  std::size_t count = 0;
  for (const auto& step : a.steps) {
    const auto left = rows_of(a, step.step), right = rows_of(b, step.step);
    const double end = std::min(left.time.back(), right.time.back());
    for (int k = 0; k <= 20; ++k) {
      const double difference = at(left, end * k / 20.0) - at(right, end * k / 20.0);
      sum += difference * difference;
      ++count;
    }
  }
  return std::sqrt(sum / static_cast<double>(count));
}

/// The same of a run and itself, lagging in every step by the time its current takes for a charge.
double voltage_of_lag(const Record& run, double charge) {
  double sum = 0.0;
  std::size_t count = 0;
  for (const auto& step : run.steps) {
    const auto rows = rows_of(run, step.step);
    const double lag = step.mean_current != 0.0 ? charge / std::abs(step.mean_current) : 0.0;
    for (int k = 0; k <= 20; ++k) {
      const double time = (rows.time.back() - lag) * k / 20.0;
      const double difference = at(rows, time + lag) - at(rows, time);
      sum += difference * difference;
      ++count;
    }
  }
  return std::sqrt(sum / static_cast<double>(count));
}

struct StepDifference {
  double charge = 0.0, duration = 0.0;  // C, s
};

/// The largest of each type of step.
std::map<std::string, StepDifference> differences(const Record& a, const Record& b) {
  std::map<std::string, StepDifference> largest;
  for (std::size_t k = 0; k < a.steps.size(); ++k) {
    auto& type = largest[a.steps[k].type];
    type.charge = std::max(type.charge, std::abs(a.steps[k].charge - b.steps[k].charge));
    type.duration = std::max(type.duration, std::abs(a.steps[k].duration - b.steps[k].duration));
  }
  return largest;
}

double largest_charge(const Record& record) {
  double charge = 0.0;
  for (const auto& step : record.steps) charge = std::max(charge, std::abs(step.charge));
  return charge;
}

double smallest_current(const Record& record, const std::string& type) {
  double current = 1e9;
  for (const auto& step : record.steps) {
    if (step.type == type) current = std::min(current, std::abs(step.mean_current));
  }
  return current;
}

class Resume : public testing::Test {
protected:
  Resume() { directory_.write("case.toml", many_cycles); }

  /// Kills the run again and again until it ends by itself. @returns how often it was killed
  int run_with_kills(unsigned seed) {
    std::mt19937 random(seed);
    std::uniform_int_distribution<int> wait(5, 400);
    for (int kills = 0; kills < 200; ++kills) {
      Process process(directory_.path(),
                      {"run", "case.toml", "-o", "killed", "--checkpoint", "10 ms", "--resume", "-q"});
      // Later tries get more time: on a busy machine the run must come to its end as well.
      const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(wait(random) * (1 + kills / 8));
      while (std::chrono::steady_clock::now() < end && !process.has_ended())
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
      if (process.has_ended()) {
        const auto outcome = process.wait();
        EXPECT_EQ(outcome.status, 0) << outcome.err;
        return kills;
      }
      process.send(SIGKILL);
      const auto outcome = process.wait();
      if (outcome.signal != SIGKILL) {  // it came to its end just before
        EXPECT_EQ(outcome.status, 0) << outcome.err;
        return kills;
      }
      expect_whole_files(directory_ / "killed");
    }
    ADD_FAILURE() << "the run does not come to an end";
    return 200;
  }

  Directory directory_;
};

TEST_F(Resume, KilledRunsEndInTheSameSeries) {
  ASSERT_EQ(silith(directory_.path(), {"run", "case.toml", "-o", "whole", "-q"}).status, 0);
  EXPECT_GE(run_with_kills(7), 1);
  EXPECT_FALSE(fs::exists(directory_ / "killed/checkpoint.silith")) << "a run that is through needs none";
  for (const char* name : {"series.csv", "steps.csv", "result.h5", "summary.json", "case.resolved.toml", "report.html"})
    EXPECT_TRUE(fs::exists(directory_ / (std::string("killed/") + name))) << name;

  const Record whole = read_result_h5(directory_ / "whole/result.h5");
  const Record killed = read_result_h5(directory_ / "killed/result.h5");
  ASSERT_EQ(killed.steps.size(), whole.steps.size());
  ASSERT_EQ(whole.steps.size(), 2u + 40u * 4u);
  for (std::size_t k = 0; k < whole.steps.size(); ++k) {
    EXPECT_EQ(whole.steps[k].text, killed.steps[k].text);
    EXPECT_EQ(whole.steps[k].end_reason, killed.steps[k].end_reason);
    EXPECT_EQ(whole.steps[k].cycle, killed.steps[k].cycle);
  }
  // What the tolerance leaves open shows against a run that is a hundred times more accurate; a resumed run, whose
  // integrator begins anew, may differ from the uninterrupted one as much as both may differ from the truth.
  ASSERT_EQ(silith(directory_.path(), {"run", "case.toml", "-o", "accurate", "-q", "--set",
                                       "solver.relative_tolerance=1e-7", "--set", "solver.absolute_tolerance=1e-8"})
                .status,
            0);
  const Record accurate = read_result_h5(directory_ / "accurate/result.h5");
  // The uninterrupted run is closer than its tolerance, as most of its steps are of high order. A resumed integrator
  // begins at low order with errors up to the tolerance, every time: resumed every hundred steps a run differs by one
  // relative tolerance of the largest charge, resumed every ten steps by four. Five are allowed, and the time the
  // step's own current takes for that charge.
  const auto allowed = differences(whole, accurate), found = differences(whole, killed);
  const double charge = 5.0 * relative_tolerance * largest_charge(whole);
  for (const char* type : {"charge", "discharge", "voltage"}) {
    EXPECT_LE(found.at(type).charge, std::max(2.0 * allowed.at(type).charge, charge)) << type;
    EXPECT_LE(found.at(type).duration,
              std::max(2.0 * allowed.at(type).duration, charge / smallest_current(whole, type)))
        << type;
  }
  // Where the voltage is steep, a lag of the charge allowed shows as another voltage at the same time.
  EXPECT_LE(voltage_difference(whole, killed), std::max(2.0 * voltage_difference(whole, accurate),
                                                        voltage_of_lag(whole, charge) + 2.0 * voltage_tolerance));
  EXPECT_LE(voltage_difference(whole, killed), 1e-3);
  const auto& time = killed.series.at("time").values;
  EXPECT_TRUE(std::is_sorted(time.begin(), time.end())) << "no row twice, none missing";
  EXPECT_NEAR(static_cast<double>(killed.series.rows()), static_cast<double>(whole.series.rows()), 42.0);
}

TEST_F(Resume, InterruptedRunsGoOnWithoutFurtherOptions) {
  Process process(directory_.path(), {"run", "case.toml", "-o", "out", "-q", "--checkpoint", "10 ms"});
  process.wait_for(directory_ / "out/checkpoint.silith");
  process.send(SIGINT);
  ASSERT_EQ(process.wait().status, 130);
  expect_whole_files(directory_ / "out");
  const auto rows = read_bdf(directory_ / "out/series.csv").series.rows();
  ASSERT_EQ(silith(directory_.path(), {"run", "case.toml", "-o", "out", "-q", "--resume"}).status, 0);
  const Record record = read_result_h5(directory_ / "out/result.h5");
  EXPECT_GT(record.series.rows(), rows);
  EXPECT_EQ(record.steps.size(), 2u + 40u * 4u);
  EXPECT_FALSE(fs::exists(directory_ / "out/checkpoint.silith"));
}

}  // namespace
}  // namespace silith::test
