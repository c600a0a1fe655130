#pragma once
#include <cstddef>
#include <span>

#include "numerics/condensed_matrix.hpp"

namespace silith {

/// What a residual or Jacobian says of the point it was given.
enum class Evaluation {
  ok,
  outside_domain,  ///< a law was asked outside its range, or a value is not finite: the integrator tries a smaller step
};

/// Implicit differential-algebraic system F(t, y, y') = 0 of index 1 with root functions.
class DaeSystem {
public:
  virtual ~DaeSystem() = default;

  virtual std::size_t size() const = 0;

  /// @param y, y_dot [size]  @param[out] out [size], overwritten
  virtual Evaluation residual(double t, std::span<const double> y, std::span<const double> y_dot,
                              std::span<double> out) = 0;

  /// dF/dy + cj dF/dy' at a point, into jacobian().
  virtual Evaluation assemble(double t, double cj, std::span<const double> y, std::span<const double> y_dot) = 0;
  virtual CondensedMatrix& jacobian() = 0;

  /// 1 for differential, 0 for algebraic unknowns. [size]
  virtual std::span<const double> differential() const = 0;

  virtual std::size_t n_roots() const { return 0; }
  virtual void roots(double /*t*/, std::span<const double> /*y*/, std::span<double> /*out*/) {}
};

}  // namespace silith
