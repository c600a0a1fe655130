#include "record/checkpoint.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <cstring>
#include <string_view>

#include "base/atomic_file.hpp"
#include "base/diagnostic.hpp"
#include "record/checksum.hpp"

namespace silith {
namespace {

constexpr std::string_view magic = "SILITHCK";
constexpr std::uint32_t version = 1;
constexpr std::uint32_t byte_order = 0x01020304;
constexpr std::size_t header_size = magic.size() + 2 * sizeof(std::uint32_t) + 2 * sizeof(std::uint64_t);

template <class Value>
void put(std::string& bytes, const Value& value) {
  bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
}

void put_text(std::string& bytes, const std::string& text) {
  put(bytes, static_cast<std::uint64_t>(text.size()));
  bytes += text;
}

std::string payload_of(const Checkpoint& checkpoint) {
  std::string bytes;
  put(bytes, static_cast<std::uint64_t>(checkpoint.texts.size()));
  for (const auto& [name, text] : checkpoint.texts) {
    put_text(bytes, name);
    put_text(bytes, text);
  }
  put(bytes, static_cast<std::uint64_t>(checkpoint.arrays.size()));
  for (const auto& [name, values] : checkpoint.arrays) {
    put_text(bytes, name);
    put(bytes, static_cast<std::uint64_t>(values.size()));
    bytes.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(double));
  }
  return bytes;
}

[[noreturn]] void refuse(const std::filesystem::path& file, const std::string& why, const std::string& hint) {
  throw InputError(fmt::format("{} {}", file.string(), why), hint);
}

class Parser {
public:
  Parser(std::string_view bytes, const std::filesystem::path& file) : bytes_(bytes), file_(file) {}

  std::string_view take(std::uint64_t size) {
    if (size > bytes_.size())
      refuse(file_, "is a damaged checkpoint: it ends too early", "start from the beginning, without this file");
    const auto taken = bytes_.substr(0, size);
    bytes_.remove_prefix(size);
    return taken;
  }
  template <class Value>
  Value get() {
    Value value;
    std::memcpy(&value, take(sizeof value).data(), sizeof value);
    return value;
  }
  std::string text() { return std::string(take(get<std::uint64_t>())); }
  std::vector<double> doubles() {
    const auto count = get<std::uint64_t>();
    // Compared before multiplying: a damaged count must not overflow.
    const auto source = take(count > bytes_.size() / sizeof(double) ? bytes_.size() + 1 : count * sizeof(double));
    std::vector<double> values(count);
    if (count > 0) std::memcpy(values.data(), source.data(), source.size());
    return values;
  }

private:
  std::string_view bytes_;
  const std::filesystem::path& file_;
};

void check_header(std::string_view bytes, const std::filesystem::path& file) {
  if (bytes.substr(0, magic.size()) != magic)
    refuse(file, "is no checkpoint of silith", "name the file that --checkpoint wrote");
  Parser header(bytes.substr(magic.size()), file);
  const auto found_version = header.get<std::uint32_t>();
  const auto found_order = header.get<std::uint32_t>();
  if (found_order != byte_order)
    refuse(file, "was written on a machine with another byte order", "resume on the machine that wrote it");
  if (found_version != version)
    refuse(file, fmt::format("is a checkpoint of format {}, this program reads format {}", found_version, version),
           "resume with the version of silith that wrote it");
  const auto size = header.get<std::uint64_t>();
  const auto sum = header.get<std::uint64_t>();
  const auto payload = bytes.substr(header_size);
  if (size != payload.size() || sum != checksum(payload))
    refuse(file, "is a damaged checkpoint: its checksum does not match", "start from the beginning, without this file");
}

}  // namespace

void write_checkpoint(const std::filesystem::path& file, const Checkpoint& checkpoint) {
  const std::string payload = payload_of(checkpoint);
  std::string bytes(magic);
  put(bytes, version);
  put(bytes, byte_order);
  put(bytes, static_cast<std::uint64_t>(payload.size()));
  put(bytes, checksum(payload));
  bytes += payload;
  write_file(file, bytes, Durability::synced);
}

Checkpoint read_checkpoint(const std::filesystem::path& file) {
  const std::string bytes = read_file(file);
  check_header(bytes, file);
  Parser parser(std::string_view(bytes).substr(header_size), file);
  Checkpoint checkpoint;
  for (auto count = parser.get<std::uint64_t>(); count > 0; --count) {
    std::string name = parser.text();
    checkpoint.texts[std::move(name)] = parser.text();
  }
  for (auto count = parser.get<std::uint64_t>(); count > 0; --count) {
    std::string name = parser.text();
    checkpoint.arrays[std::move(name)] = parser.doubles();
  }
  return checkpoint;
}

}  // namespace silith
