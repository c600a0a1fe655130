#pragma once
#include <cstddef>
#include <vector>

namespace silith {

/// The body lithium diffuses in: a plane with one closed side, of some thickness, or a sphere of some radius.
enum class Geometry { plane, sphere };

/// exp(x^2) erfc(x), also where exp(x^2) would overflow.
double scaled_erfc(double x);

/// The first roots of Eq. T2 (plane) or T4 (sphere), ascending. @param biot above 0
std::vector<double> biot_roots(Geometry geometry, double biot, std::size_t count);

/// Current after a small step of voltage, tau/Q I, against T = t/tau (Eq. T1, T3; T5 at short times).
class StepResponse {
public:
  StepResponse(Geometry geometry, double biot);
  /// @param T above 0
  double operator()(double T) const;
  double slowest() const { return roots_.front() * roots_.front(); }  ///< b_0^2: the last decay, per tau

private:
  Geometry geometry_;
  double biot_;
  std::vector<double> roots_, weights_;
};

/// Surface concentration under a constant current from T = 0 on, in units of the body's scale (Eq. T9, T11); 0 for
/// T <= 0, slope 1 for large T.
double pulse_response(Geometry geometry, double T);

/// b_1^2 of Eq. T13: how fast the last difference in concentration fades at rest, per tau.
double slowest_at_rest(Geometry geometry);

}  // namespace silith
