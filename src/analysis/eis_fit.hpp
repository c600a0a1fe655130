#pragma once
#include <complex>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "analysis/circuit.hpp"
#include "analysis/spectrum_selection.hpp"
#include "record/record.hpp"

namespace silith {

struct EisFitOptions {
  Weighting weighting = Weighting::modulus;
  int starts = 12;                                          ///< deterministic; more find rarer minima
  std::map<std::string, double> start;                      ///< values the first start takes
  std::map<std::string, double> fixed;                      ///< parameter -> value
  std::map<std::string, std::pair<double, double>> bounds;  ///< parameter -> lower, upper
  std::map<std::string, std::string> tied;                  ///< parameter -> the one it equals
  double same_minimum = 1e-6;  ///< relative difference of chi^2 up to which two minima count as one
};

/// One parameter of a fitted circuit, Eq. Z21.
struct FittedParameter {
  enum class State { free, fixed, tied, at_lower_bound, at_upper_bound };
  std::string name, unit;
  double value = 0.0;
  double sigma = 0.0;  ///< standard uncertainty; 0 unless free or tied to a free one
  State state = State::free;
  std::string tied_to;
  double relative_error() const { return sigma / value; }
};

/// A combination of parameters the data do determine where the parameters themselves are not, Eq. Z23.
struct IdentifiedCombination {
  std::string text;  ///< "R1 + R2", "R1 * C1", "CPE1.Q * (310 rad/s)^CPE1.n"
  std::vector<std::string> parameters;
  double value = 0.0;
  double relative_error = 0.0;
};

/// A minimum some of the starts ended in.
struct EisMinimum {
  std::vector<double> values;  ///< in the order of the circuit's parameters
  double chi_squared = 0.0;
  int starts = 0;  ///< how many of the starts came here
};

struct EisFit {
  Circuit circuit;
  Weighting weighting = Weighting::modulus;
  std::vector<double> frequency;             ///< Hz, as given
  std::vector<std::complex<double>> fitted;  ///< ohm, at these frequencies
  std::vector<FittedParameter> parameters;   ///< all of the circuit, in its order
  std::size_t free_count = 0;
  double chi_squared = 0.0;          ///< sum of w |Z - Z_fit|^2
  double reduced_chi_squared = 0.0;  ///< over 2 N - p; with modulus weights the square of a relative error
  double aicc = 0.0;                 ///< Eq. Z22; only differences between fits of the same points mean something
  std::vector<double> correlation;   ///< [n * n] over all parameters; 0 where not free
  std::vector<EisMinimum> minima;    ///< the one taken, then the others, best first
  std::vector<IdentifiedCombination> combinations;
  std::vector<Finding> findings;
  bool converged = false;

  const FittedParameter& at(const std::string& parameter) const;  ///< @throws InputError if there is none
  double correlation_of(const std::string& a, const std::string& b) const;
  /// Value and standard uncertainty of the sum of some parameters, with their correlations.
  std::pair<double, double> sum(const std::vector<std::string>& names) const;
};

/// Fits a circuit to a spectrum from several starts (Eq. Z20).
/// @throws InputError if an option names no parameter or contradicts another, or the points are too few
EisFit fit_circuit(const Spectrum& spectrum, const Circuit& circuit, const EisFitOptions& options = {});

/// Fits several circuits to the same points; best (lowest AICc) first.
std::vector<EisFit> compare_circuits(const Spectrum& spectrum, const std::vector<Circuit>& circuits,
                                     const EisFitOptions& options = {});

/// Probability of each fit among those compared, exp(-(AICc - lowest)/2) normalised (Eq. Z22).
std::vector<double> akaike_weights(const std::vector<EisFit>& fits);

}  // namespace silith
