#include "field/field_model.hpp"

#include <deal.II/base/qprojector.h>
#include <deal.II/fe/fe_nothing.h>
#include <deal.II/numerics/error_estimator.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/constants.hpp"
#include "base/diagnostic.hpp"
#include "field/neighbours.hpp"
#include "field/start_shape.hpp"
#include "field/stress_measures.hpp"

namespace silith::field {
namespace {

std::vector<BoundarySupport> supports_of(const FieldCase& field_case, const auto& domain) {
  std::vector<BoundarySupport> supports;
  for (const Support& support : field_case.mechanics.supports)
    supports.push_back({domain.boundary(support.boundary), support.kind, support.stiffness, support.gap});
  return supports;
}

}  // namespace

template <int dim>
FieldModel<dim>::FieldModel(const FieldCase& completed_case, const std::string& mesh_file, MPI_Comm communicator)
    : case_(completed_case), domain_(case_.geometry, domain_options(case_), communicator), mesh_(domain_.mesh()) {
  if (!mesh_file.empty()) domain_.triangulation().load(mesh_file);
  make_physics();
  if (mesh_file.empty()) {
    start_front();
  } else {
    settled_ = true;
    if (front_) front_->resume_checkpoint();
    if (diffusion_) diffusion_->resume_checkpoint();
    if (mechanics_) mechanics_->resume_checkpoint();
  }
}

template <int dim>
const Body& FieldModel<dim>::lithiated() const {
  return *std::find_if(case_.bodies.begin(), case_.bodies.end(), [](const Body& body) { return body.takes_lithium; });
}

template <int dim>
Bodies FieldModel<dim>::lithiated_bodies() const {
  Bodies bodies;
  for (const Body& body : case_.bodies)
    if (body.takes_lithium) bodies.insert(domain_.body(body.name));
  return bodies;
}

template <int dim>
void FieldModel<dim>::make_physics() {
  make_front();
  make_diffusion();
  if (front_) {
    x_ = cell_scalars(front_->stoichiometry(), mesh_.mapping);
  } else if (diffusion_) {
    x_ = cell_scalars(diffusion_->stoichiometry(), mesh_.mapping);
  } else {
    std::vector<double> start(case_.bodies.size());
    for (const Body& body : case_.bodies) start[domain_.body(body.name)] = body.x_start;
    x_ = [start](const Cell<dim>& cell, const dealii::Quadrature<dim>&, std::span<double> out) {
      std::fill(out.begin(), out.end(), start[cell->material_id()]);
    };
  }
  if (case_.drive.current || case_.drive.voltage) {
    ConductionOptions options = conduction_options(case_);
    if (dim == 3) options.linear.method = LinearMethod::amg;
    conduction_ = std::make_unique<Conduction<dim>>(domain_, options);
  }
  charge_lithiates_ =
      (level_set_ || diffusion_) && conduction_ &&
      must_cross(domain_, domain_.boundary(case_.drive.feed), domain_.boundary(case_.drive.ground), lithiated_bodies());
  MechanicsSetup setup;
  setup.supports = supports_of(case_, domain_);
  setup.measure = case_.mechanics.measure;
  // A factorisation in three dimensions costs too much; the tangent of finite strain is not symmetric enough for
  // conjugate gradients.
  if (dim == 3 && case_.mechanics.model == MechanicsModel::elastic)
    setup.newton.linear.method = LinearMethod::matrix_free;
  if (case_.mechanics.model != MechanicsModel::none)
    mechanics_ = make_mechanics<dim>(case_.mechanics.model, mesh_, Solid(case_.bodies, case_.temperature), setup);
}

template <int dim>
void FieldModel<dim>::make_front() {
  if (case_.front.model != FrontModel::level_set && case_.front.model != FrontModel::phase_field) return;
  const Body& body = lithiated();
  FrontPhaseOptions common;
  common.bodies = lithiated_bodies();
  common.thickness = case_.front.thickness;
  common.x_start = body.x_start;
  common.x_full = body.x_full;
  if (case_.front.model == FrontModel::level_set) {
    LevelSetOptions options;
    options.front = common;
    if (case_.front.reinitialisation > 0.0) options.reinitialisation = case_.front.reinitialisation;
    // A front with a speed of its own brings nothing in where it slants away from the surface.
    if (!case_.drive.current && !case_.drive.voltage) options.inflow.reset();
    auto made = std::make_unique<LevelSet<dim>>(mesh_, options);
    level_set_ = made.get();
    front_ = std::move(made);
  } else {
    PhaseFieldOptions options;
    options.front = common;
    options.rate = case_.front.rate;
    options.temperature = case_.temperature;
    // Stress makes the head of the profile faster than its tail: it has to be held to its width more tightly.
    if (case_.mechanics.model != MechanicsModel::none && case_.front.stress_in_driving_force) options.mobility = 10.0;
    auto made = std::make_unique<PhaseField<dim>>(mesh_, options);
    phase_field_ = made.get();
    front_ = std::move(made);
  }
}

template <int dim>
void FieldModel<dim>::make_diffusion() {
  if (case_.front.model != FrontModel::diffusion) return;
  DiffusionOptions options;
  for (const Body& body : case_.bodies)
    if (body.takes_lithium)
      options.bodies[domain_.body(body.name)] = {
          [law = *body.diffusivity, T = case_.temperature](double x) { return law({.x = x, .T = T}).value; },
          body.site_concentration};
  options.x_full = lithiated().x_full;
  if (dim == 3) options.linear.method = LinearMethod::amg;
  diffusion_ = std::make_unique<Diffusion<dim>>(mesh_, options);
  diffusion_->start([x = lithiated().x_start](const auto&) { return x; });
}

template <int dim>
void FieldModel<dim>::start_front() {
  for (int level = 0; diffusion_ && !follows_lithium() && level < case_.numerics.refinements; ++level)
    refine_throughout();
  if (!front_) return;
  const auto distance = start_distance<dim>(case_);
  front_->start(distance);
  for (int level = 0; level < case_.numerics.refinements; ++level) {
    if (follows_lithium())
      adapt();
    else
      refine_throughout();
    front_->start(distance);
  }
  settled_ = true;
}

/// Flow is kept in the points of every cell, and a displacement of tens of percent that is interpolated to other cells
/// may turn them inside out: with finite strain the small cells are there from the start.
template <int dim>
bool FieldModel<dim>::follows_lithium() const {
  return lithiates() && case_.numerics.refinements > 0 &&
         case_.mechanics.model != MechanicsModel::finite_strain_plastic;
}

template <int dim>
ConductionResult FieldModel<dim>::conduct() {
  const ConductionResult result = conduction_->solve(x_, case_.drive);
  current_ = result.current;
  return result;
}

template <int dim>
void FieldModel<dim>::deform(double dt) {
  mechanics_->solve(x_, dt);
}

template <int dim>
void FieldModel<dim>::swell(double time) {
  constexpr double smallest = 1.0 / 256.0;
  std::vector<double> start(case_.bodies.size());
  for (const Body& body : case_.bodies) start[domain_.body(body.name)] = body.x_start;
  const bool linear = case_.mechanics.model == MechanicsModel::elastic;
  double done = 0.0, part = linear ? 1.0 : 0.125;
  while (done < 1.0) {
    const double to = std::min(1.0, done + part);
    const CellScalars<dim> x = [this, start, to](const Cell<dim>& cell, const dealii::Quadrature<dim>& points,
                                                 std::span<double> out) {
      x_(cell, points, out);
      for (double& value : out) value = start[cell->material_id()] + to * (value - start[cell->material_id()]);
    };
    try {
      mechanics_->solve(to < 1.0 ? x : x_, (to - done) * time);
      mechanics_->accept();
      done = to;
    } catch (const NumericsError&) {
      mechanics_->reject();
      part *= 0.5;
      if (part < smallest) throw;
    }
  }
}

template <int dim>
bool FieldModel<dim>::stress_drives_front() const {
  return phase_field_ != nullptr && mechanics_ != nullptr && case_.front.stress_in_driving_force;
}

template <int dim>
void FieldModel<dim>::steer() {
  if (diffusion_) feed_diffusion();
  if (level_set_) level_set_->set_velocity(front_velocity());
  if (phase_field_) phase_field_->set_driving_energy(driving_energy());
}

template <int dim>
void FieldModel<dim>::keep() {
  if (front_) front_->keep();
  if (diffusion_) diffusion_->keep();
}

template <int dim>
void FieldModel<dim>::go_back() {
  if (front_) front_->go_back();
  if (diffusion_) diffusion_->go_back();
}

template <int dim>
void FieldModel<dim>::advance(double dt) {
  constexpr double least = 1.0 - 1e-9;  // of the lithium that the current brings
  if (front_) front_->step(dt);
  if (!diffusion_) return;
  const double before = diffusion_->lithium(), brought = current_ / faraday * dt;
  diffusion_error_ = diffusion_->step(dt);
  if (charge_lithiates_ && diffusion_->lithium() - before < least * brought)
    throw NumericsError("the surface is full: diffusion does not carry on what the current brings", diffusion_->time());
}

template <int dim>
double FieldModel<dim>::lithium() const {
  if (!lithiates()) return 0.0;
  if (front_) return capacity() * front_->reacted_volume() / front_->size();
  const Body& body = lithiated();
  return diffusion_->lithium() - diffusion_->capacity() * body.x_start / body.x_full;
}

template <int dim>
double FieldModel<dim>::capacity() const {
  const Body& body = lithiated();
  if (diffusion_) return diffusion_->capacity() * (1.0 - body.x_start / body.x_full);
  return body.site_concentration * (body.x_full - body.x_start) * front_->size();
}

template <int dim>
double FieldModel<dim>::hold_front(double lithium) {
  const Body& body = lithiated();
  const double per_volume = body.site_concentration * (body.x_full - body.x_start);
  return per_volume * front_->hold_to(lithium / per_volume);
}

template <int dim>
double FieldModel<dim>::lithiation_error() const {
  if (diffusion_) return diffusion_error_;
  return level_set_ ? level_set_->velocity_error() : phase_field_ ? phase_field_->energy_error() : 0.0;
}

/// Lithium passes the surface with the current, but not where electrons do; or at a rate, where it comes from.
template <int dim>
void FieldModel<dim>::feed_diffusion() {
  using Face = typename NodalCells<dim>::Face;
  const auto inside = [](const Face& face) { return face.other_side != dealii::numbers::invalid_material_id; };
  const auto metallic = [&](const Face& face) {
    return inside(face) && case_.find_body(domain_.bodies()[face.other_side])->carrier == ChargeCarrier::electronic;
  };
  if (conduction_) {
    const auto ground = domain_.boundary(case_.drive.ground);
    const auto flux = [&, inwards = current_inwards()](const Cell<dim>& cell, const Face& face) {
      return face.boundary == ground || metallic(face) ? 0.0 : inwards(cell, face.face) / faraday;
    };
    diffusion_->set_surface_flux(flux, charge_lithiates_ ? std::optional<double>(current_ / faraday) : std::nullopt);
    return;
  }
  const bool particle = std::holds_alternative<ParticleGeometry>(case_.geometry);
  const auto source = domain_.boundary(!case_.drive.feed.empty() ? case_.drive.feed : particle ? "contact" : "top");
  const Body& body = lithiated();
  const double flux = case_.front.rate * body.site_concentration * (body.x_full - body.x_start);
  diffusion_->set_surface_flux([&](const auto&, const Face& face) {
    return (inside(face) && !metallic(face)) || face.boundary == source ? flux : 0.0;
  });
}

/// Current density into a cell through the middle of one of its faces, A/m^2.
template <int dim>
std::function<double(const Cell<dim>&, unsigned)> FieldModel<dim>::current_inwards() const {
  dealii::Point<dim - 1> middle;
  for (unsigned d = 0; d + 1 < dim; ++d) middle[d] = 0.5;
  const dealii::Quadrature<dim - 1> on_face(middle);
  const auto element = std::make_shared<dealii::FE_Nothing<dim>>();
  const auto normals =
      std::make_shared<dealii::FEFaceValues<dim>>(mesh_.mapping, *element, on_face, dealii::update_normal_vectors);
  return [=, current = conduction_->current_density()](const Cell<dim>& cell, unsigned face) {
    (void)element;  // has to outlive the values
    normals->reinit(typename dealii::Triangulation<dim>::cell_iterator(cell), face);
    std::array<dealii::Tensor<1, dim>, 1> at_middle;
    const auto shape = dealii::ReferenceCells::get_hypercube<dim>();
    current(cell, dealii::QProjector<dim>::project_to_face(shape, on_face, face), at_middle);
    return -(at_middle[0] * normals->normal_vector(0));
  };
}

/// Eq. F22 from the current, or a speed of its own along the normal.
template <int dim>
CellVectors<dim> FieldModel<dim>::front_velocity() const {
  if (conduction_) {
    const Body& body = lithiated();
    const double factor = LevelSet<dim>::speed_per_current(body.site_concentration, body.x_start, body.x_full);
    return [current = conduction_->current_density(), factor](
               const Cell<dim>& cell, const dealii::Quadrature<dim>& points, std::span<dealii::Tensor<1, dim>> out) {
      current(cell, points, out);
      for (auto& u : out) u *= factor;
    };
  }
  struct Reader {
    std::vector<dealii::Point<dim>> points;
    std::unique_ptr<ScalarEvaluator<dim>> phase;
  };
  const auto reader = std::make_shared<Reader>();
  const double rate = case_.front.rate, flat = 1e-4 / case_.front.thickness;
  return [this, reader, rate, flat](const Cell<dim>& cell, const dealii::Quadrature<dim>& points,
                                    std::span<dealii::Tensor<1, dim>> out) {
    if (!reader->phase || reader->points != points.get_points()) {
      reader->points = points.get_points();
      reader->phase = std::make_unique<ScalarEvaluator<dim>>(front_->phase().view(), mesh_.mapping, points);
    }
    reader->phase->reinit(cell);
    const auto gradients = reader->phase->gradients();
    for (std::size_t q = 0; q < out.size(); ++q) out[q] = rate * gradients[q] / (gradients[q].norm() + flat);
  };
}

/// Free energy released per lithium without stress, plus the work of the mean stress on the swelling (Eq. F30).
template <int dim>
CellScalars<dim> FieldModel<dim>::driving_energy() const {
  const double chemical = case_.front.driving_energy;
  if (!stress_drives_front())
    return [chemical](const Cell<dim>&, const dealii::Quadrature<dim>&, std::span<double> out) {
      std::fill(out.begin(), out.end(), chemical);
    };
  const Body& body = lithiated();
  const LawPoint end{.x = body.x_full, .T = case_.temperature};
  const double volume_per_lithium =
      ((*body.volume_ratio)(end).value - 1.0) / (body.site_concentration * (body.x_full - body.x_start));
  return [mean = stress_measure(*mechanics_, &StressMeasures::hydrostatic), chemical, volume_per_lithium](
             const Cell<dim>& cell, const dealii::Quadrature<dim>& points, std::span<double> out) {
    mean(cell, points, out);
    for (double& energy : out) energy = chemical + energy * volume_per_lithium;
  };
}

template <int dim>
void FieldModel<dim>::follow(std::vector<MeshFollower>& followers) const {
  if (conduction_) followers.push_back(follower(*conduction_));
  if (front_) followers.push_back(follower(*front_));
  if (diffusion_) followers.push_back(follower(*diffusion_));
  if (mechanics_) followers.push_back(follower(*mechanics_));
}

template <int dim>
bool FieldModel<dim>::adapt() {
  if (!follows_lithium()) return false;
  constexpr double most = 2e6;  // cells
  if (diffusion_) {
    constexpr double steep = 0.1, flat = 0.02;  // differences of x/x_full within a cell
    Marking<dim> marking(domain_.triangulation(), {0, case_.numerics.refinements, most});
    marking.by_threshold(diffusion_->steepness(), steep, flat);
    return marking.set_flags() && change_cells();
  }
  constexpr double band = 6.0;  // in widths of the front: beyond, its profile is flat to a quarter of a percent
  Marking<dim> marking(domain_.triangulation(), {0, case_.numerics.refinements, most});
  marking.by_threshold(front_->within(band * case_.front.thickness), 0.5, 0.5);
  if (settled_) mark_errors(marking);
  return marking.set_flags() && change_cells();
}

/// Cells that make up most of the error of the potential (Eq. F7) or of the displacement (its gradients' jumps) are
/// split; those with next to none of it are joined. The front's share of the errors is in its small cells already.
template <int dim>
void FieldModel<dim>::mark_errors(Marking<dim>& marking) {
  constexpr double split = 0.3, join = 0.1;  // shares of the sums
  if (conduction_) marking.by_share(conduction_->error_indicator(), split, join);
  if (!mechanics_) return;
  dealii::Vector<float> jumps(domain_.triangulation().n_active_cells());
  dealii::KellyErrorEstimator<dim>::estimate(mesh_.mapping, mechanics_->dofs(), dealii::QGauss<dim - 1>(3), {},
                                             mechanics_->displacement(), jumps);
  marking.by_share(jumps, split, join);
}

template <int dim>
void FieldModel<dim>::refine_throughout() {
  const Bodies bodies = lithiated_bodies();
  for (const auto& cell : domain_.triangulation().active_cell_iterators())
    if (cell->is_locally_owned() && bodies.count(cell->material_id()) > 0 && cell->level() < case_.numerics.refinements)
      cell->set_refine_flag();
  change_cells();
}

template <int dim>
bool FieldModel<dim>::change_cells() {
  std::vector<MeshFollower> followers;
  follow(followers);
  return change_mesh(domain_.triangulation(), followers);
}

template <int dim>
void FieldModel<dim>::write_mesh(const std::string& file) {
  if (front_) front_->prepare_checkpoint();
  if (diffusion_) diffusion_->prepare_checkpoint();
  if (mechanics_) mechanics_->prepare_checkpoint();
  domain_.triangulation().save(file);
}

template class FieldModel<2>;
template class FieldModel<3>;

}  // namespace silith::field
