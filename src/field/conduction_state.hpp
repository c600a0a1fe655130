#pragma once
#include "field/body_pairs.hpp"
#include "field/conduction.hpp"
#include "field/potential_space.hpp"

// Inside of Conduction, shared by its source files.
namespace silith::field {

/// Conductivities of all bodies at the points of a cell.
template <int dim>
class ConductivityReader {
public:
  ConductivityReader(const ConductionOptions& options, const CellScalars<dim>& x) : options_(options), x_(x) {}
  /// S/m. [n points], valid until the next call
  const std::vector<double>& operator()(const Cell<dim>& cell, const dealii::Quadrature<dim>& points);
  /// The same at the points of a face.
  const std::vector<double>& operator()(const Cell<dim>& cell, const dealii::FEFaceValuesBase<dim>& face);

private:
  const ConductionOptions& options_;
  const CellScalars<dim>& x_;
  std::vector<double> state_, value_;
};

/// What passes one point of a face from this side to the other, with derivatives by the unknowns of both sides.
/// (Eq. F2 to F6).
struct PointFlux {
  double current = 0.0;      ///< A/m^2, out of this side
  double by_jump = 0.0;      ///< S/m^2, by the potential here minus there
  double slope_here = 0.0;   ///< S/m, minus its derivative by the normal derivative of the potential here
  double slope_there = 0.0;  ///< the same there
  double jump = 0.0;         ///< V, here minus there
};

/// The face between two groups of bodies, evaluated with a potential.
template <int dim>
class GroupFace {
public:
  GroupFace(const FieldMesh<dim>& mesh, const PotentialSpace<dim>& space, const BodyPairs<dim>& pairs,
            const ConductionOptions& options, const CellScalars<dim>& x);

  void reinit(const BodyFace<dim>& face, const Vector& potential);
  const dealii::FEFaceValuesBase<dim>& here() const { return shapes_.here(); }
  const dealii::FEFaceValuesBase<dim>& there() const { return shapes_.there(); }
  const std::vector<PointFlux>& fluxes() const { return fluxes_; }
  double weight(unsigned q) const;  ///< m^2 (m), in the frame's measure

  /// Integral of the square of the normal current that gets lost at an inner face, over the conductivity, W/m (W/m^2).
  double square_defect(const BodyFace<dim>& face, const Vector& potential);
  /// The same for a face that should pass nothing.
  double square_outflow(const BodyFace<dim>& face, const Vector& potential);

  const std::vector<dealii::types::global_dof_index>& indices_here() const { return indices_here_; }
  const std::vector<dealii::types::global_dof_index>& indices_there() const { return indices_there_; }

private:
  PointFlux law_flux(const PairLaw& law, bool from_first, double jump) const;
  PointFlux perfect_flux(unsigned q, double size) const;
  bool contacts(const PairLaw& law, const dealii::Point<dim>& at) const;
  void read_both_sides(const BodyFace<dim>& face, const Vector& potential);

  const FieldMesh<dim>& mesh_;
  const PotentialSpace<dim>& space_;
  const BodyPairs<dim>& pairs_;
  const ConductionOptions& options_;
  FacePair<dim> shapes_;
  ConductivityReader<dim> sigma_;
  std::vector<dealii::types::global_dof_index> indices_here_, indices_there_;
  std::vector<double> sigma_here_, sigma_there_, phi_here_, phi_there_;
  std::vector<dealii::Tensor<1, dim>> gradient_here_, gradient_there_;
  std::vector<PointFlux> fluxes_;
};

/// The feed and the ground on the mesh.
struct Electrodes {
  dealii::types::boundary_id feed = 0, ground = 0;
  dealii::IndexSet feed_unknowns, ground_unknowns;
  double feed_area = 0.0;  ///< m^2 (m)
};

template <int dim>
struct Conduction<dim>::State {
  const Domain<dim>& domain;
  FieldMesh<dim> mesh;
  ConductionOptions options;
  BodyPairs<dim> pairs;
  PotentialSpace<dim> space;
  CellScalars<dim> x, source;
  Electrodes electrodes;
  Constraints fixed;  ///< ties, and zero where the potential is given
  Matrix matrix;
  Vector potential;      ///< V, with ghost entries
  Vector feed_shape;     ///< 1 at the feed, 0 elsewhere, with ghost entries
  Vector residual;       ///< A (A/m), current out of every unknown's share that is not accounted for
  Vector feed_response;  ///< S, residual by the feed's potential
  double gross = 0.0;    ///< A (A/m), size of the terms that cancel in the residual
  double voltage = 0.0;  ///< V, of the feed
  LinearSolver solver;
  std::unique_ptr<dealii::parallel::distributed::SolutionTransfer<dim, Vector>> transfer;

  State(const Domain<dim>& domain_, ConductionOptions options_);
  void resize();
  bool linear() const;
  bool given_feed(const FieldDrive& drive) const { return drive.kind == FieldDrive::Feed::equipotential; }
  void find_electrodes(const FieldDrive& drive);
  void check_connected(const FieldDrive& drive, const std::vector<double>& at_feed,
                       const std::vector<double>& at_ground) const;
  void prepare(const FieldDrive& drive);
  void set_electrode_potentials(const FieldDrive& drive, double volts);
  enum class Wanted { residual, all };
  void assemble(const FieldDrive& drive, Wanted wanted);
  void assemble_cells(const FieldDrive& drive, Wanted wanted);
  void assemble_faces(Wanted wanted);
  void add_source(const dealii::FEValues<dim>& shapes, const Cell<dim>& cell, const dealii::Quadrature<dim>& points,
                  dealii::Vector<double>& out) const;
  double feed_current(const FieldDrive& drive) const;  ///< A (A/m), in
  double ground_current() const;                       ///< A (A/m), in
  double mean_potential_at_feed() const;               ///< V
  double mismatch(const FieldDrive& drive) const;      ///< size of the residual where the potential is not given
  /// @returns iterations of the linear solver
  int newton_step(const FieldDrive& drive, Vector& correction, double& volts);
  bool advance(const FieldDrive& drive, const std::function<bool(double)>& small, ConductionResult& result);
  void iterate(const FieldDrive& drive, ConductionResult& result);
};

}  // namespace silith::field
