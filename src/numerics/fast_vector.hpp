#pragma once
#include <nvector/nvector_serial.h>

namespace silith {

/// A serial SUNDIALS vector whose operations run over wide registers; IDAS spends two thirds of its time in them for
/// systems of a thousand unknowns. Clones inherit the operations.
N_Vector make_fast_vector(sunindextype length, SUNContext context);

}  // namespace silith
