#include "field/conduction.hpp"

#include <deal.II/base/quadrature_lib.h>
#include <fmt/format.h>

#include <limits>

#include "base/diagnostic.hpp"
#include "field/conduction_state.hpp"

namespace silith::field {
namespace {

std::vector<bool> conducting(const ConductionOptions& options) {
  std::vector<bool> out;
  for (const auto& law : options.conductivity) out.push_back(law.has_value());
  return out;
}

[[noreturn]] void give_up(const ConductionResult& result) {
  throw NumericsError(
      fmt::format(
          "the potential is not found: after {} Newton steps currents of {:.3g} A of {:.3g} A are unaccounted for",
          result.iterations, result.history.back(), result.current),
      std::numeric_limits<double>::quiet_NaN());
}

/// Area of a boundary next to bodies of every group.
template <int dim>
std::vector<double> area_of_groups(const PotentialSpace<dim>& space, const FieldMesh<dim>& mesh,
                                   dealii::types::boundary_id boundary, unsigned groups) {
  std::vector<double> area(groups, 0.0);
  const dealii::QGauss<dim - 1> points(space.element().degree + 1);
  dealii::FEFaceValues<dim> sides(mesh.mapping, space.element(), points,
                                  dealii::update_JxW_values | dealii::update_quadrature_points);
  for (const auto& cell : space.dofs().active_cell_iterators()) {
    if (!cell->is_locally_owned() || !space.has_unknowns(cell)) continue;
    for (const unsigned f : cell->face_indices()) {
      if (!cell->at_boundary(f) || cell->face(f)->boundary_id() != boundary) continue;
      sides.reinit(Cell<dim>(cell), f);
      for (const unsigned q : sides.quadrature_point_indices())
        area[static_cast<unsigned>(space.group(cell->material_id()))] +=
            sides.JxW(q) * mesh.measure(sides.quadrature_point(q));
    }
  }
  dealii::Utilities::MPI::sum(area, mesh.triangulation.get_communicator(), area);
  return area;
}

template <int dim>
Vector one_on(const dealii::IndexSet& unknowns, const PotentialSpace<dim>& space, MPI_Comm communicator) {
  Vector owned(space.owned(), communicator);
  for (const auto dof : unknowns)
    if (space.owned().is_element(dof)) owned(dof) = 1.0;
  owned.compress(dealii::VectorOperation::insert);
  space.ties().distribute(owned);
  Vector out(space.owned(), space.relevant(), communicator);
  out = owned;
  return out;
}

}  // namespace

ConductionOptions conduction_options(const FieldCase& field_case) {
  ConductionOptions options;
  options.degree = field_case.numerics.degree;
  options.temperature = field_case.temperature;
  for (const auto& body : field_case.bodies)
    options.conductivity.push_back(body.carrier == ChargeCarrier::none ? std::nullopt : body.conductivity);
  options.interfaces = field_case.interfaces;
  if (const auto* strip = std::get_if<StripGeometry>(&field_case.geometry)) {
    options.periods = {strip->width};
    if (field_case.frame == Frame::full_3d) options.periods.push_back(strip->depth);
  }
  if (field_case.frame == Frame::full_3d) options.linear.method = LinearMethod::amg;
  options.linear.higher_order = options.degree > 1;
  return options;
}

template <int dim>
Conduction<dim>::State::State(const Domain<dim>& domain_, ConductionOptions options_)
    : domain(domain_),
      mesh(domain_.mesh()),
      options(std::move(options_)),
      pairs(domain, options.interfaces, conducting(options), options.temperature, options.periods),
      space(mesh, options.degree, pairs.groups()),
      solver(options.linear) {
  resize();
}

template <int dim>
void Conduction<dim>::State::resize() {
  const auto communicator = mesh.triangulation.get_communicator();
  potential.reinit(space.owned(), space.relevant(), communicator);
  residual.reinit(space.owned(), communicator);
  feed_response.reinit(space.owned(), communicator);
}

template <int dim>
bool Conduction<dim>::State::linear() const {
  for (const auto& interface : options.interfaces)
    if (interface.kind == BodyInterface::Kind::butler_volmer) return false;
  return true;
}

template <int dim>
void Conduction<dim>::State::find_electrodes(const FieldDrive& drive) {
  electrodes.feed = domain.boundary(drive.feed);
  electrodes.ground = domain.boundary(drive.ground);
  const auto groups = static_cast<unsigned>(1 + *std::max_element(pairs.groups().begin(), pairs.groups().end()));
  const auto at_feed = area_of_groups(space, mesh, electrodes.feed, groups);
  const auto at_ground = area_of_groups(space, mesh, electrodes.ground, groups);
  electrodes.feed_area = std::accumulate(at_feed.begin(), at_feed.end(), 0.0);
  check_connected(drive, at_feed, at_ground);
  electrodes.feed_unknowns = space.free_unknowns_on(electrodes.feed);
  electrodes.ground_unknowns = space.free_unknowns_on(electrodes.ground);
  electrodes.feed_unknowns.subtract_set(electrodes.ground_unknowns);
}

template <int dim>
void Conduction<dim>::State::check_connected(const FieldDrive& drive, const std::vector<double>& at_feed,
                                             const std::vector<double>& at_ground) const {
  // Spreads from the ground over every face that lets current pass.
  std::vector<bool> reached;
  for (const double area : at_ground) reached.push_back(area > 0.0);
  for (std::size_t round = 0; round < reached.size(); ++round)
    for (const auto& [pair, law] : pairs.all()) {
      const int one = pairs.groups()[pair.first], other = pairs.groups()[pair.second];
      if (one < 0 || other < 0 || law.pattern.none()) continue;
      const bool either = reached[static_cast<unsigned>(one)] || reached[static_cast<unsigned>(other)];
      reached[static_cast<unsigned>(one)] = reached[static_cast<unsigned>(other)] = either;
    }
  for (unsigned body = 0; body < pairs.groups().size(); ++body) {
    const int group = pairs.groups()[body];
    if (group < 0 || reached[static_cast<unsigned>(group)]) continue;
    throw InputError(fmt::format("conduction: no current can get from body \"{}\" to the boundary \"{}\"",
                                 domain.bodies()[body], drive.ground),
                     "let it touch a conducting body, or give it no conductivity");
  }
  if (std::accumulate(at_feed.begin(), at_feed.end(), 0.0) > 0.0) return;
  throw InputError(fmt::format("conduction: no conducting body is at the boundary \"{}\"", drive.feed));
}

template <int dim>
void Conduction<dim>::State::prepare(const FieldDrive& drive) {
  if (drive.current.has_value() == drive.voltage.has_value())
    throw std::logic_error("Conduction: a drive has either a current or a voltage");
  if (drive.voltage && !given_feed(drive))
    throw InputError("drive: a voltage can't be held with an even current at the feed",
                     "write kind = \"equipotential\"");
  find_electrodes(drive);
  auto given = electrodes.ground_unknowns;
  if (given_feed(drive)) given.add_indices(electrodes.feed_unknowns);
  fixed = space.ties_and_zero(given);
  feed_shape = one_on(electrodes.feed_unknowns, space, mesh.triangulation.get_communicator());
  // A factorisation still refers to its matrix when it is destroyed.
  solver = LinearSolver(options.linear);
  space.make_matrix(fixed, matrix);
}

/// Moves the potential so that the electrodes have theirs, elsewhere it stays as it was.
template <int dim>
void Conduction<dim>::State::set_electrode_potentials(const FieldDrive& drive, double volts) {
  Vector owned(space.owned(), mesh.triangulation.get_communicator());
  owned = potential;
  for (const auto dof : electrodes.ground_unknowns)
    if (space.owned().is_element(dof)) owned(dof) = 0.0;
  if (given_feed(drive))
    for (const auto dof : electrodes.feed_unknowns)
      if (space.owned().is_element(dof)) owned(dof) = volts;
  owned.compress(dealii::VectorOperation::insert);
  space.ties().distribute(owned);
  potential = owned;
  voltage = volts;
}

template <int dim>
double Conduction<dim>::State::feed_current(const FieldDrive& drive) const {
  if (!given_feed(drive)) return *drive.current * electrodes.feed_area;
  double sum = 0.0;
  for (const auto dof : electrodes.feed_unknowns)
    if (space.owned().is_element(dof)) sum += residual(dof);
  return dealii::Utilities::MPI::sum(sum, mesh.triangulation.get_communicator());
}

template <int dim>
double Conduction<dim>::State::ground_current() const {
  double sum = 0.0;
  for (const auto dof : electrodes.ground_unknowns)
    if (space.owned().is_element(dof)) sum += residual(dof);
  return dealii::Utilities::MPI::sum(sum, mesh.triangulation.get_communicator());
}

template <int dim>
double Conduction<dim>::State::mismatch(const FieldDrive& drive) const {
  Vector free(residual);
  fixed.set_zero(free);
  double lacking = 0.0;
  if (given_feed(drive) && drive.current) lacking = feed_current(drive) - *drive.current * electrodes.feed_area;
  return std::hypot(free.l2_norm(), lacking);
}

/// The correction of the potential, and of the feed's own where its current is given (Eq. F6).
template <int dim>
int Conduction<dim>::State::newton_step(const FieldDrive& drive, Vector& correction, double& volts) {
  Vector load(residual);
  load *= -1.0;
  fixed.set_zero(load);
  correction = 0.0;
  int iterations = solver.solve(correction, load);
  fixed.distribute(correction);
  volts = 0.0;
  if (!given_feed(drive) || !drive.current) return iterations;
  Vector response(correction);
  response = 0.0;
  load = feed_response;
  load *= -1.0;
  fixed.set_zero(load);
  iterations += solver.solve(response, load);
  fixed.distribute(response);
  Vector shape(correction);
  shape = feed_shape;
  response += shape;
  const double conductance = feed_response * response;
  volts = (*drive.current * electrodes.feed_area - feed_current(drive) - feed_response * correction) / conductance;
  correction.add(volts, response);
  return iterations;
}

template <int dim>
void Conduction<dim>::State::iterate(const FieldDrive& drive, ConductionResult& result) {
  constexpr double round_off = 4.0 * std::numeric_limits<double>::epsilon();
  const auto small = [&](double error) {
    const double passed = std::max(std::abs(feed_current(drive)), std::abs(ground_current()));
    return error <= std::max(options.tolerance * passed, round_off * gross);
  };
  assemble(drive, Wanted::all);
  solver.set_matrix(matrix);
  result.history.push_back(mismatch(drive));
  while (result.iterations == 0 || !small(result.history.back())) {
    result.current = feed_current(drive);
    if (++result.iterations > options.max_iterations) give_up(result);
    const bool stalled = !advance(drive, small, result);
    if (stalled || (linear() && result.iterations == 3)) return;
    if (linear() || small(result.history.back())) continue;
    assemble(drive, Wanted::all);
    solver.set_matrix(matrix);
  }
}

/// One Newton step, shortened until it helps. @returns whether it still moved the potential beyond round-off
template <int dim>
bool Conduction<dim>::State::advance(const FieldDrive& drive, const std::function<bool(double)>& small,
                                     ConductionResult& result) {
  Vector correction(residual), before(residual);
  double volts = 0.0;
  result.linear_iterations += newton_step(drive, correction, volts);
  before = potential;
  const double volts_before = voltage;
  for (double length = 1.0;; length /= 2.0) {
    if (length < 1e-6) give_up(result);
    Vector moved(before);
    moved.add(length, correction);
    potential = moved;
    voltage = volts_before + length * volts;
    assemble(drive, Wanted::residual);
    const double error = mismatch(drive);
    if (!linear() && !small(error) && !(error <= (1.0 - 1e-4 * length) * result.history.back())) continue;
    result.history.push_back(error);
    return correction.linfty_norm() > 1e-13 * before.linfty_norm();
  }
}

template <int dim>
Conduction<dim>::Conduction(const Domain<dim>& domain, ConductionOptions options)
    : state_(std::make_unique<State>(domain, std::move(options))) {}
template <int dim>
Conduction<dim>::~Conduction() = default;

template <int dim>
void Conduction<dim>::set_source(CellScalars<dim> source) {
  state_->source = std::move(source);
}

template <int dim>
ConductionResult Conduction<dim>::solve(const CellScalars<dim>& x, const FieldDrive& drive) {
  State& state = *state_;
  state.x = x;
  state.prepare(drive);
  state.set_electrode_potentials(drive, drive.voltage.value_or(state.voltage));
  ConductionResult result;
  state.iterate(drive, result);
  result.current = state.feed_current(drive);
  result.feed_area = state.electrodes.feed_area;
  const double out = -state.ground_current();
  result.balance_error = result.current == out ? 0.0 : std::abs(result.current - out) / std::abs(result.current);
  result.voltage = state.given_feed(drive) ? state.voltage : state.mean_potential_at_feed();
  return result;
}

template <int dim>
double Conduction<dim>::State::mean_potential_at_feed() const {
  const dealii::QGauss<dim - 1> points(space.element().degree + 1);
  dealii::FEFaceValues<dim> sides(mesh.mapping, space.element(), points,
                                  dealii::update_values | dealii::update_JxW_values | dealii::update_quadrature_points);
  std::vector<dealii::types::global_dof_index> indices(space.element().n_dofs_per_cell());
  double sum = 0.0;
  for (const auto& cell : space.dofs().active_cell_iterators()) {
    if (!cell->is_locally_owned() || !space.has_unknowns(cell)) continue;
    for (const unsigned f : cell->face_indices()) {
      if (!cell->at_boundary(f) || cell->face(f)->boundary_id() != electrodes.feed) continue;
      sides.reinit(Cell<dim>(cell), f);
      cell->get_dof_indices(indices);
      for (const unsigned q : sides.quadrature_point_indices())
        for (unsigned i = 0; i < indices.size(); ++i)
          sum +=
              potential(indices[i]) * sides.shape_value(i, q) * sides.JxW(q) * mesh.measure(sides.quadrature_point(q));
    }
  }
  return dealii::Utilities::MPI::sum(sum, mesh.triangulation.get_communicator()) / electrodes.feed_area;
}

template <int dim>
dealii::types::global_dof_index Conduction<dim>::unknowns() const {
  return state_->space.dofs().n_dofs();
}

template <int dim>
void Conduction<dim>::prepare_refinement() {
  using Transfer = dealii::parallel::distributed::SolutionTransfer<dim, Vector>;
  state_->transfer = std::make_unique<Transfer>(state_->space.dofs());
  state_->transfer->prepare_for_coarsening_and_refinement(state_->potential);
}

template <int dim>
void Conduction<dim>::finish_refinement() {
  State& state = *state_;
  state.space.distribute();
  state.resize();
  Vector owned(state.residual);
  state.transfer->interpolate(owned);
  state.transfer.reset();
  state.space.ties().distribute(owned);
  state.potential = owned;
}

template class Conduction<2>;
template class Conduction<3>;

}  // namespace silith::field
