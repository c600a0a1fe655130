#pragma once
#include <deal.II/fe/fe_values.h>

#include <optional>

#include "field/flow_store.hpp"
#include "field/mechanics.hpp"
#include "field/shape_vectors.hpp"
#include "field/volume_projection.hpp"

namespace silith::field {

struct FiniteStrainOptions {
  enum class Energy { hencky, neo_hookean };      ///< neo-Hookean: without flow, for comparison
  enum class Volume { projected, displacement };  ///< projected: Eq. F55; displacement: J as it is, may lock
  Energy energy = Energy::hencky;
  Volume volume = Volume::projected;
};

/// Answer of a point to a deformation gradient, Eq. F44-F48, F50-F53.
struct PointAnswer {
  dealii::SymmetricTensor<2, 3> kirchhoff;      ///< V tau, per reference volume, Pa
  std::array<std::array<double, 9>, 9> moduli;  ///< spatial moduli of V tau, acting on displacement gradients, Pa
  FlowHistory history;                          ///< after the step
};

/// One step of a point. @param gradient F;  @param dt s
/// @throws NumericsError if F turns the solid inside out
PointAnswer point_answer(const dealii::Tensor<2, 3>& gradient, const SolidPoint& solid, const FlowHistory& history,
                         FiniteStrainOptions::Energy energy, double dt);

/// Finite strain with Hencky's energy and flow of Cauchy stress (Eq. F42-F48, F50-F55).
///
/// A solve that changes the volume much somewhere goes from the accepted x to the new one in several parts, and in
/// smaller ones where Newton's method fails.
template <int dim>
class FiniteStrain : public Mechanics<dim> {
public:
  FiniteStrain(const FieldMesh<dim>& mesh, Solid solid, MechanicsSetup setup, FiniteStrainOptions options = {},
               SolidLoads<dim> loads = {});

  NewtonReport solve(const CellScalars<dim>& x, double dt) override;
  void accept() override;
  void reject() override;
  void stress(const Cell<dim>& cell, std::span<StressPoint> out) const override;

  void prepare_refinement() override;
  void finish_refinement() override;
  void prepare_checkpoint() override;
  void resume_checkpoint() override;

  /// The equation it solves, for tests.
  CellEquation<dim> equation() const;

private:
  using typename Mechanics<dim>::DofCell;
  struct Scratch {
    Scratch(const FieldMesh<dim>& mesh, const dealii::FiniteElement<dim>& fe,
            const dealii::Quadrature<dim>& quadrature);

    dealii::FEValues<dim> values;
    std::vector<ShapeVectors<dim>> shapes;
    std::vector<dealii::Tensor<2, 3>> gradients;  ///< F, then F_bar
    std::vector<double> weights, jacobians, projected;
    std::vector<PointAnswer> answers;
    std::vector<SolidPoint> solids;
    VolumeProjection<dim> projection;
  };

  /// Pressures (Kirchhoff, mean) of a cell by the last linearisation, Eq. F56: what a mixed method would have.
  struct Pressures {
    std::vector<double> predicted, actual, slope;  ///< at the points; slope by ln Theta
    std::vector<double> unknowns;                  ///< linearised about; none yet: empty
  };

  std::shared_ptr<Scratch> scratch() const;
  CellEquation<dim> equation(std::vector<Pressures> pressures) const;
  std::vector<Pressures> accepted_pressures() const;
  void predict(const DofCell& cell, const std::vector<double>& unknowns, Scratch& scratch, Pressures& pressures) const;
  void linearise(const std::vector<double>& unknowns, const Scratch& scratch, Pressures& pressures) const;
  void kinematics(const DofCell& cell, const std::vector<double>& unknowns, Scratch& scratch) const;
  double largest_swelling() const;
  NewtonReport solve_part(double part, double dt, bool last_resort);
  bool extrapolate(double dt);
  void keep_speed(const Vector& before, double dt);
  void keep_history();
  std::vector<double> stoichiometry_of_part(const DofCell& cell) const;
  void answers(const DofCell& cell, Scratch& scratch) const;
  void project_volume(Scratch& scratch) const;
  void cell_forces(const DofCell& cell, const std::vector<double>& unknowns, Scratch& scratch,
                   dealii::Vector<double>& forces) const;
  void cell_tangent(Scratch& scratch, const std::vector<double>& pressure, dealii::FullMatrix<double>& tangent) const;

  FiniteStrainOptions options_;
  double dt_ = 0.0;                                 ///< s, of the last part of a solve
  double part_ = 1.0;                               ///< of the way from the accepted x to the new one
  double swelling_of_part_ = 0.3;                   ///< change of ln V that a part of a solve may have, found by trial
  Vector speed_;                                    ///< change of displacement over the last part of a solve, owned
  double speed_time_ = 0.0;                         ///< s, the time it took; 0: not known on this mesh
  FlowStore<dim> history_;                          ///< at the start of the last part
  std::optional<std::vector<FlowHistory>> before_;  ///< accepted, while a solve is not
  mutable std::shared_ptr<Scratch> reader_;
};

}  // namespace silith::field
