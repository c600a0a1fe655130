#pragma once
#include <map>
#include <string>
#include <vector>

#include "input/view.hpp"
#include "protocol/protocol.hpp"

namespace silith {

/// The steps of one table {type = "charge", current = "0.25 mA/cm^2", until = "4.2 V"}; two if the voltage is held
/// afterwards. Problems are noted in the view. @param currents named currents
std::vector<Step> read_step_table(const View& view, const std::map<std::string, CurrentSetting>& currents);

/// A current in any form, or the name of one; notes the problem if it is neither.
std::optional<CurrentSetting> read_current(const View& view, std::string_view path,
                                           const std::map<std::string, CurrentSetting>& currents);

}  // namespace silith
