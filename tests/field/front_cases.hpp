#pragma once
#include <deal.II/grid/grid_generator.h>
#include <deal.II/grid/grid_tools.h>

#include <cmath>

#include "field/level_set.hpp"

// Flows that carry a shape around and bring it back, and what is left of the shape.
namespace silith::field {

/// Velocities given as a function of place.
template <int dim>
CellVectors<dim> velocity_at_points(const dealii::Mapping<dim>& mapping,
                                    std::function<dealii::Tensor<1, dim>(const dealii::Point<dim>&)> function) {
  return [&mapping, function = std::move(function)](const Cell<dim>& cell, const dealii::Quadrature<dim>& points,
                                                    std::span<dealii::Tensor<1, dim>> out) {
    for (unsigned q = 0; q < points.size(); ++q)
      out[q] = function(mapping.transform_unit_to_real_cell(cell, points.point(q)));
  };
}

/// A square of side `size` in cells x cells, periodic nowhere.
struct Square {
  dealii::parallel::distributed::Triangulation<2> triangulation{MPI_COMM_WORLD};
  dealii::MappingQ<2> mapping{1};
  FieldMesh<2> mesh{triangulation, mapping};
  Square(double size, unsigned cells) {
    dealii::GridGenerator::subdivided_hyper_rectangle(triangulation, {cells, cells}, dealii::Point<2>(),
                                                      dealii::Point<2>(size, size));
  }
};

/// A flow that returns every point to where it came from, and a shape in it.
struct Flow {
  double size = 1.0, period = 1.0, perimeter = 1.0, area = 0.0;
  std::function<double(const dealii::Point<2>&)> distance;  ///< positive inside
  std::function<dealii::Tensor<1, 2>(const dealii::Point<2>&, double time)> velocity;
  bool steady = true;
};

/// Zalesak's slotted disk: radius 15 in a square of 100, slot 5 wide and 25 deep, one turn in 628.
inline Flow slotted_disk() {
  constexpr double pi = dealii::numbers::PI;
  Flow flow;
  flow.size = 100.0;
  flow.period = 628.0;
  flow.distance = [](const dealii::Point<2>& at) {
    const double disk = 15.0 - at.distance({50.0, 75.0});
    const double side = 2.5 - std::abs(at[0] - 50.0), top = 85.0 - at[1];
    const double in_slot = std::min(side, top);
    const double off_slot = in_slot >= 0.0 ? -in_slot : std::hypot(std::min(side, 0.0), std::min(top, 0.0));
    return std::min(disk, off_slot);
  };
  flow.velocity = [](const dealii::Point<2>& at, double) {
    dealii::Tensor<1, 2> u;
    u[0] = pi / 314.0 * (50.0 - at[1]);
    u[1] = pi / 314.0 * (at[0] - 50.0);
    return u;
  };
  // The slot's mouth lies on the circle at half width 2.5.
  const double mouth = std::sqrt(15.0 * 15.0 - 2.5 * 2.5), half = std::asin(2.5 / 15.0);
  flow.area = pi * 225.0 - (5.0 * 10.0 + 2.5 * mouth + 225.0 * half);
  flow.perimeter = 2.0 * (pi - half) * 15.0 + 2.0 * (10.0 + mouth) + 5.0;
  return flow;
}

/// A circle in the single vortex of the unit square, stretched until half the period and brought back.
inline Flow vortex(double period) {
  constexpr double pi = dealii::numbers::PI;
  Flow flow;
  flow.period = period;
  flow.steady = false;
  flow.distance = [](const dealii::Point<2>& at) { return 0.15 - at.distance({0.5, 0.75}); };
  flow.velocity = [period](const dealii::Point<2>& at, double time) {
    const double turn = std::cos(pi * time / period);
    dealii::Tensor<1, 2> u;
    u[0] = -turn * std::pow(std::sin(pi * at[0]), 2) * std::sin(2.0 * pi * at[1]);
    u[1] = turn * std::pow(std::sin(pi * at[1]), 2) * std::sin(2.0 * pi * at[0]);
    return u;
  };
  flow.area = pi * 0.15 * 0.15;
  flow.perimeter = 2.0 * pi * 0.15;
  return flow;
}

struct FlowOptions {
  unsigned cells = 100;    ///< along a side, before refinement
  int refinements = 0;     ///< levels of cells at the front; 0: even cells
  double widths = 0.5;     ///< eps over the finest cell
  double restoring = 1.0;  ///< gamma over the largest speed
  double turns = 1.0;
  TransportOptions::Form form = TransportOptions::Form::conservative;
  Bounds bounds = Bounds::local;
};

struct FlowResult {
  double area = 0.0, area_loss = 0.0;  ///< inside the contour 1/2; share of the exact area lost
  double shape_error = 0.0;            ///< area that differs over the perimeter, in units of length
  double phase_drift = 0.0;            ///< change of the integral of p over itself
  double smallest = 0.0, largest = 0.0;
  unsigned cells = 0;
  int steps = 0;
};

/// Area inside the contour and area that differs from the shape, by a fine grid of points in each cell.
inline std::pair<double, double> compare_shapes(const ScalarField<2>& phase, const Flow& flow) {
  const dealii::QIterated<2> points(dealii::QMidpoint<1>(), 10);
  dealii::FEValues<2> values(phase.mesh().mapping, phase.dofs().get_fe(), points,
                             dealii::update_values | dealii::update_quadrature_points | dealii::update_JxW_values);
  std::vector<double> p(points.size());
  std::vector<double> sums(2, 0.0);
  for (const auto& cell : phase.dofs().active_cell_iterators()) {
    if (!cell->is_locally_owned()) continue;
    values.reinit(cell);
    values.get_function_values(phase.values(), p);
    for (unsigned q = 0; q < points.size(); ++q) {
      const bool inside = p[q] > 0.5, expected = flow.distance(values.quadrature_point(q)) > 0.0;
      if (inside) sums[0] += values.JxW(q);
      if (inside != expected) sums[1] += values.JxW(q);
    }
  }
  dealii::Utilities::MPI::sum(sums, MPI_COMM_WORLD, sums);
  return {sums[0], sums[1]};
}

inline void refine(LevelSet<2>& front, Square& square, int finest, double band) {
  front.flag_front(band, 0, finest, square.triangulation);
  square.triangulation.prepare_coarsening_and_refinement();
  front.prepare_refinement();
  square.triangulation.execute_coarsening_and_refinement();
  front.finish_refinement();
}

inline FlowResult carry_around(const Flow& flow, const FlowOptions& options) {
  Square square(flow.size, options.cells);
  const double finest = flow.size / options.cells / (1 << options.refinements);
  double speed = 0.0;
  for (int i = 0; i <= 50; ++i)
    for (int j = 0; j <= 50; ++j)
      speed = std::max(speed, flow.velocity({i * flow.size / 50.0, j * flow.size / 50.0}, 0.0).norm());
  LevelSet<2> front(square.mesh, {.front = {.thickness = options.widths * finest, .bounds = options.bounds},
                                  .form = options.form,
                                  .reinitialisation = options.restoring * speed});
  front.start(flow.distance);
  const double band = 6.0 * finest;
  for (int level = 0; level < options.refinements; ++level) {
    refine(front, square, level + 1, band);
    front.start(flow.distance);
  }
  const double start_volume = front.unreacted_volume();
  FlowResult result{.smallest = 1.0};
  const double end = options.turns * flow.period;
  bool moved = true;
  double step = 0.0;
  for (double time = 0.0; time < end * (1.0 - 1e-12); ++result.steps) {
    if (options.refinements > 0 && result.steps > 0 && result.steps % 8 == 0) {
      refine(front, square, options.refinements, band);
      moved = true;
    }
    const auto set_velocity = [&](double at_time) {
      front.set_velocity(
          velocity_at_points<2>(square.mapping, [&](const auto& at) { return flow.velocity(at, at_time); }));
    };
    // The longest stable step at full speed, so that the flow's turning point does not lengthen it.
    if (moved) set_velocity(0.0);
    if (moved) step = front.stable_step();
    moved = false;
    const double dt = std::min(step, end - time);
    if (!flow.steady) set_velocity(time + 0.5 * dt);
    front.step(dt);
    time += dt;
    result.smallest = std::min(result.smallest, front.phase().smallest());
    result.largest = std::max(result.largest, front.phase().largest());
  }
  const auto [area, difference] = compare_shapes(front.phase(), flow);
  result.area = area;
  result.area_loss = 1.0 - area / flow.area;
  result.shape_error = difference / flow.perimeter;
  result.phase_drift = front.unreacted_volume() / start_volume - 1.0;
  result.cells = square.triangulation.n_global_active_cells();
  return result;
}

}  // namespace silith::field
