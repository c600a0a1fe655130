// libFuzzer target: any text read as a step gives steps with limits that can be checked, or an InputError.
#include <cctype>
#include <cstdint>
#include <string>

#include "protocol/sentence.hpp"

namespace {

bool names_a_file(const std::string& text) {
  std::string lower;
  for (const char c : text) lower += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return lower.find("run") != std::string::npos;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  if (names_a_file(text)) return 0;
  try {
    silith::check_protocol({silith::parse_sentence(text)});
  } catch (const silith::InputError&) {
    return 0;
  }
  return 0;
}
