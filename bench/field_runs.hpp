#pragma once
#include "field_meter.hpp"

// Measurements of the field models, each in a process of its own; `cells` along an edge.
namespace silith::bench {

FieldRow elastic_matrix_free(unsigned cells);        ///< the solver alone
FieldRow elastic_model_matrix_free(unsigned cells);  ///< as the model uses it, with residuals
FieldRow elastic_assembled(unsigned cells);
FieldRow elastic_plain_amg(unsigned cells);     ///< reference
FieldRow elastic_plain_jacobi(unsigned cells);  ///< reference
FieldRow finite_strain(unsigned cells);
FieldRow elastic_product(unsigned cells, bool in_single_precision);

FieldRow conduction_2d(unsigned cells);
FieldRow conduction_3d(unsigned cells);
FieldRow conduction_3d_jacobi(unsigned cells);  ///< reference
FieldRow diffusion_step(unsigned cells);        ///< 2-D, one implicit stage, the factorised matrix kept
FieldRow elastic_step(unsigned cells);          ///< 2-D, one solve, the factorised matrix kept
FieldRow elastic_step_new(unsigned cells);      ///< 2-D, one solve with new moduli: assembly and factorisation
FieldRow level_set_step(unsigned cells);        ///< 2-D, three explicit stages

FieldRow stream(unsigned megabytes);  ///< a = b + s c

}  // namespace silith::bench
