#include "record/checksum.hpp"

#include <algorithm>
#include <cstring>

namespace silith {
namespace {

constexpr std::string_view seal_mark = "SILITHFV";
constexpr std::size_t seal_size = seal_mark.size() + sizeof(std::uint64_t);

}  // namespace

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

std::string sealed(std::string bytes) {
  const std::uint64_t sum = checksum(bytes);
  bytes += seal_mark;
  bytes.append(reinterpret_cast<const char*>(&sum), sizeof sum);
  return bytes;
}

bool seal_is_broken(std::string_view bytes) {
  if (bytes.size() < seal_size || !bytes.substr(bytes.size() - seal_size).starts_with(seal_mark)) return false;
  std::uint64_t sum = 0;
  std::memcpy(&sum, bytes.data() + bytes.size() - sizeof sum, sizeof sum);
  return sum != checksum(bytes.substr(0, bytes.size() - seal_size));
}

}  // namespace silith
