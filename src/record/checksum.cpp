#include "record/checksum.hpp"

#include <algorithm>
#include <cstring>

namespace silith {

std::uint64_t checksum(std::string_view bytes) {
  std::uint64_t hash = 0xcbf29ce484222325u;
  while (!bytes.empty()) {
    const std::size_t size = std::min(bytes.size(), sizeof(std::uint64_t));
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data(), size);
    hash = (hash ^ word) * 0x100000001b3u;
    bytes.remove_prefix(size);
  }
  return hash;
}

}  // namespace silith
