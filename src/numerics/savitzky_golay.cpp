#include "numerics/savitzky_golay.hpp"

#include <algorithm>
#include <stdexcept>

namespace silith {
namespace {

/// Gram's polynomials, orthogonal over -half_width ... half_width: p_(k+1)(x) = x p_k(x) - b_k p_(k-1)(x).
class GramBasis {
public:
  GramBasis(std::size_t half_width, int order)
      : size_(2 * half_width + 1), count_(static_cast<std::size_t>(order) + 1) {
    std::vector<std::vector<double>> p(count_, std::vector<double>(size_));
    b_.assign(count_, 0.0);
    norm_.assign(count_, 0.0);
    for (std::size_t k = 0; k < count_; ++k) {
      for (std::size_t i = 0; i < size_; ++i) {
        const double x = static_cast<double>(i) - static_cast<double>(half_width);
        p[k][i] = k == 0 ? 1.0 : x * p[k - 1][i] - (k > 1 ? b_[k - 1] * p[k - 2][i] : 0.0);
        norm_[k] += p[k][i] * p[k][i];
      }
      if (k > 0) b_[k] = norm_[k] / norm_[k - 1];
    }
    values_ = std::move(p);
  }

  /// What every point of the window contributes to value and derivative at x, in units of the grid.
  void weights(double x, std::vector<double>& value, std::vector<double>& derivative) const {
    value.assign(size_, 0.0);
    derivative.assign(size_, 0.0);
    double p = 1.0, before = 0.0, dp = 0.0, dbefore = 0.0;
    for (std::size_t k = 0; k < count_; ++k) {
      if (k > 0) {
        const double b = k > 1 ? b_[k - 1] : 0.0;
        const double next = x * p - b * before, dnext = p + x * dp - b * dbefore;
        before = p;
        dbefore = dp;
        p = next;
        dp = dnext;
      }
      for (std::size_t i = 0; i < size_; ++i) {
        value[i] += p * values_[k][i] / norm_[k];
        derivative[i] += dp * values_[k][i] / norm_[k];
      }
    }
  }

private:
  std::size_t size_, count_;
  std::vector<double> b_, norm_;
  std::vector<std::vector<double>> values_;
};

}  // namespace

Smoothed savitzky_golay(std::span<const double> y, double spacing, std::size_t half_width, int order) {
  const std::size_t size = 2 * half_width + 1;
  if (order < 1 || static_cast<std::size_t>(order) >= size) throw std::logic_error("savitzky_golay: order and window");
  if (y.size() < size) throw std::logic_error("savitzky_golay: fewer points than the window");
  const GramBasis basis(half_width, order);
  Smoothed smoothed{std::vector<double>(y.size()), std::vector<double>(y.size())};
  std::vector<double> value, derivative;
  double at = -static_cast<double>(size);  // no place yet
  for (std::size_t i = 0; i < y.size(); ++i) {
    const std::size_t centre = std::clamp(i, half_width, y.size() - 1 - half_width);
    const double x = static_cast<double>(i) - static_cast<double>(centre);
    if (x != at) basis.weights(x, value, derivative);
    at = x;
    const auto window = y.subspan(centre - half_width, size);
    double sum = 0.0, slope = 0.0;
    for (std::size_t k = 0; k < size; ++k) {
      sum += value[k] * window[k];
      slope += derivative[k] * window[k];
    }
    smoothed.value[i] = sum;
    smoothed.derivative[i] = slope / spacing;
  }
  return smoothed;
}

}  // namespace silith
