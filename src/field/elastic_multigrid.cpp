#include "field/elastic_multigrid.hpp"

#include <deal.II/lac/full_matrix.h>

namespace silith::field {
namespace {

/// Prescribed displacements hold changes of it at zero; loads don't matter to them.
SolidLoads<3> held_by(const SolidLoads<3>& loads) {
  SolidLoads<3> held;
  held.displacement = loads.displacement;
  return held;
}

LinearSolver corner_cycle(const DisplacementSpace<3>& space) {
  LinearOptions options;
  options.method = LinearMethod::amg;
  options.near_null_space = space.rigid_modes();
  options.components = 3;
  options.cycles = 2;
  return LinearSolver(options);
}

}  // namespace

ElasticMultigrid::ElasticMultigrid(const DisplacementSpace<3>& space)
    : fine_(std::make_shared<NodalUnknowns>(space, space.unpinned())),
      corner_space_(space.mesh(), space.supports(), held_by(space.loads()), 1),
      corners_(corner_space_, corner_space_.homogeneous()),
      level_(fine_),
      corner_solver_(corner_cycle(corner_space_)),
      right_(level_.vector()),
      left_(level_.vector()),
      residual_(level_.vector()),
      corner_values_(corners_.partitioner()),
      corner_right_(corner_space_.owned_vector()),
      corner_left_(corner_space_.owned_vector()) {
  find_weights();
  corner_space_.shape(corner_matrix_);
}

/// What the corners of a cell that a node is in have to say at the node.
void ElasticMultigrid::find_weights() {
  constexpr float share[2][3] = {{1.0F, 0.5F, 0.0F}, {0.0F, 0.5F, 1.0F}};
  const unsigned n_nodes = fine_->partitioner()->locally_owned_size() / 3;
  std::vector<std::pair<std::size_t, unsigned>> found(n_nodes, {0, 27});  // cell and place in it
  for (std::size_t cell = 0; cell < fine_->n_cells(); ++cell)
    for (unsigned i = 0; i < 27; ++i)
      if (const auto node = fine_->node(cell, i) / 3; node < n_nodes) found[node] = {cell, i};
  for (const auto& [cell, i] : found) {
    for (unsigned a = 0; a < 8; ++a) {
      const float weight = share[a % 2][i % 3] * share[a / 2 % 2][i / 3 % 3] * share[a / 4][i / 9];
      if (weight > 0.0F) weights_.push_back({corners_.node(cell, a), weight});
    }
    weights_end_.push_back(static_cast<std::uint32_t>(weights_.size()));
  }
}

void ElasticMultigrid::set_operator(const ElasticOperator<double>& elastic) {
  level_.copy(elastic);
  const auto diagonal_values = diagonal(elastic, *fine_);
  Smoother::AdditionalData data;
  data.degree = 4;
  data.smoothing_range = 20.0;
  data.eig_cg_n_iterations = 12;
  LevelVector inverse = level_.vector();
  for (unsigned i = 0; i < inverse.locally_owned_size(); ++i)
    inverse.local_element(i) = static_cast<float>(1.0 / diagonal_values.local_element(i));
  data.preconditioner = std::make_shared<dealii::DiagonalMatrix<LevelVector>>(inverse);
  smoother_.initialize(level_, data);
  assemble_corners(elastic);
  corner_solver_.set_matrix(corner_matrix_);
}

void ElasticMultigrid::assemble_corners(const ElasticOperator<double>& elastic) {
  constexpr unsigned lanes = CellBatches<double>::lanes, n = 24;
  corner_matrix_ = 0.0;
  std::vector<double> stiffness(n * n * lanes);
  dealii::FullMatrix<double> local(n, n);
  std::vector<dealii::types::global_dof_index> indices(n);
  for (std::size_t cell = 0; cell < corners_.n_cells(); ++cell) {
    const auto lane = cell % lanes;
    if (lane == 0) corner_stiffness(elastic.batches(false), cell / lanes, stiffness.data());
    for (unsigned i = 0; i < n; ++i) {
      indices[i] = corners_.partitioner()->local_to_global(corners_.node(cell, i / 3) + i % 3);
      for (unsigned j = i; j < n; ++j) local(i, j) = local(j, i) = stiffness[(i * n + j) * lanes + lane];
    }
    corner_space_.homogeneous().distribute_local_to_global(local, indices, corner_matrix_);
  }
  corner_matrix_.compress(dealii::VectorOperation::add);
}

void ElasticMultigrid::vmult(FineVector& out, const FineVector& in) const {
  right_.copy_locally_owned_data_from(in);
  smoother_.vmult(left_, right_);
  level_.vmult(residual_, left_);
  residual_.sadd(-1.0F, 1.0F, right_);
  correct_by_corners();
  smoother_.step(left_, right_);
  out.copy_locally_owned_data_from(left_);
}

void ElasticMultigrid::correct_by_corners() const {
  restrict_residual();
  for (unsigned i = 0; i < corner_values_.locally_owned_size(); ++i)
    corner_right_.begin()[i] = corner_values_.local_element(i);
  corner_solver_.cycle(corner_left_, corner_right_);
  for (unsigned i = 0; i < corner_values_.locally_owned_size(); ++i)
    corner_values_.local_element(i) = static_cast<float>(corner_left_.begin()[i]);
  prolong_correction();
}

void ElasticMultigrid::restrict_residual() const {
  for (const auto held : fine_->owned_held()) residual_.local_element(held) = 0.0F;
  corner_values_ = 0.0F;
  float* corners = corner_values_.begin();
  std::uint32_t entry = 0;
  for (std::uint32_t node = 0; node < weights_end_.size(); ++node)
    for (const float* from = residual_.begin() + 3 * node; entry < weights_end_[node]; ++entry)
      for (unsigned c = 0; c < 3; ++c) corners[weights_[entry].corner + c] += weights_[entry].weight * from[c];
  corners_.collect_held(corners);
  corner_values_.compress(dealii::VectorOperation::add);
  for (const auto held : corners_.owned_held()) corner_values_.local_element(held) = 0.0F;
}

void ElasticMultigrid::prolong_correction() const {
  for (const auto held : corners_.owned_held()) corner_values_.local_element(held) = 0.0F;
  corner_values_.update_ghost_values();
  corners_.fill_held(corner_values_.begin());
  const float* corners = corner_values_.begin();
  std::uint32_t entry = 0;
  for (std::uint32_t node = 0; node < weights_end_.size(); ++node)
    for (float* to = left_.begin() + 3 * node; entry < weights_end_[node]; ++entry)
      for (unsigned c = 0; c < 3; ++c) to[c] += weights_[entry].weight * corners[weights_[entry].corner + c];
  corner_values_.zero_out_ghost_values();
  for (const auto held : fine_->owned_held()) left_.local_element(held) = 0.0F;
}

std::size_t ElasticMultigrid::memory() const {
  return level_.memory() + corners_.memory() + weights_.size() * sizeof(Weight) + 4 * weights_end_.size() +
         corner_matrix_.memory_consumption();
}

}  // namespace silith::field
