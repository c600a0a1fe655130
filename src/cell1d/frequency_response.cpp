#include "cell1d/frequency_response.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numbers>

#include "base/diagnostic.hpp"

namespace silith {
namespace {

/// dF/dy + cj dF/dy' with the current given.
CondensedMatrix assembled(CellModel& model, double t, double cj, std::span<const double> y,
                          std::span<const double> y_dot) {
  if (model.assemble(t, cj, y, y_dot) != Evaluation::ok)
    throw NumericsError("the state cannot be linearised: a law has no value there", t);
  return model.jacobian();
}

void subtract(std::span<double> from, std::span<const double> what) {
  for (std::size_t k = 0; k < from.size(); ++k) from[k] -= what[k];
}

/// The balances are linear in cj, so that the part with rates is the difference of two Jacobians.
CondensedMatrix difference(CondensedMatrix with, const CondensedMatrix& without) {
  subtract(with.core.values(), without.core.values());
  for (std::size_t k = 0; k < with.chains.size(); ++k) {
    auto& chains = with.chains[k];
    subtract(chains.lower, without.chains[k].lower);
    subtract(chains.diagonal, without.chains[k].diagonal);
    subtract(chains.upper, without.chains[k].upper);
    subtract(chains.core_lower, without.chains[k].core_lower);
  }
  return with;
}

}  // namespace

LinearisedCell linearise(CellModel& model, double t, std::span<const double> y, std::span<const double> y_dot) {
  const Drive drive = model.drive();
  model.set_drive({.kind = Drive::Kind::current, .value = y[model.layout().current]});
  CondensedMatrix stiffness = assembled(model, t, 0.0, y, y_dot);
  CondensedMatrix mass = difference(assembled(model, t, 1.0, y, y_dot), stiffness);
  model.set_drive(drive);
  return {std::move(stiffness), std::move(mass)};
}

FrequencyResponse::FrequencyResponse(CellModel& model, double t, std::span<const double> y,
                                     std::span<const double> y_dot, Linear linear)
    : t_(t), current_(model.layout().current), voltage_(model.layout().voltage), answer_(model.layout().core_size) {
  const auto [stiffness, mass] = linearise(model, t, y, y_dot);
  solver_ = linear == Linear::condensed ? make_condensed_harmonic_solver(stiffness, mass)
                                        : make_plain_harmonic_solver(stiffness, mass);
}

std::span<const std::complex<double>> FrequencyResponse::at(double frequency) {
  if (!solver_->factorise(2.0 * std::numbers::pi * frequency))
    throw NumericsError(fmt::format("the linearised cell has no answer at {:g} Hz", frequency), t_);
  std::fill(answer_.begin(), answer_.end(), 0.0);
  answer_[current_] = 1.0;  // the row of the current: what drives the cell (Eq. C9)
  solver_->solve(answer_);
  return answer_;
}

}  // namespace silith
