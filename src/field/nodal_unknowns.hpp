#pragma once
#include <deal.II/base/partitioner.h>

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "field/displacement_space.hpp"

namespace silith::field {

/// The unknowns of displacements as plain local numbers, owned ones first, then those of other ranks that the owned
/// cells reach: which cell has which, and which hang on others. A node has three in a row.
class NodalUnknowns {
public:
  /// @param constraints of the space, with or without pins
  NodalUnknowns(const DisplacementSpace<3>& space, const Constraints& constraints);

  const std::shared_ptr<const dealii::Utilities::MPI::Partitioner>& partitioner() const { return partitioner_; }
  std::size_t n_cells() const { return nodes_.size() / nodes_per_cell_; }
  unsigned nodes_per_cell() const { return nodes_per_cell_; }
  /// First unknown of a node of a locally owned cell, nodes along x first, cells in the order of the mesh.
  std::uint32_t node(std::size_t cell, unsigned node) const { return nodes_[cell * nodes_per_cell_ + node]; }
  std::size_t memory() const;  ///< bytes

  /// Unknowns held, of a vector without valid ones: owned or reached by owned cells, from those they hang on.
  template <class Number>
  void fill_held(Number* values) const;
  /// Transposed: forces on unknowns held go to those they hang on; they become zero.
  template <class Number>
  void collect_held(Number* forces) const;
  /// The same for the diagonal of an operator, without what couples unknowns of one cell.
  template <class Number>
  void collect_held_diagonal(Number* diagonal) const;
  const std::vector<std::uint32_t>& owned_held() const { return owned_held_; }

private:
  struct Held {
    std::uint32_t unknown, end;  ///< its entries end there, and begin where those of the one before end
  };
  template <class Visit>
  void for_each_entry(const Visit& visit) const;
  std::vector<dealii::types::global_dof_index> cell_unknowns(const DisplacementSpace<3>& space) const;
  void partition(const DisplacementSpace<3>& space, const Constraints& constraints,
                 const std::vector<dealii::types::global_dof_index>& first);
  void find_held(const Constraints& constraints);

  unsigned nodes_per_cell_;
  std::shared_ptr<const dealii::Utilities::MPI::Partitioner> partitioner_;
  std::vector<std::uint32_t> nodes_;
  std::vector<Held> held_;
  std::vector<std::pair<std::uint32_t, double>> entries_;
  std::vector<std::uint32_t> owned_held_;
};

}  // namespace silith::field
