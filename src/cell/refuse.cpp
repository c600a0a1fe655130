#include "cell/refuse.hpp"

#include "base/diagnostic.hpp"

namespace silith {

void refuse(const std::string& key, const std::string& message, const std::string& hint) {
  Diagnostic diagnostic;
  diagnostic.key = key;
  diagnostic.message = message;
  diagnostic.hint = hint;
  throw InputError(std::vector<Diagnostic>{diagnostic});
}

}  // namespace silith
