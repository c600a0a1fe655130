#include "numerics/fast_vector.hpp"

#include <nvector/nvector_serial.h>

#include <algorithm>
#include <cmath>

// Each loop is compiled for wide registers and for any x86-64; the loader picks.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__)
#define SILITH_WIDE                                        \
  __attribute__((target_clones("arch=haswell", "default"), \
                 optimize("associative-math", "no-signed-zeros", "no-trapping-math")))
#else
#define SILITH_WIDE
#endif

namespace silith {
namespace {

double* data(N_Vector v) {
  return NV_DATA_S(v);
}
sunindextype length(N_Vector v) {
  return NV_LENGTH_S(v);
}

SILITH_WIDE void linear_sum(sunindextype n, double a, const double* x, double b, const double* y, double* z) {
  for (sunindextype i = 0; i < n; ++i) z[i] = a * x[i] + b * y[i];
}

SILITH_WIDE void scale(sunindextype n, double c, const double* x, double* z) {
  for (sunindextype i = 0; i < n; ++i) z[i] = c * x[i];
}

SILITH_WIDE void add_scaled(sunindextype n, double c, const double* x, double* z) {
  for (sunindextype i = 0; i < n; ++i) z[i] += c * x[i];
}

SILITH_WIDE void add_two_scaled(sunindextype n, double a, const double* x, double b, const double* y, double* z) {
  for (sunindextype i = 0; i < n; ++i) z[i] += a * x[i] + b * y[i];
}

SILITH_WIDE void magnitude(sunindextype n, const double* x, double* z) {
  for (sunindextype i = 0; i < n; ++i) z[i] = std::fabs(x[i]);
}

SILITH_WIDE void inverse(sunindextype n, const double* x, double* z) {
  for (sunindextype i = 0; i < n; ++i) z[i] = 1.0 / x[i];
}

SILITH_WIDE void add_constant(sunindextype n, double b, const double* x, double* z) {
  for (sunindextype i = 0; i < n; ++i) z[i] = x[i] + b;
}

SILITH_WIDE double weighted_square_sum(sunindextype n, const double* x, const double* w) {
  double sum = 0.0;
  for (sunindextype i = 0; i < n; ++i) sum += (x[i] * w[i]) * (x[i] * w[i]);
  return sum;
}

/// The mask holds 0 and 1 only.
SILITH_WIDE double masked_square_sum(sunindextype n, const double* x, const double* w, const double* mask) {
  double sum = 0.0;
  for (sunindextype i = 0; i < n; ++i) sum += mask[i] * ((x[i] * w[i]) * (x[i] * w[i]));
  return sum;
}

void op_linear_sum(double a, N_Vector x, double b, N_Vector y, N_Vector z) {
  linear_sum(length(x), a, data(x), b, data(y), data(z));
}
void op_const(double c, N_Vector z) {
  std::fill_n(data(z), length(z), c);
}
void op_scale(double c, N_Vector x, N_Vector z) {
  if (c == 1.0) {
    if (x != z) std::copy_n(data(x), length(x), data(z));
    return;
  }
  scale(length(x), c, data(x), data(z));
}
void op_abs(N_Vector x, N_Vector z) {
  magnitude(length(x), data(x), data(z));
}
void op_inv(N_Vector x, N_Vector z) {
  inverse(length(x), data(x), data(z));
}
void op_add_const(N_Vector x, double b, N_Vector z) {
  add_constant(length(x), b, data(x), data(z));
}

double op_wrms(N_Vector x, N_Vector w) {
  const sunindextype n = length(x);
  return std::sqrt(weighted_square_sum(n, data(x), data(w)) / static_cast<double>(n));
}

double op_wrms_mask(N_Vector x, N_Vector w, N_Vector mask) {
  const sunindextype n = length(x);
  return std::sqrt(masked_square_sum(n, data(x), data(w), data(mask)) / static_cast<double>(n));
}

/// z = sum c_k X_k; z may be X_0.
int op_linear_combination(int count, double* c, N_Vector* X, N_Vector z) {
  const sunindextype n = length(z);
  if (count == 1) {
    scale(n, c[0], data(X[0]), data(z));
    return 0;
  }
  linear_sum(n, c[0], data(X[0]), c[1], data(X[1]), data(z));
  int k = 2;
  for (; k + 1 < count; k += 2) add_two_scaled(n, c[k], data(X[k]), c[k + 1], data(X[k + 1]), data(z));
  if (k < count) add_scaled(n, c[k], data(X[k]), data(z));
  return 0;
}

int op_linear_sum_array(int count, double a, N_Vector* X, double b, N_Vector* Y, N_Vector* Z) {
  for (int k = 0; k < count; ++k) op_linear_sum(a, X[k], b, Y[k], Z[k]);
  return 0;
}

int op_scale_array(int count, double* c, N_Vector* X, N_Vector* Z) {
  for (int k = 0; k < count; ++k) op_scale(c[k], X[k], Z[k]);
  return 0;
}

}  // namespace

N_Vector make_fast_vector(std::size_t count, SUNContext context) {
  N_Vector vector = N_VNew_Serial(static_cast<sunindextype>(count), context);
  auto& ops = *vector->ops;
  ops.nvlinearsum = op_linear_sum;
  ops.nvconst = op_const;
  ops.nvscale = op_scale;
  ops.nvabs = op_abs;
  ops.nvinv = op_inv;
  ops.nvaddconst = op_add_const;
  ops.nvwrmsnorm = op_wrms;
  ops.nvwrmsnormmask = op_wrms_mask;
  ops.nvlinearcombination = op_linear_combination;
  ops.nvlinearsumvectorarray = op_linear_sum_array;
  ops.nvscalevectorarray = op_scale_array;
  return vector;
}

}  // namespace silith
