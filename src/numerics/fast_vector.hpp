#pragma once
#include <cstddef>

// SUNDIALS' types, named here so that its headers stay in the source files.
struct _generic_N_Vector;
struct _SUNContext;

namespace silith {

/// A serial SUNDIALS vector whose operations run over wide registers; IDAS spends two thirds of its time in them for
/// systems of a thousand unknowns. Clones inherit the operations.
_generic_N_Vector* make_fast_vector(std::size_t length, _SUNContext* context);

}  // namespace silith
