#include "field/conduction.hpp"

#include <gtest/gtest.h>

#include "base/constants.hpp"
#include "base/diagnostic.hpp"
#include "conduction_support.hpp"

namespace silith::field {
namespace {

/// Layers of 3 um and 5 um with conductivities 2 and 7 S/m.
StripGeometry two_layers() {
  return {.width = 4e-6, .depth = 4e-6, .layers = {{"lower", 3e-6}, {"upper", 5e-6}}};
}

ConductionOptions two_conductors() {
  ConductionOptions options;
  options.conductivity = {constant_conductivity(2.0), constant_conductivity(7.0)};
  options.periods = {4e-6};
  return options;
}

constexpr double area_resistance = 3e-6 / 2.0 + 5e-6 / 7.0;  // ohm m^2

/// Splits cells of one corner, so that there are hanging nodes across the interface.
template <int dim>
void refine_corner(Domain<dim>& domain) {
  for (const auto& cell : domain.triangulation().active_cell_iterators())
    if (cell->is_locally_owned() && cell->center()[0] < 2e-6 && cell->center()[dim - 1] > 1e-6 &&
        cell->center()[dim - 1] < 3e-6)
      cell->set_refine_flag();
  domain.triangulation().execute_coarsening_and_refinement();
}

TEST(Conduction, LayersInSeriesObeyOhmOnTwoRanks) {
  Domain<2> domain(two_layers(), {Frame::plane_strain, 1e-6, {}}, MPI_COMM_WORLD);
  refine_corner(domain);
  Conduction<2> conduction(domain, two_conductors());
  auto drive = top_to_bottom();
  drive.voltage = 0.3;
  const auto result = conduction.solve(no_lithium<2>(), drive);
  EXPECT_NEAR(result.current / (0.3 * 4e-6 / area_resistance), 1.0, 1e-11);
  EXPECT_LE(result.balance_error, 1e-11);
  EXPECT_NEAR(result.feed_area / 4e-6, 1.0, 1e-12);
  // From top to bottom: minus the current density, from the lower body to the upper.
  const auto through = statistics<2>(conduction.interface_current("lower", "upper"), MPI_COMM_WORLD);
  EXPECT_NEAR(through.mean / (-0.3 / area_resistance), 1.0, 1e-10);
  EXPECT_LE(through.nonuniformity, 1e-9);
  EXPECT_NEAR(through.peak_ratio, 1.0, 1e-9);
}

/// Voltage at a given mean current density, both ways of feeding it.
void expect_voltage(ConductionOptions options, double current, double expected, double tolerance) {
  for (const auto kind : {FieldDrive::Feed::equipotential, FieldDrive::Feed::uniform_current}) {
    Domain<2> domain(two_layers(), {Frame::plane_strain, 1e-6, {}}, MPI_COMM_WORLD);
    refine_corner(domain);
    Conduction<2> conduction(domain, options);
    auto drive = top_to_bottom();
    drive.kind = kind;
    drive.current = current;
    const auto result = conduction.solve(no_lithium<2>(), drive);
    EXPECT_NEAR(result.voltage / expected, 1.0, tolerance);
    EXPECT_LE(result.balance_error, 1e-9);
    const auto through = statistics<2>(conduction.interface_current("upper", "lower"), MPI_COMM_WORLD);
    EXPECT_NEAR(through.mean / current, 1.0, 1e-9);
  }
}

TEST(Conduction, InterfacesFollowTheirLawsOnTwoRanks) {
  auto options = two_conductors();
  BodyInterface interface { .first = "upper", .second = "lower", .kind = BodyInterface::Kind::resistive };
  interface.resistance = 3.1e-6;
  interface.potential = 0.02;
  options.interfaces = {interface};
  expect_voltage(options, 2e4, 2e4 * (area_resistance + 3.1e-6) + 0.02, 1e-10);
  // Butler-Volmer, alone and in series with a resistance: i = 2 i0 sinh(F eta / 2RT).
  interface.kind = BodyInterface::Kind::butler_volmer;
  interface.exchange_current = 30.0;
  for (const double resistance : {0.0, 3.1e-6}) {
    interface.resistance = resistance;
    options.interfaces = {interface};
    const double overpotential = 2.0 * gas_constant * 298.15 / faraday * std::asinh(2e4 / 60.0);
    expect_voltage(options, 2e4, 2e4 * (area_resistance + resistance) + overpotential + 0.02, 1e-9);
  }
}

TEST(Conduction, NewtonConvergesQuadratically) {
  auto options = two_conductors();
  BodyInterface interface { .first = "lower", .second = "upper", .kind = BodyInterface::Kind::butler_volmer };
  interface.exchange_current = 3e3;
  interface.contact_fraction = 0.3;
  options.interfaces = {interface};
  options.tolerance = 1e-13;
  Domain<2> domain(two_layers(), {Frame::plane_strain, 0.5e-6, {}}, MPI_COMM_WORLD);
  Conduction<2> conduction(domain, options);
  auto drive = top_to_bottom();
  drive.current = 1e4;
  const auto result = conduction.solve(no_lithium<2>(), drive);
  ASSERT_LE(result.iterations, 12);
  // As soon as the residual is small, the next is at most of the order of its square.
  int squares = 0;
  for (unsigned i = 0; i + 1 < result.history.size(); ++i) {
    const double before = result.history[i] / result.current, after = result.history[i + 1] / result.current;
    if (before > 0.05 || before < 1e-6) continue;
    EXPECT_LE(after, 3.0 * before * before);
    ++squares;
  }
  EXPECT_GE(squares, 2);
}

TEST(Conduction, RefinesAndCoarsensWithoutLosingTheSolutionOnTwoRanks) {
  Domain<2> domain(two_layers(), {Frame::plane_strain, 1e-6, {}}, MPI_COMM_WORLD);
  auto options = two_conductors();
  BodyInterface interface { .first = "lower", .second = "upper", .kind = BodyInterface::Kind::butler_volmer };
  interface.exchange_current = 50.0;
  options.interfaces = {interface};
  options.tolerance = 1e-9;
  Conduction<2> conduction(domain, options);
  auto drive = top_to_bottom();
  drive.current = 1e4;
  const auto first = conduction.solve(no_lithium<2>(), drive);
  EXPECT_GT(first.iterations, 2);
  const auto unknowns = conduction.unknowns();
  for (const bool split : {true, false}) {
    dealii::Vector<float> indicator(domain.triangulation().n_active_cells());
    indicator = split ? 1.0F : 0.0F;
    Marking<2> marking(domain.triangulation(), {0, 3, 1e5});
    marking.by_threshold(indicator, 0.5, 0.5);
    EXPECT_TRUE(marking.set_flags());
    EXPECT_TRUE(change_mesh<2>(domain.triangulation(), {follower(conduction)}));
    // The potential is piecewise linear along the strip: every mesh represents it, one check is all Newton needs.
    const auto again = conduction.solve(no_lithium<2>(), drive);
    EXPECT_EQ(again.iterations, 1);
    EXPECT_LE(again.history.front(), 1e-7 * again.current);
    EXPECT_NEAR(again.voltage / first.voltage, 1.0, 1e-9);
    if (split) {
      EXPECT_GT(conduction.unknowns(), 3 * unknowns);
    } else {
      EXPECT_EQ(conduction.unknowns(), unknowns);
    }
  }
}

std::string message(const StripGeometry& strip, ConductionOptions options) {
  try {
    const Domain<2> domain(strip, {Frame::plane_strain, 1e-6, {}}, MPI_COMM_WORLD);
    Conduction<2> conduction(domain, options);
    auto drive = top_to_bottom();
    drive.current = 1.0;
    conduction.solve(no_lithium<2>(), drive);
  } catch (const InputError& error) {
    return error.diagnostics().at(0).message;
  }
  return "accepted";
}

TEST(Conduction, SaysWhatIsWrong) {
  auto options = two_conductors();
  options.conductivity[1] = std::nullopt;
  EXPECT_EQ(message(two_layers(), options), "conduction: no conducting body is at the boundary \"top\"");
  options = two_conductors();
  options.conductivity[0] = std::nullopt;
  EXPECT_EQ(message(two_layers(), options),
            "conduction: no current can get from body \"upper\" to the boundary \"bottom\"");
  options = two_conductors();
  BodyInterface interface { .first = "upper", .second = "lower", .kind = BodyInterface::Kind::resistive };
  options.interfaces = {interface};
  EXPECT_EQ(message(two_layers(), options),
            "interface between \"upper\" and \"lower\": the resistance is 0 ohm m^2, a positive value is expected");
  interface.kind = BodyInterface::Kind::perfect;
  interface.contact_fraction = 1.5;
  options.interfaces = {interface};
  EXPECT_EQ(message(two_layers(), options), "interface: the contacted fraction is 1.5, 0 to 1 is expected");
  interface.contact_fraction = 0.0;
  options.interfaces = {interface};
  EXPECT_EQ(message(two_layers(), options),
            "conduction: no current can get from body \"upper\" to the boundary \"bottom\"");
  interface.contact_fraction = 0.5;
  interface.patch_size = 1e-5;
  options.interfaces = {interface};
  EXPECT_EQ(message(two_layers(), options), "interface: patches of 1e-05 m are larger than the period of 4e-06 m");
  interface.second = "upper";
  options.interfaces = {interface};
  EXPECT_EQ(message(two_layers(), options), "interface between \"upper\" and \"upper\": these bodies do not touch");
}

TEST(ContactPattern, PatchesHaveTheirPartOfTheAreaAndFollowTheSeed) {
  const auto contacted = [](const ContactPattern& pattern, double period) {
    int inside = 0;
    for (int i = 0; i < 10000; ++i) inside += pattern.contacts({period * (i + 0.5) / 10000.0}) ? 1 : 0;
    return inside / 10000.0;
  };
  const ContactPattern one(0.35, 0.0, 1, {2e-6});
  EXPECT_NEAR(contacted(one, 2e-6), 0.35, 1e-3);
  EXPECT_TRUE(one.contacts({1e-6}));
  EXPECT_FALSE(one.contacts({0.6e-6}));
  const ContactPattern many(0.35, 0.05e-6, 1, {2e-6}), other(0.35, 0.05e-6, 2, {2e-6}), same(0.35, 0.05e-6, 1, {2e-6});
  EXPECT_NEAR(contacted(many, 2e-6), 0.35, 2e-3);
  int differences = 0;
  for (int i = 0; i < 1000; ++i) {
    const double at = 2e-9 * (i + 0.5);
    EXPECT_EQ(many.contacts({at}), same.contacts({at}));
    differences += many.contacts({at}) != other.contacts({at}) ? 1 : 0;
  }
  EXPECT_GT(differences, 100);
}

}  // namespace
}  // namespace silith::field
