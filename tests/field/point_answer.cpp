#include <gtest/gtest.h>

#include "field/finite_strain.hpp"

namespace silith::field {
namespace {

using Tensor = dealii::Tensor<2, 3>;
using Energy = FiniteStrainOptions::Energy;

Tensor deformation() {
  Tensor f;
  const double entries[9] = {1.31, 0.17, -0.06, -0.11, 1.24, 0.21, 0.08, -0.05, 1.37};
  for (unsigned k = 0; k < 9; ++k) f[k / 3][k % 3] = entries[k];
  return f;
}

Tensor rotation(double angle) {
  Tensor q;
  q[0][0] = q[1][1] = std::cos(angle);
  q[0][1] = -std::sin(angle);
  q[1][0] = std::sin(angle);
  q[2][2] = 1.0;
  Tensor tilt;
  tilt[0][0] = tilt[2][2] = std::cos(0.7);
  tilt[0][2] = std::sin(0.7);
  tilt[2][0] = -std::sin(0.7);
  tilt[1][1] = 1.0;
  return q * tilt;
}

FlowHistory some_history() {
  FlowHistory history;
  history.inverse_cp[0][0] = 1.1;
  history.inverse_cp[0][1] = 0.07;
  history.inverse_cp[1][1] = 0.9;
  history.inverse_cp[2][2] = 1.0 / (1.1 * 0.9 - 0.07 * 0.07);
  return history;
}

SolidPoint silicon(double yield, double rate) {
  return {.moduli = {43e9, 0.23}, .volume_ratio = 2.1, .flows = yield > 0.0, .flow = {yield, rate, 3.0}};
}

struct PointCase {
  SolidPoint solid;
  Energy energy;
};

std::vector<PointCase> cases() {
  return {{silicon(0.0, 0.0), Energy::hencky},
          {silicon(0.0, 0.0), Energy::neo_hookean},
          {silicon(1.1e9, 0.0), Energy::hencky},
          {silicon(0.6e9, 4e-3), Energy::hencky}};
}

TEST(PointAnswer, RotatesWithTheBody) {
  for (const auto& [solid, energy] : cases()) {
    const auto at = point_answer(deformation(), solid, some_history(), energy, 5.0);
    const Tensor q = rotation(1.1);
    const auto turned = point_answer(q * deformation(), solid, some_history(), energy, 5.0);
    const auto expected = q * Tensor(at.kirchhoff) * dealii::transpose(q);
    EXPECT_LE((Tensor(turned.kirchhoff) - expected).norm(), 1e-12 * 43e9);
    EXPECT_LE((turned.history.inverse_cp - at.history.inverse_cp).norm(), 1e-12);
    EXPECT_NEAR(dealii::determinant(at.history.inverse_cp), 1.0, 1e-12);
  }
}

TEST(PointAnswer, ModuliAreDerivatives) {
  // d tau = moduli : l + l tau + tau l^T for dF = l F.
  const double h = 1e-6;
  for (const auto& [solid, energy] : cases())
    for (unsigned k = 0; k < 9; ++k) {
      const auto at = point_answer(deformation(), solid, some_history(), energy, 5.0);
      Tensor l;
      l[k / 3][k % 3] = 1.0;
      const Tensor step = h * (l * deformation());
      const auto above = point_answer(deformation() + step, solid, some_history(), energy, 5.0);
      const auto below = point_answer(deformation() - step, solid, some_history(), energy, 5.0);
      const Tensor tau(at.kirchhoff);
      const Tensor spin = l * tau + tau * dealii::transpose(l);
      const auto difference = (above.kirchhoff - below.kirchhoff) / (2.0 * h);
      for (unsigned i = 0; i < 9; ++i)
        EXPECT_NEAR(at.moduli[i][k] + spin[i / 3][i % 3], difference[i / 3][i % 3], 1e-8 * 43e9) << i << ' ' << k;
    }
}

TEST(PointAnswer, EqualStretchesHaveTheLimitOfUnequalOnes) {
  const SolidPoint solid = silicon(0.0, 0.0);
  Tensor equal, nearly;
  for (unsigned i = 0; i < 3; ++i) {
    equal[i][i] = 1.4;
    nearly[i][i] = 1.4 + 1e-5 * i;
  }
  const auto at = point_answer(equal, solid, {}, Energy::hencky, 0.0);
  const auto near = point_answer(nearly, solid, {}, Energy::hencky, 0.0);
  for (unsigned i = 0; i < 9; ++i)
    for (unsigned k = 0; k < 9; ++k) EXPECT_NEAR(at.moduli[i][k], near.moduli[i][k], 1e-4 * 43e9);
}

TEST(PointAnswer, FreeSwellingIsStressFree) {
  Tensor f;
  for (unsigned i = 0; i < 3; ++i) f[i][i] = swelling_stretch(4.09);
  SolidPoint solid = silicon(1e9, 0.0);
  solid.volume_ratio = 4.09;
  EXPECT_LE(point_answer(rotation(0.4) * f, solid, {}, Energy::hencky, 1.0).kirchhoff.norm(), 1e-14 * 43e9);
}

TEST(PointAnswer, CauchyStressIsAtYieldWhateverTheSwelling) {
  for (const double ratio : {1.0, 2.1, 4.09}) {
    SolidPoint solid = silicon(1.1e9, 0.0);
    solid.volume_ratio = ratio;
    const Tensor f = std::cbrt(ratio) * deformation() / std::cbrt(2.1);
    const auto answer = point_answer(f, solid, {}, Energy::hencky, 1.0);
    const auto cauchy = answer.kirchhoff / dealii::determinant(f);
    EXPECT_NEAR(std::sqrt(1.5) * dealii::deviator(cauchy).norm(), 1.1e9, 10.0);
    // Meant per reference volume the same number would be ratio times Je larger.
    EXPECT_NEAR(std::sqrt(1.5) * dealii::deviator(answer.kirchhoff).norm(), 1.1e9 * dealii::determinant(f), 50.0);
  }
}

}  // namespace
}  // namespace silith::field
