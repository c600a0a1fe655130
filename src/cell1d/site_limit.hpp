#pragma once
#include "material/law.hpp"

namespace silith {

/// Steep end of an open-circuit potential where sites run out (Eq. K3). The one home of such ends: materials' laws have
/// none.
struct SiteLimit {
  double value = 0.0;  ///< V, added to U: +1 V at the empty end, -1 V at the full end, below 1 mV from 0.1 % inside on
  double slope = 0.0;  ///< V
};

SiteLimit site_limit(double x, Range allowed);

}  // namespace silith
