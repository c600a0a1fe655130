#include "analysis/spectrum_selection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/diagnostic.hpp"

namespace silith {

Spectrum select(const Spectrum& spectrum, const SpectrumSelection& selection) {
  Spectrum chosen = spectrum;
  chosen.frequency.clear();
  chosen.impedance.clear();
  for (std::size_t i = 0; i < spectrum.size(); ++i) {
    const double f = spectrum.frequency[i];
    const auto z = spectrum.impedance[i];
    if (!(f > 0.0) || !std::isfinite(f) || !std::isfinite(z.real()) || !std::isfinite(z.imag()) || z == 0.0) {
      throw InputError(
          fmt::format("point {} of the spectrum cannot be used: {} Hz, {} {:+}j ohm", i + 1, f, z.real(), z.imag()),
          "frequencies must be positive, impedances finite and not 0: take the point out of the file");
    }
    const bool kept = selection.points == SpectrumSelection::Points::all || z.imag() < 0.0;
    if (!kept || f < selection.from || f > selection.to) continue;
    chosen.frequency.push_back(f);
    chosen.impedance.push_back(z);
  }
  if (chosen.size() < 3) {
    throw InputError(
        fmt::format("{} of {} points of the spectrum are left, at least 3 are needed", chosen.size(), spectrum.size()),
        "choose a wider range of frequencies");
  }
  return chosen;
}

Spectrum descending(const Spectrum& spectrum) {
  std::vector<std::size_t> order(spectrum.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t i, std::size_t k) { return spectrum.frequency[i] > spectrum.frequency[k]; });
  Spectrum sorted = spectrum;
  for (std::size_t i = 0; i < order.size(); ++i) {
    sorted.frequency[i] = spectrum.frequency[order[i]];
    sorted.impedance[i] = spectrum.impedance[order[i]];
  }
  return sorted;
}

PointWeight point_weight(std::complex<double> z, Weighting weighting) {
  const double size = std::abs(z);
  switch (weighting) {
    case Weighting::unit:
      return {1.0, 1.0};
    case Weighting::modulus:
      return {1.0 / size, 1.0 / size};
    case Weighting::proportional:
      return {1.0 / std::max(std::abs(z.real()), 1e-3 * size), 1.0 / std::max(std::abs(z.imag()), 1e-3 * size)};
  }
  return {1.0, 1.0};
}

Weighting weighting_of(const std::string& name) {
  for (const auto weighting : {Weighting::unit, Weighting::modulus, Weighting::proportional}) {
    if (name == name_of(weighting)) return weighting;
  }
  throw InputError(fmt::format("there is no weighting \"{}\"", name), "write unit, modulus or proportional");
}

std::string name_of(Weighting weighting) {
  switch (weighting) {
    case Weighting::unit:
      return "unit";
    case Weighting::modulus:
      return "modulus";
    case Weighting::proportional:
      return "proportional";
  }
  return {};
}

}  // namespace silith
