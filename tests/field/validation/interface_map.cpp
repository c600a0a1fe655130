#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "base/constants.hpp"
#include "field/conduction_support.hpp"

// The interface model at one instant: silicon whose surface has reacted, a Li21Si5 layer or none, electrolyte that
// touches in patches. How even is the current that enters the silicon? Numbers of validation/interface-model.md.
namespace silith::field {
namespace {

constexpr double pi = dealii::numbers::PI;

/// Defaults: examples/interface-layer.toml at 45 degC; conductivities from data/materials (there with their sources).
struct InterfaceModel {
  double layer = 0.5e-6;                                 // m; 0: bare
  double layer_sigma = 0.1;                              // S/m, li21si5: bounds 0.023 and 10
  double silicon_sigma = 1e-4;                           // S/m, lithium in silicon at x = 0
  double reacted_sigma = 1e-2;                           // S/m, at x = 3.75
  double electrolyte_sigma = 0.486;                      // S/m, li6ps5cl, 0.205 at 25 degC with 34 kJ/mol
  double layer_exchange = 26.0, silicon_exchange = 1.7;  // A/m^2
  double contact = 0.5, patch = 0.5e-6;
  unsigned seed = 1;
  double width = 2e-6, silicon = 1.5e-6, reacted = 0.15e-6, electrolyte = 1e-6;  // m
  double current = 10.0;                                                         // A/m^2
  FieldDrive::Feed feed = FieldDrive::Feed::equipotential;

  InterfaceStatistics statistics_at_silicon() const {
    StripGeometry strip{.width = width, .layers = {{"silicon", silicon - reacted}, {"reacted", reacted}}};
    ConductionOptions options;
    options.degree = 2;
    options.temperature = 318.15;
    options.conductivity = {constant_conductivity(silicon_sigma), constant_conductivity(reacted_sigma)};
    options.periods = {width};
    const std::string touched = layer > 0.0 ? "layer" : "reacted";
    if (layer > 0.0) {
      strip.layers.push_back({"layer", layer});
      options.conductivity.push_back(constant_conductivity(layer_sigma));
    }
    strip.layers.push_back({"electrolyte", electrolyte});
    options.conductivity.push_back(constant_conductivity(electrolyte_sigma));
    BodyInterface contacts{.first = "electrolyte", .second = touched, .kind = BodyInterface::Kind::butler_volmer};
    contacts.exchange_current = layer > 0.0 ? layer_exchange : silicon_exchange;
    contacts.contact_fraction = contact;
    contacts.patch_size = patch;
    contacts.seed = seed;
    options.interfaces = {contacts};
    Domain<2> domain(strip, {Frame::plane_strain, 1e-7, {}}, MPI_COMM_SELF);
    domain.refine_interfaces(2);
    Conduction<2> conduction(domain, options);
    auto drive = top_to_bottom();
    drive.kind = feed;
    drive.current = current;
    const auto result = solve_adaptively<2>(domain, conduction, no_lithium<2>(), drive, 1, 0.6);
    // Beyond a contrast of 1e4 round-off of the potential in the best conductor counts.
    const auto [least, most] = std::minmax({silicon_sigma, reacted_sigma, layer_sigma, electrolyte_sigma});
    EXPECT_LE(result.balance_error, std::max(1e-8, 1e-12 * most / least));
    return statistics<2>(conduction.interface_current(layer > 0.0 ? "layer" : "electrolyte", "reacted"), MPI_COMM_SELF);
  }
};

/// Standard deviation over mean at a depth below a perfect strip contact in an even conductor: the density's Fourier
/// coefficients are P_n(cos a) + P_(n-1)(cos a), a = pi times the contacted part, and each decays with its wave number.
double exact_nonuniformity(double contacted, double depth_over_period) {
  const double x = std::cos(pi * contacted);
  double before = 1.0, now = x, sum = 0.0;
  for (int n = 1; n < 4000; ++n) {
    const double amplitude = (now + before) * std::exp(-2.0 * pi * n * depth_over_period);
    sum += 0.5 * amplitude * amplitude;
    const double next = ((2.0 * n + 1.0) * x * now - n * before) / (n + 1.0);
    before = now;
    now = next;
  }
  return std::sqrt(sum);
}

TEST(Validation, InterfaceCurrentInTheLimitOfEvenConductivity) {
  fmt::print("contact/period  depth/period  std/mean  exact\n");
  for (const double contacted : {0.25, 0.5})
    for (const double depth : {0.05, 0.1, 0.25, 0.5}) {
      const double width = 2e-6;
      const StripGeometry strip{
          .width = width, .layers = {{"silicon", 1.5 * width}, {"layer", depth * width}, {"electrolyte", 1.5 * width}}};
      ConductionOptions options;
      options.degree = 2;
      options.conductivity.assign(3, constant_conductivity(0.3));
      options.periods = {width};
      BodyInterface contacts{.first = "electrolyte", .second = "layer"};
      contacts.contact_fraction = contacted;
      options.interfaces = {contacts};
      Domain<2> domain(strip, {Frame::plane_strain, width / 16.0, {}}, MPI_COMM_SELF);
      domain.refine_interfaces(3);
      Conduction<2> conduction(domain, options);
      auto drive = top_to_bottom();
      drive.current = 10.0;
      solve_adaptively<2>(domain, conduction, no_lithium<2>(), drive, 10);
      const auto found = statistics<2>(conduction.interface_current("layer", "silicon"), MPI_COMM_SELF);
      const double exact = exact_nonuniformity(contacted, depth);
      fmt::print("{:14.2f} {:13.2f} {:9.5f} {:9.5f}\n", contacted, depth, found.nonuniformity, exact);
      EXPECT_NEAR(found.nonuniformity / exact, 1.0, 1e-3);
    }
}

TEST(Validation, InterfaceUniformityMap) {
  const auto bare = InterfaceModel{.layer = 0.0}.statistics_at_silicon();
  fmt::print("std/mean of the current into the silicon; bare: {:.4f}, largest/mean {:.3f}\n", bare.nonuniformity,
             bare.peak_ratio);
  // Kinetics much slower than the spreading keep the density even inside the patches: sqrt((1 - f)/f) = 1 for f = 1/2.
  EXPECT_NEAR(bare.nonuniformity, 1.0, 0.05);
  fmt::print("layer nm \\ S/m");
  const std::vector<double> conductivities = {0.001, 0.023, 0.1, 1.0, 10.0};
  for (const double sigma : conductivities) fmt::print(" {:8g}", sigma);
  fmt::print("\n");
  std::vector<double> thinner;
  for (const double thickness : {0.05e-6, 0.1e-6, 0.2e-6, 0.5e-6, 1e-6}) {
    fmt::print("{:14.0f}", thickness * 1e9);
    std::vector<double> row;
    for (const double sigma : conductivities) {
      row.push_back(InterfaceModel{.layer = thickness, .layer_sigma = sigma}.statistics_at_silicon().nonuniformity);
      fmt::print(" {:8.4f}", row.back());
      EXPECT_LT(row.back(), bare.nonuniformity);
      if (!thinner.empty()) {
        EXPECT_LT(row.back(), thinner[row.size() - 1]);  // a thicker layer evens out more
      }
    }
    fmt::print("\n");
    thinner = row;
  }
}

TEST(Validation, InterfaceSensitivityToAssumedValues) {
  const auto show = [](const char* what, const InterfaceModel& layer) {
    auto bare = layer;
    bare.layer = 0.0;
    const auto with = layer.statistics_at_silicon(), without = bare.statistics_at_silicon();
    fmt::print("{:44} {:8.4f} {:8.3f} {:8.4f} {:8.3f}\n", what, without.nonuniformity, without.peak_ratio,
               with.nonuniformity, with.peak_ratio);
    EXPECT_LT(with.nonuniformity, without.nonuniformity) << what;
  };
  fmt::print("{:44} {:>17} {:>17}\n{:44} {:>8} {:>8} {:>8} {:>8}\n", "", "bare", "layer", "assumed value", "std/mean",
             "max/mean", "std/mean", "max/mean");
  show("as in the examples", {});
  show("lithium in silicon, x = 0: 1e-5 S/m", {.silicon_sigma = 1e-5});
  show("lithium in silicon, x = 0: 3e-3 S/m", {.silicon_sigma = 3e-3});
  show("reacted silicon: 1e-3 S/m", {.reacted_sigma = 1e-3});
  show("reacted silicon: 1e-1 S/m", {.reacted_sigma = 1e-1});
  show("reacted silicon: 9.5 S/m", {.reacted_sigma = 9.5});
  show("Li21Si5: 0.023 S/m", {.layer_sigma = 0.023});
  show("Li21Si5: 10 S/m", {.layer_sigma = 10.0});
  show("Li6PS5Cl: half", {.electrolyte_sigma = 0.243});
  show("Li6PS5Cl: double", {.electrolyte_sigma = 0.972});
  show("exchange currents: a tenth", {.layer_exchange = 2.6, .silicon_exchange = 0.17});
  show("exchange currents: ten times", {.layer_exchange = 260.0, .silicon_exchange = 17.0});
  show("contacted part: 0.3", {.contact = 0.3});
  show("contacted part: 0.8", {.contact = 0.8});
  show("patches: 0.25 um", {.patch = 0.25e-6});
  show("patches: 1 um", {.patch = 1e-6});
  show("patches drawn with seed 2", {.seed = 2});
  show("patches drawn with seed 3", {.seed = 3});
  show("reacted depth: 50 nm", {.reacted = 0.05e-6});
  show("reacted depth: 500 nm", {.reacted = 0.5e-6});
  show("silicon: 3 um", {.silicon = 3e-6});
  show("electrolyte: 2 um", {.electrolyte = 2e-6});
  show("current density: 100 A/m2", {.current = 100.0});
  show("feed of even current instead of potential", {.feed = FieldDrive::Feed::uniform_current});
}

}  // namespace
}  // namespace silith::field
