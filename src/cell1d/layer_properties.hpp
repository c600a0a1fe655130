#pragma once
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cell1d/layout.hpp"

namespace silith {

/// A value outside what its law or population allows.
struct DomainViolation {
  std::string layer, population;  ///< population empty: the salt
  double position = 0.0;          ///< m from the anode's collector
  double value = 0.0;
  Range allowed{0.0, 0.0};
  double time = 0.0;  ///< s, of the trial state
};

/// Laws of one layer at the cells of one state; arrays [cells], allocated once.
class LayerProperties {
public:
  /// Resistance from the cell's centre to its face, ohm m^2, and what it depends on.
  struct HalfResistance {
    std::vector<double> value, d_argument;
  };
  struct PopulationProperties {
    std::vector<double> U, dU_dx, dU_dh;     ///< V
    std::vector<double> j0, dj0_dx, dj0_dc;  ///< A/m^2
  };

  LayerProperties(const Layer& layer, const LayerLayout& layout, double T);

  enum class Slopes { wanted, unwanted };
  /// @param slopes unwanted: derivatives are left as they are
  /// @return false if a stoichiometry or salt concentration is outside its range: see violation()
  bool evaluate(std::span<const double> y, Slopes slopes);
  const DomainViolation& violation() const { return violation_; }

  HalfResistance electronic, ionic;  ///< d_argument: by the conduction's stoichiometry, of `ionic` by c with a salt
  HalfResistance salt_diffusion;     ///< of 1/D, s/m
  std::vector<double> transference, d_transference;
  std::vector<double> chi, d_chi;  ///< 2 RT/F (1 - t+) (1 + dlnf/dlnc), V (Eq. C5)
  std::vector<PopulationProperties> populations;

  /// Site-weighted shares of the populations whose surfaces set a conduction's stoichiometry.
  std::span<const double> electronic_weights() const { return electronic_weights_; }
  std::span<const double> ionic_weights() const { return ionic_weights_; }

private:
  bool in_range(std::span<const double> values, Range allowed, const std::string& population);
  void evaluate_conduction(const Conduction& conduction, std::span<const double> weights, std::span<const double> y,
                           HalfResistance& out, Slopes slopes);
  void half_resistance(Slopes slopes, HalfResistance& out) const;
  void evaluate_salt(std::span<const double> y, Slopes slopes);
  void evaluate_population(std::size_t k, std::span<const double> y, Slopes slopes);
  std::span<const double> salt(std::span<const double> y) const;

  const Layer& layer_;
  const LayerLayout& layout_;
  double T_;
  Range salt_range_;
  std::vector<double> electronic_weights_, ionic_weights_;
  std::vector<double> argument_, value_, slope_, other_, other_slope_;
  DomainViolation violation_;
};

}  // namespace silith
