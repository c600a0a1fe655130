// Currents and charges in the forms people write them.
#include <cctype>

#include "base/csv.hpp"
#include "base/units.hpp"
#include "protocol/sentence.hpp"

namespace silith {
namespace {

using Per = CurrentSetting::Per;

std::string without_blanks(std::string_view text) {
  std::string result;
  for (const char c : text)
    if (c != ' ' && c != '\t') result += c;
  return result;
}

/// "1C", "0.3 C", "C/20", "2C/3"; nothing if it is no C-rate.
std::optional<double> parse_c_rate(std::string_view text) {
  const std::string plain = without_blanks(text);
  const auto c = plain.find('C');
  if (c == std::string::npos) return std::nullopt;
  const auto number = c == 0 ? std::optional(1.0) : parse_number(std::string_view(plain).substr(0, c));
  if (!number) return std::nullopt;
  if (c + 1 == plain.size()) return c == 0 ? std::nullopt : number;
  if (plain[c + 1] != '/') return std::nullopt;
  const auto divisor = parse_number(std::string_view(plain).substr(c + 2));
  if (!divisor || *divisor == 0.0) return std::nullopt;
  return *number / *divisor;
}

struct Form {
  const char* unit;
  Per per;
};

template <class Setting>
std::optional<Setting> parse_forms(std::string_view text, const Form (&forms)[3], std::string& problem) {
  // The message about the first, plainest form is the one to show.
  std::string other;
  for (const Form& form : forms)
    if (const auto value = try_to_si(text, form.unit, &form == &forms[0] ? problem : other)) {
      problem.clear();
      return Setting{*value, form.per};
    }
  return std::nullopt;
}

}  // namespace

std::optional<CurrentSetting> parse_current(std::string_view text, std::string& problem) {
  problem.clear();
  if (const auto rate = parse_c_rate(text)) return CurrentSetting{*rate, Per::nominal_capacity};
  constexpr Form forms[] = {{"A", Per::cell}, {"A/m^2", Per::area}, {"A/kg", Per::active_mass}};
  return parse_forms<CurrentSetting>(text, forms, problem);
}

std::optional<ChargeSetting> parse_charge(std::string_view text, std::string& problem) {
  problem.clear();
  constexpr Form forms[] = {{"C", Per::cell}, {"C/m^2", Per::area}, {"C/kg", Per::active_mass}};
  return parse_forms<ChargeSetting>(text, forms, problem);
}

}  // namespace silith
