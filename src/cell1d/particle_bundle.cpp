#include "cell1d/particle_bundle.hpp"

#include <algorithm>

#include "base/constants.hpp"

namespace silith {

double weighted_sum(std::span<const double> a, std::span<const double> b) {
  // Four sums that do not wait for each other.
  double first = 0.0, second = 0.0, third = 0.0, fourth = 0.0;
  std::size_t i = 0;
  for (; i + 4 <= a.size(); i += 4) {
    first += a[i] * b[i];
    second += a[i + 1] * b[i + 1];
    third += a[i + 2] * b[i + 2];
    fourth += a[i + 3] * b[i + 3];
  }
  for (; i < a.size(); ++i) first += a[i] * b[i];
  return (first + second) + (third + fourth);
}

ParticleBundle::ParticleBundle(const Population& population, std::size_t cells, double T)
    : mesh_(population.storage, population.radius, population.shells),
      cells_(cells),
      T_(T),
      outflow_(population.specific_area / (faraday * population.site_density)),
      diffusivity_(*population.diffusivity),
      constant_diffusivity_(!population.diffusivity->depends_on_x()),
      D_(mesh_.node.size() * cells, diffusivity_({.x = population.initial_x, .T = T}).value),
      dD_(D_.size(), 0.0) {}

void ParticleBundle::evaluate_diffusivity(std::span<const double> inner, std::span<const double> surface,
                                          bool derivative) {
  if (constant_diffusivity_) return;
  const double no_salt = 0.0;
  const std::span<double> D(D_), dD(dD_);
  const auto slope = [&](std::size_t first, std::size_t n) {
    return derivative ? dD.subspan(first, n) : std::span<double>{};
  };
  diffusivity_.evaluate(inner, {&no_salt, 1}, T_, D.first(inner.size()), slope(0, inner.size()), {});
  diffusivity_.evaluate(surface, {&no_salt, 1}, T_, D.subspan(inner.size()), slope(inner.size(), surface.size()), {});
}

void ParticleBundle::residual(std::span<const double> inner, std::span<const double> surface,
                              std::span<const double> inner_rate, std::span<const double> surface_rate,
                              std::span<const double> j, std::span<double> inner_out, std::span<double> surface_out) {
  evaluate_diffusivity(inner, surface, false);
  const std::size_t n = shells(), w = cells_;
  const double surface_volume = mesh_.volume[n - 1];
  for (std::size_t p = 0; p < w; ++p) surface_out[p] = surface_volume * surface_rate[p] + outflow_ * j[p];
  for (std::size_t r = 0; r + 1 < n; ++r) {
    for (std::size_t p = 0; p < w; ++p) inner_out[r * w + p] = mesh_.volume[r] * inner_rate[r * w + p];
  }
  for (std::size_t r = 0; r + 1 < n; ++r) {
    const double half = 0.5 * mesh_.conductance[r];
    const double* here = inner.data() + r * w;
    const double* next = r + 2 == n ? surface.data() : here + w;
    double* here_out = inner_out.data() + r * w;
    double* next_out = r + 2 == n ? surface_out.data() : here_out + w;
    const double* D = D_.data() + r * w;
    for (std::size_t p = 0; p < w; ++p) {
      const double flow = half * (D[p] + D[w + p]) * (here[p] - next[p]);
      here_out[p] += flow;
      next_out[p] -= flow;
    }
  }
}

void ParticleBundle::jacobian(std::span<const double> inner, std::span<const double> surface, double cj,
                              ChainBundle& chains, std::span<double> surface_diagonal) {
  evaluate_diffusivity(inner, surface, true);
  const std::size_t n = shells(), w = cells_;
  std::fill(surface_diagonal.begin(), surface_diagonal.end(), cj * mesh_.volume[n - 1]);
  for (std::size_t r = 0; r + 1 < n; ++r) {
    std::fill_n(chains.diagonal.begin() + static_cast<std::ptrdiff_t>(r * w), w, cj * mesh_.volume[r]);
  }
  for (std::size_t r = 0; r + 1 < n; ++r) {
    const bool last = r + 2 == n;
    const double half = 0.5 * mesh_.conductance[r];
    const double* here = inner.data() + r * w;
    const double* next = last ? surface.data() : here + w;
    double* next_diagonal = last ? surface_diagonal.data() : chains.diagonal.data() + (r + 1) * w;
    double* next_lower = last ? chains.core_lower.data() : chains.lower.data() + (r + 1) * w;
    for (std::size_t p = 0; p < w; ++p) {
      const std::size_t k = r * w + p;
      const double conductance = half * (D_[k] + D_[k + w]);
      const double drop = half * (here[p] - next[p]);
      const double d_here = conductance + drop * dD_[k];       // d flow / d x_here
      const double d_next = -conductance + drop * dD_[k + w];  // d flow / d x_next
      chains.diagonal[k] += d_here;
      chains.upper[k] = d_next;
      next_lower[p] = -d_here;
      next_diagonal[p] -= d_next;
    }
  }
}

double ParticleBundle::mean(std::span<const double> inner, std::span<const double> surface, std::size_t p) const {
  double sum = mesh_.volume.back() * surface[p];
  for (std::size_t r = 0; r + 1 < shells(); ++r) sum += mesh_.volume[r] * inner[r * cells_ + p];
  return sum;
}

double ParticleBundle::mean_sum(std::span<const double> inner, std::span<const double> surface,
                                std::span<const double> weight) const {
  double sum = mesh_.volume.back() * weighted_sum(surface, weight);
  for (std::size_t r = 0; r + 1 < shells(); ++r)
    sum += mesh_.volume[r] * weighted_sum(inner.subspan(r * cells_, cells_), weight);
  return sum;
}

}  // namespace silith
