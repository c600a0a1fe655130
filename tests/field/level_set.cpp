#include "field/level_set.hpp"

#include <gtest/gtest.h>

#include "base/diagnostic.hpp"
#include "field/rough_surface.hpp"
#include "front_cases.hpp"

namespace silith::field {
namespace {

constexpr double pi = dealii::numbers::PI;

/// A strip, periodic across if wished, of two bodies: 0 below `split`, 1 above. Heights along the last coordinate.
template <int dim>
struct Strip {
  dealii::parallel::distributed::Triangulation<dim> triangulation{MPI_COMM_WORLD};
  dealii::MappingQ<dim> mapping{1};
  FieldMesh<dim> mesh{triangulation, mapping};

  Strip(double width, double height, unsigned across, unsigned along, double split = 0.0, bool periodic = false) {
    dealii::Point<dim> far;
    std::vector<unsigned> parts(dim, across);
    for (unsigned d = 0; d < dim; ++d) far[d] = d + 1 == dim ? height : width;
    parts[dim - 1] = along;
    dealii::GridGenerator::subdivided_hyper_rectangle(triangulation, parts, dealii::Point<dim>(), far, true);
    for (const auto& cell : triangulation.active_cell_iterators())
      cell->set_material_id(cell->center()[dim - 1] > split ? 1 : 0);
    if (!periodic) return;
    std::vector<dealii::GridTools::PeriodicFacePair<typename dealii::Triangulation<dim>::cell_iterator>> pairs;
    dealii::GridTools::collect_periodic_faces(triangulation, 0, 1, 0, pairs);
    triangulation.add_periodicity(pairs);
  }
};

template <int dim>
CellVectors<dim> uniform(const dealii::Tensor<1, dim>& velocity) {
  return [velocity](const auto&, const auto&, std::span<dealii::Tensor<1, dim>> out) {
    std::fill(out.begin(), out.end(), velocity);
  };
}

dealii::Tensor<1, 2> upward(double speed) {
  dealii::Tensor<1, 2> u;
  u[1] = speed;
  return u;
}

/// Height at which p passes a level on the left edge, with ln(p/(1-p)) linear between nodes.
double height_of_level(const ScalarField<2>& phase, double level) {
  std::map<dealii::types::global_dof_index, dealii::Point<2>> points;
  dealii::DoFTools::map_dofs_to_support_points(phase.mesh().mapping, phase.dofs(), points);
  std::map<double, double> line;
  for (const auto& [node, at] : points)
    if (at[0] == 0.0) line[at[1]] = std::log(phase.values()(node) / (1.0 - phase.values()(node)));
  const double wanted = std::log(level / (1.0 - level));
  for (auto upper = std::next(line.begin()); upper != line.end(); ++upper) {
    const auto lower = std::prev(upper);
    if ((lower->second - wanted) * (upper->second - wanted) <= 0.0)
      return lower->first + (upper->first - lower->first) * (wanted - lower->second) / (upper->second - lower->second);
  }
  return std::numeric_limits<double>::quiet_NaN();
}

double profile_width(const ScalarField<2>& phase) {
  return height_of_level(phase, 0.95) - height_of_level(phase, 0.05);
}

TEST(LevelSet, TranslatingProfileHasItsWidthAndSpeed) {
  // Benchmark 4: 5-95 % of 1/(1 + exp(-d/eps)) is 2 ln 19 eps = 5.889 eps wide and moves at exactly u.
  const double eps = 1.3e-9, speed = 2.7e-9;
  for (const auto form : {TransportOptions::Form::transport, TransportOptions::Form::conservative}) {
    Strip<2> strip(2.0 * eps, 60.0 * eps, 4, 120);
    LevelSet<2> front(strip.mesh, {.front = {.thickness = eps}, .form = form});
    front.start([&](const auto& at) { return at[1] - 15.0 * eps; });
    front.set_velocity(uniform(upward(speed)));
    EXPECT_DOUBLE_EQ(front.gamma(), speed);
    front.step(25.0 * eps / speed);
    EXPECT_NEAR(profile_width(front.phase()), 2.0 * std::log(19.0) * eps, 1e-4 * eps);
    EXPECT_NEAR(height_of_level(front.phase(), 0.5), 40.0 * eps, 3e-4 * eps);
    EXPECT_NEAR(front.reacted_volume(), 2.0 * eps * 40.0 * eps, 1e-5 * 80.0 * eps * eps);
    EXPECT_GE(front.phase().smallest(), 0.0);
    EXPECT_LE(front.phase().largest(), 1.0);
  }
}

TEST(LevelSet, RestoresTheWidthOfAProfileWithoutMovingIt) {
  const double eps = 1.3e-9;
  for (const double slope : {1.6, 0.85}) {
    Strip<2> strip(2.0 * eps, 60.0 * eps, 4, 120);
    LevelSet<2> front(strip.mesh, {.front = {.thickness = eps}, .reinitialisation = 1e-9});
    front.start([&](const auto& at) { return slope * (at[1] - 30.0 * eps); });
    const double volume = front.reacted_volume();
    EXPECT_NEAR(profile_width(front.phase()), 2.0 * std::log(19.0) * eps / slope, 1e-3 * eps);
    front.set_velocity(uniform(upward(0.0)));
    front.step(15.0 * eps / 1e-9);
    EXPECT_NEAR(profile_width(front.phase()), 2.0 * std::log(19.0) * eps, 0.02 * eps);
    EXPECT_NEAR(height_of_level(front.phase(), 0.5), 30.0 * eps, 1e-5 * eps);
    EXPECT_NEAR(front.reacted_volume(), volume, 1e-12 * volume);
  }
}

TEST(LevelSet, ReactedVolumeFollowsTheChargeTwoRanks) {
  // Silicon above an electrolyte, an uneven start, a current that is strongest in the middle of the period and free of
  // divergence. Charge through the far side, where p = 1, over F N x_full is the volume reacted.
  const double nm = 1e-9, width = 40.0 * nm, height = 80.0 * nm, split = 20.0 * nm, wave = 2.0 * pi / width;
  Strip<2> strip(width, height, 16, 32, split, true);
  const double sites = 8.29e4, x_full = 3.75, current = 10.0;
  const double factor = LevelSet<2>::speed_per_current(sites, 0.0, x_full);
  EXPECT_NEAR(factor, 0.0333e-9, 0.0001e-9);
  LevelSet<2> front(strip.mesh, {.front = {.bodies = {1}, .thickness = 2.5 * nm, .x_start = 0.0, .x_full = x_full}});
  const RoughSurface rough({.rms = 1.0 * nm, .longest_wave = width, .shortest_wave = 0.5 * width, .seed = 7}, width);
  front.start([&](const auto& at) { return at[1] - (split + 10.0 * nm + rough.height(at[0])); });
  const auto shape = summarise(front.pieces(), strip.mesh);
  EXPECT_NEAR(shape.roughness, 1.0 * nm, 0.05 * nm);
  EXPECT_NEAR(shape.mean_height, split + 10.0 * nm, 0.02 * nm);

  // J = curl of a stream function: uniform plus a ripple that vanishes at both ends of the silicon.
  const auto velocity = [&](const dealii::Point<2>& at) {
    const double z = pi * (at[1] - split) / (height - split), amplitude = 0.3;
    dealii::Tensor<1, 2> u;
    u[0] = -factor * current * amplitude * pi / (height - split) / wave * std::sin(wave * at[0]) * std::cos(z);
    u[1] = factor * current * (1.0 + amplitude * std::cos(wave * at[0]) * std::sin(z));
    return u;
  };
  const double before = front.reacted_volume(), duration = 60.0;
  const auto moving = velocity_at_points<2>(strip.mapping, velocity);
  for (int step = 0; step < 10; ++step) {
    front.set_velocity(moving);
    EXPECT_EQ(front.velocity_error(), 0.0);  // a steady current
    front.step(duration / 10);
  }
  const double charged = factor * current * duration * width;
  EXPECT_NEAR(front.reacted_volume() - before, charged, 5e-3 * charged);
  EXPECT_NEAR(summarise(front.pieces(), strip.mesh).mean_height - shape.mean_height, charged / width,
              5e-3 * charged / width);
  // Stoichiometry and lithium: full behind, none ahead, nothing in the electrolyte.
  ScalarEvaluator<2> x(front.stoichiometry(), strip.mapping, dealii::QGauss<2>(2));
  double lithium = 0.0;
  for (const auto& cell : strip.triangulation.active_cell_iterators()) {
    if (!cell->is_locally_owned()) continue;
    x.reinit(cell);
    for (const double value : x.values()) lithium += 0.25 * cell->measure() * value;
  }
  EXPECT_NEAR(dealii::Utilities::MPI::sum(lithium, MPI_COMM_WORLD) / x_full, front.reacted_volume(),
              1e-10 * front.reacted_volume());
}

TEST(LevelSet, IsHeldToAVolumeByAShiftAlongItsNormalTwoRanks) {
  const double eps = 2e-9, width = 20.0 * eps;
  Strip<2> strip(width, 60.0 * eps, 10, 120);
  LevelSet<2> front(strip.mesh, {.front = {.thickness = eps}});
  front.start([&](const auto& at) { return at[1] - (20.3 + 0.1 * at[0] / eps) * eps; });
  const double behind = front.reacted_volume(), by_contour = front.volume_behind();
  EXPECT_NEAR(by_contour, width * 21.3 * eps, 2e-3 * by_contour);
  const double shift = 0.01 * eps;
  EXPECT_NEAR(front.hold_to(behind + width * shift), width * shift, 1e-12 * behind);
  EXPECT_NEAR(front.reacted_volume(), behind + width * shift, 1e-12 * behind);
  // Everywhere by the same: the contour at the left edge has moved up by the shift.
  if (dealii::Utilities::MPI::n_mpi_processes(MPI_COMM_WORLD) == 1) {
    EXPECT_NEAR(height_of_level(front.phase(), 0.5), 20.31 * eps, 1e-3 * eps);
  }
  // No further than a width at once, and within bounds.
  front.hold_to(0.0);
  EXPECT_GE(front.reacted_volume(), behind - 1.2 * width * eps);
  EXPECT_GE(front.phase().smallest(), 0.0);
  EXPECT_LE(front.phase().largest(), 1.0);
}

TEST(LevelSet, ErrorOfAFrozenVelocityIsEstimated) {
  const double eps = 1e-9;
  Strip<2> strip(4.0 * eps, 40.0 * eps, 4, 40);
  LevelSet<2> front(strip.mesh, {.front = {.thickness = eps}, .reinitialisation = 0.0});
  front.start([&](const auto& at) { return at[1] - 15.0 * eps; });
  front.set_velocity(uniform(upward(1e-9)));
  front.step(1.0);
  front.set_velocity(uniform(upward(1.2e-9)));
  // Half the change of speed times the step times the steepest slope, 1/(4 eps): the front would be 0.1 nm further.
  EXPECT_NEAR(front.velocity_error(), 0.5 * 0.2e-9 * 1.0 / (4.0 * eps), 0.003);
}

TEST(LevelSet, SlottedDiskAndVortexReturn) {
  // A reduced run of benchmark 5: half the published resolution, one turn; the full one belongs to validation.
  const FlowResult plain = carry_around(slotted_disk(), {.cells = 50, .restoring = 0.0});
  const FlowResult conservative = carry_around(slotted_disk(), {.cells = 50, .restoring = 0.2});
  EXPECT_LE(std::abs(conservative.area_loss), 0.03);
  EXPECT_LE(conservative.shape_error, 1.5);  // cells are 2 wide, the slot 5
  EXPECT_LE(std::abs(conservative.phase_drift), 1e-3);
  EXPECT_GE(std::min(plain.smallest, conservative.smallest), -1e-14);
  EXPECT_LE(std::max(plain.largest, conservative.largest), 1.0 + 1e-12);
  const FlowResult adaptive = carry_around(vortex(2.0), {.cells = 16, .refinements = 2, .restoring = 0.1});
  EXPECT_LE(std::abs(adaptive.area_loss), 0.02);
  EXPECT_LE(std::abs(adaptive.phase_drift), 1e-10);  // no flow through the walls: conserved through refinement too
  EXPECT_LT(adaptive.cells, 64 * 64 / 2);
}

TEST(LevelSet, RefinementKeepsVolumeAndShape) {
  Square square(1.0, 16);
  LevelSet<2> front(square.mesh, {.front = {.thickness = 0.03}});
  const auto distance = [](const dealii::Point<2>& at) { return 0.3 - at.distance({0.5, 0.4}); };
  front.start(distance);
  refine(front, square, 2, 0.1);
  front.start(distance);
  const double volume = front.unreacted_volume();
  for (int pass = 0; pass < 3; ++pass) refine(front, square, pass % 2, 0.1);
  EXPECT_NEAR(front.unreacted_volume(), volume, 1e-12);
  EXPECT_NEAR(summarise(front.pieces(), square.mesh).area, 2.0 * pi * 0.3, 0.02);
  EXPECT_EQ(front.nearness().size(), square.triangulation.n_active_cells());
}

TEST(LevelSet, WrongOptionsAreSaid) {
  Square square(1.0, 2);
  EXPECT_THROW(LevelSet<2>(square.mesh, {}), InputError);
  EXPECT_THROW(LevelSet<2>(square.mesh, {.front = {.thickness = 1.0}, .reinitialisation = -1.0}), InputError);
}

// ---- manufactured solution --------------------------------------------------------------------------------------

/// A front that is neither planar nor of the profile's own width, moving through a flow that is not free of divergence:
/// p = 1/(1 + exp(-d/eps)), d = 1.3 (z - z_0 - v t) + a cos(pi x/W) (cos(pi y/W) in three dimensions).
template <int dim>
struct Manufactured {
  static constexpr double eps = 0.7e-9, width = 9.0e-9, height = 38.0e-9, gamma = 1.7e-9, speed = 2.3e-9;
  static constexpr double start = 17.0e-9, wave = 1.1e-9;
  bool axisymmetric = false;

  double distance(const dealii::Point<dim>& at, double t) const {
    double ripple = wave;
    for (unsigned d = 0; d + 1 < dim; ++d) ripple *= std::cos(pi * at[d] / width);
    return 1.3 * (at[dim - 1] - start - speed * t) + ripple;
  }
  double value(const dealii::Point<dim>& at, double t) const { return 1.0 / (1.0 + std::exp(-distance(at, t) / eps)); }
  dealii::Tensor<1, dim> slope(const dealii::Point<dim>& at) const {  // of the distance
    dealii::Tensor<1, dim> gradient;
    for (unsigned d = 0; d + 1 < dim; ++d) {
      gradient[d] = -wave * pi / width;
      for (unsigned e = 0; e + 1 < dim; ++e)
        gradient[d] *= e == d ? std::sin(pi * at[e] / width) : std::cos(pi * at[e] / width);
    }
    gradient[dim - 1] = 1.3;
    return gradient;
  }
  dealii::Tensor<1, dim> velocity(const dealii::Point<dim>& at) const {
    dealii::Tensor<1, dim> u;
    for (unsigned d = 0; d + 1 < dim; ++d) u[d] = 0.4 * speed * std::sin(pi * at[d] / width);
    u[dim - 1] = 0.6 * speed * (1.0 + 0.5 * std::cos(2.0 * at[dim - 1] / height));
    return u;
  }
  dealii::Tensor<1, dim> profile_flux(const dealii::Point<dim>& at, double t) const {
    const double p = value(at, t);
    const auto gradient = slope(at);
    return gamma * p * (1.0 - p) * (1.0 - 1.0 / gradient.norm()) * gradient;
  }
  /// dp/dt + u.grad p - div(flux), the divergence by central differences of fourth order.
  double source(const dealii::Point<dim>& at, double t) const {
    const double p = value(at, t);
    double rate = p * (1.0 - p) / eps * (-1.3 * speed + velocity(at) * slope(at));
    const double step = 2e-3 * eps;
    for (unsigned d = 0; d < dim; ++d) {
      const auto flux = [&](double shift) {
        dealii::Point<dim> there = at;
        there[d] += shift;
        return profile_flux(there, t)[d];
      };
      rate -= (8.0 * (flux(step) - flux(-step)) - (flux(2.0 * step) - flux(-2.0 * step))) / (12.0 * step);
    }
    if (axisymmetric)  // F_r/r, on the axis its limit
      rate -=
          at[0] > 1e-3 * eps ? profile_flux(at, t)[0] / at[0] : profile_flux({1e-3 * eps, at[1]}, t)[0] / (1e-3 * eps);
    return rate;
  }
};

template <int dim>
struct ManufacturedRun {
  Strip<dim> strip;
  Manufactured<dim> exact;
  ScalarField<dim> field;
  NodalCells<dim> cells;
  LimitedTransport<dim> transport;
  NodeVector p;
  double time = 0.0;

  ManufacturedRun(unsigned across, Frame frame)
      : strip(exact.width, exact.height, across, 4 * across + 2),
        field(with_frame(frame), 1),
        cells(field, {}),
        transport(cells, {.bounds = Bounds::global, .thickness = exact.eps, .inflow = std::nullopt}),
        p(cells.zero()) {
    exact.axisymmetric = frame == Frame::axisymmetric;
    transport.set_profile_speed(exact.gamma);
    transport.set_velocity(
        velocity_at_points<dim>(strip.mapping, [this](const auto& at) { return exact.velocity(at); }));
    transport.set_source([this](double since, const NodeVector&, NodeVector& rates) {
      for (unsigned i = 0; i < cells.owned(); ++i)
        rates.local_element(i) = exact.source(cells.position(i), time + since);
    });
    for (unsigned i = 0; i < cells.owned(); ++i) p.local_element(i) = exact.value(cells.position(i), 0.0);
    p.update_ghost_values();
  }
  const FieldMesh<dim>& with_frame(Frame frame) {
    strip.mesh.frame = frame;
    return strip.mesh;
  }
  void run(double end, int steps) {
    for (int step = 0; step < steps; ++step) {
      transport.advance(p, end / steps);
      time += end / steps;
    }
  }
  /// Root mean square over the volume.
  double error() const {
    double squares = 0.0, volume = 0.0;
    for (unsigned i = 0; i < cells.owned(); ++i) {
      const double mass = cells.mass().local_element(i);
      squares += mass * std::pow(p.local_element(i) - exact.value(cells.position(i), time), 2);
      volume += mass;
    }
    return std::sqrt(cells.sum(squares) / cells.sum(volume));
  }
};

template <int dim>
double error_at(unsigned across, Frame frame, double end) {
  ManufacturedRun<dim> run(across, frame);
  run.run(end, static_cast<int>(std::ceil(end / run.transport.stable_step())));
  return run.error();
}

TEST(LevelSet, SecondOrderInSpaceTwoRanks) {
  const double end = 0.4;
  for (const Frame frame : {Frame::plane_strain, Frame::axisymmetric}) {
    const double middle = error_at<2>(16, frame, end), fine = error_at<2>(32, frame, end);
    EXPECT_GE(std::log2(middle / fine), 1.8) << middle << " " << fine;
    RecordProperty("error", std::to_string(fine));
  }
}

TEST(LevelSet, SecondOrderInSpaceInThreeDimensions) {
  const double end = 0.1, middle = error_at<3>(9, Frame::full_3d, end), fine = error_at<3>(18, Frame::full_3d, end);
  EXPECT_GE(std::log2(middle / fine), 1.7) << middle << " " << fine;
}

TEST(LevelSet, ThirdOrderInTime) {
  const auto run = [](int steps) {
    auto result = std::make_unique<ManufacturedRun<2>>(12, Frame::plane_strain);
    result->run(0.4, steps);
    return result;
  };
  const auto reference = run(160);
  std::vector<double> errors;
  for (const int steps : {10, 20, 40}) {
    const auto coarse = run(steps);
    NodeVector difference(coarse->p);
    difference -= reference->p;
    errors.push_back(difference.l2_norm());
  }
  EXPECT_GE(std::log2(errors[0] / errors[1]), 2.6) << errors[0] << " " << errors[1];
  EXPECT_GE(std::log2(errors[1] / errors[2]), 2.6) << errors[2];
}

TEST(RoughSurface, HasItsRmsAndPeriodAndSeed) {
  const Roughness roughness{
      .rms = 2e-9, .longest_wave = 1e-6, .shortest_wave = 1e-7, .spectral_exponent = 2.0, .seed = 3};
  const RoughSurface surface(roughness, 1e-6), again(roughness, 1e-6);
  double sum = 0.0, squares = 0.0;
  for (int i = 0; i < 1000; ++i) {
    const double height = surface.height(i * 1e-9);
    sum += height;
    squares += height * height;
  }
  EXPECT_NEAR(sum / 1000, 0.0, 1e-15);
  EXPECT_NEAR(std::sqrt(squares / 1000), 2e-9, 1e-13);
  EXPECT_NEAR(surface.height(0.3e-6), surface.height(1.3e-6), 1e-20);
  EXPECT_EQ(surface.height(0.3e-6), again.height(0.3e-6));
  EXPECT_THROW(RoughSurface({.rms = 1e-9, .longest_wave = 1.0, .shortest_wave = 1e-6}, 1e-7), InputError);
}

}  // namespace
}  // namespace silith::field
