#include <deal.II/base/quadrature_lib.h>

#include "field/conduction_state.hpp"

namespace silith::field {
namespace {

using Indices = std::vector<dealii::types::global_dof_index>;

dealii::Vector<double> at(const Vector& vector, const Indices& indices) {
  dealii::Vector<double> out(static_cast<unsigned>(indices.size()));
  for (unsigned i = 0; i < indices.size(); ++i) out(i) = vector(indices[i]);
  return out;
}

/// What one cell or face adds.
struct Share {
  dealii::FullMatrix<double> matrix;
  dealii::Vector<double> residual;
  Indices indices;  ///< of the columns; those of the rows come first

  Share(unsigned rows, unsigned columns) : matrix(rows, columns), residual(rows) {}
};

/// sum |K_ij phi_j|^2: how large the terms are whose sum is the residual.
double gross_square(const dealii::FullMatrix<double>& matrix, const dealii::Vector<double>& potential) {
  double out = 0.0;
  for (unsigned i = 0; i < matrix.m(); ++i) {
    double row = 0.0;
    for (unsigned j = 0; j < matrix.n(); ++j) row += std::abs(matrix(i, j) * potential(j));
    out += row * row;
  }
  return out;
}

/// Rows of the unknowns here; columns here, then there.
template <int dim>
Share face_share(const GroupFace<dim>& face) {
  const unsigned n = static_cast<unsigned>(face.indices_here().size());
  const unsigned m = static_cast<unsigned>(face.indices_there().size());
  Share share(n, n + m);
  for (const unsigned q : face.here().quadrature_point_indices()) {
    const PointFlux& flux = face.fluxes()[q];
    const auto& normal = face.here().normal_vector(q);
    const double weight = face.weight(q);
    for (unsigned i = 0; i < n; ++i) {
      const double test = face.here().shape_value(i, q);
      const double test_slope = flux.slope_here * (face.here().shape_grad(i, q) * normal);
      share.residual(i) += (flux.current * test - test_slope * flux.jump) * weight;
      for (unsigned j = 0; j < n; ++j) {
        const double value = face.here().shape_value(j, q);
        const double slope = flux.slope_here * (face.here().shape_grad(j, q) * normal);
        share.matrix(i, j) += ((flux.by_jump * value - slope) * test - test_slope * value) * weight;
      }
      for (unsigned j = 0; j < m; ++j) {
        const double value = -face.there().shape_value(j, q);
        const double slope = flux.slope_there * (face.there().shape_grad(j, q) * normal);
        share.matrix(i, n + j) += ((flux.by_jump * value - slope) * test - test_slope * value) * weight;
      }
    }
  }
  share.indices = face.indices_here();
  share.indices.insert(share.indices.end(), face.indices_there().begin(), face.indices_there().end());
  return share;
}

template <int dim>
void cell_share(const dealii::FEValues<dim>& shapes, const std::vector<double>& sigma, const FieldMesh<dim>& mesh,
                Share& share) {
  share.matrix = 0.0;
  for (const unsigned q : shapes.quadrature_point_indices()) {
    const double factor = sigma[q] * shapes.JxW(q) * mesh.measure(shapes.quadrature_point(q));
    for (unsigned i = 0; i < shapes.dofs_per_cell; ++i)
      for (unsigned j = 0; j <= i; ++j)
        share.matrix(i, j) += factor * (shapes.shape_grad(i, q) * shapes.shape_grad(j, q));
  }
  for (unsigned i = 0; i < shapes.dofs_per_cell; ++i)
    for (unsigned j = 0; j < i; ++j) share.matrix(j, i) = share.matrix(i, j);
}

}  // namespace

template <int dim>
void Conduction<dim>::State::assemble(const FieldDrive& drive, Wanted wanted) {
  residual = 0.0;
  gross = 0.0;
  if (wanted == Wanted::all) {
    matrix = 0.0;
    feed_response = 0.0;
  }
  assemble_cells(drive, wanted);
  assemble_faces(wanted);
  residual.compress(dealii::VectorOperation::add);
  if (wanted == Wanted::all) {
    matrix.compress(dealii::VectorOperation::add);
    feed_response.compress(dealii::VectorOperation::add);
  }
  gross = std::sqrt(dealii::Utilities::MPI::sum(gross, mesh.triangulation.get_communicator()));
}

template <int dim>
void Conduction<dim>::State::assemble_cells(const FieldDrive& drive, Wanted wanted) {
  const dealii::QGauss<dim> points(space.element().degree + 1);
  const dealii::QGauss<dim - 1> face_points(space.element().degree + 1);
  const auto common = dealii::update_JxW_values | dealii::update_quadrature_points;
  dealii::FEValues<dim> shapes(mesh.mapping, space.element(), points,
                               common | dealii::update_gradients | dealii::update_values);
  dealii::FEFaceValues<dim> sides(mesh.mapping, space.element(), face_points, common | dealii::update_values);
  ConductivityReader<dim> sigma(options, x);
  Share share(shapes.dofs_per_cell, shapes.dofs_per_cell);
  share.indices.resize(shapes.dofs_per_cell);
  for (const auto& cell : space.dofs().active_cell_iterators()) {
    if (!cell->is_locally_owned() || !space.has_unknowns(cell)) continue;
    const Cell<dim> plain = cell;
    shapes.reinit(plain);
    cell_share(shapes, sigma(plain, points), mesh, share);
    cell->get_dof_indices(share.indices);
    const auto local = at(potential, share.indices);
    share.matrix.vmult(share.residual, local);
    gross += gross_square(share.matrix, local);
    if (source) add_source(shapes, plain, points, share.residual);
    if (!given_feed(drive))
      for (const unsigned f : cell->face_indices()) {
        if (!cell->at_boundary(f) || cell->face(f)->boundary_id() != electrodes.feed) continue;
        sides.reinit(plain, f);
        for (const unsigned q : sides.quadrature_point_indices())
          for (unsigned i = 0; i < share.indices.size(); ++i)
            share.residual(i) -=
                *drive.current * sides.shape_value(i, q) * sides.JxW(q) * mesh.measure(sides.quadrature_point(q));
      }
    space.ties().distribute_local_to_global(share.residual, share.indices, residual);
    if (wanted == Wanted::residual) continue;
    fixed.distribute_local_to_global(share.matrix, share.indices, matrix);
    const auto shape = at(feed_shape, share.indices);
    share.matrix.vmult(share.residual, shape);
    space.ties().distribute_local_to_global(share.residual, share.indices, feed_response);
  }
}

template <int dim>
void Conduction<dim>::State::add_source(const dealii::FEValues<dim>& shapes, const Cell<dim>& cell,
                                        const dealii::Quadrature<dim>& points, dealii::Vector<double>& out) const {
  std::vector<double> fed(points.size());
  source(cell, points, fed);
  for (const unsigned q : shapes.quadrature_point_indices()) {
    const double current = fed[q] * shapes.JxW(q) * mesh.measure(shapes.quadrature_point(q));
    for (unsigned i = 0; i < shapes.dofs_per_cell; ++i) out(i) -= current * shapes.shape_value(i, q);
  }
}

template <int dim>
void Conduction<dim>::State::assemble_faces(Wanted wanted) {
  GroupFace<dim> evaluated(mesh, space, pairs, options, x);
  space.each_body_face([&](const BodyFace<dim>& face) {
    if (!space.has_unknowns(face.here) || !space.has_unknowns(face.there)) return;
    if (pairs.law(face.here->material_id(), face.there->material_id()).joined()) return;
    evaluated.reinit(face, potential);
    Share share = face_share(evaluated);
    gross += gross_square(share.matrix, at(potential, share.indices));
    space.ties().distribute_local_to_global(share.residual, evaluated.indices_here(), residual);
    if (wanted == Wanted::residual) return;
    fixed.distribute_local_to_global(share.matrix, evaluated.indices_here(), share.indices, matrix);
    share.matrix.vmult(share.residual, at(feed_shape, share.indices));
    space.ties().distribute_local_to_global(share.residual, evaluated.indices_here(), feed_response);
  });
}

template struct Conduction<2>::State;
template struct Conduction<3>::State;

}  // namespace silith::field
