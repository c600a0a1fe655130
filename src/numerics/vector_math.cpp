#include "numerics/vector_math.hpp"

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

// A copy of each loop for AVX2, chosen when the program starts. Without fused multiply-add, so that both give the same
// bits. The sanitizers run before the choice is made and do not get along with it.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__)
#define SILITH_CLONES __attribute__((target_clones("avx2", "default")))
#else
#define SILITH_CLONES
#endif

namespace silith {
namespace {

constexpr double log2_e = 1.44269504088896340736;
constexpr double ln2_high = 6.93147180369123816490e-01;  // 33 bits: k * ln2_high is exact
constexpr double ln2_low = 1.90821492927058770002e-10;
constexpr double rounder = 6755399441055744.0;  // 1.5 * 2^52: adding it rounds to an integer in the low bits

/// x = k ln 2 + r with |r| <= ln(2)/2.
struct Reduced {
  double r;
  std::int64_t k;
};

inline __attribute__((always_inline)) Reduced reduce(double x) {
  const double shifted = x * log2_e + rounder;
  const double k = shifted - rounder;
  return {(x - k * ln2_high) - k * ln2_low,
          std::bit_cast<std::int64_t>(shifted) - std::bit_cast<std::int64_t>(rounder)};
}

/// exp(r) - 1 for |r| <= ln(2)/2: the Taylor series to r^13, truncation below 1e-17. Even and odd powers apart: two
/// independent chains.
inline __attribute__((always_inline)) double expm1_small(double r) {
  const double s = r * r;
  const double even =
      ((((s / 479001600.0 + 1.0 / 3628800.0) * s + 1.0 / 40320.0) * s + 1.0 / 720.0) * s + 1.0 / 24.0) * s + 0.5;
  const double odd =
      ((((s / 6227020800.0 + 1.0 / 39916800.0) * s + 1.0 / 362880.0) * s + 1.0 / 5040.0) * s + 1.0 / 120.0) * s +
      1.0 / 6.0;
  return r + s * (even + r * odd);
}

inline __attribute__((always_inline)) double power_of_two(std::int64_t k) {
  return std::bit_cast<double>((k + 1023) << 52);
}

SILITH_CLONES void exp_loop(const double* __restrict in, double* __restrict out, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) {
    double x = in[i];
    x = x < -707.0 ? -707.0 : x;
    x = x > 709.7 ? 709.7 : x;
    const Reduced a = reduce(x);
    const double value = ((1.0 + expm1_small(a.r)) * power_of_two(a.k - 1)) * 2.0;
    const double capped = in[i] > 709.7 ? std::numeric_limits<double>::infinity() : value;
    out[i] = in[i] < -707.0 ? 0.0 : capped;
  }
}

SILITH_CLONES void tanh_loop(const double* __restrict in, double* __restrict out, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) {
    double x = 2.0 * std::fabs(in[i]);
    x = x > 40.0 ? 40.0 : x;  // tanh is 1 to the last bit from 19.1 on
    const Reduced a = reduce(x);
    const double scale = power_of_two(a.k);
    const double e = scale * expm1_small(a.r) + (scale - 1.0);  // exp(2|x|) - 1 without cancellation, k >= 0
    out[i] = std::copysign(e / (e + 2.0), in[i]);
  }
}

}  // namespace

void exp_row(std::span<const double> in, std::span<double> out) {
  exp_loop(in.data(), out.data(), in.size());
}
void tanh_row(std::span<const double> in, std::span<double> out) {
  tanh_loop(in.data(), out.data(), in.size());
}

}  // namespace silith
