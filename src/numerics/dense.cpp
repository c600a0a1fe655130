#include "numerics/dense.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>

namespace silith {

bool cholesky_factorise(std::span<double> a, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) {
    double* row = a.data() + i * n;
    for (std::size_t j = 0; j <= i; ++j) {
      const double* other = a.data() + j * n;
      double sum = row[j];
      for (std::size_t k = 0; k < j; ++k) sum -= row[k] * other[k];
      if (j < i) {
        row[j] = sum / other[j];
      } else {
        if (!(sum > 0.0)) return false;
        row[i] = std::sqrt(sum);
      }
    }
  }
  return true;
}

void cholesky_solve(std::span<const double> factor, std::size_t n, std::span<double> b) {
  for (std::size_t i = 0; i < n; ++i) {
    const double* row = factor.data() + i * n;
    double sum = b[i];
    for (std::size_t k = 0; k < i; ++k) sum -= row[k] * b[k];
    b[i] = sum / row[i];
  }
  for (std::size_t i = n; i-- > 0;) {
    const double* row = factor.data() + i * n;
    b[i] /= row[i];
    for (std::size_t k = 0; k < i; ++k) b[k] -= row[k] * b[i];
  }
}

namespace {

/// One Jacobi rotation that makes a[p][q] zero; v collects the rotations, one eigenvector a row.
void rotate(std::vector<double>& a, std::vector<double>& v, std::size_t n, std::size_t p, std::size_t q) {
  const double theta = 0.5 * (a[q * n + q] - a[p * n + p]) / a[p * n + q];
  const double t = std::copysign(1.0, theta) / (std::abs(theta) + std::hypot(theta, 1.0));
  const double c = 1.0 / std::hypot(t, 1.0), s = t * c;
  const auto mix = [&](double& x, double& y) {
    const double old = x;
    x = c * old - s * y;
    y = s * old + c * y;
  };
  for (std::size_t k = 0; k < n; ++k) mix(a[k * n + p], a[k * n + q]);
  for (std::size_t k = 0; k < n; ++k) mix(a[p * n + k], a[q * n + k]);
  for (std::size_t k = 0; k < n; ++k) mix(v[p * n + k], v[q * n + k]);
}

double largest_off_diagonal(const std::vector<double>& a, std::size_t n) {
  double largest = 0.0;
  for (std::size_t p = 0; p < n; ++p) {
    for (std::size_t q = p + 1; q < n; ++q) largest = std::max(largest, std::abs(a[p * n + q]));
  }
  return largest;
}

}  // namespace

SymmetricEigen symmetric_eigen(std::vector<double> a, std::size_t n) {
  constexpr int max_sweeps = 60;  // converges quadratically, ten are plenty
  std::vector<double> v(n * n, 0.0);
  double size = 0.0;
  for (std::size_t i = 0; i < n; ++i) v[i * n + i] = 1.0;
  for (const double x : a) size = std::max(size, std::abs(x));
  for (int sweep = 0; sweep < max_sweeps && largest_off_diagonal(a, n) > 1e-300 + 1e-17 * size; ++sweep) {
    for (std::size_t p = 0; p < n; ++p) {
      for (std::size_t q = p + 1; q < n; ++q) {
        if (a[p * n + q] != 0.0) rotate(a, v, n, p, q);
      }
    }
  }
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t i, std::size_t k) { return a[i * n + i] < a[k * n + k]; });
  SymmetricEigen result;
  for (const std::size_t i : order) {
    result.values.push_back(a[i * n + i]);
    result.vectors.insert(result.vectors.end(), v.begin() + std::ptrdiff_t(i * n),
                          v.begin() + std::ptrdiff_t(i * n + n));
  }
  return result;
}

namespace {

/// Reflects column k of A below its diagonal to zero, and all that follows. @return the diagonal of R
double reflect(std::span<double> a, std::size_t rows, std::size_t columns, std::span<double> b, std::size_t k) {
  double norm = 0.0;
  for (std::size_t i = k; i < rows; ++i) norm += a[i * columns + k] * a[i * columns + k];
  norm = std::sqrt(norm);
  if (norm == 0.0) return 0.0;
  const double diagonal = a[k * columns + k] > 0.0 ? -norm : norm;
  a[k * columns + k] -= diagonal;
  const double scale = -1.0 / (diagonal * a[k * columns + k]);  // 2/|v|^2
  for (std::size_t c = k + 1; c <= columns; ++c) {
    double dot = 0.0;
    for (std::size_t i = k; i < rows; ++i) dot += a[i * columns + k] * (c < columns ? a[i * columns + c] : b[i]);
    dot *= scale;
    for (std::size_t i = k; i < rows; ++i) (c < columns ? a[i * columns + c] : b[i]) -= dot * a[i * columns + k];
  }
  return diagonal;
}

}  // namespace

double solve_least_squares(std::span<double> a, std::size_t columns, std::span<double> b, std::span<double> x) {
  const std::size_t rows = b.size();
  if (a.size() != rows * columns || x.size() != columns || rows < columns) {
    throw std::logic_error("solve_least_squares: sizes do not fit");
  }
  std::vector<double> diagonal(columns);
  double largest = 0.0;
  for (std::size_t k = 0; k < columns; ++k) {
    diagonal[k] = reflect(a, rows, columns, b, k);
    largest = std::max(largest, std::abs(diagonal[k]));
  }
  const double dependent = largest * std::numeric_limits<double>::epsilon() * double(rows);
  for (std::size_t k = columns; k-- > 0;) {
    double sum = b[k];
    for (std::size_t c = k + 1; c < columns; ++c) sum -= a[k * columns + c] * x[c];
    x[k] = std::abs(diagonal[k]) > dependent ? sum / diagonal[k] : 0.0;
  }
  double rest = 0.0;
  for (std::size_t i = columns; i < rows; ++i) rest += b[i] * b[i];
  return std::sqrt(rest);
}

}  // namespace silith
