#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "analysis/half_cycles.hpp"
#include "record/record.hpp"

namespace silith {

/// What a half-cycle of a symmetric cell says. Ordered by how grave it is.
enum class CellVerdict {
  stable,
  polarising,  ///< the resistance grows from half-cycle to half-cycle
  spike,       ///< the voltage shoots up at the end: contact loss, depletion or swelling, not a short
  soft_short,  ///< a path for electrons beside the electrolyte that leaves a voltage
  hard_short   ///< nearly no voltage left
};
const char* name_of(CellVerdict verdict);

/// How the potential between the electrodes without current is found.
enum class Offset {
  automatic,  ///< the record's open-circuit voltage if it has that column, else balanced
  zero,       ///< the electrodes are the same
  balanced    ///< middle between the directions at the lowest current
};
/// "automatic", "zero", "balanced". @throws InputError for another word
Offset offset_of(const std::string& name);

/// What counts as what (docs/equations/symmetric.md). Shares are of the value expected without a short.
struct SymmetricOptions {
  Offset offset = Offset::automatic;
  ChargeSource source = ChargeSource::automatic;
  double hard_share = 0.10;       ///< resistance left in a hard short, of the lowest before
  double soft_drop = 0.10;        ///< fall of the resistance with further evidence
  double clear_drop = 0.25;       ///< fall of the resistance without further evidence
  double fluctuation_rise = 3.0;  ///< of the fluctuation over its median before
  double spike_rise = 0.15;       ///< of the voltage at the end over its course before
  double growth = 0.15;           ///< of the resistance in all, for polarising
  double growth_rate = 0.01;      ///< and a cycle
  /// @throws InputError naming the option that is out of range
  void validate() const;
};

/// One half-cycle and the evidence about it (Eq. J1 to J7). NaN where a number cannot be had.
struct SymmetricHalf {
  std::size_t number = 0;  ///< from 1
  std::size_t step = 0;    ///< level of the current, from 1; counts on when the current changes
  int direction = 0;
  double current = 0.0;                      ///< A, >= 0
  double start_time = 0.0, duration = 0.0;   ///< s
  double charge = 0.0;                       ///< C, >= 0
  double resistance = 0.0;                   ///< ohm, |V|/I in the middle half
  double final_resistance = 0.0;             ///< ohm, last twentieth
  double uncertainty = 0.0;                  ///< ohm, of the resistance, from the noise
  double expected = 0.0;                     ///< ohm, from the half-cycles before
  double change = 0.0;                       ///< resistance/expected - 1
  double fluctuation = 0.0;                  ///< V, rms from row to row without the trend
  double fluctuation_ratio = 0.0;            ///< over the median of the half-cycles before
  double spike = 0.0;                        ///< share of the voltage by which its end exceeds its course
  double sudden_fall = 0.0;                  ///< share of the voltage that fell away at once and did not come back
  double fall_time = 0.0;                    ///< s, when; NaN if nothing fell
  double series_resistance = 0.0;            ///< ohm, jump of the voltage where the current turns
  double pressure = 0.0, temperature = 0.0;  ///< Pa, K, means; NaN if not recorded
  CellVerdict verdict = CellVerdict::stable;
  std::vector<std::string> evidence;  ///< sentences
};

/// A current and what happened at it.
struct CurrentStep {
  std::size_t number = 0, first = 0, last = 0;  ///< step, half-cycles [first, last]
  double current = 0.0, charge = 0.0;           ///< A, C a half-cycle (mean)
  double first_resistance = 0.0, last_resistance = 0.0, fluctuation = 0.0;
  CellVerdict verdict = CellVerdict::stable;  ///< the gravest
};

/// Two half-cycles of opposite direction in a row, Eq. J9.
struct SymmetricCycle {
  std::size_t number = 0, first = 0;  ///< from 1; place of its first half-cycle in halves
  std::size_t step = 0;
  double start_time = 0.0, current = 0.0;     ///< s, A
  double charge = 0.0;                        ///< C, mean of the two
  double resistance = 0.0;                    ///< ohm, mean of the two
  double growth = 0.0;                        ///< of the resistance since the first cycle of its step
  double fluctuation = 0.0;                   ///< V, mean of the two
  CellVerdict verdict = CellVerdict::stable;  ///< the graver
};

struct SymmetricCell {
  double offset = 0.0;  ///< V, subtracted; NaN if the open-circuit voltage was, row by row
  std::vector<SymmetricHalf> halves;
  std::vector<CurrentStep> steps;
  std::vector<SymmetricCycle> cycles;
  CellVerdict verdict = CellVerdict::stable;  ///< of the whole test: the gravest
  std::optional<std::size_t> event;           ///< place in halves where that verdict begins; nothing if stable
  /// Critical current, Eq. J8: the highest current before the first short; NaN if none was passed.
  double critical_current = 0.0;
  std::optional<std::size_t> first_short;  ///< place in halves; nothing: the critical current was not reached
  double short_time = 0.0;                 ///< s, when the short showed; NaN without one
  std::vector<Finding> findings;
};

/// @throws InputError if the record has no current or fewer than two half-cycles, or an option is out of range
SymmetricCell analyse_symmetric_cell(const Record& record, const SymmetricOptions& options);

}  // namespace silith
