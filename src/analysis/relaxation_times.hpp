#pragma once
#include <complex>
#include <string>
#include <vector>

#include "analysis/spectrum_selection.hpp"
#include "record/record.hpp"

namespace silith {

struct RelaxationOptions {
  enum class Lambda { cross_validation, l_curve, given };
  enum class Tail { automatic, capacitance, none };  ///< automatic: if -Im Z still rises at the end
  Weighting weighting = Weighting::modulus;
  Lambda choice = Lambda::cross_validation;
  double lambda = 0.0;          ///< strength of smoothing if it is given
  Tail tail = Tail::automatic;  ///< element in series for what goes on beyond the slowest frequency
  int points_per_decade = 15;
  double margin = 1.0;  ///< decades of time constants beyond each end of the measured range

  /// @throws InputError if a value makes no sense
  void validate() const;
};

/// A process seen as a maximum of the distribution.
struct RelaxationPeak {
  double tau = 0.0;         ///< s
  double frequency = 0.0;   ///< Hz, 1/(2 pi tau)
  double resistance = 0.0;  ///< ohm, the distribution between the minima on both sides
  double height = 0.0;      ///< ohm, largest gamma
};

/// Distribution of relaxation times of a spectrum, Eq. Z27 to Z32.
struct RelaxationTimes {
  std::vector<double> tau;               ///< s, ascending, evenly spaced in ln tau
  std::vector<double> gamma;             ///< ohm per unit of ln tau, >= 0
  double series_resistance = 0.0;        ///< ohm, R_inf
  double inductance = 0.0;               ///< H
  double tail_coefficient = 0.0;         ///< S s^n, of a constant phase element in series for an open tail; 0: none
  double tail_exponent = 0.0;            ///< of that element, 1 for a capacitance
  std::vector<RelaxationPeak> peaks;     ///< fast to slow
  double polarisation_resistance = 0.0;  ///< ohm, the integral of gamma up to where a blocking tail begins
  double tail_from = 0.0;                ///< s, where gamma rises to the end of the range; 0 if it does not
  double lambda = 0.0;
  double degrees_of_freedom = 0.0;  ///< trace of the influence matrix at this lambda
  std::vector<double> frequency;    ///< Hz, highest first
  std::vector<std::complex<double>> fitted;
  double rms = 0.0;  ///< of the weighted residuals of both parts
  std::vector<Finding> findings;
};

/// @throws InputError as select() or for options out of range
RelaxationTimes relaxation_times(const Spectrum& spectrum, const RelaxationOptions& options = {});

}  // namespace silith
