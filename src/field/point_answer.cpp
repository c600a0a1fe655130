#include <algorithm>
#include <cmath>
#include <limits>

#include "base/diagnostic.hpp"
#include "field/finite_strain.hpp"

namespace silith::field {
namespace {

using Symmetric = dealii::SymmetricTensor<2, 3>;

/// Principal directions of a symmetric tensor with their products.
struct Spectrum {
  std::array<double, 3> values;
  std::array<dealii::Tensor<1, 3>, 3> directions;
};

Spectrum spectrum(const Symmetric& tensor) {
  const auto pairs = dealii::eigenvectors(tensor, dealii::SymmetricTensorEigenvectorMethod::jacobi);
  Spectrum result;
  for (unsigned a = 0; a < 3; ++a) {
    result.values[a] = pairs[a].first;
    result.directions[a] = pairs[a].second;
  }
  return result;
}

/// sum values[a] n_a (x) n_a.
Symmetric assemble(const std::array<double, 3>& values, const Spectrum& frame) {
  Symmetric result;
  for (unsigned i = 0; i < 3; ++i)
    for (unsigned j = i; j < 3; ++j)
      for (unsigned a = 0; a < 3; ++a) result[i][j] += values[a] * frame.directions[a][i] * frame.directions[a][j];
  return result;
}

/// (tau_a b_b - tau_b b_a)/(b_a - b_b), by its limit where the stretches coincide; b are squared stretches.
double shear_modulus(unsigned a, unsigned b, const std::array<double, 3>& squares, const PrincipalResponse& response) {
  const double difference = squares[a] - squares[b];
  if (std::abs(difference) > 1e-7 * (squares[a] + squares[b]))
    return (response.stress[a] * squares[b] - response.stress[b] * squares[a]) / difference;
  return 0.5 * (response.tangent[a][a] - response.tangent[a][b]) - response.stress[a];
}

void add_product(std::array<std::array<double, 9>, 9>& moduli, double factor, const std::array<double, 9>& left,
                 const std::array<double, 9>& right) {
  for (unsigned k = 0; k < 9; ++k)
    for (unsigned l = 0; l < 9; ++l) moduli[k][l] += factor * left[k] * right[l];
}

/// n_a (x) n_b made symmetric, row by row.
std::array<double, 9> dyad(const Spectrum& frame, unsigned a, unsigned b) {
  std::array<double, 9> result;
  for (unsigned i = 0; i < 3; ++i)
    for (unsigned j = 0; j < 3; ++j)
      result[3 * i + j] =
          0.5 * (frame.directions[a][i] * frame.directions[b][j] + frame.directions[b][i] * frame.directions[a][j]);
  return result;
}

/// Spatial moduli of an isotropic answer in principal logarithmic strains (Eq. F53).
std::array<std::array<double, 9>, 9> spatial_moduli(const Spectrum& frame, const PrincipalResponse& response,
                                                    double factor) {
  std::array<std::array<double, 9>, 9> moduli{};
  std::array<std::array<double, 9>, 3> normal;
  for (unsigned a = 0; a < 3; ++a) normal[a] = dyad(frame, a, a);
  for (unsigned a = 0; a < 3; ++a)
    for (unsigned b = 0; b < 3; ++b)
      add_product(moduli, factor * (response.tangent[a][b] - (a == b ? 2.0 * response.stress[a] : 0.0)), normal[a],
                  normal[b]);
  for (unsigned a = 0; a < 3; ++a)
    for (unsigned b = a + 1; b < 3; ++b) {
      const auto shear = dyad(frame, a, b);
      add_product(moduli, 4.0 * factor * shear_modulus(a, b, frame.values, response), shear, shear);
    }
  return moduli;
}

Symmetric similarity(const dealii::Tensor<2, 3>& f, const Symmetric& middle) {
  return dealii::symmetrize(f * dealii::Tensor<2, 3>(middle) * dealii::transpose(f));
}

}  // namespace

PointAnswer point_answer(const dealii::Tensor<2, 3>& gradient, const SolidPoint& solid, const FlowHistory& history,
                         FiniteStrainOptions::Energy energy, double dt) {
  const auto elastic_plastic = gradient / swelling_stretch(solid.volume_ratio);
  const Spectrum trial = spectrum(similarity(elastic_plastic, history.inverse_cp));
  if (!(dealii::determinant(gradient) > 0.0) || !(*std::min_element(trial.values.begin(), trial.values.end()) > 0.0))
    throw NumericsError("the solid is turned inside out", std::numeric_limits<double>::quiet_NaN());
  Principal strain;
  for (unsigned a = 0; a < 3; ++a) strain[a] = 0.5 * std::log(trial.values[a]);

  PrincipalResponse response;
  if (energy == FiniteStrainOptions::Energy::neo_hookean)
    response = elastic_response(NeoHookeanEnergy{solid.moduli}, strain);
  else if (solid.flows)
    response = flow_response(solid.moduli, solid.flow, strain, dt);
  else
    response = elastic_response(HenckyEnergy{solid.moduli}, strain);

  PointAnswer answer;
  answer.kirchhoff = solid.volume_ratio * assemble(response.stress, trial);
  answer.moduli = spatial_moduli(trial, response, solid.volume_ratio);
  answer.history = history;
  if (response.plastic_increment > 0.0) {
    std::array<double, 3> squares;
    for (unsigned a = 0; a < 3; ++a) squares[a] = std::exp(2.0 * response.elastic_strain[a]);
    answer.history.inverse_cp = similarity(dealii::invert(elastic_plastic), assemble(squares, trial));
    answer.history.plastic_strain += response.plastic_increment;
  }
  return answer;
}

}  // namespace silith::field
