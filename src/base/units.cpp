#include "base/units.hpp"

#include <fmt/format.h>
#include <udunits2.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <map>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <utility>
#include <vector>

#include "base/diagnostic.hpp"

namespace silith {
namespace {

struct FreeUnit {
  void operator()(ut_unit* unit) const { ut_free(unit); }
};
struct FreeSystem {
  void operator()(ut_system* system) const { ut_free_system(system); }
};
struct FreeConverter {
  void operator()(cv_converter* converter) const { cv_free(converter); }
};
using Unit = std::unique_ptr<ut_unit, FreeUnit>;
using Converter = std::unique_ptr<cv_converter, FreeConverter>;

// ---- spelling ------------------------------------------------------------------------------------------------------

constexpr std::array<std::pair<std::string_view, std::string_view>, 20> spellings{{
    {"\u00b5", "u"}, {"\u03bc", "u"}, {"\u03a9", "ohm"},      {"\u2126", "ohm"}, {"\u00b0C", "degC"},
    {"\u00b7", " "}, {"\u22c5", " "}, {"\u2212", "-"},        {"\u207b", "-"},   {"\u00b9", "1"},
    {"\u00b2", "2"}, {"\u00b3", "3"}, {"\u2074", "4"},        {"\u2075", "5"},   {"\u2076", "6"},
    {"\u2077", "7"}, {"\u2078", "8"}, {"\u00c5", "angstrom"}, {"Ohm", "ohm"},    {"\u00a0", " "},
}};

std::string trimmed(std::string_view text) {
  const auto is_space = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return std::string(text);
}

/// Signs people write, in the ASCII that UDUNITS-2 reads.
std::string in_ascii(std::string_view text) {
  std::string result(text);
  for (const auto& [sign, ascii] : spellings) {
    for (std::size_t at = result.find(sign); at != std::string::npos; at = result.find(sign, at + ascii.size()))
      result.replace(at, sign.size(), ascii);
  }
  return trimmed(result);
}

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '%';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// UDUNITS-2 also reads scale factors, offsets, logarithms and dates ("2 m", "K @ 273", "days since 1970"); in a case
/// these could only be mistakes that pass silently. Digits stand only in exponents or as the 1 of "1/h".
bool is_plain_unit(std::string_view unit) {
  if (unit.empty() || unit.size() > 60) return false;
  if (unit.starts_with("1/") || unit.starts_with("1 /")) unit.remove_prefix(1);
  int digits = 0;
  char before = ' ';
  for (const char c : unit) {
    if (!is_letter(c) && !is_digit(c) && std::string_view(" ^*/.()-").find(c) == std::string_view::npos) return false;
    if (is_digit(c) && !is_letter(before) && !is_digit(before) && before != '^' && before != '-') return false;
    digits = is_digit(c) ? digits + 1 : 0;
    if (digits > 2) return false;
    before = c;
  }
  for (const std::string_view word : {"since", "from", "after", "ref", "SINCE", "FROM", "AFTER", "REF", "at", "AT"}) {
    const std::size_t at = unit.find(word);
    if (at == std::string_view::npos) continue;
    const bool starts = at == 0 || !is_letter(unit[at - 1]);
    const std::size_t end = at + word.size();
    if (starts && (end == unit.size() || !is_letter(unit[end]))) return false;
  }
  return true;
}

// ---- the unit system -----------------------------------------------------------------------------------------------

/// UDUNITS-2's system with our additions, and the units and converters already asked for. Its parser has global state,
/// hence one lock.
class UnitSystem {
public:
  static UnitSystem& instance() {
    static UnitSystem system;
    return system;
  }

  /// nullptr if the text is no unit; lives as long as the program.
  const ut_unit* unit(const std::string& text) {
    const std::lock_guard lock(mutex_);
    return find(text);
  }

  /// nullptr if there is no conversion.
  const cv_converter* converter(const std::string& from, const std::string& to) {
    const std::lock_guard lock(mutex_);
    const auto known = converters_.find({from, to});
    if (known != converters_.end()) return known->second.get();
    ut_unit* a = find(from);
    ut_unit* b = find(to);
    Converter made;
    if (a != nullptr && b != nullptr && same_dimension(a, b)) made.reset(ut_get_converter(a, b));
    return remember(converters_, std::pair(from, to), std::move(made));
  }

private:
  static constexpr std::size_t most_remembered = 4096;

  UnitSystem() {
    ut_set_error_message_handler(ut_ignore);
    system_.reset(ut_read_xml(nullptr));
    if (!system_)
      throw InputError("the unit database of UDUNITS-2 can't be read", "install the package libudunits2-data");
    define("Ah", "A.h");
    define("Wh", "W.h");
    define("deg", "arc_degree");
  }

  /// ut_are_convertible also says yes to reciprocals (s and Hz); a time is no rate.
  static bool same_dimension(const ut_unit* a, const ut_unit* b) {
    if (ut_are_convertible(a, b) == 0) return false;
    const Unit ratio(ut_divide(a, b));
    return ratio && ut_is_dimensionless(ratio.get()) != 0;
  }

  void define(const char* symbol, const char* definition) {
    const Unit unit(ut_parse(system_.get(), definition, UT_ASCII));
    if (!unit || ut_map_symbol_to_unit(symbol, UT_ASCII, unit.get()) != UT_SUCCESS)
      throw std::logic_error(fmt::format("unit {} can't be defined", symbol));
  }

  ut_unit* find(const std::string& text) {
    const auto known = units_.find(text);
    if (known != units_.end()) return known->second.get();
    const std::string ascii = text == "1" ? text : in_ascii(text);
    Unit made;
    if (ascii == "1" || is_plain_unit(ascii)) made.reset(ut_parse(system_.get(), ascii.c_str(), UT_ASCII));
    return remember(units_, text, std::move(made));
  }

  template <class Map, class Key, class Value>
  static typename Value::pointer remember(Map& map, const Key& key, Value value) {
    if (map.size() >= most_remembered) throw InputError("too many different units in one input");
    return (map[key] = std::move(value)).get();
  }

  std::mutex mutex_;
  std::unique_ptr<ut_system, FreeSystem> system_;
  std::map<std::string, Unit> units_;
  std::map<std::pair<std::string, std::string>, Converter> converters_;
};

// ---- dimensions ----------------------------------------------------------------------------------------------------

struct DimensionName {
  const char* unit;
  const char* name;
};
constexpr DimensionName dimension_names[] = {
    {"1", "a pure number"},
    {"m", "a length"},
    {"m^2", "an area"},
    {"m^3", "a volume"},
    {"s", "a time"},
    {"m/s", "a velocity"},
    {"1/s", "a rate"},
    {"1/m", "an inverse length"},
    {"kg", "a mass"},
    {"kg/m^2", "a mass per area"},
    {"kg/m^3", "a density"},
    {"kg/mol", "a molar mass"},
    {"mol", "an amount of substance"},
    {"mol/m^3", "a concentration"},
    {"mol/m^2", "an amount per area"},
    {"m^3/mol", "a molar volume"},
    {"K", "a temperature"},
    {"A", "a current"},
    {"A/m^2", "a current density"},
    {"A/m^3", "a current per volume"},
    {"A/kg", "a current per mass"},
    {"C", "a charge"},
    {"C/m^2", "a charge per area"},
    {"C/kg", "a charge per mass"},
    {"C/m^3", "a charge per volume"},
    {"V", "a voltage"},
    {"V/K", "a voltage per temperature"},
    {"ohm", "a resistance"},
    {"ohm m^2", "an area-specific resistance"},
    {"ohm m", "a resistivity"},
    {"S", "a conductance"},
    {"S/m", "a conductivity"},
    {"F", "a capacitance"},
    {"F/m^2", "a capacitance per area"},
    {"m^2/s", "a diffusivity"},
    {"J", "an energy"},
    {"J/mol", "a molar energy"},
    {"J/(mol K)", "a molar entropy"},
    {"J/m^2", "an energy per area"},
    {"J/kg", "an energy per mass"},
    {"W", "a power"},
    {"W/m^2", "a power per area"},
    {"Pa", "a pressure"},
    {"Pa/m", "a stiffness per area"},
    {"N", "a force"},
    {"m^2/mol", "an area per amount"},
    {"mol/(m^2 s)", "a flux"},
    {"kg/s", "a mass rate"},
    {"m/s^2", "an acceleration"},
};

/// How an SI unit is shown: the first entry whose scaled magnitude is at least 1, otherwise the last.
const std::map<std::string, std::vector<const char*>>& display_units() {
  static const std::map<std::string, std::vector<const char*>> table{
      {"m", {"m", "mm", "um", "nm"}},
      {"m^2", {"cm^2"}},
      {"s", {"h", "min", "s", "ms"}},
      {"kg", {"g", "mg"}},
      {"kg/m^2", {"mg/cm^2"}},
      {"kg/m^3", {"g/cm^3"}},
      {"K", {"degC"}},
      {"A", {"A", "mA", "uA"}},
      {"A/m^2", {"mA/cm^2"}},
      {"A/kg", {"mA/g"}},
      {"C", {"Ah", "mAh"}},
      {"C/m^2", {"mAh/cm^2"}},
      {"C/kg", {"mAh/g"}},
      {"V", {"V", "mV"}},
      {"ohm m^2", {"ohm cm^2"}},
      {"S/m", {"S/cm", "mS/cm"}},
      {"J", {"Wh", "mWh"}},
      {"Pa", {"GPa", "MPa", "kPa", "Pa"}},
      {"J/mol", {"kJ/mol"}},
      {"m/s", {"m/s", "um/s", "nm/s"}},
      {"rad", {"deg"}},
  };
  return table;
}

// ---- numbers -------------------------------------------------------------------------------------------------------

struct Split {
  double number;
  std::string unit;
};

std::optional<Split> split(std::string_view text, std::string& problem) {
  const std::string clean = trimmed(text);
  const std::string quoted = fmt::format("\"{}\"", text);
  std::string digits = clean;
  if (digits.starts_with("\u2212")) digits.replace(0, std::string_view("\u2212").size(), "-");
  const char* begin = digits.data();
  const char* end = begin + digits.size();
  if (begin != end && *begin == '+') ++begin;
  double number = 0.0;
  const char* sign_skipped = begin != end && *begin == '-' ? begin + 1 : begin;
  const bool numeric = sign_skipped != end && (is_digit(*sign_skipped) || *sign_skipped == '.');
  const auto [rest, error] =
      numeric ? std::from_chars(begin, end, number) : std::from_chars_result{begin, std::errc::invalid_argument};
  if (error == std::errc::result_out_of_range) {
    problem = quoted + " is too large or too small for a number";
    return std::nullopt;
  }
  if (error != std::errc{}) {
    problem = clean.empty() ? std::string("an empty text is no number") : quoted + " doesn't start with a number";
    return std::nullopt;
  }
  if (rest != end && *rest == ',') {
    problem = quoted + " has a comma; decimals are written with a point";
    return std::nullopt;
  }
  return Split{number, trimmed({rest, static_cast<std::size_t>(end - rest)})};
}

}  // namespace

std::optional<double> try_to_si(std::string_view text, const std::string& si_unit, std::string& problem) {
  const auto parts = split(text, problem);
  if (!parts) return std::nullopt;
  const std::string unit = parts->unit.empty() ? "1" : parts->unit;
  auto& system = UnitSystem::instance();
  if (const auto* converter = system.converter(unit, si_unit)) {
    const double value = cv_convert_double(converter, parts->number);
    if (std::isfinite(value)) return value;
    problem = fmt::format("\"{}\" is not a finite number", text);
    return std::nullopt;
  }
  if (system.unit(si_unit) == nullptr) throw std::logic_error(fmt::format("{} is no unit", si_unit));
  if (parts->unit.empty())
    problem = fmt::format("\"{}\" has no unit, {} is expected", text, dimension_name(si_unit));
  else if (system.unit(unit) == nullptr)
    problem = fmt::format("\"{}\": unknown unit \"{}\", {} is expected", text, unit, dimension_name(si_unit));
  else
    problem = fmt::format("\"{}\" is {}, {} is expected", text, dimension_name(unit), dimension_name(si_unit));
  return std::nullopt;
}

double to_si(std::string_view text, const std::string& si_unit) {
  std::string problem;
  if (const auto value = try_to_si(text, si_unit, problem)) return *value;
  throw InputError(problem);
}

double convert(double value, const std::string& from, const std::string& to) {
  const auto* converter = UnitSystem::instance().converter(from, to);
  if (converter == nullptr) throw std::logic_error(fmt::format("no conversion from {} to {}", from, to));
  return cv_convert_double(converter, value);
}

bool is_unit(std::string_view text) {
  return UnitSystem::instance().unit(std::string(text)) != nullptr;
}

bool convertible(const std::string& from, const std::string& to) {
  return UnitSystem::instance().converter(from, to) != nullptr;
}

std::string dimension_name(const std::string& unit) {
  if (unit == "rad" || unit == "deg") return "an angle";  // to UDUNITS-2 they are numbers
  for (const auto& dimension : dimension_names)
    if (convertible(unit, dimension.unit)) return dimension.name;
  return fmt::format("a quantity in {}", unit);
}

std::string friendly(double value, const std::string& si_unit, int significant_digits) {
  const auto known = display_units().find(si_unit);
  if (known == display_units().end())
    return fmt::format("{:.{}g}{}{}", value, significant_digits, si_unit == "1" ? "" : " ",
                       si_unit == "1" ? "" : si_unit);
  std::string unit = known->second.back();
  for (const char* candidate : known->second) {
    if (std::abs(convert(value, si_unit, candidate)) < 1.0) continue;
    unit = candidate;
    break;
  }
  if (value == 0.0 && si_unit != "K") unit = known->second.front();
  return fmt::format("{:.{}g} {}", convert(value, si_unit, unit), significant_digits, unit);
}

}  // namespace silith
