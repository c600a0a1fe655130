#pragma once
#include <map>
#include <optional>

#include "field/nodal_cells.hpp"

namespace silith::field {

/// D(x) of a body and its integral K(x), tabulated evenly over [0, x_full] and going on straight beyond.
class KirchhoffTable {
public:
  /// @param diffusivity m^2/s, not negative;  @param x_full end of the table, above zero
  KirchhoffTable(const std::function<double(double)>& diffusivity, double x_full);
  /// K(x), m^2/s, and its slope: what the method takes as D.
  std::pair<double, double> operator()(double x) const;

private:
  double step_ = 0.0;
  std::vector<double> integral_, slope_;
};

/// A body lithium diffuses in.
struct DiffusionBody {
  std::function<double(double x)> diffusivity;  ///< m^2/s
  double site_concentration = 0.0;              ///< host atoms per reference volume, mol/m^3
};

struct DiffusionOptions {
  enum class Scheme {
    backward_euler,  ///< order 1
    sdirk2           ///< order 2: two stages of one matrix, L-stable (Alexander 1977)
  };
  enum class Tangent {
    kept,  ///< the factorised matrix serves as long as it converges fast
    exact  ///< anew in every iteration: Newton's method
  };
  std::map<dealii::types::material_id, DiffusionBody> bodies;
  double x_full = 0.0;  ///< x stays within [0, x_full]
  Scheme scheme = Scheme::sdirk2;
  Tangent tangent = Tangent::kept;
  double tolerance = 1e-13;  ///< of x in an iteration, of x_full
  int max_iterations = 60;
  LinearOptions linear;
};

/// Lithium coming in through faces of the bodies, mol/(m^2 s), by time; which faces, by what lies behind them.
struct LithiumFlux {
  std::set<dealii::types::boundary_id> boundaries;
  Bodies other_bodies;
  std::function<double(const dealii::Point<3>& at, double time)> flux;  ///< third coordinate zero in two dimensions
};

/// Concentration-dependent diffusion of lithium, N dx/dt = div(N D(x) grad x) (Eq. F31-F36), implicit.
///
/// The flux within a cell is the gradient of the interpolated K(x), the mass is lumped: on cells that are nearly square
/// an implicit stage keeps x between 0 and x_full whatever the step (a step whose second stage leaves the range is
/// repeated with one stage), D may vanish or jump, and lithium is conserved exactly.
template <int dim>
class Diffusion {
public:
  /// @throws InputError without bodies, or with a site concentration or x_full that is not positive
  Diffusion(const FieldMesh<dim>& mesh, DiffusionOptions options);
  Diffusion(const Diffusion&) = delete;
  Diffusion& operator=(const Diffusion&) = delete;

  void start(const std::function<double(const dealii::Point<dim>&)>& x);
  void set_flux(LithiumFlux flux) { flux_ = std::move(flux); }
  /// Lithium coming in through a face of the bodies' surface, mol/(m^2 s), by cell, face and what lies behind it.
  using SurfaceFlux = std::function<double(const Cell<dim>& cell, const typename NodalCells<dim>::Face& face)>;
  /// Sets a flux per face, besides that of set_flux(), until it is set anew or the mesh changes.
  /// @param total mol/s (mol/(m s)) to which all of it is scaled; none: as it is. @returns the sum before
  double set_surface_flux(const SurfaceFlux& flux, std::optional<double> total = {});
  /// Holds x on boundaries at values of place and time.
  void set_fixed(std::set<dealii::types::boundary_id> boundaries,
                 std::function<double(const dealii::Point<dim>&, double time)> value);
  /// Adds a rate of x, 1/s.
  void set_source(std::function<double(const dealii::Point<dim>&, double time)> source) { source_ = std::move(source); }
  /// Deformation: the reference flux is N D(x) C grad x with C = J F^-1 F^-T at a cell's points; none: C = 1.
  using Metric = std::function<void(const Cell<dim>&, std::span<const dealii::Point<dim>>, std::span<double>)>;
  /// C as an isotropic factor. Takes effect with the next step.
  void set_metric(const Metric& metric);

  /// @returns the estimated error of the step, relative to x_full (largest over the nodes)
  /// @throws NumericsError if the iteration does not converge; the state is then as before
  double step(double dt);
  double time() const { return time_; }
  /// Remembers the state, and goes back to it where a step is refused; the mesh stays as it is in between.
  void keep();
  void go_back();
  /// Largest difference of x within each active cell, over x_full.
  dealii::Vector<float> steepness() const;
  /// Step for an error estimate, from the last step and its error (at most a factor of 2, at least 0.2).
  double next_step(double tolerance) const;

  const ScalarField<dim>& field() const { return field_; }
  ScalarView<dim> stoichiometry() const { return field_.view(0.0, bodies_); }
  double lithium() const { return lithium_; }    ///< mol (per metre of depth in plane strain)
  double capacity() const;                       ///< mol at x_full
  double supplied() const { return supplied_; }  ///< mol through flux faces, fixed faces and sources since the start
  const std::vector<double>& corrections() const { return corrections_; }  ///< of x/x_full, by iteration, last stage

  void prepare_refinement() { field_.prepare_refinement(); }
  void finish_refinement();
  void prepare_checkpoint() { field_.prepare_checkpoint(); }
  void resume_checkpoint();

private:
  static constexpr unsigned slots = NodalCells<dim>::slots;
  using Slots = typename NodalCells<dim>::Slots;

  void rebuild();
  void find_stiffness(const Metric& metric);
  void find_fixed();
  void take(const NodeVector& x);
  double content(const NodeVector& x) const;
  /// mol/s into each node; if wanted the slope of the flux through faces and what comes from outside in total.
  NodeVector rates(const NodeVector& x, double time, NodeVector* slope, double* external) const;
  double supply(const NodeVector& x, const NodeVector& base, double time, double dt) const;  ///< mol/s from outside
  bool within_bounds(const NodeVector& x) const;
  double two_stages(NodeVector& x, double dt, double& supplied);  ///< @returns the estimated error of x
  double find_scale(const NodeVector& x);
  void factorise(const NodeVector& x, double inverse_dt, const NodeVector& slope);
  void solve_stage(NodeVector& x, const NodeVector& base, double time, double dt);
  double face_flux(std::size_t face, unsigned slot, double time) const;

  DiffusionOptions options_;
  Bodies bodies_;
  std::map<dealii::types::material_id, KirchhoffTable> tables_;
  ScalarField<dim> field_;
  NodalCells<dim> cells_;
  std::vector<std::array<Slots, slots>> stiffness_;  ///< N grad.grad of each cell
  std::vector<const KirchhoffTable*> table_;         ///< of each cell
  NodeVector x_, capacity_, fixed_, scale_;          ///< capacity: mol; fixed: 1 at fixed nodes; scale: 1/D
  LithiumFlux flux_;
  std::vector<double> surface_flux_;  ///< of every face of the surface, mol/(m^2 s)
  std::set<dealii::types::boundary_id> fixed_boundaries_;
  std::function<double(const dealii::Point<dim>&, double)> fixed_value_, source_;
  Matrix matrix_;
  LinearSolver solver_;
  double factorised_for_ = 0.0;  ///< 1/s; 0: nothing kept
  std::vector<double> corrections_;
  NodeVector kept_;
  double kept_time_ = 0.0, kept_supplied_ = 0.0;
  double time_ = 0.0, lithium_ = 0.0, supplied_ = 0.0, last_step_ = 0.0, last_error_ = 0.0;
};

}  // namespace silith::field
