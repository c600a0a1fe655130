#pragma once
#include <optional>
#include <string>
#include <string_view>

// Units at the border: text with a unit comes in, SI goes inside. UDUNITS-2 does the work and stays inside units.cpp.
//
// A dimension is named by its SI unit, written as in "m", "kg/m^2", "S/m", "A/m^2", "ohm m^2", "K", "1". "K" is an
// absolute temperature: "25 degC" is 298.15 K. Besides the units of UDUNITS-2: Ah, Wh (with prefixes), "µ", "Ω", "°C",
// "·" and superscripts.
namespace silith {

/// Value in SI of a number with unit: to_si("2.5 um", "m") = 2.5e-6. A bare number is accepted only for "1".
/// Independent of the locale. @throws InputError saying what is wrong with the text
double to_si(std::string_view text, const std::string& si_unit);

/// As to_si, but says in `problem` what is wrong instead of throwing: `"2.5 um/s" is a velocity, a length is expected`.
std::optional<double> try_to_si(std::string_view text, const std::string& si_unit, std::string& problem);

/// A value in one unit expressed in another: convert(1.0, "C/m^2", "mAh/cm^2").
/// @throws std::logic_error if a unit is unknown or the dimensions differ
double convert(double value, const std::string& from, const std::string& to);

bool is_unit(std::string_view text);
/// Both are units, of the same dimension.
bool convertible(const std::string& from, const std::string& to);

/// The dimension of a unit for people, with its article: "a length", "an area-specific resistance".
std::string dimension_name(const std::string& unit);

/// An SI value in the unit people use for it: friendly(2.5e-6, "m") = "2.5 um", friendly(0.2, "kg/m^2") = "20 mg/cm^2".
std::string friendly(double value, const std::string& si_unit, int significant_digits = 4);

}  // namespace silith
