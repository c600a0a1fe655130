#include "field/step_control.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "base/diagnostic.hpp"
#include "base/units.hpp"

namespace silith::field {

StepControl::StepControl(const StepControlOptions& options) : options_(options), next_(options.first) {
  if (!(options.first > 0.0)) throw std::logic_error("StepControl: the first step is not positive");
  if (options_.largest > 0.0) next_ = std::min(next_, options_.largest);
}

double StepControl::propose(double remaining) const {
  if (remaining <= next_ * (1.0 + 1e-9)) return remaining;
  return remaining < 2.0 * next_ ? 0.5 * remaining : next_;
}

bool StepControl::judge(double step, double error, double time) {
  const double factor = error > 0.0 ? options_.safety / std::sqrt(error) : options_.most_growth;
  if (!(error <= 1.0)) {
    ++rejected_;
    cut(step * std::clamp(factor, options_.least_cut, 0.9), time, "the error of a step stays too large");
    return false;
  }
  ++accepted_;
  // A step shortened to meet an end says little about the next one.
  const double wanted = step * std::clamp(factor, options_.least_cut, options_.most_growth);
  next_ = step < next_ * (1.0 - 1e-9) && factor >= 1.0 ? std::max(wanted, next_) : wanted;
  if (options_.largest > 0.0) next_ = std::min(next_, options_.largest);
  return true;
}

void StepControl::failed(double step, double time, const char* reason) {
  ++rejected_;
  cut(0.25 * step, time, reason);
}

void StepControl::cut(double next, double time, const char* reason) {
  next_ = next;
  if (next_ >= options_.smallest_share * options_.first) return;
  throw NumericsError(fmt::format("the run stopped at {}: steps have been cut to {} ({} accepted, {} rejected), and {}",
                                  friendly(time, "s"), friendly(next_, "s"), accepted_, rejected_, reason),
                      time);
}

}  // namespace silith::field
