#pragma once
#include <map>
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

/// Extremes over a region, on all ranks the same.
struct StressPeaks {
  double von_mises = 0.0, principal = 0.0, tension = 0.0, compression = 0.0;  ///< Pa; compression is positive
  double normal = 0.0;                                                        ///< Pa, across an interface, largest size
  void add(const StressMeasures& at);
  void over_ranks(MPI_Comm communicator);
};

/// Peaks of every body, by material id, at the points where stress is evaluated.
template <int dim>
std::vector<StressPeaks> body_peaks(const FieldModel<dim>& model);

/// Peaks in the cells at the faces between two bodies, on both sides; `normal` from the mean stress of each cell.
template <int dim>
StressPeaks interface_peaks(const FieldModel<dim>& model, const std::string& first, const std::string& second);

/// The fields of a case for files and pictures: potential, current density, phase, stoichiometry, displacement and
/// stresses, as far as there are any.
template <int dim>
std::vector<OutputField<dim>> output_fields(const FieldModel<dim>& model);

}  // namespace silith::field
