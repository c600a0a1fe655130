#pragma once

namespace silith {

// CODATA 2018, exact.
inline constexpr double faraday = 96485.33212;       // C/mol
inline constexpr double gas_constant = 8.314462618;  // J/(mol K)
inline constexpr double zero_celsius = 273.15;       // K

}  // namespace silith
