#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace silith {

/// FNV-1a (64 bit) over words of 8 bytes, the last one filled up with zeros: against damage, not against malice. Any
/// change within a single word is noticed for certain.
std::uint64_t checksum(std::string_view bytes);

/// The bytes with a mark and their checksum behind the end. A format that knows its own end (HDF5) ignores the 16
/// bytes; a program that changes such a file cuts them off.
std::string sealed(std::string bytes);

/// Whether the bytes carry a seal that does not fit them; bytes without a seal cannot be judged.
bool seal_is_broken(std::string_view bytes);

}  // namespace silith
