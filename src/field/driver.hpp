#pragma once
#include <chrono>
#include <map>
#include <string>

#include "base/progress.hpp"
#include "field/field_checkpoint.hpp"
#include "field/field_files.hpp"
#include "field/field_model.hpp"
#include "field/field_observer.hpp"
#include "field/plane_sampler.hpp"
#include "field/run.hpp"
#include "field/step_control.hpp"

namespace silith::field {

/// Wall time by what it was spent on.
class Stopwatch {
public:
  /// Runs the work and adds its time to the account.
  template <class Work>
  auto operator()(const char* account, Work&& work) {
    const Entry entry{spent_[account]};
    return work();
  }
  std::string text() const;  ///< "mechanics 12.3 s, front 2.0 s"

private:
  struct Entry {
    double& account;
    std::chrono::steady_clock::time_point begin = std::chrono::steady_clock::now();
    ~Entry() { account += std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count(); }
  };
  std::map<std::string, double> spent_;  ///< s
};

/// Lets the physics of a case act on each other through time.
///
/// A step: the current is known at the state of the front; the front moves with it; current (and, where it matters to
/// the path, stress) are found at the new state; the difference the new current makes to the step is its error
/// (Eq. F71). A step of too large an error, or that cannot be solved, is undone and cut.
template <int dim>
class Driver {
public:
  Driver(const FieldCase& completed_case, const FieldRunOptions& options, MPI_Comm communicator);
  FieldRunResult run();

private:
  void begin();
  void swell_at_start();
  void march();
  void step();
  double try_step(double dt);
  void hold_front(double dt);
  void repeat_with_mean(double dt);
  void undo();
  void observe();
  void write_fields();
  void adapt();
  void keep_checkpoint();
  FieldRunResult finish();

  void conduct();
  void deform(double dt);
  bool stress_every_step() const;
  bool stress_due() const;
  bool adaptation_due() const;
  double expected_speed() const;  ///< m/s, of the front; 0: not known beforehand
  double first_step() const;
  double largest_step() const;
  double remaining() const;  ///< s, an estimate where the end is no time
  double done() const;       ///< share of the run, 0 to 1
  bool finished() const;
  bool stop_wanted() const;  ///< by a signal, on any rank
  bool checkpoint_due();
  void note_failure(const NumericsError& error);

  const FieldCase& case_;
  FieldRunOptions options_;
  FieldCheckpoints checkpoints_;
  FieldProgress progress_;  ///< read from a checkpoint before the model is built
  FieldModel<dim> model_;
  FieldObserver<dim> observer_;
  PlaneSampler sampler_;
  FieldFiles files_;
  StepControl control_;
  Progress shown_;
  Stopwatch stopwatch_;
  FieldRunResult result_;
  std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now(), last_checkpoint_ = started_;
  double supplied_ = 0.0;       ///< mol (mol/m), by diffusion in the step at hand
  double correction_ = 0.0;     ///< mol (mol/m), of the front in the step at hand
  double fraction_rate_ = 0.0;  ///< 1/s, of the lithiated fraction over the last step
  double last_stress_ = -1.0;   ///< done() at the last row with stress
  unsigned pictures_taken_ = 0;
};

}  // namespace silith::field
