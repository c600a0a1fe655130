#include <deal.II/grid/grid_tools.h>
#include <deal.II/numerics/vector_tools.h>
#include <gtest/gtest.h>

#include "field/finite_strain.hpp"
#include "field/small_strain.hpp"
#include "numerics/dual.hpp"
#include "solid_cases.hpp"

// Manufactured solutions: displacements of no simple form, moduli and swelling that vary in space, no scale equal to 1.
namespace silith::field {
namespace {

using namespace testing;

template <class Real>
using Array3 = std::array<Real, 3>;
template <class Real>
using Matrix3 = std::array<Array3<Real>, 3>;

constexpr double length = 3.1e-7, amplitude = 1.7e-8;
const SolidLaws laws{.young = 87e9, .young_full = 41e9, .poisson = 0.21, .poisson_full = 0.29, .volume = 1.6};

/// A solution and the body force that makes it one.
template <int dim>
struct Manufactured {
  Frame frame;
  bool finite;

  template <class Real>
  static Real phase(unsigned i, const Array3<Real>& at) {
    Real sum = 0.4 + 0.9 * i;
    for (unsigned d = 0; d < dim; ++d) sum += wave(i, d) / length * at[d];
    return sum;
  }
  static double wave(unsigned i, unsigned d) { return 1.3 - 0.45 * i + 0.7 * d * (i == 1 ? -1.0 : 1.0); }

  template <class Real>
  static Real x(const Array3<Real>& at) {
    using std::cos;
    return 0.5 + 0.3 * cos((1.1 * at[0] - 0.8 * at[1]) / length + 0.3);
  }

  /// Displacement gradient.
  template <class Real>
  Matrix3<Real> gradient(const Array3<Real>& at) const {
    using std::cos;
    using std::sin;
    Matrix3<Real> result{};
    for (unsigned i = 0; i < dim; ++i)
      for (unsigned d = 0; d < dim; ++d) result[i][d] = amplitude / length * wave(i, d) * cos(phase(i, at));
    if (frame == Frame::axisymmetric) result[2][2] = amplitude * sin(phase(0, at)) / at[0];
    return result;
  }

  /// Cauchy stress of Hooke's law, or first Piola-Kirchhoff stress of the neo-Hookean one.
  template <class Real>
  Matrix3<Real> stress(const Array3<Real>& at) const {
    const Real s = x(at);
    const Real young = laws.young + (laws.young_full - laws.young) * s;
    const Real nu = laws.poisson + (laws.poisson_full - laws.poisson) * s;
    const Real volume = 1.0 + (laws.volume - 1.0) * s;
    const Real mu = young / (2.0 * (1.0 + nu)), bulk = young / (3.0 * (1.0 - 2.0 * nu));
    return finite ? piola(gradient(at), mu, bulk, volume) : hooke(gradient(at), mu, bulk, volume);
  }

  template <class Real>
  static Matrix3<Real> hooke(const Matrix3<Real>& g, const Real& mu, const Real& bulk, const Real& volume) {
    using std::cbrt;
    const Real swelling = cbrt(volume) - 1.0;
    const Real trace = g[0][0] + g[1][1] + g[2][2] - 3.0 * swelling;
    Matrix3<Real> result;
    for (unsigned i = 0; i < 3; ++i)
      for (unsigned j = 0; j < 3; ++j) {
        result[i][j] = mu * (g[i][j] + g[j][i]);
        if (i == j) result[i][j] += (bulk - 2.0 / 3.0 * mu) * trace - 2.0 * mu * swelling;
      }
    return result;
  }

  template <class Real>
  static Matrix3<Real> piola(const Matrix3<Real>& g, const Real& mu, const Real& bulk, const Real& volume) {
    using std::cbrt;
    Matrix3<Real> f = g, cofactor;
    for (unsigned i = 0; i < 3; ++i) f[i][i] += 1.0;
    for (unsigned i = 0; i < 3; ++i)
      for (unsigned j = 0; j < 3; ++j) {
        const unsigned i1 = (i + 1) % 3, i2 = (i + 2) % 3, j1 = (j + 1) % 3, j2 = (j + 2) % 3;
        cofactor[i][j] = f[i1][j1] * f[i2][j2] - f[i1][j2] * f[i2][j1];
      }
    const Real jacobian = f[0][0] * cofactor[0][0] + f[0][1] * cofactor[0][1] + f[0][2] * cofactor[0][2];
    Real squares = 0.0;
    for (const auto& row : f)
      for (const auto& entry : row) squares += entry * entry;
    // be = F F^T/V^(2/3), Je = J/V: mu Je^(-2/3) dev be + K/2 (Je^2 - 1), times V F^-T.
    const Real elastic = jacobian / volume, root = cbrt(jacobian);
    const Real scale = mu / (root * root), pressure = 0.5 * bulk * (elastic * elastic - 1.0);
    Matrix3<Real> result;
    for (unsigned i = 0; i < 3; ++i)
      for (unsigned j = 0; j < 3; ++j)
        result[i][j] = volume * (scale * f[i][j] + (pressure - scale * squares / 3.0) * cofactor[i][j] / jacobian);
    return result;
  }

  dealii::Tensor<1, dim> displacement(const dealii::Point<dim>& at) const {
    dealii::Tensor<1, dim> result;
    for (unsigned i = 0; i < dim; ++i) result[i] = amplitude * std::sin(phase(i, place(at)));
    return result;
  }
  dealii::Tensor<1, dim> force(const dealii::Point<dim>& at) const {
    Array3<Dual<3>> variable;
    for (unsigned d = 0; d < dim; ++d) variable[d] = Dual<3>::variable(at[d], d);
    const auto s = stress(variable);
    dealii::Tensor<1, dim> result;
    for (unsigned i = 0; i < dim; ++i)
      for (unsigned d = 0; d < dim; ++d) result[i] -= s[i][d].derivative[d];
    if (frame == Frame::axisymmetric) {
      result[0] -= (s[0][0].value - s[2][2].value) / at[0];
      result[1] -= s[1][0].value / at[0];
    }
    return result;
  }
  static Array3<double> place(const dealii::Point<dim>& at) {
    Array3<double> result{};
    for (unsigned d = 0; d < dim; ++d) result[d] = at[d];
    return result;
  }
};

/// The solution as deal.II's function.
template <int dim>
class Exact : public dealii::Function<dim> {
public:
  explicit Exact(const Manufactured<dim>& solution) : dealii::Function<dim>(dim), solution_(solution) {}
  double value(const dealii::Point<dim>& at, unsigned i) const override { return solution_.displacement(at)[i]; }
  dealii::Tensor<1, dim> gradient(const dealii::Point<dim>& at, unsigned i) const override {
    const auto g = solution_.gradient(solution_.place(at));
    dealii::Tensor<1, dim> result;
    for (unsigned d = 0; d < dim; ++d) result[d] = g[i][d];
    return result;
  }

private:
  const Manufactured<dim>& solution_;
};

struct Errors {
  double l2, h1;
};

template <int dim>
Errors solve(const Manufactured<dim>& solution, unsigned cells) {
  TestMesh<dim> mesh(solution.frame, 2);
  dealii::Point<dim> low, high;
  for (unsigned d = 0; d < dim; ++d) low[d] = 0.6 * length, high[d] = (1.7 + 0.2 * d) * length;
  dealii::GridGenerator::subdivided_hyper_rectangle(mesh.triangulation, std::vector<unsigned>(dim, cells), low, high);
  SolidLoads<dim> loads;
  loads.body_force = [&](const dealii::Point<dim>& at) { return solution.force(at); };
  loads.displacement[0] = [&](const dealii::Point<dim>& at) { return solution.displacement(at); };
  MechanicsSetup setup;
  const auto method = solution.finite ? LinearMethod::amg : LinearMethod::matrix_free;
  if (dim == 3) setup.newton.linear = {.method = method, .relative_tolerance = 1e-9};
  std::unique_ptr<Mechanics<dim>> model;
  if (solution.finite)
    model = std::make_unique<FiniteStrain<dim>>(mesh.mesh(), solid(laws), setup,
                                                FiniteStrainOptions{.energy = FiniteStrainOptions::Energy::neo_hookean},
                                                loads);
  else
    model = std::make_unique<SmallStrain<dim>>(mesh.mesh(), solid(laws), setup, loads);
  for (const double part : {0.25, 0.5, 0.75, 1.0}) {  // boundary cells would be turned inside out at once
    loads.displacement[0] = [&](const dealii::Point<dim>& at) { return part * solution.displacement(at); };
    model->space().set_loads(loads);
    model->solve(stoichiometry<dim>(mesh.mapping, [&](const auto& at) { return solution.x(solution.place(at)); }), 1.0);
    model->accept();
  }
  dealii::Vector<double> cell_errors(mesh.triangulation.n_active_cells());
  const auto norm = [&](dealii::VectorTools::NormType type) {
    dealii::VectorTools::integrate_difference(mesh.mapping, model->dofs(), model->displacement(), Exact<dim>(solution),
                                              cell_errors, dealii::QGauss<dim>(4), type);
    return dealii::VectorTools::compute_global_error(mesh.triangulation, cell_errors, type);
  };
  return {norm(dealii::VectorTools::L2_norm), norm(dealii::VectorTools::H1_seminorm)};
}

template <int dim>
void expect_orders(const Manufactured<dim>& solution, unsigned coarse) {
  const Errors first = solve(solution, coarse), second = solve(solution, 2 * coarse);
  EXPECT_GE(std::log2(first.l2 / second.l2), 2.85);
  EXPECT_GE(std::log2(first.h1 / second.h1), 1.9);
}

template <int dim>
void expect_force_is_divergence(const Manufactured<dim>& solution) {
  const double h = 1e-5 * length;
  dealii::Point<dim> point;
  for (unsigned d = 0; d < dim; ++d) point[d] = (0.91 + 0.17 * d) * length;
  const auto place = solution.place(point);
  dealii::Tensor<1, dim> force;
  for (unsigned d = 0; d < dim; ++d) {
    auto up = place, down = place;
    up[d] += h;
    down[d] -= h;
    const auto above = solution.stress(up), below = solution.stress(down);
    for (unsigned i = 0; i < dim; ++i) force[i] -= (above[i][d] - below[i][d]) / (2.0 * h);
  }
  if (solution.frame == Frame::axisymmetric) {
    const auto s = solution.stress(place);
    force[0] -= (s[0][0] - s[2][2]) / place[0];
    force[1] -= s[1][0] / place[0];
  }
  EXPECT_LE((force - solution.force(point)).norm(), 1e-6 * force.norm());
  // The gradient is that of the displacement.
  for (unsigned d = 0; d < dim; ++d) {
    auto up = point, down = point;
    up[d] += h;
    down[d] -= h;
    const auto slope = (solution.displacement(up) - solution.displacement(down)) / (2.0 * h);
    for (unsigned i = 0; i < dim; ++i) EXPECT_NEAR(slope[i], solution.gradient(place)[i][d], 1e-8);
  }
}

TEST(MechanicsOrders, ForcesOfManufacturedSolutionsAreDivergences) {
  for (const bool finite : {false, true}) {
    expect_force_is_divergence(Manufactured<2>{Frame::plane_strain, finite});
    expect_force_is_divergence(Manufactured<2>{Frame::axisymmetric, finite});
    expect_force_is_divergence(Manufactured<3>{Frame::full_3d, finite});
  }
}

TEST(MechanicsOrders, SmallStrainHasOrderThreeAndTwo) {
  expect_orders(Manufactured<2>{Frame::plane_strain, false}, 6);
  expect_orders(Manufactured<2>{Frame::axisymmetric, false}, 6);
  expect_orders(Manufactured<3>{Frame::full_3d, false}, 3);
}

TEST(MechanicsOrders, FiniteStrainHasOrderThreeAndTwo) {
  expect_orders(Manufactured<2>{Frame::plane_strain, true}, 6);
  expect_orders(Manufactured<2>{Frame::axisymmetric, true}, 6);
  expect_orders(Manufactured<3>{Frame::full_3d, true}, 2);
}

}  // namespace
}  // namespace silith::field
