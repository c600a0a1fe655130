#include "field/driver.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <csignal>
#include <limits>

#include "base/constants.hpp"
#include "base/diagnostic.hpp"
#include "base/units.hpp"
#include "field/start_shape.hpp"
#include "field/stress_measures.hpp"

namespace silith::field {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();
constexpr double reached = 1.0 - 1e-6;  // of an end that is met by estimated steps
constexpr double all = 0.999;           // of the volume: the front has nowhere left to go
constexpr int stress_rows = 60;         // in a run whose stress does not act on its path

volatile std::sig_atomic_t stop_asked = 0;

FieldProgress checkpoint_to_resume(const FieldCase& field_case, const FieldRunOptions& options,
                                   FieldCheckpoints& checkpoints) {
  if (!options.resume || !checkpoints.found()) return {};
  FieldProgress progress = checkpoints.read();
  if (progress.case_text != field_case.resolved)
    throw InputError(
        fmt::format("--resume: the checkpoint in {} was made from another case", options.directory.string()),
        "give the same case and the same --set, or leave out --resume to start anew");
  return progress;
}

Progress::Options line_of(const FieldRunOptions& options, MPI_Comm communicator) {
  Progress::Options line;
  const bool first = dealii::Utilities::MPI::this_mpi_process(communicator) == 0;
  if (!options.progress || !first) line.show = Progress::Options::Show::never;
  return line;
}

/// Where a particle is cut in three dimensions: through its middle; a box: at half its depth.
double picture_cut(const FieldCase& field_case) {
  if (const auto* strip = std::get_if<StripGeometry>(&field_case.geometry)) return 0.5 * strip->depth;
  if (const auto* box = std::get_if<ParticlesGeometry>(&field_case.geometry)) return 0.5 * box->depth;
  return 0.0;
}

}  // namespace

void stop_soon() {
  stop_asked = 1;
}

std::string Stopwatch::text() const {
  std::string text;
  for (const auto& [account, seconds] : spent_)
    text += fmt::format("{}{} {:.1f} s", text.empty() ? "" : ", ", account, seconds);
  return text;
}

template <int dim>
Driver<dim>::Driver(const FieldCase& completed_case, const FieldRunOptions& options, MPI_Comm communicator)
    : case_(completed_case),
      options_(options),
      checkpoints_(options.directory),
      progress_(checkpoint_to_resume(case_, options, checkpoints_)),
      model_(case_, progress_.case_text.empty() ? std::string() : checkpoints_.mesh_file(), communicator),
      observer_(model_),
      sampler_(picture_plane(model_.mesh(), picture_cut(case_))),
      files_(options.directory),
      control_({.first = first_step(), .largest = largest_step()}),
      shown_("simulating " + case_.file.stem().string(), line_of(options, communicator)) {}

template <int dim>
FieldRunResult Driver<dim>::run() {
  begin();
  try {
    march();
  } catch (const NumericsError& error) {
    note_failure(error);
  }
  return finish();
}

template <int dim>
void Driver<dim>::begin() {
  const bool resumed = !progress_.case_text.empty();
  progress_.case_text = case_.resolved;
  if (!resumed) {
    progress_.moment.lithium_at_start = progress_.last_adapted = observer_.lithium();
    progress_.moment.contour_at_start = observer_.lithium_behind_contour();
  }
  conduct();
  if (model_.mechanics() && !resumed) swell_at_start();
  if (model_.mechanics() && resumed) deform(0.0);
  if (model_.lithiates()) model_.steer();
  if (resumed) {
    control_.resume(progress_.next_step);
    files_.resume(progress_.written);
    pictures_taken_ = static_cast<unsigned>(progress_.written.size());
    return;
  }
  observe();
  write_fields();
}

/// What has reacted at the start has swollen as fast as the front would have got there.
template <int dim>
void Driver<dim>::swell_at_start() {
  const double speed = expected_speed();
  stopwatch_("mechanics", [&] { model_.swell(speed > 0.0 ? case_.front.start_depth / speed : 0.0); });
  progress_.moment.deformed = true;
}

template <int dim>
void Driver<dim>::march() {
  while (!finished()) {
    if (stop_wanted()) {
      result_.failure = fmt::format("interrupted at {}", friendly(progress_.moment.time, "s"));
      result_.interrupted = true;
      return;
    }
    step();
    shown_.update(done(), fmt::format("t = {}", friendly(progress_.moment.time, "s", 3)));
    if (checkpoint_due()) keep_checkpoint();
  }
}

template <int dim>
void Driver<dim>::step() {
  const double dt = control_.propose(remaining()), before = progress_.moment.time;
  const double current = progress_.moment.conduction.current, fraction = observer_.lithiated_fraction();
  double error = 0.0;
  try {
    error = try_step(dt);
  } catch (const NumericsError& problem) {
    undo();
    control_.failed(dt, before, problem.what());
    return;
  }
  if (!control_.judge(dt, error / case_.numerics.relative_tolerance, before)) return undo();
  if (model_.mechanics()) model_.mechanics()->accept();
  progress_.moment.time += dt;
  progress_.moment.charge += current * dt;
  progress_.moment.corrected += correction_;
  progress_.moment.supplied += supplied_;
  fraction_rate_ = (observer_.lithiated_fraction() - fraction) / dt;
  observe();
  write_fields();
  adapt();
}

template <int dim>
double Driver<dim>::try_step(double dt) {
  const double supplied = model_.diffusion() ? model_.diffusion()->supplied() : 0.0;
  if (model_.lithiates()) {
    model_.keep();
    stopwatch_("front", [&] { model_.advance(dt); });
    hold_front(dt);
  }
  if (model_.diffusion()) supplied_ = model_.diffusion()->supplied() - supplied;
  conduct();
  if (stress_every_step()) deform(dt);
  if (!model_.lithiates()) return 0.0;
  stopwatch_("front", [&] { model_.steer(); });
  const double error = model_.lithiation_error();
  if (model_.stress_drives_front()) repeat_with_mean(dt);
  return error;
}

/// Front and stress act on each other: the step again, with the mean of what drives the front at its two ends (Eq.
/// F73).
template <int dim>
void Driver<dim>::repeat_with_mean(double dt) {
  model_.take_mean_speed();
  stopwatch_("front", [&] {
    model_.go_back();
    model_.advance(dt);
  });
  conduct();
  deform(dt);
  stopwatch_("front", [&] { model_.steer(); });
}

/// Lithium is what the charge brings: the front is shifted by what its motion lacks.
template <int dim>
void Driver<dim>::hold_front(double dt) {
  correction_ = 0.0;
  if (!model_.front() || !model_.charge_lithiates()) return;
  const Moment& moment = progress_.moment;
  const double charge = moment.charge + moment.conduction.current * dt;
  correction_ = std::abs(model_.hold_front(moment.lithium_at_start + charge / faraday));
}

template <int dim>
void Driver<dim>::undo() {
  if (model_.mechanics()) model_.mechanics()->reject();
  if (model_.lithiates()) model_.go_back();
  conduct();
  if (model_.lithiates()) model_.steer();
}

template <int dim>
void Driver<dim>::conduct() {
  if (model_.conduction()) stopwatch_("conduction", [&] { progress_.moment.conduction = model_.conduct(); });
  progress_.moment.deformed = false;
}

template <int dim>
void Driver<dim>::deform(double dt) {
  stopwatch_("mechanics", [&] { model_.deform(dt); });
  progress_.moment.deformed = true;
}

template <int dim>
bool Driver<dim>::stress_every_step() const {
  return model_.mechanics() &&
         (case_.mechanics.model == MechanicsModel::finite_strain_plastic || model_.stress_drives_front());
}

template <int dim>
bool Driver<dim>::stress_due() const {
  return model_.mechanics() && !progress_.moment.deformed &&
         (finished() || done() >= last_stress_ + 1.0 / stress_rows ||
          done() >= 1.0 * pictures_taken_ / std::max(1, case_.output.pictures - 1));
}

template <int dim>
void Driver<dim>::observe() {
  if (stress_due()) {
    deform(0.0);
    model_.mechanics()->accept();
  }
  if (progress_.moment.deformed) last_stress_ = done();
  stopwatch_("output", [&] { observer_.observe(progress_.moment, progress_.series); });
}

template <int dim>
void Driver<dim>::write_fields() {
  if (done() < 1.0 * pictures_taken_ / std::max(1, case_.output.pictures - 1) && !finished()) return;
  stopwatch_("output", [&] {
    const auto values = corner_values(model_.mesh(), output_fields(model_));
    files_.write(values, model_.mesh(), progress_.moment.time);
    sampler_.take(values, model_.mesh(), progress_.moment.time, progress_.pictures);
  });
  ++pictures_taken_;
}

/// When the front has moved by the width of its profile, on average, or diffusion has moved a percent.
template <int dim>
bool Driver<dim>::adaptation_due() const {
  const double taken = std::abs(observer_.lithium() - progress_.last_adapted);
  if (model_.diffusion()) return taken > 0.01 * model_.capacity();
  const double area = std::max(progress_.series.at("front_area").values.back(), 1e-30);
  return taken / model_.capacity() * model_.front()->size() / area >= case_.front.thickness;
}

/// The small cells follow the lithium.
template <int dim>
void Driver<dim>::adapt() {
  if (!model_.lithiates() || case_.numerics.refinements == 0 || finished() || !adaptation_due()) return;
  progress_.last_adapted = observer_.lithium();
  if (!stopwatch_("adaptation", [&] { return model_.adapt(); })) return;
  conduct();
  if (stress_every_step()) deform(0.0);  // elastic: its stress drives the front
  model_.steer();
}

template <int dim>
double Driver<dim>::expected_speed() const {
  if (!model_.lithiates()) return 0.0;
  const Body& body = model_.lithiated();
  if (!case_.drive.current) return case_.front.rate;
  return *case_.drive.current * LevelSet<dim>::speed_per_current(body.site_concentration, body.x_start, body.x_full);
}

template <int dim>
double Driver<dim>::first_step() const {
  if (case_.numerics.first_step > 0.0) return case_.numerics.first_step;
  const double speed = expected_speed();
  if (speed > 0.0 && model_.front()) return 0.25 * case_.front.thickness / speed;
  if (speed > 0.0) return 0.1 * std::ldexp(case_.numerics.cell_size, -case_.numerics.refinements) / speed;
  return case_.drive.until_time ? *case_.drive.until_time / 200.0 : 1.0;
}

/// A front does not leave the band of small cells around it in a step.
template <int dim>
double Driver<dim>::largest_step() const {
  constexpr double widths = 1.0;
  const double given = case_.numerics.max_step > 0.0 ? case_.numerics.max_step : infinite, speed = expected_speed();
  const double most = speed > 0.0 && model_.front() ? std::min(given, widths * case_.front.thickness / speed) : given;
  return most < infinite ? most : 0.0;
}

template <int dim>
double Driver<dim>::remaining() const {
  const auto& moment = progress_.moment;
  double least = infinite;
  if (case_.drive.until_time) least = std::min(least, *case_.drive.until_time - moment.time);
  if (case_.drive.until_charge && moment.conduction.current > 0.0)
    least = std::min(
        least, (*case_.drive.until_charge * moment.conduction.feed_area - moment.charge) / moment.conduction.current);
  if (case_.drive.until_lithiated_fraction && fraction_rate_ > 0.0)
    least = std::min(least, (*case_.drive.until_lithiated_fraction - observer_.lithiated_fraction()) / fraction_rate_);
  return least;
}

template <int dim>
double Driver<dim>::done() const {
  const auto& moment = progress_.moment;
  double most = 0.0;
  if (case_.drive.until_time) most = std::max(most, moment.time / *case_.drive.until_time);
  if (case_.drive.until_charge && moment.conduction.feed_area > 0.0)
    most = std::max(most, moment.charge / (*case_.drive.until_charge * moment.conduction.feed_area));
  if (case_.drive.until_lithiated_fraction)
    most = std::max(most, observer_.lithiated_fraction() / *case_.drive.until_lithiated_fraction);
  if (model_.lithiates()) most = std::max(most, observer_.lithiated_fraction() >= all ? 1.0 : 0.0);
  return std::min(most, 1.0);
}

template <int dim>
bool Driver<dim>::finished() const {
  return done() >= reached;
}

template <int dim>
bool Driver<dim>::stop_wanted() const {
  return dealii::Utilities::MPI::max(static_cast<int>(stop_asked), model_.communicator()) != 0;
}

template <int dim>
bool Driver<dim>::checkpoint_due() {
  if (!options_.checkpoint) return false;
  const auto now = std::chrono::steady_clock::now();
  const int due = std::chrono::duration<double>(now - last_checkpoint_).count() >= *options_.checkpoint ? 1 : 0;
  if (dealii::Utilities::MPI::max(due, model_.communicator()) == 0) return false;
  last_checkpoint_ = now;
  return true;
}

template <int dim>
void Driver<dim>::keep_checkpoint() {
  progress_.next_step = control_.next();
  progress_.written = files_.times();
  stopwatch_("checkpoints", [&] {
    model_.write_mesh(checkpoints_.next_mesh_file());
    if (dealii::Utilities::MPI::this_mpi_process(model_.communicator()) == 0) checkpoints_.write(progress_);
    MPI_Barrier(model_.communicator());
  });
}

template <int dim>
void Driver<dim>::note_failure(const NumericsError& error) {
  result_.failure = error.what();
}

template <int dim>
FieldRunResult Driver<dim>::finish() {
  Record& record = result_.record;
  if (result_.failure) {
    keep_checkpoint();
    result_.can_resume = true;
  } else if (dealii::Utilities::MPI::this_mpi_process(model_.communicator()) == 0) {
    checkpoints_.remove();
  }
  record.title = case_.title;
  record.resolved_input = case_.resolved;
  record.series = progress_.series;
  record.pictures = progress_.pictures;
  record.quantities = observer_.quantities(progress_.series);
  record.metadata["steps"] = fmt::format("{} accepted, {} rejected", control_.accepted(), control_.rejected());
  record.metadata["cells"] = std::to_string(model_.mesh().triangulation.n_global_active_cells());
  record.metadata["wall_time"] = stopwatch_.text();
  record.metadata["ranks"] = std::to_string(dealii::Utilities::MPI::n_mpi_processes(model_.communicator()));
  return std::move(result_);
}

template class Driver<2>;
template class Driver<3>;

}  // namespace silith::field
