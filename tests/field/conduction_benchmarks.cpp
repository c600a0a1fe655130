#include <gtest/gtest.h>

#include "conduction_support.hpp"

// Conduction against answers known in closed form, and against manufactured potentials.
namespace silith::field {
namespace {

constexpr double pi = dealii::numbers::PI;

/// One block of even conductivity cut in two that touch on a part of their faces, and levels above where to look.
StripGeometry cut_block(double width) {
  return {.width = width,
          .depth = width,
          .layers = {{"lower", 1.5 * width}, {"upper", 0.5 * width}, {"far", 0.25 * width}, {"farther", 0.75 * width}}};
}

constexpr double kappa = 2.5;  // S/m

ConductionOptions cut_conductors(double width, double contacted) {
  ConductionOptions options;
  options.degree = 2;
  options.conductivity.assign(4, constant_conductivity(kappa));
  BodyInterface interface { .first = "upper", .second = "lower" };
  interface.contact_fraction = contacted;
  options.interfaces = {interface};
  options.periods = {width};
  return options;
}

/// Cosine amplitude of the normal current along an interface, over its mean.
double ripple(const std::vector<InterfacePoint<2>>& points, double width) {
  double sum = 0.0, cosine = 0.0;
  for (const auto& point : points) {
    sum += point.normal_current * point.weight;
    cosine += 2.0 * point.normal_current * point.weight * std::cos(2.0 * pi * point.at[0] / width);
  }
  return cosine / sum;
}

TEST(StripContact, ResistanceProfileAndDecayOfTheRipple) {
  const double width = 4e-6, a_over_b = 0.25;
  Domain<2> domain(cut_block(width), {Frame::plane_strain, width / 8.0, {}}, MPI_COMM_WORLD);
  domain.refine_interfaces(3);
  Conduction<2> conduction(domain, cut_conductors(width, a_over_b));
  auto drive = top_to_bottom();
  drive.current = 700.0;
  const auto result = solve_adaptively<2>(domain, conduction, no_lithium<2>(), drive, 12);
  const double even = 3.0 * width / (kappa * width);
  const double constriction = 2.0 * std::log(1.0 / std::sin(0.5 * pi * a_over_b)) / (pi * kappa);
  EXPECT_NEAR((result.voltage / result.current - even) / constriction, 1.0, 1e-3);
  EXPECT_LE(result.balance_error, 1e-8);
  // The mean density on every face inside the patch; towards the patch's edges it grows without bounds.
  const double edge = std::sin(0.5 * pi * a_over_b);
  const auto passed = [&](double x) {  // between the middle and x, A/m
    return 700.0 * width / pi * std::asin(std::clamp(std::sin(pi * x / width) / edge, -1.0, 1.0));
  };
  const auto points = conduction.interface_current("upper", "lower");
  constexpr unsigned per_face = 4;  // Gauss points
  double worst = 0.0;
  for (std::size_t first = 0; first < points.size(); first += per_face) {
    double current = 0.0, length = 0.0, middle = 0.0;
    for (std::size_t q = first; q < first + per_face; ++q) {
      current += points[q].normal_current * points[q].weight;
      length += points[q].weight;
      middle += points[q].at[0] * points[q].weight;
    }
    const double x = middle / length - 0.5 * width;
    if (std::abs(x) > 0.5 * width * a_over_b) {
      EXPECT_EQ(current, 0.0);
    } else if (std::abs(x) < 0.95 * 0.5 * width * a_over_b) {
      const double exact = passed(x + 0.5 * length) - passed(x - 0.5 * length);
      worst = std::max(worst, std::abs(current / exact - 1.0));
    }
  }
  EXPECT_LE(worst, 1e-3);
  // Between two levels a quarter of the wavelength apart; the electrode above mirrors the ripple.
  const double k = 2.0 * pi / width;
  const double decay = ripple(conduction.interface_current("farther", "far"), width) /
                       ripple(conduction.interface_current("far", "upper"), width);
  EXPECT_NEAR(decay / (std::cosh(0.75 * k * width) / std::cosh(k * width)), 1.0, 1e-3);
  EXPECT_NEAR(decay, std::exp(-0.5 * pi), 2e-3);
}

/// Constriction resistance of a disk in a tube times 4 kappa a, one side.
double disk_in_tube(double a_over_b, int rounds) {
  const double radius = 3e-6;
  Domain<2> domain(cut_block(radius), {Frame::axisymmetric, radius / 8.0, {}}, MPI_COMM_WORLD);
  Conduction<2> conduction(domain, cut_conductors(radius, a_over_b * a_over_b));
  auto drive = top_to_bottom();
  drive.voltage = 0.01;
  const auto result = solve_adaptively<2>(domain, conduction, no_lithium<2>(), drive, rounds);
  const double even = 3.0 * radius / (kappa * pi * radius * radius);
  return 0.5 * (result.voltage / result.current - even) * 4.0 * kappa * a_over_b * radius;
}

TEST(DiskContact, InATubeAndInAHalfSpace) {
  EXPECT_NEAR(disk_in_tube(0.25, 11) / 0.65297, 1.0, 1e-3);
  // Towards the half space psi = 1 - 1.40978 e: extrapolated from e = 1/16, R = 1/(4 kappa a).
  EXPECT_NEAR(disk_in_tube(1.0 / 16.0, 13) + 1.40978 / 16.0, 1.0, 1e-3);
}

TEST(StripContact, IsTheSameOnOneAndTwoRanks) {
  std::vector<double> resistance, ratio;
  for (const auto communicator : {MPI_COMM_SELF, MPI_COMM_WORLD}) {
    Domain<2> domain(cut_block(4e-6), {Frame::plane_strain, 0.5e-6, {}}, communicator);
    domain.refine_interfaces(2);
    auto options = cut_conductors(4e-6, 0.4);
    options.degree = 1;
    Conduction<2> conduction(domain, options);
    auto drive = top_to_bottom();
    drive.current = 700.0;
    const auto result = conduction.solve(no_lithium<2>(), drive);
    EXPECT_LE(result.balance_error, 1e-8);
    resistance.push_back(result.voltage / result.current);
    ratio.push_back(statistics<2>(conduction.interface_current("upper", "lower"), communicator).peak_ratio);
  }
  EXPECT_NEAR(resistance[1] / resistance[0], 1.0, 1e-9);
  EXPECT_NEAR(ratio[1] / ratio[0], 1.0, 1e-8);
}

/// phi = V z/H + A prod f_d, x = 1/2 + 3/10 prod g_d, sigma = 2 + 3 x^2; periodic across, or even at axis and wall.
template <int dim>
struct Manufactured {
  Frame frame;
  double width = 3e-6, height = 2e-6, volts = 0.2, amplitude = 0.03;

  struct Factor {
    double value, first, second;
  };
  static Factor wave(double k, double at, double phase) {
    return {std::sin(k * at + phase), k * std::cos(k * at + phase), -k * k * std::sin(k * at + phase)};
  }
  /// Along coordinate d; `which` tells the potential's from the state's.
  Factor factor(unsigned d, double at, int which) const {
    if (d == dim - 1) return wave(pi / height, at, which == 0 ? 0.0 : 0.7);
    if (frame == Frame::axisymmetric) return wave(pi / width, at, 0.5 * pi);
    return wave(2.0 * pi / width, at, which == 0 ? 0.3 : 1.1 + d);
  }
  struct Jet {
    double value = 0.0, laplacian = 0.0;
    dealii::Tensor<1, dim> gradient;
  };
  Jet product(const dealii::Point<dim>& at, int which, double scale) const {
    std::array<Factor, dim> f;
    for (unsigned d = 0; d < dim; ++d) f[d] = factor(d, at[d], which);
    Jet out;
    out.value = scale;
    for (const auto& one : f) out.value *= one.value;
    for (unsigned i = 0; i < dim; ++i) {
      double others = scale;
      for (unsigned d = 0; d < dim; ++d)
        if (d != i) others *= f[d].value;
      out.gradient[i] = others * f[i].first;
      out.laplacian += others * f[i].second;
      if (i == 0 && frame == Frame::axisymmetric) out.laplacian += out.gradient[0] / at[0];
    }
    return out;
  }
  Jet potential(const dealii::Point<dim>& at) const {
    Jet out = product(at, 0, amplitude);
    out.value += volts * at[dim - 1] / height;
    out.gradient[dim - 1] += volts / height;
    return out;
  }
  double state(const dealii::Point<dim>& at) const { return 0.5 + product(at, 1, 0.3).value; }
  double sigma(const dealii::Point<dim>& at) const { return 2.0 + 3.0 * state(at) * state(at); }
  dealii::Tensor<1, dim> current(const dealii::Point<dim>& at) const { return -sigma(at) * potential(at).gradient; }
  double source(const dealii::Point<dim>& at) const {
    const Jet phi = potential(at), x = product(at, 1, 0.3);
    return -(6.0 * state(at) * (x.gradient * phi.gradient) + sigma(at) * phi.laplacian);
  }
  /// div J by differences of the current.
  double divergence(const dealii::Point<dim>& at) const {
    const double step = 1e-4 * width;
    double out = 0.0;
    for (unsigned d = 0; d < dim; ++d) {
      auto above = at, below = at;
      above[d] += step;
      below[d] -= step;
      const bool round = d == 0 && frame == Frame::axisymmetric;
      const double outer = round ? above[0] : 1.0, inner = round ? below[0] : 1.0, here = round ? at[0] : 1.0;
      out += (outer * current(above)[d] - inner * current(below)[d]) / (2.0 * step * here);
    }
    return out;
  }
};

/// Errors in L2 of potential and current density, relative to scales of the solution.
template <int dim>
std::pair<double, double> errors(const Manufactured<dim>& exact, int degree, int cells) {
  const StripGeometry strip{.width = exact.width, .depth = exact.width, .layers = {{"body", exact.height}}};
  Domain<dim> domain(strip, {exact.frame, exact.width / cells, {}}, MPI_COMM_WORLD);
  ConductionOptions options;
  options.degree = degree;
  options.conductivity = {Law::polynomial(LawVariable::x, {2.0, 0.0, 3.0}, {"S/m", from_test})};
  if (dim == 3) options.linear = {.method = LinearMethod::amg, .relative_tolerance = 1e-12, .higher_order = degree > 1};
  Conduction<dim> conduction(domain, options);
  conduction.set_source(field_of<dim>(domain.mapping(), [&](const auto& at) { return exact.source(at); }));
  auto drive = top_to_bottom();
  drive.voltage = exact.volts;
  conduction.solve(field_of<dim>(domain.mapping(), [&](const auto& at) { return exact.state(at); }), drive);
  const dealii::QGauss<dim> points(static_cast<unsigned>(degree) + 3);
  const dealii::FE_Q<dim> element(1);
  dealii::FEValues<dim> places(domain.mapping(), element, points,
                               dealii::update_JxW_values | dealii::update_quadrature_points);
  std::vector<double> phi(points.size());
  std::vector<dealii::Tensor<1, dim>> current(points.size());
  const auto potential = conduction.potential();
  const auto density = conduction.current_density();
  double of_phi = 0.0, of_current = 0.0, volume = 0.0;
  for (const auto& cell : domain.triangulation().active_cell_iterators()) {
    if (!cell->is_locally_owned()) continue;
    places.reinit(cell);
    potential(cell, points, phi);
    density(cell, points, current);
    for (const unsigned q : places.quadrature_point_indices()) {
      const auto at = places.quadrature_point(q);
      of_phi += std::pow(phi[q] - exact.potential(at).value, 2) * places.JxW(q);
      of_current += (current[q] - exact.current(at)).norm_square() * places.JxW(q);
      volume += places.JxW(q);
    }
  }
  const double scale = 3.0 * exact.volts / exact.height;
  return {std::sqrt(dealii::Utilities::MPI::sum(of_phi, MPI_COMM_WORLD) / volume) / exact.volts,
          std::sqrt(dealii::Utilities::MPI::sum(of_current, MPI_COMM_WORLD) / volume) / scale};
}

template <int dim>
void expect_orders(Frame frame, int degree, int cells) {
  const Manufactured<dim> exact{frame};
  dealii::Point<dim> at;
  for (unsigned d = 0; d < dim; ++d) at[d] = (0.31 + 0.17 * d) * exact.height;
  EXPECT_NEAR(exact.source(at) / exact.divergence(at), 1.0, 1e-5);
  const auto coarse = errors<dim>(exact, degree, cells), fine = errors<dim>(exact, degree, 2 * cells);
  EXPECT_NEAR(std::log2(coarse.first / fine.first), degree + 1.0, 0.15) << "degree " << degree;
  EXPECT_NEAR(std::log2(coarse.second / fine.second), degree, 0.15) << "degree " << degree;
}

TEST(Conduction, ManufacturedPotentialsConvergeWithTheirOrders) {
  for (const int degree : {1, 2}) {
    expect_orders<2>(Frame::plane_strain, degree, 12);
    expect_orders<2>(Frame::axisymmetric, degree, 12);
    expect_orders<3>(Frame::full_3d, degree, degree == 1 ? 12 : 6);
  }
}

}  // namespace
}  // namespace silith::field
