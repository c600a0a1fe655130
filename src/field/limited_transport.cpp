#include "field/limited_transport.hpp"

#include <deal.II/base/qprojector.h>

#include <algorithm>
#include <cmath>

namespace silith::field {
namespace {

/// Values are not told apart from 0 and 1 beyond this when a distance is made of them.
constexpr double least_phase = 1e-9;
/// Passes of Jacobi's iteration for the consistent mass: its error is of sixth order in the cell's size.
constexpr int mass_passes = 3;

/// What the upwind step adds between two nodes so that neither takes from the other with the wrong sign.
template <class Local>
double upwind(const Local& transport, unsigned a, unsigned b) {
  return std::max({0.0, transport[a][b], transport[b][a]});
}

void add_up(NodeVector& sums) {
  sums.compress(dealii::VectorOperation::add);
  sums.update_ghost_values();
}

/// values = a * values + b * other, ghosts as well.
void blend(NodeVector& values, double a, double b, const NodeVector& other) {
  values.sadd(a, b, other);
  values.update_ghost_values();
}

}  // namespace

template <int dim>
LimitedTransport<dim>::LimitedTransport(const NodalCells<dim>& cells, TransportOptions options)
    : cells_(cells), options_(options) {
  rebuild();
}

template <int dim>
void LimitedTransport<dim>::rebuild() {
  transport_.assign(cells_.size(), Local{});
  outflow_.assign(cells_.size(), Slots{});
  fluxes_.assign(cells_.size(), Slots{});
  flat_.assign(cells_.size(), 0);
  for (NodeVector* vector : {&distance_, &low_rate_, &upper_, &lower_, &inflow_}) vector->reinit(cells_.zero());
  for (auto& component : normals_) component.reinit(cells_.zero());
  double smallest = std::numeric_limits<double>::max();
  for (std::size_t c = 0; c < cells_.size(); ++c) smallest = std::min(smallest, cells_.size_of(c));
  smallest_cell_ = cells_.min(smallest);
  stable_step_ = std::numeric_limits<double>::max();
}

template <int dim>
auto LimitedTransport<dim>::transport_matrix(std::size_t cell,
                                             const std::vector<dealii::Tensor<1, dim>>& velocity) const -> Local {
  const auto& shapes = cells_.shapes(cell);
  const bool conservative = options_.form == TransportOptions::Form::conservative;
  Local local{};
  for (unsigned q = 0; q < NodalCells<dim>::points; ++q) {
    Slots along;
    for (unsigned s = 0; s < slots; ++s) along[s] = shapes.weight[q] * (velocity[q] * shapes.gradient[q][s]);
    for (unsigned a = 0; a < slots; ++a)
      for (unsigned b = 0; b < slots; ++b)
        local[a][b] += conservative ? -along[a] * shapes.value[q][b] : shapes.value[q][a] * along[b];
  }
  return local;
}

template <int dim>
void LimitedTransport<dim>::set_velocity(const CellVectors<dim>& velocity) {
  std::vector<dealii::Tensor<1, dim>> at_points(NodalCells<dim>::points);
  for (std::size_t c = 0; c < cells_.size(); ++c) {
    velocity(cells_.cell(c), cells_.quadrature(), at_points);
    transport_[c] = transport_matrix(c, at_points);
    outflow_[c] = Slots{};
  }
  add_surface(velocity);
  find_stable_step();
}

template <int dim>
void LimitedTransport<dim>::add_surface(const CellVectors<dim>& velocity) {
  // Each corner's share of the face carries its own value out: Gauss-Lobatto points, so values and shares go together.
  using namespace dealii;
  const auto& mesh = cells_.field().mesh();
  inflow_ = 0.0;
  const QTrapezoid<dim - 1> corners;
  FEFaceValues<dim> on_face(mesh.mapping, cells_.field().dofs().get_fe(), corners,
                            update_values | update_normal_vectors);
  std::vector<Tensor<1, dim>> at_corners(corners.size());
  for (const auto& face : cells_.faces()) {
    const auto& cell = cells_.cell(face.cell);
    const auto on_cell = QProjector<dim>::project_to_face(ReferenceCells::get_hypercube<dim>(), corners, face.face);
    velocity(cell, on_cell, at_corners);
    const typename Triangulation<dim>::cell_iterator plain = cell;
    on_face.reinit(plain, face.face);
    Tensor<1, dim> mean;
    for (unsigned k = 0; k < corners.size(); ++k) mean += at_corners[k] / corners.size();
    for (unsigned s = 0; s < slots; ++s) {
      if (face.measure[s] == 0.0) continue;
      // The corner nearest to the slot is found by its shape function; a slot off the face takes the mean.
      double out = mean * on_face.normal_vector(0);
      for (unsigned k = 0; k < corners.size(); ++k)
        if (on_face.shape_value(s, k) > 0.5) out = at_corners[k] * on_face.normal_vector(k);
      add_surface_flow(face.cell, s, face.measure[s] * out);
    }
  }
  inflow_.compress(VectorOperation::add);
  inflow_.update_ghost_values();
}

template <int dim>
void LimitedTransport<dim>::add_surface_flow(std::size_t cell, unsigned slot, double out) {
  const bool conservative = options_.form == TransportOptions::Form::conservative;
  if (out < 0.0 && options_.inflow) {
    inflow_.local_element(cells_.nodes(cell)[slot]) -= out * *options_.inflow;
    if (!conservative) transport_[cell][slot][slot] -= out;
    return;
  }
  if (conservative) transport_[cell][slot][slot] += out;
  outflow_[cell][slot] += out;
}

template <int dim>
void LimitedTransport<dim>::find_stable_step() {
  NodeVector exchange(cells_.zero());
  for (std::size_t c = 0; c < cells_.size(); ++c) {
    Slots local{};
    for (unsigned a = 0; a < slots; ++a)
      for (unsigned b = 0; b < slots; ++b) local[a] += a == b ? transport_[c][a][a] : upwind(transport_[c], a, b);
    cells_.add(exchange, c, local);
  }
  add_up(exchange);
  double shortest = std::numeric_limits<double>::max();
  for (unsigned i = 0; i < cells_.owned(); ++i)
    if (exchange.local_element(i) > 0.0)
      shortest = std::min(shortest, cells_.mass().local_element(i) / exchange.local_element(i));
  stable_step_ = cells_.min(shortest);
}

template <int dim>
double LimitedTransport<dim>::stable_step() const {
  const double spread = options_.thickness * gamma_;
  if (spread <= 0.0) return stable_step_;
  return std::min(stable_step_, 0.4 * smallest_cell_ * smallest_cell_ / (dim * spread));
}

template <int dim>
void LimitedTransport<dim>::find_distance(const NodeVector& p) {
  if (gamma_ <= 0.0) return;
  for (unsigned i = 0; i < cells_.owned(); ++i) {
    const double value = std::clamp(p.local_element(i), least_phase, 1.0 - least_phase);
    distance_.local_element(i) = options_.thickness * std::log(value / (1.0 - value));
  }
  distance_.update_ghost_values();
  if (options_.profile == TransportOptions::Profile::restored) find_normals();
}

template <int dim>
void LimitedTransport<dim>::find_normals() {
  // Means over the cells around a node. With the gradient of the very cell a profile that is too wide would spread
  // against the tangential gradient: ripples along the front would grow, the faster the finer the mesh.
  for (auto& component : normals_) component = 0.0;
  for (std::size_t c = 0; c < cells_.size(); ++c) {
    const Slots distance = cells_.gather(distance_, c);
    if (std::all_of(distance.begin(), distance.end(), [&](double value) { return value == distance[0]; })) continue;
    const auto& shapes = cells_.shapes(c);
    std::array<Slots, dim> local{};
    for (unsigned q = 0; q < NodalCells<dim>::points; ++q) {
      dealii::Tensor<1, dim> slope;
      for (unsigned s = 0; s < slots; ++s) slope += distance[s] * shapes.gradient[q][s];
      slope *= shapes.weight[q];
      for (unsigned s = 0; s < slots; ++s)
        for (unsigned d = 0; d < dim; ++d) local[d][s] += shapes.value[q][s] * slope[d];
    }
    for (unsigned d = 0; d < dim; ++d) cells_.add(normals_[d], c, local[d]);
  }
  for (auto& component : normals_) add_up(component);
}

template <int dim>
auto LimitedTransport<dim>::profile_flux(std::size_t cell, const Slots& p) const -> Slots {
  Slots rate{};
  if (gamma_ <= 0.0) return rate;
  const bool restored = options_.profile == TransportOptions::Profile::restored;
  const auto& shapes = cells_.shapes(cell);
  const Slots distance = cells_.gather(distance_, cell);
  std::array<dealii::Tensor<1, dim>, slots> normals;
  for (unsigned s = 0; s < slots; ++s)
    for (unsigned d = 0; restored && d < dim; ++d) normals[s][d] = normals_[d].local_element(cells_.nodes(cell)[s]);
  for (unsigned q = 0; q < NodalCells<dim>::points; ++q) {
    dealii::Tensor<1, dim> slope, normal;
    double value = 0.0;
    for (unsigned s = 0; s < slots; ++s) {
      slope += distance[s] * shapes.gradient[q][s];
      normal += shapes.value[q][s] * normals[s];
      value += p[s] * shapes.value[q][s];
    }
    const double length = normal.norm();
    if (restored && length == 0.0) continue;
    if (restored) slope = normal * ((slope * normal / length - 1.0) / length);
    const double factor = shapes.weight[q] * gamma_ * value * (1.0 - value);
    for (unsigned s = 0; s < slots; ++s) rate[s] -= factor * (slope * shapes.gradient[q][s]);
  }
  return rate;
}

template <int dim>
NodeVector LimitedTransport<dim>::transport_rate(const NodeVector& p) const {
  NodeVector sums(cells_.zero());
  for (std::size_t c = 0; c < cells_.size(); ++c) {
    const Slots values = cells_.gather(p, c);
    Slots local{};
    for (unsigned a = 0; a < slots; ++a)
      for (unsigned b = 0; b < slots; ++b) local[a] -= transport_[c][a][b] * values[b];
    cells_.add(sums, c, local);
  }
  add_up(sums);
  sums += inflow_;
  for (unsigned i = 0; i < cells_.owned(); ++i) {
    const double mass = cells_.mass().local_element(i);
    sums.local_element(i) = mass > 0.0 ? sums.local_element(i) / mass : 0.0;
  }
  sums.update_ghost_values();
  return sums;
}

template <int dim>
NodeVector LimitedTransport<dim>::consistent_rate(const NodeVector& p) const {
  const NodeVector lumped = transport_rate(p);
  NodeVector rate(lumped), weighted(cells_.zero());
  rate.update_ghost_values();  // copies leave ghosts out
  for (int pass = 0; pass < mass_passes; ++pass) {
    weighted = 0.0;
    for (std::size_t c = 0; c < cells_.size(); ++c) {
      const Slots values = cells_.gather(rate, c);
      if (std::all_of(values.begin(), values.end(), [](double value) { return value == 0.0; })) continue;
      const auto& shapes = cells_.shapes(c);
      Slots local{};
      for (unsigned q = 0; q < NodalCells<dim>::points; ++q) {
        double at_point = 0.0;
        for (unsigned s = 0; s < slots; ++s) at_point += values[s] * shapes.value[q][s];
        for (unsigned s = 0; s < slots; ++s) local[s] += shapes.weight[q] * shapes.value[q][s] * at_point;
      }
      cells_.add(weighted, c, local);
    }
    add_up(weighted);
    for (unsigned i = 0; i < cells_.owned(); ++i) {
      const double mass = cells_.mass().local_element(i);
      if (mass > 0.0) rate.local_element(i) += lumped.local_element(i) - weighted.local_element(i) / mass;
    }
    rate.update_ghost_values();
  }
  return rate;
}

template <int dim>
void LimitedTransport<dim>::gather_fluxes(const NodeVector& p, const NodeVector& rate) {
  low_rate_ = 0.0;
  for (std::size_t c = 0; c < cells_.size(); ++c) {
    const Slots values = cells_.gather(p, c), rates = cells_.gather(rate, c);
    const auto& shapes = cells_.shapes(c);
    Slots low{}, flux = profile_flux(c, values);
    for (unsigned a = 0; a < slots; ++a) {
      for (unsigned b = 0; b < slots; ++b) {
        const double spread = a == b ? 0.0 : upwind(transport_[c], a, b) * (values[b] - values[a]);
        low[a] += spread - transport_[c][a][b] * values[b];
        flux[a] -= spread;
      }
    }
    // Lumped minus consistent mass of the rates.
    for (unsigned q = 0; q < NodalCells<dim>::points; ++q) {
      double rate_mean = 0.0;
      for (unsigned s = 0; s < slots; ++s) rate_mean += rates[s] * shapes.value[q][s];
      for (unsigned s = 0; s < slots; ++s) flux[s] += shapes.weight[q] * shapes.value[q][s] * (rates[s] - rate_mean);
    }
    cells_.add(low_rate_, c, low);
    fluxes_[c] = flux;
    flat_[c] = std::all_of(flux.begin(), flux.end(), [](double value) { return value == 0.0; });
  }
  add_up(low_rate_);
  low_rate_ += inflow_;
}

template <int dim>
void LimitedTransport<dim>::find_bounds(const NodeVector& p) {
  if (options_.bounds == Bounds::global) {
    upper_ = 1.0;
    lower_ = 0.0;
    return;
  }
  for (unsigned i = 0; i < cells_.stored(); ++i) {
    upper_.local_element(i) = -std::numeric_limits<double>::max();
    lower_.local_element(i) = std::numeric_limits<double>::max();
  }
  for (std::size_t c = 0; c < cells_.size(); ++c) {
    const Slots values = cells_.gather(p, c);
    const auto [least, most] = std::minmax_element(values.begin(), values.end());
    for (const unsigned node : cells_.nodes(c)) {
      upper_.local_element(node) = std::max(upper_.local_element(node), *most);
      lower_.local_element(node) = std::min(lower_.local_element(node), *least);
    }
  }
  upper_.compress(dealii::VectorOperation::max);
  lower_.compress(dealii::VectorOperation::min);
}

template <int dim>
void LimitedTransport<dim>::limit(double dt, const NodeVector& low, NodeVector& sums) {
  NodeVector rise(cells_.zero()), fall(cells_.zero());
  for (std::size_t c = 0; c < cells_.size(); ++c) {
    if (flat_[c]) continue;
    for (unsigned s = 0; s < slots; ++s) {
      NodeVector& sum = fluxes_[c][s] > 0.0 ? rise : fall;
      sum.local_element(cells_.nodes(c)[s]) += fluxes_[c][s];
    }
  }
  rise.compress(dealii::VectorOperation::add);
  fall.compress(dealii::VectorOperation::add);
  // From sums of what is wanted to the share that is allowed.
  for (unsigned i = 0; i < cells_.owned(); ++i) {
    const double mass = cells_.mass().local_element(i) / dt, value = low.local_element(i);
    const double room_up = mass * (std::max(upper_.local_element(i), value) - value);
    const double room_down = mass * (std::min(lower_.local_element(i), value) - value);
    double& up = rise.local_element(i);
    double& down = fall.local_element(i);
    up = up > room_up ? room_up / up : 1.0;
    down = down < room_down ? room_down / down : 1.0;
  }
  rise.update_ghost_values();
  fall.update_ghost_values();
  sums = 0.0;
  for (std::size_t c = 0; c < cells_.size(); ++c) {
    if (flat_[c]) continue;
    double share = 1.0;
    Slots local = fluxes_[c];
    for (unsigned s = 0; s < slots; ++s) {
      const unsigned node = cells_.nodes(c)[s];
      if (local[s] != 0.0) share = std::min(share, (local[s] > 0.0 ? rise : fall).local_element(node));
    }
    for (double& value : local) value *= share;
    cells_.add(sums, c, local);
  }
  sums.compress(dealii::VectorOperation::add);
}

template <int dim>
double LimitedTransport<dim>::surface_flow(const NodeVector& p) const {
  double flow = 0.0;
  for (std::size_t c = 0; c < cells_.size(); ++c) {
    const Slots values = cells_.gather(p, c);
    for (unsigned s = 0; s < slots; ++s) flow += outflow_[c][s] * values[s];
  }
  for (unsigned i = 0; i < cells_.owned(); ++i) flow -= inflow_.local_element(i);
  return cells_.sum(flow);
}

template <int dim>
void LimitedTransport<dim>::stage(const NodeVector& p, double time, double dt, double share, NodeVector& result) {
  NodeVector sources(cells_.zero());
  if (source_) {
    source_(time, p, sources);
    sources.update_ghost_values();
  }
  find_distance(p);
  find_bounds(p);
  gather_fluxes(p, consistent_rate(p));
  double supplied = 0.0;
  for (unsigned i = 0; i < cells_.owned(); ++i) {
    const double mass = cells_.mass().local_element(i);
    if (mass <= 0.0) continue;
    result.local_element(i) = p.local_element(i) + dt * (low_rate_.local_element(i) / mass + sources.local_element(i));
    supplied += mass * sources.local_element(i);
  }
  if (source_) supplied_ += share * dt * cells_.sum(supplied);
  left_ += share * dt * surface_flow(p);
  NodeVector sums(cells_.zero());
  limit(dt, result, sums);
  for (unsigned i = 0; i < cells_.owned(); ++i) {
    const double mass = cells_.mass().local_element(i);
    if (mass > 0.0) result.local_element(i) += dt * sums.local_element(i) / mass;
  }
  result.update_ghost_values();
}

template <int dim>
void LimitedTransport<dim>::advance(NodeVector& p, double dt) {
  supplied_ = 0.0;
  left_ = 0.0;
  NodeVector first(p), second(p);
  stage(p, 0.0, dt, 1.0 / 6.0, first);
  stage(first, dt, dt, 1.0 / 6.0, second);
  blend(second, 0.25, 0.75, p);
  stage(second, 0.5 * dt, dt, 2.0 / 3.0, first);
  blend(first, 2.0 / 3.0, 1.0 / 3.0, p);
  p = first;
  p.update_ghost_values();
}

template class LimitedTransport<2>;
template class LimitedTransport<3>;

}  // namespace silith::field
