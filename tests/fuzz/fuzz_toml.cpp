// libFuzzer target: any bytes read as a case end in a tree or an InputError; what is written reads back the same.
#include <cstdint>
#include <cstdlib>

#include "input/keys.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const silith::Node root =
        silith::parse_toml(std::string_view(reinterpret_cast<const char*>(data), size), "fuzz.toml");
    for (const auto& diagnostic : silith::case_registry().check(root)) format(diagnostic);
    const std::string written = silith::to_toml(root);
    if (silith::to_toml(silith::parse_toml(written, "again.toml")) != written) std::abort();
  } catch (const silith::InputError&) {
  }
  return 0;
}
