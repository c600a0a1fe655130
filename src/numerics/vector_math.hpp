#pragma once
#include <span>

namespace silith {

// Elementary functions over whole rows, written so that the compiler vectorises them. Within 3 units in the last place
// of the correctly rounded result (tests/numerics/vector_math.cpp); the same bits on every x86-64 machine.

/// exp of every entry; results below 2.3e-308 become 0. @param[out] out [in.size()], must not overlap `in`
void exp_row(std::span<const double> in, std::span<double> out);

/// tanh of every entry. @param[out] out [in.size()], must not overlap `in`
void tanh_row(std::span<const double> in, std::span<double> out);

}  // namespace silith
