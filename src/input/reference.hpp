#pragma once
#include <string>

namespace silith {

/// docs/silith.schema.json: the keys of a case file for editors.
std::string case_schema();

/// docs/reference/keys.md: the keys of a case file for readers.
std::string case_reference();

}  // namespace silith
