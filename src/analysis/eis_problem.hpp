#pragma once
#include <complex>
#include <span>
#include <vector>

#include "analysis/eis_fit.hpp"
#include "numerics/least_squares.hpp"

namespace silith {

/// The least-squares problem of one spectrum and one circuit: weighted residuals over the unknowns, which are ln p,
/// and n itself for exponents. Fixed and tied parameters are no unknowns.
class EisProblem : public ResidualFunction {
public:
  /// @throws InputError as fit_circuit
  EisProblem(const Spectrum& spectrum, const Circuit& circuit, const EisFitOptions& options);

  std::size_t residual_count() const override { return 2 * measured_.size(); }
  std::size_t parameter_count() const override { return unknowns_.size(); }
  void evaluate(std::span<const double> x, std::span<double> r, std::span<double> jacobian) override;

  std::vector<double> to_parameters(std::span<const double> x) const;
  std::vector<double> to_unknowns(std::span<const double> p) const;
  const std::vector<double>& lower() const { return lower_; }
  const std::vector<double>& upper() const { return upper_; }

  /// Place of the unknown a parameter follows; `fixed` if none.
  static constexpr std::size_t fixed = static_cast<std::size_t>(-1);
  std::size_t unknown_of(std::size_t parameter) const { return source_[parameter]; }
  /// Place of the parameter one is tied to; its own if it is not tied.
  std::size_t leader_of(std::size_t parameter) const { return leader_[parameter]; }
  /// Place of the parameter an unknown stands for.
  std::size_t parameter_of(std::size_t unknown) const { return unknowns_[unknown]; }
  bool is_logarithmic(std::size_t unknown) const;
  const std::vector<std::complex<double>>& impedance(std::span<const double> p);  ///< at all frequencies

private:
  void apply(const EisFitOptions& options);
  void set_bounds(const EisFitOptions& options);
  void require_points() const;

  const Circuit& circuit_;
  std::vector<AngularFrequency> frequencies_;
  std::vector<std::complex<double>> measured_, z_, dz_;
  std::vector<PointWeight> weights_;
  std::vector<double> p_;  ///< all parameters; fixed ones keep their value here
  std::vector<std::size_t> leader_;
  std::vector<std::size_t> source_;    ///< parameter -> unknown
  std::vector<std::size_t> unknowns_;  ///< unknown -> parameter
  std::vector<double> lower_, upper_;  ///< of the unknowns
};

}  // namespace silith
