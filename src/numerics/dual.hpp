#pragma once
#include <array>
#include <cmath>
#include <cstddef>

namespace silith {

/// Forward-mode dual number: a value and its exact derivatives with respect to N variables.
///
/// Every function applies the chain rule with the derivative of its value; where a derivative does not exist (abs at 0,
/// min and max at equality) one of the one-sided values is taken.
template <std::size_t N>
struct Dual {
  double value = 0.0;
  std::array<double, N> derivative{};

  Dual() = default;
  Dual(double v) : value(v) {}  // NOLINT: numbers are dual numbers without derivative
  Dual(double v, const std::array<double, N>& d) : value(v), derivative(d) {}

  /// The independent variable number `index`.
  static Dual variable(double v, std::size_t index) {
    Dual result(v);
    result.derivative[index] = 1.0;
    return result;
  }

  Dual& operator+=(const Dual& b) { return *this = *this + b; }
  Dual& operator-=(const Dual& b) { return *this = *this - b; }
  Dual& operator*=(const Dual& b) { return *this = *this * b; }
  Dual& operator/=(const Dual& b) { return *this = *this / b; }

  friend Dual operator+(const Dual& a, const Dual& b) { return chain(a.value + b.value, 1.0, a, 1.0, b); }
  friend Dual operator-(const Dual& a, const Dual& b) { return chain(a.value - b.value, 1.0, a, -1.0, b); }
  friend Dual operator*(const Dual& a, const Dual& b) { return chain(a.value * b.value, b.value, a, a.value, b); }
  friend Dual operator/(const Dual& a, const Dual& b) {
    const double quotient = a.value / b.value;
    return chain(quotient, 1.0 / b.value, a, -quotient / b.value, b);
  }
  friend Dual operator-(const Dual& a) { return chain(-a.value, -1.0, a); }
  friend Dual operator+(const Dual& a) { return a; }

  friend bool operator<(const Dual& a, const Dual& b) { return a.value < b.value; }
  friend bool operator>(const Dual& a, const Dual& b) { return a.value > b.value; }
  friend bool operator<=(const Dual& a, const Dual& b) { return a.value <= b.value; }
  friend bool operator>=(const Dual& a, const Dual& b) { return a.value >= b.value; }

  friend Dual exp(const Dual& a) {
    const double e = std::exp(a.value);
    return chain(e, e, a);
  }
  friend Dual expm1(const Dual& a) {
    const double e = std::expm1(a.value);
    return chain(e, e + 1.0, a);
  }
  friend Dual log(const Dual& a) { return chain(std::log(a.value), 1.0 / a.value, a); }
  friend Dual log1p(const Dual& a) { return chain(std::log1p(a.value), 1.0 / (1.0 + a.value), a); }
  friend Dual log10(const Dual& a) { return chain(std::log10(a.value), 0.43429448190325182765 / a.value, a); }
  friend Dual sqrt(const Dual& a) {
    const double root = std::sqrt(a.value);
    return chain(root, 0.5 / root, a);
  }
  friend Dual cbrt(const Dual& a) {
    const double root = std::cbrt(a.value);
    return chain(root, 1.0 / (3.0 * root * root), a);
  }
  friend Dual sin(const Dual& a) { return chain(std::sin(a.value), std::cos(a.value), a); }
  friend Dual cos(const Dual& a) { return chain(std::cos(a.value), -std::sin(a.value), a); }
  friend Dual tan(const Dual& a) {
    const double t = std::tan(a.value);
    return chain(t, 1.0 + t * t, a);
  }
  friend Dual sinh(const Dual& a) { return chain(std::sinh(a.value), std::cosh(a.value), a); }
  friend Dual cosh(const Dual& a) { return chain(std::cosh(a.value), std::sinh(a.value), a); }
  friend Dual tanh(const Dual& a) {
    const double t = std::tanh(a.value);
    return chain(t, 1.0 - t * t, a);
  }
  friend Dual asin(const Dual& a) { return chain(std::asin(a.value), 1.0 / std::sqrt(1.0 - a.value * a.value), a); }
  friend Dual acos(const Dual& a) { return chain(std::acos(a.value), -1.0 / std::sqrt(1.0 - a.value * a.value), a); }
  friend Dual atan(const Dual& a) { return chain(std::atan(a.value), 1.0 / (1.0 + a.value * a.value), a); }
  friend Dual asinh(const Dual& a) { return chain(std::asinh(a.value), 1.0 / std::hypot(1.0, a.value), a); }
  friend Dual acosh(const Dual& a) {
    return chain(std::acosh(a.value), 1.0 / std::sqrt((a.value - 1.0) * (a.value + 1.0)), a);
  }
  friend Dual atanh(const Dual& a) { return chain(std::atanh(a.value), 1.0 / ((1.0 - a.value) * (1.0 + a.value)), a); }
  friend Dual abs(const Dual& a) { return a.value < 0.0 ? -a : a; }
  friend Dual min(const Dual& a, const Dual& b) { return b < a ? b : a; }
  friend Dual max(const Dual& a, const Dual& b) { return a < b ? b : a; }

  /// Constant exponent: exact also for negative bases with an integer exponent, and at base 0.
  friend Dual pow(const Dual& a, double exponent) {
    if (exponent == 0.0) return Dual(1.0);
    return chain(std::pow(a.value, exponent), exponent * std::pow(a.value, exponent - 1.0), a);
  }
  friend Dual pow(const Dual& a, const Dual& b) {
    const double power = std::pow(a.value, b.value);
    const double d_base = b.value == 0.0 ? 0.0 : b.value * std::pow(a.value, b.value - 1.0);
    // 0^b has the derivative 0 with respect to b > 0, where log would give -inf times 0.
    const double d_exponent = power == 0.0 ? 0.0 : power * std::log(a.value);
    return chain(power, d_base, a, d_exponent, b);
  }

private:
  static Dual chain(double v, double da, const Dual& a) {
    Dual result(v);
    for (std::size_t i = 0; i < N; ++i) result.derivative[i] = da * a.derivative[i];
    return result;
  }
  static Dual chain(double v, double da, const Dual& a, double db, const Dual& b) {
    Dual result(v);
    for (std::size_t i = 0; i < N; ++i) result.derivative[i] = da * a.derivative[i] + db * b.derivative[i];
    return result;
  }
};

}  // namespace silith
