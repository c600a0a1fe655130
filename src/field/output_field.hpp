#pragma once
#include <string>
#include <variant>
#include <vector>

#include "field/scalar_field.hpp"

namespace silith::field {

/// A field for files and pictures.
template <int dim>
struct OutputField {
  std::string name, unit, long_name;
  std::variant<CellScalars<dim>, CellVectors<dim>> values;
  Bodies bodies;  ///< where it lives; empty: everywhere

  bool is_vector() const { return values.index() == 1; }
};

/// Fields at the corners of every locally owned cell, in between bilinear: what files and pictures are made of.
template <int dim>
struct CornerValues {
  static constexpr unsigned corners = 1U << dim;
  struct Block {
    Cell<dim> cell;
    std::vector<double> values;  ///< [component][corner], lexicographic corners; NaN where a field does not live
  };
  struct Component {
    std::size_t field;
    unsigned direction = 0;  ///< of a vector
  };
  std::vector<OutputField<dim>> fields;
  std::vector<Component> components;  ///< fields one after the other, a vector as dim components
  std::vector<Block> blocks;
};

/// Evaluates every field on the locally owned cells.
template <int dim>
CornerValues<dim> corner_values(const FieldMesh<dim>& mesh, std::vector<OutputField<dim>> fields);

}  // namespace silith::field
