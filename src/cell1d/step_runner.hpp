#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "cell1d/cell_model.hpp"
#include "cell1d/observer.hpp"
#include "cell1d/simulation.hpp"
#include "cell1d/snapshot_keeper.hpp"
#include "numerics/ida_solver.hpp"

namespace silith {

/// State between and within the steps of a protocol: all that a checkpoint holds besides the record.
struct RunState {
  double t = 0.0;
  std::vector<double> y, y_dot;
  std::size_t step = 0;
  bool inside_step = false;       ///< the step has begun: no new consistent values
  double step_start = 0.0;        ///< s
  double charge_start = 0.0;      ///< C/m^2
  double energy_start = 0.0;      ///< J/m^2
  double start_voltage = 0.0;     ///< V
  double voltage_time = 0.0;      ///< integral of V over time in this step, V s
  double last_row_time = 0.0;     ///< s
  double last_row_voltage = 0.0;  ///< V
};

/// Runs one step of a protocol after the other on a model.
class StepRunner {
public:
  StepRunner(CellModel& model, const SimulationOptions& options, Record& record);

  void resume(const RunState& state);
  const RunState& state() const { return state_; }
  enum class End { finished, stopped };
  /// @param number of the step, from 0;  @param go_on asked after every internal step
  /// @throws NumericsError when the integration gives up; rows up to the last good state and a row of the broken-off
  /// step stay in the record
  End run(const Step& step, int number, const std::function<bool()>& go_on);

  IdaStatistics statistics() const { return solver_.statistics(); }
  BalanceMonitor& balance() { return balance_; }
  SnapshotKeeper& snapshots() { return snapshots_; }
  /// Share of the step that is done, from its limits, 0 to 1.
  double fraction_done(const Step& step) const;

private:
  struct Ending {
    double stop_time = 0.0;   ///< s
    std::string time_reason;  ///< empty: nothing but the longest time any step may take ends it then
    std::vector<StateLimit> limits;
    std::vector<std::string> reasons;  ///< of the limits
  };

  void take_spectrum(const ImpedanceSweep& sweep, const Step& step, int number);
  End integrate(const Step& step, int number, const Ending& ending, const std::function<bool()>& go_on);
  IdaSolver::Outcome advance(const Step& step, int number, const Ending& ending);
  std::optional<std::string> reason_to_end(IdaSolver::Outcome outcome, const Ending& ending) const;
  double next_stop(const Step& step, const Ending& ending) const;

  bool at_kink(const Step& step) const;

  void begin(const Step& step, int number);
  bool ends_at_once(const Step& step, int number, const Ending& ending);
  Drive drive_of(const Step& step) const;
  double voltage_of(const ConstantVoltage& held) const;
  Ending ending_of(const Step& step) const;
  StateLimit state_limit(const Limit& limit) const;
  std::optional<std::string> already_passed(const Step& step, const Ending& ending) const;

  void find_consistent_state(const Drive& target);
  Drive present_drive(const Drive& like) const;
  bool try_drive(const Drive& drive);
  void accept_state();

  void sample(const Step& step, int number);
  void keep_asked_profiles();
  void sample_times(const Step& step, int number);
  void sample_voltages(const Step& step, int number);
  void row_between(double t, const Step& step, int number);
  void write_row(double t, std::span<const double> y, const Step& step, int number);
  void close(const Step& step, int number, const std::string& reason);
  void finish(const Step& step, int number, const std::string& reason);

  CellModel& model_;
  const SimulationOptions& options_;
  Record& record_;
  Observer observer_;
  RunState state_;
  IdaSolver solver_;
  BalanceMonitor balance_;
  SnapshotKeeper snapshots_;
  CellScale scale_;
  std::vector<double> scratch_;
};

}  // namespace silith
