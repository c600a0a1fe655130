#include <gtest/gtest.h>

#include <numbers>

#include "continuum/fracture.hpp"
#include "continuum/plastic_flow.hpp"
#include "continuum/swelling.hpp"

namespace silith {
namespace {

const ElasticModuli silicon{.young = 43.7e9, .poisson = 0.22};
const Principal strain{0.31, -0.12, 0.05};

template <class Energy>
void expect_stress_is_derivative_of(const Energy& energy) {
  std::array<Dual<3>, 3> variables;
  for (std::size_t i = 0; i < 3; ++i) variables[i] = Dual<3>::variable(strain[i], i);
  const auto psi = energy(variables);
  const auto stress = energy.stress(strain);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_NEAR(stress[i], psi.derivative[i], 1e-13 * energy.moduli.young);
  const auto tangent = stress_derivative(energy, strain);
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j) EXPECT_NEAR(tangent[i][j], tangent[j][i], 1e-13 * energy.moduli.young);
}

TEST(ElasticEnergy, StressesAreDerivativesAndTangentsSymmetric) {
  expect_stress_is_derivative_of(HenckyEnergy{silicon});
  expect_stress_is_derivative_of(NeoHookeanEnergy{silicon});
}

TEST(ElasticEnergy, AllLawsAreHookesAtSmallStrain) {
  const Principal small{2e-7, -1e-7, 3e-7};
  const double trace = 4e-7;
  const auto hencky = HenckyEnergy{silicon}.stress(small);
  const auto rubber = NeoHookeanEnergy{silicon}.stress(small);
  for (std::size_t i = 0; i < 3; ++i) {
    const double hooke = silicon.lame() * trace + 2.0 * silicon.shear() * small[i];
    EXPECT_NEAR(hencky[i], hooke, 1e-12 * silicon.young * 1e-6);
    EXPECT_NEAR(rubber[i], hooke, 1e-12 * silicon.young);  // second order in the strain
  }
}

TEST(FlowResponse, TangentIsTheDerivativeOfTheStep) {
  const double h = 1e-6;
  for (const FlowLaw flow :
       {FlowLaw{.yield = 1.2e9}, FlowLaw{.yield = 1.2e9, .rate = 3e-3, .exponent = 4.0}, FlowLaw{.yield = 90e9}}) {
    const auto at = flow_response(silicon, flow, strain, 7.0);
    EXPECT_EQ(at.plastic_increment > 0.0, flow.yield < 10e9);
    for (std::size_t b = 0; b < 3; ++b) {
      Principal up = strain, down = strain;
      up[b] += h;
      down[b] -= h;
      const auto above = flow_response(silicon, flow, up, 7.0), below = flow_response(silicon, flow, down, 7.0);
      for (std::size_t a = 0; a < 3; ++a)
        EXPECT_NEAR(at.tangent[a][b], (above.stress[a] - below.stress[a]) / (2.0 * h), 1e-8 * silicon.young);
    }
  }
}

TEST(FlowResponse, YieldIsOfTheCauchyStress) {
  const FlowLaw flow{.yield = 1.2e9};
  for (const double dilation : {-0.05, 0.0, 0.05}) {
    const Principal trial{0.2 + dilation, -0.1 + dilation, -0.1 + dilation};
    const auto response = flow_response(silicon, flow, trial, 1.0);
    const double elastic_volume = std::exp(3.0 * dilation);
    EXPECT_NEAR(von_mises(response.stress) / elastic_volume, 1.2e9, 1.0);
    const double trace = response.elastic_strain[0] + response.elastic_strain[1] + response.elastic_strain[2];
    EXPECT_NEAR(trace, 3.0 * dilation, 1e-15);                                              // flow keeps the volume
    EXPECT_NEAR(response.elastic_strain[0] + response.plastic_increment, trial[0], 1e-15);  // uniaxial flow
  }
}

TEST(FlowResponse, HydrostaticStrainIsElastic) {
  const auto response = flow_response(silicon, {.yield = 1e9}, {0.1, 0.1, 0.1}, 1.0);
  EXPECT_NEAR(response.stress[1], 3.0 * silicon.bulk() * 0.1, 1.0);
  EXPECT_NEAR(response.tangent[0][0], silicon.bulk() + 4.0 / 3.0 * silicon.shear(), 1.0);
  EXPECT_EQ(response.plastic_increment, 0.0);
}

TEST(FlowResponse, RateSetsTheOverstress) {
  const FlowLaw flow{.yield = 0.5e9, .rate = 2e-3, .exponent = 3.0};
  const double dt = 0.7;
  const auto response = flow_response(silicon, flow, {0.08, -0.04, -0.04}, dt);
  EXPECT_NEAR(von_mises(response.stress), flow.flow_stress(response.plastic_increment / dt), 1.0);
  EXPECT_GT(von_mises(response.stress), 1.1 * flow.yield);
  // The viscous stress vanishes with the rate: long steps end at the yield stress, no time means no flow.
  EXPECT_NEAR(von_mises(flow_response(silicon, flow, {0.08, -0.04, -0.04}, 1e12).stress), 0.5e9, 0.5e9 * 1e-3);
  EXPECT_EQ(flow_response(silicon, flow, {0.08, -0.04, -0.04}, 0.0).plastic_increment, 0.0);
}

TEST(Swelling, MeasuresOfLi15Si4) {
  EXPECT_NEAR(eigenstrain(3.8137, EigenstrainMeasure::stretch), 0.5624, 1e-4);
  EXPECT_NEAR(eigenstrain(3.8137, EigenstrainMeasure::logarithmic), 0.4462, 1e-4);
  EXPECT_NEAR(eigenstrain(3.8137, EigenstrainMeasure::volumetric), 0.9379, 1e-4);
  EXPECT_DOUBLE_EQ(swelling_stretch(8.0), 2.0);
}

TEST(Fracture, PennyCrackReleasesWhatItsIntensityFactorSays) {
  // Sneddon: K_I = 2 sigma sqrt(a/pi), G = K_I^2 (1 - nu^2)/E.
  const double sigma = 1.3e9, a = 40e-9;
  const double intensity = 2.0 * sigma * std::sqrt(a / std::numbers::pi);
  const double release = intensity * intensity * (1.0 - 0.22 * 0.22) / 43.7e9;
  EXPECT_NEAR(penny_crack_release(silicon, sigma, a), release, 1e-12 * release);
  EXPECT_EQ(penny_crack_release(silicon, -sigma, a), 0.0);
  EXPECT_NEAR(critical_flaw(silicon, sigma, release), a, 1e-12 * a);
  EXPECT_NEAR(worst_flaw(1.0, 4.0 / 3.0 * std::numbers::pi * 8e-24), 2e-8, 1e-16);
  EXPECT_EQ(worst_flaw(1e-9, 1.0), 1e-9);
}

}  // namespace
}  // namespace silith
