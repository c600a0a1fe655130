#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "record/record.hpp"

namespace silith::test {

/// What was put into a trace. The order is that of the confusion table.
enum class Truth { stable, polarising, spike, soft_short, hard_short };
inline constexpr const char* truth_names[] = {"stable", "polarising", "spike", "soft short", "hard short"};

/// A made-up test of a symmetric cell with raised currents, and what happens in it. Nothing here knows how it is
/// judged: ohmic and activated resistances, nucleation, relaxation, bow, activation, asymmetry, noise, offset, drift
/// with the room's temperature, gaps, lost rows, and one kind of fault with a random strength.
struct SymmetricTrace {
  Record record;
  Truth truth = Truth::stable;
  std::optional<std::size_t> event;  ///< half-cycle (from 0) in which the fault begins; nothing if stable
  double critical_current = 0.0;     ///< A: highest current before the short; of all if there is none; NaN: none
};

/// How much the fault changes the voltage.
enum class Strength {
  plain,  ///< a soft short takes 15 to 70 % of it, a spike adds 30 to 300 %, polarisation 2 to 8 % a half-cycle
  weak    ///< 3 to 15 %, 10 to 30 %, 0.5 to 2 %: near what noise and drift do
};

/// The same trace for the same seed on every machine. The kind of fault is seed % 5.
SymmetricTrace symmetric_trace(std::uint64_t seed, Strength strength = Strength::plain);

}  // namespace silith::test
