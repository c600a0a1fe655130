#include "field/output_field.hpp"

#include <deal.II/base/geometry_info.h>

#include <limits>

namespace silith::field {
namespace {

template <int dim>
dealii::Quadrature<dim> corner_points() {
  std::vector<dealii::Point<dim>> points;
  for (unsigned corner = 0; corner < CornerValues<dim>::corners; ++corner)
    points.push_back(dealii::GeometryInfo<dim>::unit_cell_vertex(corner));
  return dealii::Quadrature<dim>(points);
}

/// Values of one field at the corners of a cell, appended component by component.
template <int dim>
class Evaluation {
public:
  void append(const OutputField<dim>& field, const Cell<dim>& cell, std::vector<double>& out) {
    const std::size_t components = field.is_vector() ? dim : 1;
    if (!field.bodies.empty() && field.bodies.count(cell->material_id()) == 0) {
      out.insert(out.end(), components * corners, std::numeric_limits<double>::quiet_NaN());
    } else if (field.is_vector()) {
      std::get<1>(field.values)(cell, points_, vectors_);
      for (unsigned d = 0; d < dim; ++d)
        for (unsigned corner = 0; corner < corners; ++corner) out.push_back(vectors_[corner][d]);
    } else {
      std::get<0>(field.values)(cell, points_, scalars_);
      out.insert(out.end(), scalars_.begin(), scalars_.end());
    }
  }

private:
  static constexpr unsigned corners = CornerValues<dim>::corners;
  dealii::Quadrature<dim> points_ = corner_points<dim>();
  std::vector<double> scalars_ = std::vector<double>(corners);
  std::vector<dealii::Tensor<1, dim>> vectors_ = std::vector<dealii::Tensor<1, dim>>(corners);
};

}  // namespace

template <int dim>
CornerValues<dim> corner_values(const FieldMesh<dim>& mesh, std::vector<OutputField<dim>> fields) {
  CornerValues<dim> result;
  result.fields = std::move(fields);
  for (std::size_t f = 0; f < result.fields.size(); ++f)
    for (unsigned d = 0; d < (result.fields[f].is_vector() ? dim : 1); ++d) result.components.push_back({f, d});
  Evaluation<dim> evaluation;
  for (const auto& cell : mesh.triangulation.active_cell_iterators()) {
    if (!cell->is_locally_owned()) continue;
    auto& block = result.blocks.emplace_back();
    block.cell = cell;
    block.values.reserve(result.components.size() * CornerValues<dim>::corners);
    for (const auto& field : result.fields) evaluation.append(field, cell, block.values);
  }
  return result;
}

template CornerValues<2> corner_values(const FieldMesh<2>&, std::vector<OutputField<2>>);
template CornerValues<3> corner_values(const FieldMesh<3>&, std::vector<OutputField<3>>);

}  // namespace silith::field
