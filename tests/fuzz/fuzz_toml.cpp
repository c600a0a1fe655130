// libFuzzer target: any bytes read as a case end in a tree or an InputError; what is written reads back the same.
#include <cstdint>
#include <cstdlib>

#include "input/keys.hpp"

namespace {

/// All sections but [cell], which would draw in the rooms of materials and cells.
const silith::Registry& registry() {
  static const silith::Registry keys = [] {
    std::vector<silith::Key> all;
    for (auto section : {silith::general_keys, silith::protocol_keys, silith::solver_keys, silith::output_keys})
      for (auto& key : section()) all.push_back(std::move(key));
    return silith::Registry(std::move(all));
  }();
  return keys;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const silith::Node root =
        silith::parse_toml(std::string_view(reinterpret_cast<const char*>(data), size), "fuzz.toml");
    for (const auto& diagnostic : registry().check(root)) format(diagnostic);
    const std::string written = silith::to_toml(root);
    if (silith::to_toml(silith::parse_toml(written, "again.toml")) != written) std::abort();
  } catch (const silith::InputError&) {
  }
  return 0;
}
