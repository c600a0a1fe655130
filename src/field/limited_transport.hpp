#pragma once
#include <optional>

#include "field/nodal_cells.hpp"

namespace silith::field {

/// How far transport may carry a node's value in a stage.
enum class Bounds {
  global,  ///< between 0 and 1: second order at smooth extrema as well, but small waves may grow
  local    ///< between the values of the neighbouring nodes: no new extremum; for fronts
};

struct TransportOptions {
  enum class Form {
    transport,    ///< dp/dt + u.grad p: constants stay constant whatever div u is
    conservative  ///< dp/dt + div(u p): the integral changes through the surface of the bodies only
  };
  enum class Profile {
    restored,  ///< p (1 - p) (grad psi - n): acts on the width only
    diffused   ///< p (1 - p) grad psi = eps grad p: the gradient energy of Allen and Cahn
  };
  Form form = Form::transport;
  Profile profile = Profile::restored;
  Bounds bounds = Bounds::local;
  double thickness = 0.0;  ///< eps, m
  /// p of what flows into the bodies through their surface: 0, reacted, where lithium comes in; none: what is there.
  std::optional<double> inflow = 0.0;
};

/// Explicit transport of a phase p between 0 and 1 with a term that holds the profile's width (Eq. F20-F24):
///     dp/dt + u.grad p = gamma div(p (1 - p) (grad psi - n)) + s(p, t),  psi = eps ln(p/(1 - p)),  n = grad psi/|grad
///     psi|.
/// Continuous elements of degree 1, consistent mass, three-stage Runge-Kutta of order 3 that keeps bounds. Each stage
/// is a first-order upwind step that keeps them, plus what it lacks to the Galerkin step as far as the bounds allow,
/// cell by cell (flux-corrected transport); contributions of a cell add up to zero, so limiting neither makes nor
/// destroys phase.
template <int dim>
class LimitedTransport {
public:
  /// Rates of node-wise sources, 1/s: (time since the start of the step, values at the owned nodes, rates to fill).
  using Source = std::function<void(double time, const NodeVector& p, NodeVector& rates)>;

  LimitedTransport(const NodalCells<dim>& cells, TransportOptions options);
  /// After the cells were rebuilt; the velocity is zero until it is set.
  void rebuild();

  void set_velocity(const CellVectors<dim>& velocity);
  void set_profile_speed(double gamma) { gamma_ = gamma; }  ///< m/s
  void set_source(Source source) { source_ = std::move(source); }

  /// Longest step, s, in which the upwind step keeps bounds and the profile term is stable.
  double stable_step() const;
  /// Takes p, with up to date ghosts, over one step of at most stable_step().
  void advance(NodeVector& p, double dt);
  /// Integral of the sources over the last step, in the frame's measure.
  double supplied() const { return supplied_; }
  /// Integral of p u.n over the surface of the bodies over the last step.
  double left() const { return left_; }
  /// Rate of change at the owned nodes by velocity alone, 1/s.
  NodeVector transport_rate(const NodeVector& p) const;

private:
  static constexpr unsigned slots = NodalCells<dim>::slots;
  using Slots = typename NodalCells<dim>::Slots;
  using Local = std::array<Slots, slots>;

  Local transport_matrix(std::size_t cell, const std::vector<dealii::Tensor<1, dim>>& velocity) const;
  void add_surface(const CellVectors<dim>& velocity);
  void add_surface_flow(std::size_t cell, unsigned slot, double out);
  double surface_flow(const NodeVector& p) const;
  void find_stable_step();
  void find_distance(const NodeVector& p);
  void find_normals();
  Slots profile_flux(std::size_t cell, const Slots& p) const;
  NodeVector consistent_rate(const NodeVector& p) const;
  void gather_fluxes(const NodeVector& p, const NodeVector& rate);
  void find_bounds(const NodeVector& p);
  void limit(double dt, const NodeVector& low, NodeVector& sums);
  void stage(const NodeVector& p, double time, double dt, double share, NodeVector& result);

  const NodalCells<dim>& cells_;
  TransportOptions options_;
  double gamma_ = 0.0;
  Source source_;
  double stable_step_ = 0.0, smallest_cell_ = 0.0;
  double supplied_ = 0.0, left_ = 0.0;
  std::vector<Local> transport_;  ///< K of each cell: rate of the integral is -K p
  std::vector<Slots> outflow_;    ///< column sums of the surface part of K
  std::vector<Slots> fluxes_;     ///< of each cell in the stage at hand, zero in sum
  std::vector<char> flat_;        ///< cells in which nothing happens in the stage at hand
  NodeVector distance_, low_rate_, upper_, lower_;
  std::array<NodeVector, dim> normals_;  ///< along n, of any length
  NodeVector inflow_;                    ///< rate of the integral by what flows in
};

}  // namespace silith::field
