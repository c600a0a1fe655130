#include "field/domain.hpp"

#include <deal.II/dofs/dof_tools.h>
#include <deal.II/fe/fe_q.h>
#include <deal.II/grid/grid_tools.h>
#include <gtest/gtest.h>

#include <map>
#include <numeric>

#include "base/diagnostic.hpp"
#include "field/neighbours.hpp"

namespace silith::field {
namespace {

constexpr double pi = dealii::numbers::PI;

/// Volume of every body and area of every boundary, by material and boundary id, over all ranks.
template <int dim>
struct Measures {
  std::map<unsigned, double> bodies, boundaries;

  explicit Measures(const Domain<dim>& domain) {
    const dealii::QGauss<dim> quadrature(4);
    const dealii::QGauss<dim - 1> face_quadrature(4);
    dealii::FE_Q<dim> element(1);
    const auto flags = dealii::update_JxW_values | dealii::update_quadrature_points;
    dealii::FEValues<dim> values(domain.mapping(), element, quadrature, flags);
    dealii::FEFaceValues<dim> face_values(domain.mapping(), element, face_quadrature, flags);
    const auto mesh = domain.mesh();
    const auto sum = [&](const auto& at) {
      double out = 0.0;
      for (unsigned q = 0; q < at.n_quadrature_points; ++q) out += at.JxW(q) * mesh.measure(at.quadrature_point(q));
      return out;
    };
    for (unsigned i = 0; i < domain.bodies().size(); ++i) bodies[i] = 0.0;
    for (unsigned i = 0; i < domain.boundaries().size(); ++i) boundaries[i] = 0.0;
    for (const auto& cell : domain.triangulation().active_cell_iterators()) {
      if (!cell->is_locally_owned()) continue;
      values.reinit(cell);
      bodies[cell->material_id()] += sum(values);
      for (const unsigned f : cell->face_indices()) {
        if (!cell->at_boundary(f)) continue;
        face_values.reinit(cell, f);
        boundaries[cell->face(f)->boundary_id()] += sum(face_values);
      }
    }
    for (auto* measures : {&bodies, &boundaries})
      for (auto& [id, value] : *measures) value = dealii::Utilities::MPI::sum(value, MPI_COMM_WORLD);
  }
};

StripGeometry three_layers() {
  return {.width = 2e-6, .depth = 1e-6, .layers = {{"si", 1e-6}, {"coat", 3e-8}, {"electrolyte", 5e-7}}};
}

TEST(Neighbours, TellWhetherAWayLeadsThroughABodyTwoRanks) {
  const StripGeometry strip{
      .width = 2e-6, .depth = 1e-6, .layers = {{"si", 1e-6}, {"coat", 1e-6}, {"electrolyte", 5e-7}}};
  const Domain<2> domain(strip, {.cell_size = 2.5e-7, .bodies = {"electrolyte", "si", "coat"}}, MPI_COMM_WORLD);
  using Pairs = std::vector<std::pair<unsigned, unsigned>>;
  EXPECT_EQ(touching(domain), (Pairs{{0, 2}, {1, 2}}));
  const auto top = domain.boundary("top"), bottom = domain.boundary("bottom");
  EXPECT_EQ(bodies_at(domain, top), std::set<unsigned>{0});
  for (const unsigned layer : {0U, 1U, 2U}) EXPECT_TRUE(must_cross(domain, top, bottom, {layer}));
  EXPECT_FALSE(must_cross(domain, top, bottom, {}));
}

TEST(Neighbours, AWayMayLeadPastAParticle) {
  const ParticlesGeometry box{.matrix = "electrolyte",
                              .particle = "si",
                              .width = 2e-6,
                              .height = 2e-6,
                              .particles = {{.x = 1e-6, .y = 1e-6, .radius = 5e-7}}};
  const Domain<2> domain(box, {.cell_size = 1e-7, .bodies = {"electrolyte", "si"}}, MPI_COMM_WORLD);
  EXPECT_FALSE(must_cross(domain, domain.boundary("top"), domain.boundary("bottom"), {1}));
}

TEST(GradedSteps, AddUpStartSmallAndGrowSlowly) {
  const auto steps = graded_steps(1.0, 0.01, 0.02, 0.1);
  EXPECT_NEAR(std::accumulate(steps.begin(), steps.end(), 0.0), 1.0, 1e-12);
  EXPECT_LE(steps.front(), 0.0125);
  EXPECT_LE(steps.back(), 0.025);
  for (unsigned i = 1; i < steps.size(); ++i) {
    EXPECT_LE(steps[i], 0.1 * 1.0001);
    EXPECT_LE(std::max(steps[i] / steps[i - 1], steps[i - 1] / steps[i]), 1.35);
  }
  const auto even = graded_steps(1.0, 0.25, 0.25, 0.25);
  ASSERT_EQ(even.size(), 4U);
  for (const double step : even) EXPECT_NEAR(step, 0.25, 1e-12);
}

TEST(Domain, StripHasItsLayersSidesAndPeriodsOnTwoRanks) {
  Domain<2> domain(three_layers(), {Frame::plane_strain, 2e-7, {"electrolyte", "si", "coat"}}, MPI_COMM_WORLD);
  domain.refine_interfaces(2);
  const Measures<2> measures(domain);
  EXPECT_NEAR(measures.bodies.at(domain.body("si")) / 2e-12, 1.0, 1e-12);
  EXPECT_NEAR(measures.bodies.at(domain.body("coat")) / 6e-14, 1.0, 1e-12);
  EXPECT_EQ(domain.body("electrolyte"), 0U);
  EXPECT_NEAR(measures.boundaries.at(domain.boundary("top")) / 2e-6, 1.0, 1e-12);
  EXPECT_NEAR(measures.boundaries.at(domain.boundary("left")) / 1.53e-6, 1.0, 1e-12);
  // Every unknown on the right is tied to one on the left; hanging nodes are tied as well.
  dealii::FE_Q<2> element(1);
  dealii::DoFHandler<2> dofs(domain.triangulation());
  dofs.distribute_dofs(element);
  dealii::IndexSet relevant;
  dealii::DoFTools::extract_locally_relevant_dofs(dofs, relevant);
  Constraints constraints(relevant);
  domain.add_periodicity(dofs, constraints);
  constraints.close();
  unsigned tied = 0, rows = 0;
  for (const auto dof : dofs.locally_owned_dofs()) tied += constraints.is_constrained(dof) ? 1 : 0;
  tied = dealii::Utilities::MPI::sum(tied, MPI_COMM_WORLD);
  for (const auto& cell : domain.triangulation().active_cell_iterators())
    if (cell->is_locally_owned())
      for (const unsigned f : cell->face_indices())
        if (cell->at_boundary(f) && cell->face(f)->boundary_id() == domain.boundary("right")) ++rows;
  EXPECT_EQ(tied, dealii::Utilities::MPI::sum(rows, MPI_COMM_WORLD) + 1);
}

TEST(Domain, StripInThreeDimensions) {
  Domain<3> domain(three_layers(), {Frame::full_3d, 5e-7, {}}, MPI_COMM_WORLD);
  domain.refine_interfaces(1);
  const Measures<3> measures(domain);
  EXPECT_NEAR(measures.bodies.at(domain.body("coat")) / 6e-20, 1.0, 1e-12);
  EXPECT_NEAR(measures.boundaries.at(domain.boundary("bottom")) / 2e-12, 1.0, 1e-12);
  EXPECT_NEAR(measures.boundaries.at(domain.boundary("back")) / 3.06e-12, 1.0, 1e-12);
  EXPECT_TRUE(domain.periodic());
}

/// Sphere of 1 um with a coat of 50 nm, touched on a cap of 40 degrees.
ParticleGeometry coated() {
  ParticleGeometry particle{.core = "si", .coat = "coat", .radius = 1e-6, .axis = 1e-6};
  particle.coat_thickness = 5e-8;
  particle.contact_angle = 40.0 * pi / 180.0;
  return particle;
}

/// Volumes of core and coat, area of the cap and of the rest, against those of a sphere.
template <int dim>
void expect_sphere(const Domain<dim>& domain, double tolerance) {
  const Measures<dim> measures(domain);
  const auto body = [&](const char* name) { return measures.bodies.at(domain.body(name)); };
  const auto area = [&](const char* name) { return measures.boundaries.at(domain.boundary(name)); };
  const double volume = 4.0 / 3.0 * pi * 1e-18, outer = std::pow(1.05, 3);
  EXPECT_NEAR(body("si") / volume, 1.0, tolerance);
  EXPECT_NEAR(body("coat") / (volume * (outer - 1.0)), 1.0, 30.0 * tolerance);
  const double sphere = 4.0 * pi * 1.05e-6 * 1.05e-6, cap = 0.5 * (1.0 - std::cos(40.0 * pi / 180.0));
  EXPECT_NEAR(area("contact") / (cap * sphere), 1.0, 5.0 * tolerance);
  EXPECT_NEAR(area("surface") / ((1.0 - cap) * sphere), 1.0, 5.0 * tolerance);
}

TEST(Domain, ParticleAroundItsAxisIsRoundOnTwoRanks) {
  Domain<2> domain(coated(), {Frame::axisymmetric, 2e-7, {"coat", "si"}}, MPI_COMM_WORLD);
  expect_sphere(domain, 1e-4);
  domain.refine_interfaces(2);
  expect_sphere(domain, 5e-6);
  EXPECT_TRUE(domain.has_boundary("axis"));
  // An ellipsoid: 4/3 pi a^2 b.
  auto longer = coated();
  longer.axis = 1.7e-6;
  const Domain<2> ellipsoid(longer, {Frame::axisymmetric, 2e-7, {}}, MPI_COMM_WORLD);
  EXPECT_NEAR(Measures<2>(ellipsoid).bodies.at(0) / (4.0 / 3.0 * pi * 1.7e-18), 1.0, 1e-4);
}

TEST(Domain, CylinderInPlaneStrain) {
  auto particle = coated();
  particle.cylinder = true;
  const Domain<2> domain(particle, {Frame::plane_strain, 2e-7, {}}, MPI_COMM_WORLD);
  const Measures<2> measures(domain);
  EXPECT_NEAR(measures.bodies.at(0) / (pi * 1e-12), 1.0, 1e-4);
  EXPECT_NEAR(measures.boundaries.at(domain.boundary("contact")) / (80.0 / 360.0 * 2.0 * pi * 1.05e-6), 1.0, 1e-4);
}

TEST(Domain, ParticleInThreeDimensionsKeepsItsRim) {
  auto particle = coated();
  for (const double angle : {0.0, 1.1}) {
    particle.contact_tilt = angle;
    Domain<3> domain(particle, {Frame::full_3d, 4e-7, {}}, MPI_COMM_WORLD);
    expect_sphere(domain, 3e-3);
    domain.triangulation().refine_global(1);
    expect_sphere(domain, 2e-4);
    // Every point of the rim is on its circle: the cap's centre of area lies where it does on a sphere.
    dealii::Tensor<1, 3> centre;
    double area = 0.0;
    const dealii::QGauss<2> points(3);
    const dealii::FE_Q<3> element(1);
    dealii::FEFaceValues<3> sides(domain.mapping(), element, points,
                                  dealii::update_JxW_values | dealii::update_quadrature_points);
    for (const auto& cell : domain.triangulation().active_cell_iterators())
      for (const unsigned f : cell->face_indices())
        if (cell->at_boundary(f) && cell->face(f)->boundary_id() == domain.boundary("contact")) {
          sides.reinit(cell, f);
          for (const unsigned q : sides.quadrature_point_indices()) {
            centre += sides.quadrature_point(q) * sides.JxW(q);
            area += sides.JxW(q);
          }
        }
    centre /= area;
    const double distance = 1.05e-6 * 0.5 * (1.0 + std::cos(40.0 * pi / 180.0));
    EXPECT_NEAR(centre[0] / distance, std::sin(angle), 1e-3);
    EXPECT_NEAR(centre[2] / distance, std::cos(angle), 1e-3);
  }
}

/// Smallest over largest volume of space a unit of a cell stands for, over the points of a cell, of all cells.
double evenness(const Domain<3>& domain) {
  const dealii::QGauss<3> points(3);
  const dealii::FE_Q<3> fe(1);
  dealii::FEValues<3> values(domain.mapping(), fe, points, dealii::update_JxW_values);
  double worst = 1.0;
  for (const auto& cell : domain.triangulation().active_cell_iterators()) {
    if (!cell->is_locally_owned()) continue;
    values.reinit(cell);
    double smallest = std::numeric_limits<double>::max(), largest = 0.0;
    for (const unsigned q : values.quadrature_point_indices()) {
      smallest = std::min(smallest, values.JxW(q) / points.weight(q));
      largest = std::max(largest, values.JxW(q) / points.weight(q));
    }
    worst = std::min(worst, smallest / largest);
  }
  return dealii::Utilities::MPI::min(worst, MPI_COMM_WORLD);
}

TEST(Domain, NoCellOfAParticleIsTurnedInsideOutOnTwoRanks) {
  auto particle = coated();
  particle.axis = 1.2e-6;
  particle.contact_tilt = 0.9;
  for (const double degrees : {10.0, 30.0, 90.0, 150.0, 180.0})
    for (const double size : {4e-7, 1.6e-7}) {
      particle.contact_angle = degrees * pi / 180.0;
      EXPECT_GE(evenness(Domain<3>(particle, {Frame::full_3d, size, {}}, MPI_COMM_WORLD)), 0.05) << degrees;
    }
}

ParticlesGeometry two_particles() {
  ParticlesGeometry box{.matrix = "electrolyte", .particle = "si", .width = 4e-6, .height = 5e-6, .depth = 4e-6};
  box.particles = {{1.3e-6, 1.4e-6, 1.6e-6, 0.7e-6}, {2.6e-6, 2.5e-6, 3.4e-6, 0.8e-6}};
  return box;
}

/// Smallest determinant of the mapping over a cell's points against the largest, the worst cell.
template <int dim>
double worst_cell(const Domain<dim>& domain) {
  const dealii::QGauss<dim> points(4);
  const dealii::FE_Q<dim> element(1);
  dealii::FEValues<dim> values(domain.mapping(), element, points, dealii::update_JxW_values);
  double worst = 1.0;
  for (const auto& cell : domain.triangulation().active_cell_iterators()) {
    values.reinit(cell);
    double least = std::numeric_limits<double>::max(), most = 0.0;
    for (const unsigned q : values.quadrature_point_indices()) {
      least = std::min(least, values.JxW(q) / points.weight(q));
      most = std::max(most, values.JxW(q) / points.weight(q));
    }
    worst = std::min(worst, least / most);
  }
  return worst;
}

TEST(Domain, NoCellOfAParticleIsTurnedInsideOut) {
  ParticleGeometry particle{.core = "si", .radius = 250e-9, .axis = 250e-9, .contact_angle = pi / 6.0};
  for (const double cell : {1e-7, 5e-8}) {
    Domain<3> sphere(particle, {Frame::full_3d, cell, {"si"}}, MPI_COMM_WORLD);
    EXPECT_GT(worst_cell(sphere), 0.05) << cell;
    sphere.triangulation().refine_global(1);
    EXPECT_GT(worst_cell(sphere), 0.05) << cell;
  }
  particle.axis = 300e-9;
  particle.contact_tilt = 50.0 * pi / 180.0;
  EXPECT_GT(worst_cell(Domain<3>(particle, {Frame::full_3d, 1e-7, {"si"}}, MPI_COMM_WORLD)), 0.05);
  particle.contact_tilt = 0.0;
  EXPECT_GT(worst_cell(Domain<2>(particle, {Frame::axisymmetric, 5e-8, {"si"}}, MPI_COMM_WORLD)), 0.05);
}

TEST(Domain, ParticlesInABoxAreRound) {
  auto box = two_particles();
  box.particles[1] = {2.7e-6, 3.4e-6, 0.0, 0.83e-6};
  Domain<2> plane(box, {Frame::plane_strain, 1.5e-7, {"si", "electrolyte"}}, MPI_COMM_WORLD);
  const double disks = pi * (0.49 + 0.83 * 0.83) * 1e-12;
  EXPECT_NEAR(Measures<2>(plane).bodies.at(plane.body("si")) / disks, 1.0, 1e-4);
  EXPECT_NEAR(Measures<2>(plane).bodies.at(plane.body("electrolyte")) / (20e-12 - disks), 1.0, 1e-4);
  plane.refine_interfaces(1);
  EXPECT_NEAR(Measures<2>(plane).bodies.at(plane.body("si")) / disks, 1.0, 1e-5);
  EXPECT_NEAR(Measures<2>(plane).boundaries.at(plane.boundary("top")) / 4e-6, 1.0, 1e-12);
  const Domain<3> space(two_particles(), {Frame::full_3d, 2e-7, {}}, MPI_COMM_WORLD);
  const double balls = 4.0 / 3.0 * pi * (0.343 + 0.512) * 1e-18;
  EXPECT_NEAR(Measures<3>(space).bodies.at(space.body("si")) / balls, 1.0, 1e-3);
  EXPECT_TRUE(space.periodic());
}

std::string message(const Geometry& geometry, const DomainOptions& options) {
  try {
    const Domain<2> domain(geometry, options, MPI_COMM_WORLD);
  } catch (const InputError& error) {
    const auto& first = error.diagnostics().at(0);
    return first.message + " | " + first.hint;
  }
  return "accepted";
}

TEST(Domain, SaysWhatIsWrongWithAStrip) {
  auto strip = three_layers();
  EXPECT_EQ(message(strip, {Frame::plane_strain, 2e-7, {"si", "coat"}}),
            "geometry: there is no body \"electrolyte\" | there are \"si\", \"coat\"");
  EXPECT_EQ(message(strip, {Frame::plane_strain, 2e-7, {"si", "coat", "electrolyte", "lithium"}}),
            "geometry: there is no place for the body \"lithium\" | there are \"si\", \"coat\", \"electrolyte\"");
  strip.layers[1].thickness = -1e-9;
  EXPECT_EQ(message(strip, {Frame::plane_strain, 2e-7, {}}),
            "geometry: the thickness of layer \"coat\" is -1e-09 m, a positive length is expected | ");
  EXPECT_EQ(message(three_layers(), {Frame::plane_strain, 0.0, {}}),
            "geometry: the size of the coarsest cells is 0 m, a positive length is expected | ");
  auto particle = coated();
  particle.contact_angle = 3.5;
  EXPECT_EQ(message(particle, {Frame::axisymmetric, 2e-7, {}}),
            "geometry: a contact of 200.5 degrees is larger than the body | half openings are above 0 and up to 180 "
            "degrees, the whole surface");
  auto box = two_particles();
  EXPECT_EQ(message(box, {Frame::plane_strain, 1.5e-7, {}}),
            "geometry: between particles 1 and 2 there is no room for three cells | choose smaller cells");
  box.particles[1].y = 2.0e-6;
  EXPECT_EQ(message(box, {Frame::plane_strain, 1.5e-7, {}}), "geometry: particles 1 and 2 overlap | ");
  box.particles[1] = {0.5e-6, 4e-6, 0.0, 0.4e-6};
  EXPECT_EQ(message(box, {Frame::plane_strain, 1.5e-7, {}}),
            "geometry: particle 2 comes closer than two cells to a side of the box | move it, or choose smaller cells");
  EXPECT_THROW(Domain<2>(three_layers(), {Frame::full_3d, 1e-7, {}}, MPI_COMM_WORLD), std::logic_error);
}

}  // namespace
}  // namespace silith::field
