#include "field/stress_measures.hpp"

#include <deal.II/fe/fe_dgq.h>
#include <deal.II/fe/fe_tools.h>

#include <algorithm>

#include "field/stress_results.hpp"

namespace silith::field {

StressMeasures measures(const dealii::SymmetricTensor<2, 3>& stress) {
  return {von_mises(stress), max_principal(stress), hydrostatic(stress)};
}

namespace {

/// Stress of cells as bilinear fields between the points where it is evaluated, within their extremes. The last cell is
/// kept: several fields are asked for one after the other.
template <int dim>
class StressReader {
public:
  explicit StressReader(const Mechanics<dim>& mechanics)
      : mechanics_(mechanics), points_(mechanics.quadrature().size()), element_(1) {
    projection_.reinit(element_.n_dofs_per_cell(), static_cast<unsigned>(points_.size()));
    dealii::FETools::compute_projection_from_quadrature_points_matrix(element_, mechanics.quadrature(),
                                                                      mechanics.quadrature(), projection_);
  }

  void operator()(const Cell<dim>& cell, const dealii::Quadrature<dim>& at, double StressMeasures::*wanted,
                  std::span<double> out) {
    if (cell != last_) read(cell);
    dealii::Vector<double> values(static_cast<unsigned>(measures_.size())), nodes(element_.n_dofs_per_cell());
    for (unsigned q = 0; q < values.size(); ++q) values(q) = measures_[q].*wanted;
    projection_.vmult(nodes, values);
    const auto [least, most] = std::minmax_element(values.begin(), values.end());
    for (std::size_t p = 0; p < out.size(); ++p) {
      double sum = 0.0;
      for (unsigned i = 0; i < nodes.size(); ++i)
        sum += nodes(i) * element_.shape_value(i, at.point(static_cast<unsigned>(p)));
      out[p] = std::clamp(sum, *least, *most);
    }
  }

private:
  void read(const Cell<dim>& cell) {
    mechanics_.stress(cell, points_);
    measures_.clear();
    for (const auto& point : points_) measures_.push_back(measures(point.cauchy));
    last_ = cell;
  }

  const Mechanics<dim>& mechanics_;
  Cell<dim> last_;
  std::vector<StressPoint> points_;
  std::vector<StressMeasures> measures_;
  dealii::FE_DGQ<dim> element_;
  dealii::FullMatrix<double> projection_;
};

/// The displacement at points of a cell.
template <int dim>
CellVectors<dim> displacement_of(const Mechanics<dim>& mechanics, const dealii::Mapping<dim>& mapping) {
  struct Reader {
    std::vector<dealii::Point<dim>> points;
    std::unique_ptr<dealii::FEValues<dim>> values;
  };
  const auto reader = std::make_shared<Reader>();
  return [&mechanics, &mapping, reader](const Cell<dim>& cell, const dealii::Quadrature<dim>& points,
                                        std::span<dealii::Tensor<1, dim>> out) {
    if (!reader->values || reader->points != points.get_points()) {
      reader->points = points.get_points();
      reader->values =
          std::make_unique<dealii::FEValues<dim>>(mapping, mechanics.dofs().get_fe(), points, dealii::update_values);
    }
    reader->values->reinit(typename dealii::DoFHandler<dim>::active_cell_iterator(
        &mechanics.mesh().triangulation, cell->level(), cell->index(), &mechanics.dofs()));
    std::vector<dealii::Tensor<1, dim>> found(out.size());
    (*reader->values)[dealii::FEValuesExtractors::Vector(0)].get_function_values(mechanics.displacement(), found);
    std::copy(found.begin(), found.end(), out.begin());
  };
}

template <int dim>
void add_stresses(const Mechanics<dim>& mechanics, const dealii::Mapping<dim>& mapping,
                  std::vector<OutputField<dim>>& fields) {
  const auto reader = std::make_shared<StressReader<dim>>(mechanics);
  const auto of = [&](double StressMeasures::*wanted) -> CellScalars<dim> {
    return [reader, wanted](const Cell<dim>& cell, const dealii::Quadrature<dim>& at, std::span<double> out) {
      (*reader)(cell, at, wanted, out);
    };
  };
  fields.push_back({"von_mises_stress", "Pa", "Von Mises stress", of(&StressMeasures::von_mises), {}});
  fields.push_back({"principal_stress", "Pa", "Largest principal stress", of(&StressMeasures::principal), {}});
  fields.push_back({"hydrostatic_stress", "Pa", "Mean stress, tension positive", of(&StressMeasures::hydrostatic), {}});
  fields.push_back({"displacement", "m", "Displacement", displacement_of(mechanics, mapping), {}});
}

template <int dim>
void add_current(const Conduction<dim>& conduction, std::vector<OutputField<dim>>& fields) {
  const CellVectors<dim> current = conduction.current_density();
  const auto vectors = std::make_shared<std::vector<dealii::Tensor<1, dim>>>();
  const CellScalars<dim> size = [current, vectors](const Cell<dim>& cell, const dealii::Quadrature<dim>& at,
                                                   std::span<double> out) {
    vectors->resize(out.size());
    current(cell, at, *vectors);
    for (std::size_t p = 0; p < out.size(); ++p) out[p] = (*vectors)[p].norm();
  };
  fields.push_back({"potential", "V", "Potential", conduction.potential(), {}});
  fields.push_back({"current_density_size", "A/m^2", "Current density", size, {}});
  fields.push_back({"current_density", "A/m^2", "Current density", current, {}});
}

}  // namespace

template <int dim>
CellScalars<dim> stress_measure(const Mechanics<dim>& mechanics, double StressMeasures::*wanted) {
  return [reader = std::make_shared<StressReader<dim>>(mechanics), wanted](
             const Cell<dim>& cell, const dealii::Quadrature<dim>& at, std::span<double> out) {
    (*reader)(cell, at, wanted, out);
  };
}

template <int dim>
std::vector<OutputField<dim>> output_fields(const FieldModel<dim>& model) {
  std::vector<OutputField<dim>> fields;
  if (model.lithiates())
    fields.push_back({"stoichiometry", "1", "Li per Si", model.stoichiometry(), model.lithiated_bodies()});
  if (model.conduction()) add_current(*model.conduction(), fields);
  if (model.mechanics()) add_stresses(*model.mechanics(), model.mesh().mapping, fields);
  const CellScalars<dim> body = [](const Cell<dim>& cell, const dealii::Quadrature<dim>&, std::span<double> out) {
    std::fill(out.begin(), out.end(), static_cast<double>(cell->material_id()));
  };
  fields.push_back({"body", "1", "Number of the body", body, {}});
  return fields;
}

template CellScalars<2> stress_measure(const Mechanics<2>&, double StressMeasures::*);
template CellScalars<3> stress_measure(const Mechanics<3>&, double StressMeasures::*);
template std::vector<OutputField<2>> output_fields(const FieldModel<2>&);
template std::vector<OutputField<3>> output_fields(const FieldModel<3>&);

}  // namespace silith::field
