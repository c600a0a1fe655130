#include "field/diffusion.hpp"

#include <deal.II/dofs/dof_tools.h>
#include <deal.II/lac/trilinos_sparsity_pattern.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/diagnostic.hpp"

namespace silith::field {
namespace {

constexpr int table_intervals = 8192;
/// Flux through a face fades over this share of x_full next to the end it would pass.
constexpr double fade = 1e-3;
/// D is not taken smaller than this share of the largest D when the matrix is scaled by it.
constexpr double least_diffusivity = 1e-9;
/// A kept matrix that reduces the correction by less than this is made anew.
constexpr double slow = 0.25;
/// Coefficient of the two-stage scheme, 1 - 1/sqrt(2).
const double diagonal = 1.0 - 1.0 / std::sqrt(2.0);

Bodies names_of(const DiffusionOptions& options) {
  Bodies bodies;
  for (const auto& [body, values] : options.bodies) {
    if (!(values.site_concentration > 0.0) || !values.diffusivity)
      throw InputError(fmt::format("body {}: diffusion needs a diffusivity and a site concentration above zero", body));
    bodies.insert(body);
  }
  if (bodies.empty()) throw InputError("diffusion: no body takes lithium", "set takes_lithium for one body at least");
  if (!(options.x_full > 0.0)) throw InputError("diffusion: x_full above zero is expected");
  return bodies;
}

dealii::Point<3> in_space(const dealii::Point<2>& at) {
  return {at[0], at[1], 0.0};
}
dealii::Point<3> in_space(const dealii::Point<3>& at) {
  return at;
}

/// Share of a flux that passes at a surface value: none beyond [0, x_full].
std::pair<double, double> passing(double flux, double x, double x_full) {
  const double room = (flux > 0.0 ? x_full - x : x) / (fade * x_full);
  if (room >= 1.0) return {1.0, 0.0};
  return {room, (flux > 0.0 ? -1.0 : 1.0) / (fade * x_full)};
}

}  // namespace

KirchhoffTable::KirchhoffTable(const std::function<double(double)>& diffusivity, double x_full)
    : step_(x_full / table_intervals), integral_(1, 0.0) {
  const double offset = 0.5 / std::sqrt(3.0);
  for (int i = 0; i < table_intervals; ++i) {
    const double middle = (i + 0.5) * step_;
    const double mean = 0.5 * (diffusivity(middle - offset * step_) + diffusivity(middle + offset * step_));
    slope_.push_back(mean);
    integral_.push_back(integral_.back() + mean * step_);
  }
}

std::pair<double, double> KirchhoffTable::operator()(double x) const {
  // Straight pieces: monotone as K is, and their slope is exact for Newton.
  const double place = std::clamp(x / step_, 0.0, table_intervals - 1e-9);
  const auto i = static_cast<std::size_t>(place);
  return {integral_[i] + slope_[i] * (x - static_cast<double>(i) * step_), slope_[i]};
}

template <int dim>
Diffusion<dim>::Diffusion(const FieldMesh<dim>& mesh, DiffusionOptions options)
    : options_(std::move(options)),
      bodies_(names_of(options_)),
      field_(mesh, 1),
      cells_(field_, bodies_),
      solver_(options_.linear) {
  for (const auto& [body, values] : options_.bodies)
    tables_.emplace(body, KirchhoffTable(values.diffusivity, options_.x_full));
  rebuild();
}

template <int dim>
void Diffusion<dim>::rebuild() {
  x_ = cells_.read();
  capacity_.reinit(cells_.zero());
  scale_.reinit(cells_.zero());
  table_.clear();
  surface_flux_.assign(cells_.faces().size(), 0.0);
  for (std::size_t c = 0; c < cells_.size(); ++c) {
    table_.push_back(&tables_.at(cells_.body(c)));
    const double sites = options_.bodies.at(cells_.body(c)).site_concentration;
    Slots local{};
    for (unsigned q = 0; q < NodalCells<dim>::points; ++q)
      for (unsigned s = 0; s < slots; ++s)
        local[s] += sites * cells_.shapes(c).weight[q] * cells_.shapes(c).value[q][s];
    cells_.add(capacity_, c, local);
  }
  capacity_.compress(dealii::VectorOperation::add);
  capacity_.update_ghost_values();
  find_stiffness({});
  find_fixed();
  const auto owned = field_.dofs().locally_owned_dofs();
  const auto ranks = field_.mesh().triangulation.get_communicator();
  dealii::TrilinosWrappers::SparsityPattern pattern(owned, ranks);
  dealii::DoFTools::make_sparsity_pattern(field_.dofs(), pattern, field_.constraints(), true,
                                          dealii::Utilities::MPI::this_mpi_process(ranks));
  pattern.compress();
  matrix_.reinit(pattern);
  factorised_for_ = 0.0;
  lithium_ = content(x_);
}

template <int dim>
void Diffusion<dim>::find_stiffness(const Metric& metric) {
  stiffness_.assign(cells_.size(), {});
  std::array<double, NodalCells<dim>::points> factors;
  factors.fill(1.0);
  for (std::size_t c = 0; c < cells_.size(); ++c) {
    const auto& shapes = cells_.shapes(c);
    if (metric) metric(cells_.cell(c), shapes.at, factors);
    const double sites = options_.bodies.at(cells_.body(c)).site_concentration;
    for (unsigned q = 0; q < NodalCells<dim>::points; ++q)
      for (unsigned a = 0; a < slots; ++a)
        for (unsigned b = 0; b < slots; ++b)
          stiffness_[c][a][b] +=
              sites * factors[q] * shapes.weight[q] * (shapes.gradient[q][a] * shapes.gradient[q][b]);
  }
}

template <int dim>
void Diffusion<dim>::set_metric(const Metric& metric) {
  find_stiffness(metric);
  factorised_for_ = 0.0;
}

template <int dim>
void Diffusion<dim>::find_fixed() {
  fixed_.reinit(cells_.zero());
  for (const auto& face : cells_.faces())
    if (fixed_boundaries_.count(face.boundary) > 0)
      for (unsigned s = 0; s < slots; ++s)
        if (face.measure[s] > 0.0) fixed_.local_element(cells_.nodes(face.cell)[s]) = 1.0;
  fixed_.compress(dealii::VectorOperation::max);
  fixed_.update_ghost_values();
}

template <int dim>
void Diffusion<dim>::set_fixed(std::set<dealii::types::boundary_id> boundaries,
                               std::function<double(const dealii::Point<dim>&, double)> value) {
  fixed_boundaries_ = std::move(boundaries);
  fixed_value_ = std::move(value);
  find_fixed();
  factorised_for_ = 0.0;
}

template <int dim>
void Diffusion<dim>::start(const std::function<double(const dealii::Point<dim>&)>& x) {
  for (unsigned i = 0; i < cells_.owned(); ++i) x_.local_element(i) = x(cells_.position(i));
  time_ = 0.0;
  supplied_ = 0.0;
  last_step_ = 0.0;
  take(x_);
}

template <int dim>
double Diffusion<dim>::content(const NodeVector& x) const {
  double sum = 0.0;
  for (unsigned i = 0; i < cells_.owned(); ++i) sum += capacity_.local_element(i) * x.local_element(i);
  return cells_.sum(sum);
}

template <int dim>
void Diffusion<dim>::take(const NodeVector& x) {
  x_ = x;
  x_.update_ghost_values();
  field_.set_values(cells_.write(x_));
  lithium_ = content(x_);
}

template <int dim>
double Diffusion<dim>::face_flux(std::size_t index, unsigned slot, double time) const {
  const auto& face = cells_.faces()[index];
  const bool here = flux_.boundaries.count(face.boundary) > 0 || flux_.other_bodies.count(face.other_side) > 0;
  const double given = face.measure[slot] * surface_flux_[index];
  if (!flux_.flux || !here || face.measure[slot] == 0.0) return given;
  // The flux at the middle of the face: of second order.
  const auto& cell = cells_.cell(face.cell);
  return given + face.measure[slot] * flux_.flux(in_space(cell->face(face.face)->center()), time);
}

template <int dim>
double Diffusion<dim>::set_surface_flux(const SurfaceFlux& flux, std::optional<double> total) {
  double sum = 0.0;
  for (std::size_t f = 0; f < surface_flux_.size(); ++f) {
    const auto& face = cells_.faces()[f];
    surface_flux_[f] = flux(cells_.cell(face.cell), face);
    sum += surface_flux_[f] * std::accumulate(face.measure.begin(), face.measure.end(), 0.0);
  }
  sum = cells_.sum(sum);
  if (total && sum != 0.0)
    for (double& value : surface_flux_) value *= *total / sum;
  return sum;
}

template <int dim>
void Diffusion<dim>::keep() {
  kept_ = x_;
  kept_time_ = time_;
  kept_supplied_ = supplied_;
}

template <int dim>
void Diffusion<dim>::go_back() {
  time_ = kept_time_;
  supplied_ = kept_supplied_;
  take(kept_);
}

template <int dim>
double Diffusion<dim>::capacity() const {
  double sum = 0.0;
  for (unsigned i = 0; i < cells_.owned(); ++i) sum += capacity_.local_element(i) * options_.x_full;
  return cells_.sum(sum);
}

template <int dim>
dealii::Vector<float> Diffusion<dim>::steepness() const {
  dealii::Vector<float> found(field_.mesh().triangulation.n_active_cells());
  for (std::size_t c = 0; c < cells_.size(); ++c) {
    const Slots values = cells_.gather(x_, c);
    const auto [least, most] = std::minmax_element(values.begin(), values.end());
    found(cells_.cell(c)->active_cell_index()) = static_cast<float>((*most - *least) / options_.x_full);
  }
  return found;
}

template <int dim>
NodeVector Diffusion<dim>::rates(const NodeVector& x, double time, NodeVector* slope, double* external) const {
  NodeVector rate(cells_.zero());
  if (slope != nullptr) *slope = rate;
  for (std::size_t c = 0; c < cells_.size(); ++c) {
    const Slots values = cells_.gather(x, c);
    Slots potential, local{};
    for (unsigned s = 0; s < slots; ++s) potential[s] = (*table_[c])(values[s]).first;
    for (unsigned a = 0; a < slots; ++a)
      for (unsigned b = 0; b < slots; ++b) local[a] -= stiffness_[c][a][b] * potential[b];
    cells_.add(rate, c, local);
  }
  for (std::size_t f = 0; f < cells_.faces().size(); ++f)
    for (unsigned s = 0; s < slots; ++s) {
      const auto& face = cells_.faces()[f];
      const double flux = face_flux(f, s, time);
      if (flux == 0.0) continue;
      const unsigned node = cells_.nodes(face.cell)[s];
      const auto [share, by_x] = passing(flux, x.local_element(node), options_.x_full);
      rate.local_element(node) += flux * share;
      if (external != nullptr) *external += flux * share;
      if (slope != nullptr) slope->local_element(node) += flux * by_x;
    }
  rate.compress(dealii::VectorOperation::add);
  if (slope != nullptr) slope->compress(dealii::VectorOperation::add);
  for (unsigned i = 0; source_ && i < cells_.owned(); ++i) {
    const double made = capacity_.local_element(i) * source_(cells_.position(i), time);
    rate.local_element(i) += made;
    if (external != nullptr) *external += made;
  }
  return rate;
}

template <int dim>
double Diffusion<dim>::find_scale(const NodeVector& x) {
  double largest = 0.0;
  for (std::size_t c = 0; c < cells_.size(); ++c)
    for (const double value : cells_.gather(x, c)) largest = std::max(largest, (*table_[c])(value).second);
  const double least = std::max(least_diffusivity * cells_.max(largest), std::numeric_limits<double>::min());
  NodeVector sums(cells_.zero()), counts(cells_.zero());
  for (std::size_t c = 0; c < cells_.size(); ++c)
    for (const unsigned node : cells_.nodes(c)) {
      sums.local_element(node) += std::max(least, (*table_[c])(x.local_element(node)).second);
      counts.local_element(node) += 1.0;
    }
  sums.compress(dealii::VectorOperation::add);
  counts.compress(dealii::VectorOperation::add);
  for (unsigned i = 0; i < cells_.owned(); ++i)
    scale_.local_element(i) = counts.local_element(i) > 0.0 ? counts.local_element(i) / sums.local_element(i) : 1.0;
  scale_.update_ghost_values();
  return least;
}

template <int dim>
void Diffusion<dim>::factorise(const NodeVector& x, double inverse_dt, const NodeVector& slope) {
  // Unknown D dx: with one law in all bodies the matrix is symmetric; with several, multigrid gets its symmetric part.
  const double least = find_scale(x);
  const bool symmetric = options_.linear.method == LinearMethod::amg;
  matrix_ = 0.0;
  std::vector<dealii::types::global_dof_index> columns(slots);
  std::vector<double> row(slots);
  for (std::size_t c = 0; c < cells_.size(); ++c) {
    Slots relative;
    for (unsigned s = 0; s < slots; ++s) {
      const unsigned node = cells_.nodes(c)[s];
      columns[s] = cells_.global(node);
      relative[s] = std::max(least, (*table_[c])(x.local_element(node)).second) * scale_.local_element(node);
    }
    for (unsigned a = 0; a < slots; ++a) {
      for (unsigned b = 0; b < slots; ++b) {
        const bool held = fixed_.local_element(cells_.nodes(c)[a]) + fixed_.local_element(cells_.nodes(c)[b]) > 0.0;
        row[b] = held ? 0.0 : stiffness_[c][a][b] * (symmetric ? 0.5 * (relative[a] + relative[b]) : relative[b]);
      }
      for (unsigned b = 0; b < slots; ++b) matrix_.add(columns[a], columns[b], row[b]);
    }
  }
  for (unsigned i = 0; i < cells_.owned(); ++i) {
    const bool used = capacity_.local_element(i) > 0.0 && fixed_.local_element(i) == 0.0;
    const double own = capacity_.local_element(i) * inverse_dt - slope.local_element(i);
    matrix_.add(cells_.global(i), cells_.global(i), used ? own * scale_.local_element(i) : 1.0);
  }
  matrix_.compress(dealii::VectorOperation::add);
  solver_.set_matrix(matrix_);
  factorised_for_ = inverse_dt;
}

template <int dim>
void Diffusion<dim>::solve_stage(NodeVector& x, const NodeVector& base, double time, double dt) {
  for (unsigned i = 0; i < cells_.owned(); ++i)
    if (fixed_.local_element(i) > 0.0) x.local_element(i) = fixed_value_(cells_.position(i), time);
  x.update_ghost_values();
  corrections_.clear();
  Vector right = field_.owned_vector(), solution = field_.owned_vector();
  NodeVector slope(cells_.zero()), correction(cells_.zero());
  for (int iteration = 0; iteration < options_.max_iterations; ++iteration) {
    const NodeVector rate = rates(x, time, &slope, nullptr);
    double residual = 0.0;  // bounds the correction, for the matrix is an M-matrix
    for (unsigned i = 0; i < cells_.owned(); ++i) {
      const bool used = capacity_.local_element(i) > 0.0 && fixed_.local_element(i) == 0.0;
      const double change = capacity_.local_element(i) * (x.local_element(i) - base.local_element(i)) / dt;
      right(cells_.global(i)) = used ? rate.local_element(i) - change : 0.0;
      if (used)
        residual = std::max(residual, std::abs(rate.local_element(i) - change) * dt / capacity_.local_element(i));
    }
    right.compress(dealii::VectorOperation::insert);
    if (cells_.max(residual) <= options_.tolerance * options_.x_full) return;
    const std::size_t n = corrections_.size();
    const bool stalls = n >= 2 && corrections_[n - 1] > slow * corrections_[n - 2];
    if (options_.tangent == DiffusionOptions::Tangent::exact || stalls || std::abs(factorised_for_ * dt - 1.0) > 1e-9)
      factorise(x, 1.0 / dt, slope);
    // Where D jumps full corrections may go back and forth.
    const double damping = n >= 5 && corrections_[n - 1] > 0.5 * corrections_[n - 2] ? 0.5 : 1.0;
    solution = 0.0;
    solver_.solve(solution, right);
    double largest = 0.0;
    for (unsigned i = 0; i < cells_.owned(); ++i) {
      const double step = damping * solution(cells_.global(i)) * scale_.local_element(i);
      largest = std::max(largest, std::abs(step));
      x.local_element(i) += capacity_.local_element(i) > 0.0 ? step : 0.0;
    }
    x.update_ghost_values();
    corrections_.push_back(cells_.max(largest) / options_.x_full);
    if (!std::isfinite(corrections_.back()) || corrections_.back() > 1e6) break;
    if (corrections_.back() <= options_.tolerance) return;
  }
  factorised_for_ = 0.0;
  throw NumericsError(fmt::format("diffusion: a step of {:.3g} s at {:.6g} s does not converge, last correction {:.3g} "
                                  "of x_full after {} iterations; a shorter step is needed",
                                  dt, time_, corrections_.back(), corrections_.size()),
                      time_);
}

template <int dim>
double Diffusion<dim>::supply(const NodeVector& x, const NodeVector& base, double time, double dt) const {
  double external = 0.0, held = 0.0;
  const NodeVector rate = rates(x, time, nullptr, &external);
  for (unsigned i = 0; i < cells_.owned(); ++i)
    if (fixed_.local_element(i) > 0.0)
      held += capacity_.local_element(i) * (x.local_element(i) - base.local_element(i)) / dt - rate.local_element(i);
  return cells_.sum(external + held);
}

template <int dim>
bool Diffusion<dim>::within_bounds(const NodeVector& x) const {
  double beyond = 0.0;
  for (unsigned i = 0; i < cells_.owned(); ++i)
    beyond = std::max({beyond, -x.local_element(i), x.local_element(i) - options_.x_full});
  return cells_.max(beyond) <= 1e-12 * options_.x_full;
}

template <int dim>
double Diffusion<dim>::two_stages(NodeVector& x, double dt, double& supplied) {
  const double part = diagonal * dt;
  NodeVector base(x_), first(cells_.zero());
  solve_stage(x, base, time_ + part, part);
  supplied = (dt - part) * supply(x, base, time_ + part, part);
  for (unsigned i = 0; i < cells_.owned(); ++i) {
    first.local_element(i) = (x.local_element(i) - x_.local_element(i)) / part;
    base.local_element(i) = x_.local_element(i) + (1.0 - diagonal) * dt * first.local_element(i);
  }
  solve_stage(x, base, time_ + dt, part);
  supplied += part * supply(x, base, time_ + dt, part);
  double error = 0.0;
  for (unsigned i = 0; i < cells_.owned(); ++i) {
    const double second = (x.local_element(i) - base.local_element(i)) / part;
    error = std::max(error, part * std::abs(second - first.local_element(i)));
  }
  return error;
}

template <int dim>
double Diffusion<dim>::step(double dt) {
  NodeVector x(x_);
  double supplied = 0.0, error = 0.0;
  const bool second_order = options_.scheme == DiffusionOptions::Scheme::sdirk2;
  if (second_order) error = two_stages(x, dt, supplied);
  // The second stage may pass the ends where x turns sharply; one implicit stage never does.
  if (!second_order || !within_bounds(x)) {
    x = x_;
    solve_stage(x, x_, time_ + dt, dt);
    supplied = dt * supply(x, x_, time_ + dt, dt);
  }
  time_ += dt;
  supplied_ += supplied;
  take(x);
  last_step_ = dt;
  last_error_ = cells_.max(error) / options_.x_full;
  return last_error_;
}

template <int dim>
double Diffusion<dim>::next_step(double tolerance) const {
  if (last_error_ <= 0.0) return 2.0 * last_step_;
  return last_step_ * std::clamp(0.9 * std::sqrt(tolerance / last_error_), 0.2, 2.0);
}

template <int dim>
void Diffusion<dim>::finish_refinement() {
  const double before = lithium_;
  field_.finish_refinement();
  cells_.rebuild();
  rebuild();
  // What interpolation onto coarser cells lost is put back where x is between its ends, so that bounds hold.
  double weights = 0.0;
  const auto weight = [this](double x) { return std::max(0.0, x * (1.0 - x / options_.x_full)); };
  for (unsigned i = 0; i < cells_.owned(); ++i) weights += capacity_.local_element(i) * weight(x_.local_element(i));
  weights = cells_.sum(weights);
  const double share = weights > 0.0 ? std::clamp((before - lithium_) / weights, -1.0, 1.0) : 0.0;
  for (unsigned i = 0; i < cells_.owned(); ++i) x_.local_element(i) += share * weight(x_.local_element(i));
  take(x_);
}

template <int dim>
void Diffusion<dim>::resume_checkpoint() {
  field_.resume_checkpoint();
  cells_.rebuild();
  rebuild();
}

template class Diffusion<2>;
template class Diffusion<3>;

}  // namespace silith::field
