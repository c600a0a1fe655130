#pragma once
#include <array>
#include <cmath>
#include <complex>
#include <cstddef>
#include <span>
#include <string_view>

namespace silith {

/// An angular frequency with what the elements need of it.
struct AngularFrequency {
  explicit AngularFrequency(double hertz) : omega(2.0 * 3.14159265358979323846 * hertz), log_omega(std::log(omega)) {}
  double omega;      ///< rad/s
  double log_omega;  ///< ln(omega s)
};

/// What a parameter stands for; sets where a fit starts and its default bounds.
enum class ParameterRole { resistance, capacitance, inductance, cpe, exponent, time_constant, warburg, ratio };

struct ElementParameter {
  std::string_view name;  ///< "Q"; empty for elements of one parameter
  std::string_view unit;  ///< SI, "S s^n"
  ParameterRole role;
};

/// One kind of circuit element, Eq. Z1 to Z14 (docs/equations/impedance.md).
struct ElementType {
  static constexpr std::size_t max_parameters = 5;
  /// Impedance at one frequency. @param p parameters  @param[out] d dZ/dp of each of them. Allocates nothing.
  using Function = std::complex<double> (*)(const AngularFrequency& at, const double* p, std::complex<double>* d);

  std::string_view name;  ///< "CPE"
  char boukamp;           ///< its letter in Boukamp's notation, 0 if it has none
  std::string_view description;
  std::size_t size;  ///< number of parameters
  std::array<ElementParameter, max_parameters> parameters;
  Function evaluate;
};

/// Every kind of element, one row each.
std::span<const ElementType> element_types();

}  // namespace silith
