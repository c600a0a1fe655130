#pragma once
#include <deal.II/distributed/tria.h>
#include <deal.II/lac/vector.h>

#include <functional>
#include <vector>

#include "field/scalar_field.hpp"

// Which cells to split or join, and how every field follows.
namespace silith::field {

struct RefinementLimits {
  int coarsest = 0;        ///< level below which cells are not joined
  int finest = 0;          ///< level above which cells are not split
  double max_cells = 2e5;  ///< on all ranks; beyond, nothing is split
};

/// Collects what several indicators want. A cell is split if one of them wants it, and joined if all agree.
template <int dim>
class Marking {
public:
  using Triangulation = dealii::parallel::distributed::Triangulation<dim>;

  Marking(Triangulation& triangulation, const RefinementLimits& limits);

  /// Splits the cells that make up the given part of the sum of an error indicator, joins those that make up another.
  /// @param indicator by active cell index, owned cells count
  void by_share(const dealii::Vector<float>& indicator, double split_share, double join_share);
  /// Splits cells whose indicator is above `split_above`, joins those below `join_below`.
  void by_threshold(const dealii::Vector<float>& indicator, double split_above, double join_below);
  /// Splits cells in which a field takes values strictly between low and high (a front), joins others.
  void by_band(const CellScalars<dim>& field, double low, double high);

  /// Sets the flags, within the limits. @returns whether any cell of any rank is to change
  bool set_flags();

private:
  enum class Wish : char { none, join, keep, split };
  void want(unsigned cell, Wish wish) { wishes_[cell] = std::max(wishes_[cell], wish); }

  Triangulation& triangulation_;
  RefinementLimits limits_;
  std::vector<Wish> wishes_;  ///< by active cell index
};

/// What happens to one field when the mesh changes.
struct MeshFollower {
  std::function<void()> prepare, finish;
};

/// A follower from anything with prepare_refinement() and finish_refinement(); it has to outlive the follower.
template <class Physics>
MeshFollower follower(Physics& physics) {
  return {[&physics] { physics.prepare_refinement(); }, [&physics] { physics.finish_refinement(); }};
}

/// Changes the mesh by the flags set, spreads it evenly over the ranks, and lets the fields follow in the given order.
/// @returns false if the flags, after smoothing, leave the mesh as it is: then nothing has been touched
template <int dim>
bool change_mesh(dealii::parallel::distributed::Triangulation<dim>& triangulation,
                 const std::vector<MeshFollower>& followers);

}  // namespace silith::field
