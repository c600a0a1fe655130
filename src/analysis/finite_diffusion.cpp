#include "analysis/finite_diffusion.hpp"

#include <array>
#include <cmath>
#include <numbers>

namespace silith {
namespace {

constexpr double pi = std::numbers::pi;
constexpr double far_side_unreached = 0.03;  // T below which the short form is exact to 1e-14
constexpr std::size_t terms = 13;            // the next one is below 1e-15 from there on

/// Root of a continuous function that changes its sign in [low, high].
template <class F>
double root_between(F f, double low, double high) {
  const bool rising = f(low) < 0.0;
  for (int i = 0; i < 200 && high - low > 1e-15 * high; ++i) {
    const double middle = 0.5 * (low + high);
    ((f(middle) < 0.0) == rising ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

/// Roots of tan b = b above 0: a sphere without flux through its surface.
const std::array<double, terms>& closed_sphere_roots() {
  static const auto roots = [] {
    std::array<double, terms> found{};
    for (std::size_t n = 0; n < terms; ++n) {
      const double start = static_cast<double>(n + 1) * pi;
      found[n] = root_between([](double b) { return std::sin(b) - b * std::cos(b); }, start, start + 0.5 * pi);
    }
    return found;
  }();
  return roots;
}

}  // namespace

double scaled_erfc(double x) {
  if (x < 20.0) return std::exp(x * x) * std::erfc(x);
  const double s = 1.0 / (2.0 * x * x);
  return (1.0 - s * (1.0 - 3.0 * s * (1.0 - 5.0 * s * (1.0 - 7.0 * s)))) / (x * std::sqrt(pi));
}

std::vector<double> biot_roots(Geometry geometry, double biot, std::size_t count) {
  std::vector<double> roots;
  for (std::size_t n = 0; n < count; ++n) {
    const double start = static_cast<double>(n) * pi;
    if (geometry == Geometry::plane) {
      roots.push_back(
          root_between([&](double b) { return b * std::sin(b) - biot * std::cos(b); }, start, start + 0.5 * pi));
    } else {
      const double low = n == 0 ? 1e-9 : start;
      roots.push_back(
          root_between([&](double b) { return b * std::cos(b) + (biot - 1.0) * std::sin(b); }, low, start + pi));
    }
  }
  return roots;
}

StepResponse::StepResponse(Geometry geometry, double biot)
    : geometry_(geometry), biot_(biot), roots_(biot_roots(geometry, biot, terms)) {
  for (const double b : roots_) {
    const double B = biot_;
    weights_.push_back(geometry == Geometry::plane ? 2.0 * B * B / (B * B + B + b * b)
                                                   : 6.0 * B * B / (b * b + B * (B - 1.0)));
  }
}

double StepResponse::operator()(double T) const {
  if (T < far_side_unreached) {
    if (geometry_ == Geometry::plane) return biot_ * scaled_erfc(biot_ * std::sqrt(T));
    const auto sphere = [&](double h) {
      return 3.0 * (1.0 + h) / h * ((1.0 + h) * scaled_erfc(h * std::sqrt(T)) - 1.0);
    };
    const double h = biot_ - 1.0;
    return std::abs(h) > 1e-5 ? sphere(h) : 0.5 * (sphere(1e-5) + sphere(-1e-5));  // 0/0 at h = 0, smooth around
  }
  double sum = 0.0;
  for (std::size_t n = 0; n < roots_.size(); ++n) sum += weights_[n] * std::exp(-roots_[n] * roots_[n] * T);
  return sum;
}

double pulse_response(Geometry geometry, double T) {
  if (T <= 0.0) return 0.0;
  const bool plane = geometry == Geometry::plane;
  if (T < far_side_unreached) {
    return plane ? 2.0 * std::sqrt(T / pi) : (std::exp(T) * (1.0 + std::erf(std::sqrt(T))) - 1.0) / 3.0;
  }
  double sum = 0.0;
  for (std::size_t n = 0; n < terms; ++n) {
    const double b = plane ? static_cast<double>(n + 1) * pi : closed_sphere_roots()[n];
    sum += std::exp(-b * b * T) / (b * b);
  }
  return plane ? T + 1.0 / 3.0 - 2.0 * sum : T + (0.2 - 2.0 * sum) / 3.0;
}

double slowest_at_rest(Geometry geometry) {
  return geometry == Geometry::plane ? pi * pi : closed_sphere_roots()[0] * closed_sphere_roots()[0];
}

}  // namespace silith
