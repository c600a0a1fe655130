#pragma once
#include <string>

namespace silith {

/// Throws an InputError about the key at a dotted path; the reader of the file adds where it stands.
[[noreturn]] void refuse(const std::string& key, const std::string& message, const std::string& hint);

}  // namespace silith
