#include "input/reference.hpp"

#include "input/keys.hpp"

namespace silith {

std::string case_schema() {
  return case_registry().json_schema("silith case");
}

std::string case_reference() {
  return case_registry().markdown("Keys of a case file");
}

}  // namespace silith
