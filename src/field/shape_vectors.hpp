#pragma once
#include <deal.II/fe/fe_values.h>
#include <deal.II/lac/full_matrix.h>
#include <deal.II/lac/vector.h>

#include <array>
#include <vector>

#include "field/field_mesh.hpp"

namespace silith::field {

/// Displacement gradient (9 numbers, row by row, in every frame) and relative change of the projected volume.
inline constexpr unsigned n_strains = 10;
using StrainVector = std::array<double, n_strains>;
using StrainMatrix = std::array<StrainVector, n_strains>;

/// How each displacement unknown of a cell enters the strain vector at one point. Only what is not zero is kept: a row
/// of the gradient, the hoop strain in an axisymmetric frame, the volume.
template <int dim>
class ShapeVectors {
public:
  explicit ShapeVectors(const dealii::FiniteElement<dim>& fe, Frame frame);

  unsigned size() const { return static_cast<unsigned>(component_.size()); }

  /// Gradients at point q of `values` in the coordinates of the reference state.
  void reinit(const dealii::FEValues<dim>& values, unsigned q);
  /// Turns them into gradients in space; sets the volume entries to the divergence.
  void push_forward(const dealii::Tensor<2, 3>& inverse_gradient);

  double divergence(unsigned i) const { return entries_[i][component_[i]] + hoop(i); }
  void set_volume(unsigned i, double value) { volume_[i] = value; }

  /// Gradient of a displacement by its unknowns of the cell.
  dealii::Tensor<2, 3> gradient(const std::vector<double>& unknowns) const;

  /// Relative change of the volume entries' volume by a change of the unknowns.
  double volume_change(const std::vector<double>& unknowns) const;

  /// Adds weight v_i . stress, and weight v_i . tangent v_j.
  void add_forces(const StrainVector& stress, double weight, dealii::Vector<double>& forces) const;
  void add_stiffness(const StrainMatrix& tangent, double weight, dealii::FullMatrix<double>& stiffness);

private:
  double hoop(unsigned i) const { return axisymmetric_ ? hoop_[i] : 0.0; }

  bool axisymmetric_;
  std::vector<unsigned> component_;
  std::vector<std::array<double, dim>> entries_;
  std::vector<double> hoop_, volume_;
  std::array<std::vector<double>, n_strains> products_;
};

}  // namespace silith::field
