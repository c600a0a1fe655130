#include "field/conduction_state.hpp"

namespace silith::field {
namespace {

template <int dim>
void evaluate(const dealii::FEFaceValuesBase<dim>& shapes, const std::vector<dealii::types::global_dof_index>& indices,
              const Vector& potential, std::vector<double>& values, std::vector<dealii::Tensor<1, dim>>& gradients) {
  values.assign(shapes.n_quadrature_points, 0.0);
  gradients.assign(shapes.n_quadrature_points, dealii::Tensor<1, dim>());
  for (unsigned i = 0; i < indices.size(); ++i) {
    const double phi = potential(indices[i]);
    for (const unsigned q : shapes.quadrature_point_indices()) {
      values[q] += phi * shapes.shape_value(i, q);
      gradients[q] += phi * shapes.shape_grad(i, q);
    }
  }
}

}  // namespace

template <int dim>
const std::vector<double>& ConductivityReader<dim>::operator()(const Cell<dim>& cell,
                                                               const dealii::Quadrature<dim>& points) {
  const auto& law = options_.conductivity[cell->material_id()];
  state_.resize(points.size());
  value_.assign(points.size(), 0.0);
  if (!law) return value_;
  x_(cell, points, state_);
  const std::array<double, 1> salt{0.0};
  law->evaluate(state_, salt, options_.temperature, value_, {}, {});
  return value_;
}

template <int dim>
const std::vector<double>& ConductivityReader<dim>::operator()(const Cell<dim>& cell,
                                                               const dealii::FEFaceValuesBase<dim>& face) {
  std::vector<dealii::Point<dim>> points;
  for (const unsigned q : face.quadrature_point_indices())
    points.push_back(face.get_mapping().transform_real_to_unit_cell(cell, face.quadrature_point(q)));
  return (*this)(cell, dealii::Quadrature<dim>(points));
}

template <int dim>
GroupFace<dim>::GroupFace(const FieldMesh<dim>& mesh, const PotentialSpace<dim>& space, const BodyPairs<dim>& pairs,
                          const ConductionOptions& options, const CellScalars<dim>& x)
    : mesh_(mesh),
      space_(space),
      pairs_(pairs),
      options_(options),
      shapes_(mesh.mapping, space.element(), dealii::QGauss<dim - 1>(space.element().degree + 2)),
      sigma_(options, x) {}

template <int dim>
void GroupFace<dim>::read_both_sides(const BodyFace<dim>& face, const Vector& potential) {
  shapes_.reinit(face);
  indices_here_.resize(face.here->get_fe().n_dofs_per_cell());
  indices_there_.resize(face.there->get_fe().n_dofs_per_cell());
  face.here->get_dof_indices(indices_here_);
  face.there->get_dof_indices(indices_there_);
  evaluate<dim>(here(), indices_here_, potential, phi_here_, gradient_here_);
  evaluate<dim>(there(), indices_there_, potential, phi_there_, gradient_there_);
}

template <int dim>
void GroupFace<dim>::reinit(const BodyFace<dim>& face, const Vector& potential) {
  read_both_sides(face, potential);
  const auto& law = pairs_.law(face.here->material_id(), face.there->material_id());
  const double size = std::min(face.here->minimum_vertex_distance(), face.there->minimum_vertex_distance());
  if (!law.law) {
    sigma_here_ = sigma_(face.here, here());
    sigma_there_ = sigma_(face.there, there());
  }
  fluxes_.assign(here().n_quadrature_points, {});
  for (const unsigned q : here().quadrature_point_indices()) {
    if (!contacts(law, here().quadrature_point(q))) continue;
    const double jump = phi_here_[q] - phi_there_[q];
    fluxes_[q] = law.law ? law_flux(law, face.here->material_id() == law.first, jump) : perfect_flux(q, size);
  }
}

template <int dim>
double GroupFace<dim>::square_defect(const BodyFace<dim>& face, const Vector& potential) {
  const bool within = space_.group(face.here->material_id()) == space_.group(face.there->material_id());
  if (within)
    read_both_sides(face, potential);
  else
    reinit(face, potential);
  sigma_here_ = sigma_(face.here, here());
  sigma_there_ = sigma_(face.there, there());
  double out = 0.0;
  for (const unsigned q : here().quadrature_point_indices()) {
    const auto& normal = here().normal_vector(q);
    const double leaving = -sigma_here_[q] * (gradient_here_[q] * normal);
    const double taken = within ? -sigma_there_[q] * (gradient_there_[q] * normal) : fluxes_[q].current;
    const double sigma = within ? 0.5 * (sigma_here_[q] + sigma_there_[q]) : sigma_here_[q];
    out += (leaving - taken) * (leaving - taken) / sigma * weight(q);
  }
  return out;
}

template <int dim>
double GroupFace<dim>::square_outflow(const BodyFace<dim>& face, const Vector& potential) {
  read_both_sides(face, potential);
  sigma_here_ = sigma_(face.here, here());
  double out = 0.0;
  for (const unsigned q : here().quadrature_point_indices()) {
    const double leaving = -sigma_here_[q] * (gradient_here_[q] * here().normal_vector(q));
    out += leaving * leaving / sigma_here_[q] * weight(q);
  }
  return out;
}

template <int dim>
double GroupFace<dim>::weight(unsigned q) const {
  return here().JxW(q) * mesh_.measure(here().quadrature_point(q));
}

template <int dim>
bool GroupFace<dim>::contacts(const PairLaw& law, const dealii::Point<dim>& at) const {
  if (law.pattern.full()) return true;
  std::vector<double> along;
  for (unsigned d = 0; d + 1 < dim; ++d) along.push_back(at[d]);
  return law.pattern.contacts(along);
}

template <int dim>
PointFlux GroupFace<dim>::law_flux(const PairLaw& law, bool from_first, double jump) const {
  const double sign = from_first ? 1.0 : -1.0;
  const InterfaceFlux flux = (*law.law)(sign * jump);
  return {sign * flux.current, flux.conductance, 0.0, 0.0, jump};
}

template <int dim>
PointFlux GroupFace<dim>::perfect_flux(unsigned q, double size) const {
  // Weights by the other side's conductivity: the flux is taken where its relative error is small (Eq. F5).
  const double sum = sigma_here_[q] + sigma_there_[q];
  const double half_harmonic = sigma_here_[q] * sigma_there_[q] / sum;
  const double degree = space_.element().degree;
  const double penalty = 10.0 * degree * (degree + 1.0) * half_harmonic / size;
  const auto& normal = here().normal_vector(q);
  const double jump = phi_here_[q] - phi_there_[q];
  const double slope = (gradient_here_[q] + gradient_there_[q]) * normal;
  return {penalty * jump - half_harmonic * slope, penalty, half_harmonic, half_harmonic, jump};
}

template class ConductivityReader<2>;
template class ConductivityReader<3>;
template class GroupFace<2>;
template class GroupFace<3>;

}  // namespace silith::field
