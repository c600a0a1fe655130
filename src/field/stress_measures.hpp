#pragma once
#include <string>
#include <vector>

#include "field/field_model.hpp"
#include "field/output_field.hpp"

namespace silith::field {

/// What a stress comes to, Pa.
struct StressMeasures {
  double von_mises = 0.0;
  double principal = 0.0;    ///< largest
  double hydrostatic = 0.0;  ///< mean of the three, tension positive
};
StressMeasures measures(const dealii::SymmetricTensor<2, 3>& stress);

/// A measure of the stress at any points of a cell: linear between the points where stress is evaluated, within their
/// extremes. To be made anew when the stress has changed: the last cell is kept.
template <int dim>
CellScalars<dim> stress_measure(const Mechanics<dim>& mechanics, double StressMeasures::*wanted);

/// The fields of a case for files and pictures: potential, current density, phase, stoichiometry, displacement and
/// stresses, as far as there are any.
template <int dim>
std::vector<OutputField<dim>> output_fields(const FieldModel<dim>& model);

}  // namespace silith::field
