#pragma once
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/protocol.hpp"

namespace silith {

// Steps written as sentences, docs/formats/protocol-sentences.md:
//   Rest for 1 h
//   Charge at 0.25 mA/cm^2 until 4.2 V or for 10 h
//   Discharge at C/10 until 2 V          (also mA, mA/g, W, or a named current)
//   Hold at 4.2 V until 0.05 mA/cm^2
//   Charge at 0.3C to 4.2 V, then hold until C/20
//   Step to 3.902 V for 15 min
//   Step by 2 mV for 15 min
//   Run current from pulse.csv
//   Impedance from 100 kHz to 1 mHz with 10 points per decade

/// What a sentence refers to besides itself.
struct SentenceContext {
  Location where;                                  ///< of the sentence's first character
  std::map<std::string, CurrentSetting> currents;  ///< named currents: "Charge at current until 4.2 V"
  std::filesystem::path directory;                 ///< relative csv names start here
};

/// The steps of one sentence; two if the voltage is held afterwards. Words in any case, units in theirs.
/// @throws InputError pointing at the word, with what is expected there and an example; without a file in `where` the
/// sentence itself is shown
std::vector<Step> parse_sentence(std::string_view text, const SentenceContext& context = {});

/// A current in any of its forms: "1 mA", "0.25 mA/cm^2", "100 mA/g", "0.3C", "C/20".
/// @param[out] problem what is wrong, if nothing is returned
std::optional<CurrentSetting> parse_current(std::string_view text, std::string& problem);

/// A charge in any of its forms: "1 mAh", "2.3 mAh/cm^2", "150 mAh/g".
/// @param[out] problem what is wrong, if nothing is returned
std::optional<ChargeSetting> parse_charge(std::string_view text, std::string& problem);

}  // namespace silith
