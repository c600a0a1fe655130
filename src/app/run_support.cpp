#include "app/run_support.hpp"

#include <fmt/format.h>

#include "base/atomic_file.hpp"
#include "base/diagnostic.hpp"
#include "base/units.hpp"

namespace silith::app {

double checkpoint_interval(const std::string& text) {
  std::string problem = fmt::format("\"{}\" is not above zero", text);
  const auto seconds = try_to_si(text, "s", problem);
  if (seconds && *seconds > 0.0) return *seconds;
  throw InputError("--checkpoint: " + problem, "write for example --checkpoint \"30 s\"");
}

void make_ready(const std::filesystem::path& directory) {
  create_output_directory(directory);
  AtomicFile probe(directory / "probe");
  probe.write(" ");
}

std::string quoted(const std::string& word) {
  static const std::string plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=./,:@%^";
  if (!word.empty() && word.find_first_not_of(plain) == std::string::npos) return word;
  std::string text = "'";
  for (const char c : word) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return text + "'";
}

}  // namespace silith::app
