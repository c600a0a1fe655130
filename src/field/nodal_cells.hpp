#pragma once
#include <deal.II/base/quadrature_lib.h>
#include <deal.II/lac/la_parallel_vector.h>

#include <array>
#include <vector>

#include "field/scalar_field.hpp"

namespace silith::field {

/// Values at nodes, locally owned first and ghosts after, read and written without look-ups.
using NodeVector = dealii::LinearAlgebra::distributed::Vector<double>;

/// The cells of some bodies and their bilinear or trilinear shape functions as plain arrays, for methods that loop over
/// all cells many times a step.
///
/// Each cell has 2^dim slots, each slot a node that carries an unknown. Where a corner hangs or is periodic its shape
/// function is passed on to the nodes it depends on, so slots need not be corners and nobody else sees constraints.
/// Slots that are not needed repeat a node with a zero shape function.
template <int dim>
class NodalCells {
public:
  static constexpr unsigned slots = 1U << dim;
  static constexpr unsigned points = 1U << dim;  ///< Gauss points of a cell
  using Tensor = dealii::Tensor<1, dim>;
  using Slots = std::array<double, slots>;

  struct Shapes {
    std::array<Slots, points> value;
    std::array<std::array<Tensor, slots>, points> gradient;  ///< 1/m
    std::array<double, points> weight;                       ///< in the frame's measure
    std::array<dealii::Point<dim>, points> at;
  };
  /// One face of a cell on the surface of the bodies.
  struct Face {
    std::size_t cell;                       ///< position in the list of cells
    unsigned face;                          ///< of that cell
    dealii::types::boundary_id boundary;    ///< invalid inside the mesh
    dealii::types::material_id other_side;  ///< invalid at the mesh's boundary
    Slots measure;                          ///< integral of the slots' shape functions over the face
  };

  /// @param field of degree 1;  @param bodies empty: all
  /// @throws std::logic_error if the field's degree is not 1
  NodalCells(const ScalarField<dim>& field, Bodies bodies);
  /// Anew after the mesh has changed.
  void rebuild();

  std::size_t size() const { return nodes_.size(); }
  const std::array<unsigned, slots>& nodes(std::size_t cell) const { return nodes_[cell]; }
  const Shapes& shapes(std::size_t cell) const { return shapes_[cell]; }
  const Cell<dim>& cell(std::size_t cell) const { return cells_[cell]; }
  dealii::types::material_id body(std::size_t cell) const { return cells_[cell]->material_id(); }
  double size_of(std::size_t cell) const { return sizes_[cell]; }  ///< m, shortest distance between opposite faces
  const std::vector<Face>& faces() const { return faces_; }
  const ScalarField<dim>& field() const { return field_; }
  const dealii::Quadrature<dim>& quadrature() const { return quadrature_; }

  /// Nodes owned here; those that no cell uses have no mass.
  unsigned owned() const { return partition_->locally_owned_size(); }
  unsigned stored() const { return owned() + partition_->n_ghost_indices(); }  ///< with ghosts
  const NodeVector& mass() const { return mass_; }                             ///< lumped, in the frame's measure
  const dealii::Point<dim>& position(unsigned owned_node) const { return positions_[owned_node]; }
  dealii::types::global_dof_index global(unsigned node) const { return partition_->local_to_global(node); }
  const NodeVector& zero() const { return zero_; }  ///< a pattern for new vectors

  Slots gather(const NodeVector& values, std::size_t cell) const {
    Slots local;
    for (unsigned s = 0; s < slots; ++s) local[s] = values.local_element(nodes_[cell][s]);
    return local;
  }
  void add(NodeVector& sums, std::size_t cell, const Slots& local) const {
    for (unsigned s = 0; s < slots; ++s) sums.local_element(nodes_[cell][s]) += local[s];
  }

  /// The field's values at the nodes, with ghosts; and back into the owned vector of a field.
  NodeVector read() const;
  Vector write(const NodeVector& values) const;
  double sum(double local) const;
  double max(double local) const;
  double min(double local) const;

private:
  using Corners = std::array<std::array<double, slots>, slots>;  ///< [corner][slot]
  std::vector<std::vector<std::pair<dealii::types::global_dof_index, double>>> expand(
      const std::vector<dealii::types::global_dof_index>& corners) const;
  bool is_here(dealii::types::material_id body) const { return bodies_.empty() || bodies_.count(body) > 0; }
  void number_nodes();
  void add_cell(const Cell<dim>& cell, dealii::FEValues<dim>& values, dealii::FEFaceValues<dim>& on_face);
  Corners assign_slots(const Cell<dim>& cell, std::array<unsigned, slots>& nodes) const;
  void add_faces(const Cell<dim>& cell, const Corners& corners, dealii::FEFaceValues<dim>& on_face);

  const ScalarField<dim>& field_;
  Bodies bodies_;
  dealii::QGauss<dim> quadrature_{2};
  std::shared_ptr<const dealii::Utilities::MPI::Partitioner> partition_;
  std::vector<std::array<unsigned, slots>> nodes_;
  std::vector<Shapes> shapes_;
  std::vector<Cell<dim>> cells_;
  std::vector<double> sizes_;
  std::vector<Face> faces_;
  std::vector<dealii::Point<dim>> positions_;
  NodeVector zero_, mass_;
};

}  // namespace silith::field
