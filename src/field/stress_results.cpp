#include "field/stress_results.hpp"

#include <deal.II/base/mpi.h>
#include <deal.II/fe/fe_nothing.h>
#include <deal.II/fe/fe_values.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "continuum/fracture.hpp"

namespace silith::field {
namespace {

constexpr double lowest = std::numeric_limits<double>::lowest();

/// Calls f(place, weight in the reference state, stress) at every point of the locally owned cells of some bodies.
template <int dim, class Function>
void for_each_point(const Mechanics<dim>& mechanics, const Bodies& bodies, const Function& f) {
  const dealii::FE_Nothing<dim> nothing;
  dealii::FEValues<dim> values(mechanics.mesh().mapping, nothing, mechanics.quadrature(),
                               dealii::update_quadrature_points | dealii::update_JxW_values);
  std::vector<StressPoint> points(mechanics.quadrature().size());
  for (const auto& cell : mechanics.mesh().triangulation.active_cell_iterators()) {
    if (!cell->is_locally_owned() || (!bodies.empty() && bodies.count(cell->material_id()) == 0)) continue;
    values.reinit(typename dealii::Triangulation<dim>::cell_iterator(cell));
    mechanics.stress(cell, points);
    for (const unsigned q : values.quadrature_point_indices()) {
      const auto& at = values.quadrature_point(q);
      f(at, values.JxW(q) * mechanics.mesh().measure(at), points[q]);
    }
  }
}

template <int dim>
void offer(Located<dim>& peak, double value, const dealii::Point<dim>& at) {
  if (value > peak.value) peak = {value, at};
}

/// The largest of all ranks.
template <int dim>
void share(Located<dim>& peak, MPI_Comm communicator) {
  const auto largest = dealii::Utilities::MPI::min_max_avg(peak.value, communicator);
  const bool mine = dealii::Utilities::MPI::this_mpi_process(communicator) == largest.max_index;
  for (unsigned d = 0; d < dim; ++d) peak.at[d] = dealii::Utilities::MPI::sum(mine ? peak.at[d] : 0.0, communicator);
  peak.value = largest.max;
}

/// The cell's quadrature points in the layer next to a face.
template <int dim>
std::vector<unsigned> layer(const dealii::Quadrature<dim>& quadrature, unsigned face) {
  double extreme = face % 2 == 0 ? 1.0 : 0.0;
  for (const auto& point : quadrature.get_points())
    extreme = face % 2 == 0 ? std::min(extreme, point[face / 2]) : std::max(extreme, point[face / 2]);
  std::vector<unsigned> result;
  for (unsigned q = 0; q < quadrature.size(); ++q)
    if (std::abs(quadrature.point(q)[face / 2] - extreme) < 1e-10) result.push_back(q);
  return result;
}

/// Normal of the deformed face, by Nanson's formula.
template <int dim>
dealii::Tensor<1, 3> current_normal(const dealii::Tensor<1, dim>& reference, const dealii::Tensor<2, 3>& deformation) {
  dealii::Tensor<1, 3> normal;
  for (unsigned d = 0; d < dim; ++d) normal[d] = reference[d];
  normal = dealii::transpose(dealii::invert(deformation)) * normal;
  return normal / normal.norm();
}

}  // namespace

double von_mises(const dealii::SymmetricTensor<2, 3>& stress) {
  return std::sqrt(1.5) * dealii::deviator(stress).norm();
}
double max_principal(const dealii::SymmetricTensor<2, 3>& stress) {
  return dealii::eigenvalues(stress)[0];
}
double hydrostatic(const dealii::SymmetricTensor<2, 3>& stress) {
  return dealii::trace(stress) / 3.0;
}

template <int dim>
LocatedPeaks<dim> located_peaks(const Mechanics<dim>& mechanics, const Bodies& bodies) {
  LocatedPeaks<dim> result;
  const std::array<Located<dim>*, 5> all{&result.von_mises, &result.principal, &result.tension, &result.compression,
                                         &result.plastic_strain};
  for (auto* peak : all) peak->value = lowest;
  for_each_point(mechanics, bodies, [&](const auto& at, double, const StressPoint& point) {
    offer(result.von_mises, von_mises(point.cauchy), at);
    offer(result.principal, max_principal(point.cauchy), at);
    offer(result.tension, hydrostatic(point.cauchy), at);
    offer(result.compression, -hydrostatic(point.cauchy), at);
    offer(result.plastic_strain, point.plastic_strain, at);
  });
  for (auto* peak : all) share(*peak, mechanics.mesh().triangulation.get_communicator());
  result.compression.value = -result.compression.value;
  return result;
}

template <int dim>
StressAverage stress_average(const Mechanics<dim>& mechanics, const Bodies& bodies) {
  StressAverage result;
  for_each_point(mechanics, bodies, [&](const auto&, double weight, const StressPoint& point) {
    result.volume += weight * point.volume;
    result.von_mises += weight * point.volume * von_mises(point.cauchy);
    result.hydrostatic += weight * point.volume * hydrostatic(point.cauchy);
  });
  const auto communicator = mechanics.mesh().triangulation.get_communicator();
  for (double* value : {&result.volume, &result.von_mises, &result.hydrostatic})
    *value = dealii::Utilities::MPI::sum(*value, communicator);
  if (result.volume > 0.0) {
    result.von_mises /= result.volume;
    result.hydrostatic /= result.volume;
  }
  return result;
}

template <int dim>
std::vector<InterfaceStress<dim>> interface_stress(const Mechanics<dim>& mechanics, dealii::types::material_id body,
                                                   dealii::types::material_id neighbour) {
  const dealii::FE_Nothing<dim> nothing;
  dealii::FEFaceValues<dim> values(
      mechanics.mesh().mapping, nothing, dealii::QGauss<dim - 1>(3),
      dealii::update_quadrature_points | dealii::update_normal_vectors | dealii::update_JxW_values);
  std::vector<StressPoint> stress(mechanics.quadrature().size());
  std::vector<InterfaceStress<dim>> result;
  for (const auto& cell : mechanics.mesh().triangulation.active_cell_iterators()) {
    if (!cell->is_locally_owned() || cell->material_id() != body) continue;
    for (const unsigned face : cell->face_indices()) {
      if (cell->at_boundary(face) || cell->neighbor(face)->material_id() != neighbour) continue;
      values.reinit(typename dealii::Triangulation<dim>::cell_iterator(cell), face);
      mechanics.stress(cell, stress);
      const auto near = layer(mechanics.quadrature(), face);
      for (const unsigned q : values.quadrature_point_indices()) {
        const auto& at = values.quadrature_point(q);
        const auto unit = mechanics.mesh().mapping.transform_real_to_unit_cell(cell, at);
        const auto closest = *std::min_element(near.begin(), near.end(), [&](unsigned a, unsigned b) {
          return mechanics.quadrature().point(a).distance(unit) < mechanics.quadrature().point(b).distance(unit);
        });
        const auto normal = current_normal<dim>(values.normal_vector(q), stress[closest].deformation);
        result.push_back({at, normal * (stress[closest].cauchy * normal), von_mises(stress[closest].cauchy),
                          values.JxW(q) * mechanics.mesh().measure(at), hydrostatic(stress[closest].cauchy)});
      }
    }
  }
  return result;
}

template <int dim>
InterfaceStressSummary summary(const std::vector<InterfaceStress<dim>>& points, MPI_Comm communicator) {
  InterfaceStressSummary result{.peak_normal = lowest,
                                .least_normal = -lowest,
                                .peak_von_mises = lowest,
                                .peak_hydrostatic = lowest,
                                .least_hydrostatic = -lowest};
  for (const auto& point : points) {
    result.area += point.weight;
    result.mean_normal += point.weight * point.normal;
    result.mean_von_mises += point.weight * point.von_mises;
    result.peak_normal = std::max(result.peak_normal, point.normal);
    result.least_normal = std::min(result.least_normal, point.normal);
    result.peak_hydrostatic = std::max(result.peak_hydrostatic, point.hydrostatic);
    result.least_hydrostatic = std::min(result.least_hydrostatic, point.hydrostatic);
    result.peak_von_mises = std::max(result.peak_von_mises, point.von_mises);
  }
  result.area = dealii::Utilities::MPI::sum(result.area, communicator);
  if (result.area <= 0.0) return {};
  result.mean_normal = dealii::Utilities::MPI::sum(result.mean_normal, communicator) / result.area;
  result.mean_von_mises = dealii::Utilities::MPI::sum(result.mean_von_mises, communicator) / result.area;
  result.peak_normal = dealii::Utilities::MPI::max(result.peak_normal, communicator);
  for (double* value : {&result.peak_von_mises, &result.peak_hydrostatic})
    *value = dealii::Utilities::MPI::max(*value, communicator);
  for (double* value : {&result.least_normal, &result.least_hydrostatic})
    *value = dealii::Utilities::MPI::min(*value, communicator);
  return result;
}

template <int dim>
FractureIndicator<dim> fracture_indicator(const Mechanics<dim>& mechanics, double largest_flaw, const Bodies& bodies) {
  const auto communicator = mechanics.mesh().triangulation.get_communicator();
  double in_tension = 0.0;
  Located<dim> release;  // over toughness, for a flaw of 1 m
  for_each_point(mechanics, bodies, [&](const auto& at, double weight, const StressPoint& point) {
    const double stress = max_principal(point.cauchy);
    if (point.solid.toughness <= 0.0 || stress <= 0.0) return;
    in_tension += weight * point.volume;
    offer(release, penny_crack_release(point.solid.moduli, stress, 1.0) / point.solid.toughness, at);
  });
  in_tension = dealii::Utilities::MPI::sum(in_tension, communicator);
  share(release, communicator);
  // Eq. F66: a cylinder as long as its cross-section is wide.
  if (mechanics.mesh().frame == Frame::plane_strain)
    in_tension = 2.0 * in_tension * std::sqrt(in_tension / std::numbers::pi);
  FractureIndicator<dim> result;
  result.flaw = worst_flaw(largest_flaw, in_tension);
  result.ratio = {release.value * result.flaw, release.at};
  return result;
}

#define SILITH_INSTANTIATE(dim)                                                                                  \
  template LocatedPeaks<dim> located_peaks(const Mechanics<dim>&, const Bodies&);                                \
  template StressAverage stress_average(const Mechanics<dim>&, const Bodies&);                                   \
  template std::vector<InterfaceStress<dim>> interface_stress(const Mechanics<dim>&, dealii::types::material_id, \
                                                              dealii::types::material_id);                       \
  template InterfaceStressSummary summary(const std::vector<InterfaceStress<dim>>&, MPI_Comm);                   \
  template FractureIndicator<dim> fracture_indicator(const Mechanics<dim>&, double, const Bodies&);
SILITH_INSTANTIATE(2)
SILITH_INSTANTIATE(3)
#undef SILITH_INSTANTIATE

}  // namespace silith::field
