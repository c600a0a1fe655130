#pragma once
#include <cstdint>
#include <string_view>

namespace silith {

/// FNV-1a (64 bit) over words of 8 bytes, the last one filled up with zeros: against damage, not against malice. Any
/// change within a single word is noticed for certain.
std::uint64_t checksum(std::string_view bytes);

}  // namespace silith
