#include "field/elastic_kernel.hpp"

// Written with the compiler's vector types, so that it does not depend on how wide deal.II was built: every loop is
// compiled for the registers a processor may have, and the widest it has is taken when it runs.
#define ALWAYS_INLINE inline __attribute__((always_inline))

namespace silith::field {
namespace {

template <class Number>
struct Lanes {
  using Vector __attribute__((vector_size(64))) = Number;
  using Packed __attribute__((vector_size(64), aligned(sizeof(Number)), may_alias)) = Number;  ///< in memory
};

// Shapes at the Gauss points +-g, g = sqrt(3/5): of degree 2 with nodes -1, 0, 1 (outer point: near, middle, far node).
constexpr double g = 0.77459666924148337704;
constexpr double near = 0.5 * (0.6 + g), middle = 0.4, far = 0.5 * (0.6 - g);

/// Node values to point values along one line, in place.
template <class V, class Number>
ALWAYS_INLINE void to_points(V& first, V& second, V& third) {
  const V a = first, b = Number(middle) * second, c = third;
  first = Number(near) * a + b + Number(far) * c;
  third = Number(far) * a + b + Number(near) * c;
}

template <class V, class Number>
ALWAYS_INLINE void to_nodes(V& first, V& second, V& third) {
  const V a = first, c = third;
  second += Number(middle) * (a + c);
  first = Number(near) * a + Number(far) * c;
  third = Number(far) * a + Number(near) * c;
}

/// Derivatives at the points of the polynomial through the values at the points of a line of length 1.
template <class V, class Number>
ALWAYS_INLINE void differentiate(const V& a, const V& b, const V& c, V& first, V& second, V& third) {
  const V slope = Number(1.0 / g) * (c - a);
  first = Number(4.0 / g) * (b - a) - slope;
  second = slope;
  third = Number(4.0 / g) * (c - b) - slope;
}

/// Its transpose.
template <class V, class Number>
ALWAYS_INLINE void add_transposed(const V& first, const V& second, const V& third, V& a, V& b, V& c) {
  const V slope = Number(1.0 / g) * (first - second + third);
  a += slope - Number(4.0 / g) * first;
  b += Number(4.0 / g) * (first - third);
  c += Number(4.0 / g) * third - slope;
}

template <class V, class Number>
ALWAYS_INLINE void to_points(V (&values)[27]) {
  for (unsigned i = 0; i < 27; i += 3) to_points<V, Number>(values[i], values[i + 1], values[i + 2]);
  for (unsigned k = 0; k < 27; k += 9)
    for (unsigned i = k; i < k + 3; ++i) to_points<V, Number>(values[i], values[i + 3], values[i + 6]);
  for (unsigned i = 0; i < 9; ++i) to_points<V, Number>(values[i], values[i + 9], values[i + 18]);
}

template <class V, class Number>
ALWAYS_INLINE void to_nodes(V (&values)[27]) {
  for (unsigned i = 0; i < 9; ++i) to_nodes<V, Number>(values[i], values[i + 9], values[i + 18]);
  for (unsigned k = 0; k < 27; k += 9)
    for (unsigned i = k; i < k + 3; ++i) to_nodes<V, Number>(values[i], values[i + 3], values[i + 6]);
  for (unsigned i = 0; i < 27; i += 3) to_nodes<V, Number>(values[i], values[i + 1], values[i + 2]);
}

template <class V, class Number>
ALWAYS_INLINE void gradient(const V (&values)[27], V (&slopes)[3][27]) {
  for (unsigned i = 0; i < 27; i += 3)
    differentiate<V, Number>(values[i], values[i + 1], values[i + 2], slopes[0][i], slopes[0][i + 1], slopes[0][i + 2]);
  for (unsigned k = 0; k < 27; k += 9)
    for (unsigned i = k; i < k + 3; ++i)
      differentiate<V, Number>(values[i], values[i + 3], values[i + 6], slopes[1][i], slopes[1][i + 3],
                               slopes[1][i + 6]);
  for (unsigned i = 0; i < 9; ++i)
    differentiate<V, Number>(values[i], values[i + 9], values[i + 18], slopes[2][i], slopes[2][i + 9],
                             slopes[2][i + 18]);
}

template <class V, class Number>
ALWAYS_INLINE void divergence(const V (&slopes)[3][27], V (&values)[27]) {
  for (unsigned i = 0; i < 27; ++i) values[i] = V{};
  for (unsigned i = 0; i < 27; i += 3)
    add_transposed<V, Number>(slopes[0][i], slopes[0][i + 1], slopes[0][i + 2], values[i], values[i + 1],
                              values[i + 2]);
  for (unsigned k = 0; k < 27; k += 9)
    for (unsigned i = k; i < k + 3; ++i)
      add_transposed<V, Number>(slopes[1][i], slopes[1][i + 3], slopes[1][i + 6], values[i], values[i + 3],
                                values[i + 6]);
  for (unsigned i = 0; i < 9; ++i)
    add_transposed<V, Number>(slopes[2][i], slopes[2][i + 9], slopes[2][i + 18], values[i], values[i + 9],
                              values[i + 18]);
}

/// Displacement slopes along the cell's own coordinates to weighted stresses along them, at one point.
template <class V, class Number>
ALWAYS_INLINE void stress(const Number* coefficients, const Number* swelling, V (&slopes)[3][3][27], unsigned q) {
  using Packed = typename Lanes<Number>::Packed;
  constexpr unsigned lanes = CellBatches<Number>::lanes;
  V inverse[3][3], grad[3][3];
  for (unsigned d = 0; d < 3; ++d)
    for (unsigned e = 0; e < 3; ++e)
      inverse[d][e] = *reinterpret_cast<const Packed*>(coefficients + (3 * d + e) * lanes);
  const V lambda = *reinterpret_cast<const Packed*>(coefficients + 9 * lanes);
  const V mu = *reinterpret_cast<const Packed*>(coefficients + 10 * lanes);
  for (unsigned c = 0; c < 3; ++c)
    for (unsigned e = 0; e < 3; ++e)
      grad[c][e] = slopes[c][0][q] * inverse[0][e] + slopes[c][1][q] * inverse[1][e] + slopes[c][2][q] * inverse[2][e];
  V pressure = lambda * (grad[0][0] + grad[1][1] + grad[2][2]);
  if (swelling != nullptr) pressure -= *reinterpret_cast<const Packed*>(swelling);
  const V xx = pressure + (mu + mu) * grad[0][0], yy = pressure + (mu + mu) * grad[1][1],
          zz = pressure + (mu + mu) * grad[2][2];
  const V xy = mu * (grad[0][1] + grad[1][0]), xz = mu * (grad[0][2] + grad[2][0]), yz = mu * (grad[1][2] + grad[2][1]);
  for (unsigned d = 0; d < 3; ++d) {
    slopes[0][d][q] = xx * inverse[d][0] + xy * inverse[d][1] + xz * inverse[d][2];
    slopes[1][d][q] = xy * inverse[d][0] + yy * inverse[d][1] + yz * inverse[d][2];
    slopes[2][d][q] = xz * inverse[d][0] + yz * inverse[d][1] + zz * inverse[d][2];
  }
}

template <class Number>
ALWAYS_INLINE void forces_of_batches(const CellBatches<Number>& cells, const Number* displacement, Number* forces) {
  using V = typename Lanes<Number>::Vector;
  constexpr unsigned lanes = CellBatches<Number>::lanes;
  V values[3][27], slopes[3][3][27];
  for (std::size_t batch = 0; batch < cells.count; ++batch) {
    const std::uint32_t* nodes = cells.nodes + batch * 27 * lanes;
    for (unsigned i = 0; i < 27; ++i)
      for (unsigned lane = 0; lane < lanes; ++lane) {
        const Number* at = displacement + nodes[i * lanes + lane];
        for (unsigned c = 0; c < 3; ++c) values[c][i][lane] = at[c];
      }
    for (unsigned c = 0; c < 3; ++c) {
      to_points<V, Number>(values[c]);
      gradient<V, Number>(values[c], slopes[c]);
    }
    const Number* coefficients = cells.coefficients + batch * 27 * 11 * lanes;
    const Number* swelling = cells.swelling == nullptr ? nullptr : cells.swelling + batch * 27 * lanes;
    for (unsigned q = 0; q < 27; ++q)
      stress<V, Number>(coefficients + q * 11 * lanes, swelling == nullptr ? nullptr : swelling + q * lanes, slopes, q);
    for (unsigned c = 0; c < 3; ++c) {
      divergence<V, Number>(slopes[c], values[c]);
      to_nodes<V, Number>(values[c]);
    }
    for (unsigned i = 0; i < 27; ++i)
      for (unsigned lane = 0; lane < lanes; ++lane) {
        Number* at = forces + nodes[i * lanes + lane];
        for (unsigned c = 0; c < 3; ++c) at[c] += values[c][i][lane];
      }
  }
}

// Values and derivatives of the one-dimensional shapes [shape][point] on a line of length 1, of degree 2 and 1.
constexpr double value2[3][3] = {{near, 0.0, far}, {middle, 1.0, middle}, {far, 0.0, near}};
constexpr double slope2[3][3] = {
    {-2.0 * g - 1.0, -1.0, 2.0 * g - 1.0}, {4.0 * g, 0.0, -4.0 * g}, {1.0 - 2.0 * g, 1.0, 1.0 + 2.0 * g}};
constexpr double value1[2][3] = {{0.5 + 0.5 * g, 0.5, 0.5 - 0.5 * g}, {0.5 - 0.5 * g, 0.5, 0.5 + 0.5 * g}};
constexpr double slope1[2][3] = {{-1.0, -1.0, -1.0}, {1.0, 1.0, 1.0}};

/// Gradient in space of the tensor product shape i at point q.
template <unsigned n, class V>
ALWAYS_INLINE void shape_gradient(const double (&value)[n][3], const double (&slope)[n][3], unsigned i, unsigned q,
                                  const double* coefficients, V (&out)[3]) {
  using Packed = typename Lanes<double>::Packed;
  constexpr unsigned lanes = CellBatches<double>::lanes;
  const unsigned ix = i % n, iy = i / n % n, iz = i / (n * n), qx = q % 3, qy = q / 3 % 3, qz = q / 9;
  const double own[3] = {slope[ix][qx] * value[iy][qy] * value[iz][qz], value[ix][qx] * slope[iy][qy] * value[iz][qz],
                         value[ix][qx] * value[iy][qy] * slope[iz][qz]};
  for (unsigned e = 0; e < 3; ++e) {
    out[e] = V{};
    for (unsigned d = 0; d < 3; ++d)
      out[e] += own[d] * *reinterpret_cast<const Packed*>(coefficients + (3 * d + e) * lanes);
  }
}

ALWAYS_INLINE void diagonal_of_batches(const CellBatches<double>& cells, double* diagonal) {
  using V = Lanes<double>::Vector;
  using Packed = Lanes<double>::Packed;
  constexpr unsigned lanes = CellBatches<double>::lanes;
  for (std::size_t batch = 0; batch < cells.count; ++batch)
    for (unsigned i = 0; i < 27; ++i) {
      V sum[3] = {V{}, V{}, V{}};
      for (unsigned q = 0; q < 27; ++q) {
        const double* coefficients = cells.coefficients + (batch * 27 + q) * 11 * lanes;
        const V lambda = *reinterpret_cast<const Packed*>(coefficients + 9 * lanes);
        const V mu = *reinterpret_cast<const Packed*>(coefficients + 10 * lanes);
        V slope[3];
        shape_gradient(value2, slope2, i, q, coefficients, slope);
        const V square = mu * (slope[0] * slope[0] + slope[1] * slope[1] + slope[2] * slope[2]);
        for (unsigned c = 0; c < 3; ++c) sum[c] += square + (lambda + mu) * slope[c] * slope[c];
      }
      for (unsigned lane = 0; lane < lanes; ++lane) {
        double* at = diagonal + cells.nodes[(batch * 27 + i) * lanes + lane];
        for (unsigned c = 0; c < 3; ++c) at[c] += sum[c][lane];
      }
    }
}

ALWAYS_INLINE void corner_stiffness_of_batch(const CellBatches<double>& cells, std::size_t batch, double* stiffness) {
  using V = Lanes<double>::Vector;
  using Packed = Lanes<double>::Packed;
  constexpr unsigned lanes = CellBatches<double>::lanes;
  V slopes[8][27][3];
  const double* coefficients = cells.coefficients + batch * 27 * 11 * lanes;
  for (unsigned a = 0; a < 8; ++a)
    for (unsigned q = 0; q < 27; ++q) shape_gradient(value1, slope1, a, q, coefficients + q * 11 * lanes, slopes[a][q]);
  for (unsigned a = 0; a < 8; ++a)
    for (unsigned b = a; b < 8; ++b) {
      V sum[3][3] = {};
      for (unsigned q = 0; q < 27; ++q) {
        const V lambda = *reinterpret_cast<const Packed*>(coefficients + (q * 11 + 9) * lanes);
        const V mu = *reinterpret_cast<const Packed*>(coefficients + (q * 11 + 10) * lanes);
        const V(&one)[3] = slopes[a][q];
        const V(&other)[3] = slopes[b][q];
        const V square = mu * (one[0] * other[0] + one[1] * other[1] + one[2] * other[2]);
        for (unsigned i = 0; i < 3; ++i) {
          for (unsigned j = 0; j < 3; ++j) sum[i][j] += lambda * one[i] * other[j] + mu * one[j] * other[i];
          sum[i][i] += square;
        }
      }
      for (unsigned i = 0; i < 3; ++i)
        for (unsigned j = 0; j < 3; ++j)
          *reinterpret_cast<Packed*>(stiffness + ((3 * a + i) * 24 + 3 * b + j) * lanes) = sum[i][j];
    }
}

}  // namespace

// One function a kind of registers.
#define SILITH_VARIANT(target, name)                                                                        \
  target void forces_##name(const CellBatches<double>& cells, const double* displacement, double* forces) { \
    forces_of_batches(cells, displacement, forces);                                                         \
  }                                                                                                         \
  target void forces_##name(const CellBatches<float>& cells, const float* displacement, float* forces) {    \
    forces_of_batches(cells, displacement, forces);                                                         \
  }                                                                                                         \
  target void diagonal_##name(const CellBatches<double>& cells, double* diagonal) {                         \
    diagonal_of_batches(cells, diagonal);                                                                   \
  }                                                                                                         \
  target void corners_##name(const CellBatches<double>& cells, std::size_t batch, double* stiffness) {      \
    corner_stiffness_of_batch(cells, batch, stiffness);                                                     \
  }

namespace {
SILITH_VARIANT(, any)
#if defined(__x86_64__) && defined(__GNUC__)
SILITH_VARIANT(__attribute__((target("avx2,fma"))), avx2)
SILITH_VARIANT(__attribute__((target("avx512f,avx512dq,fma"))), avx512)
#define SILITH_CHOOSE(function, ...)                                                                                  \
  __builtin_cpu_init();                                                                                               \
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq")) return function##_avx512(__VA_ARGS__); \
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return function##_avx2(__VA_ARGS__);           \
  return function##_any(__VA_ARGS__)
#else
#define SILITH_CHOOSE(function, ...) return function##_any(__VA_ARGS__)
#endif
}  // namespace

void add_forces(const CellBatches<double>& cells, const double* displacement, double* forces) {
  SILITH_CHOOSE(forces, cells, displacement, forces);
}
void add_forces(const CellBatches<float>& cells, const float* displacement, float* forces) {
  SILITH_CHOOSE(forces, cells, displacement, forces);
}
void add_diagonal(const CellBatches<double>& cells, double* diagonal) {
  SILITH_CHOOSE(diagonal, cells, diagonal);
}
void corner_stiffness(const CellBatches<double>& cells, std::size_t batch, double* stiffness) {
  SILITH_CHOOSE(corners, cells, batch, stiffness);
}

}  // namespace silith::field
