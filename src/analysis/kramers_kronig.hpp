#pragma once
#include <complex>
#include <string>
#include <vector>

#include "record/record.hpp"

namespace silith {

struct KramersKronigOptions {
  double mu_limit = 0.85;        ///< over-fitting begins where mu falls below this
  std::size_t max_elements = 0;  ///< 0: one each point
  double tolerance = 0.01;       ///< residual, relative to |Z|, that passes without a look at its pattern
};

/// What the linear Kramers-Kronig test found (Eq. Z24 to Z26).
struct KramersKronig {
  enum class Verdict {
    consistent,    ///< residuals within the tolerance
    noisy,         ///< larger residuals, but without a pattern: noise
    inconsistent,  ///< residuals with a pattern: the spectrum drifted, was not linear, or has artefacts
  };
  Verdict verdict = Verdict::consistent;
  std::size_t elements = 0;       ///< resistor-capacitor pairs used
  double mu = 1.0;                ///< Eq. Z25
  bool with_capacitance = false;  ///< a capacitance in series was needed: the spectrum has a blocking tail
  std::vector<double> frequency;  ///< Hz, highest first
  std::vector<std::complex<double>> fitted;
  std::vector<double> residual_real, residual_imaginary;  ///< (Z - Z_fit)/|Z|
  double rms = 0.0;                                       ///< of both parts
  double largest = 0.0;                                   ///< of both parts
  double largest_at = 0.0;                                ///< Hz
  double correlation = 0.0;                               ///< between neighbouring residuals, Eq. Z26
  std::vector<Finding> findings;
};
std::string name_of(KramersKronig::Verdict verdict);

/// Whether a spectrum can be that of a linear, stable, causal system.
/// @throws InputError as select(); also for fewer than 5 points
KramersKronig test_kramers_kronig(const Spectrum& spectrum, const KramersKronigOptions& options = {});

}  // namespace silith
