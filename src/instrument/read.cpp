#include "instrument/read.hpp"

#include <fmt/format.h>

#include "base/diagnostic.hpp"
#include "instrument/dialect.hpp"
#include "instrument/source.hpp"

namespace silith {
namespace {

constexpr std::size_t head_bytes = std::size_t{1} << 16;

struct Guess {
  const Dialect* dialect = nullptr;
  std::size_t sheet = 0;
  double confidence = 0.0;
};

Guess recognise(const MeasuredFile& source) {
  Guess best;
  for (std::size_t i = 0; i < source.sheets.size(); ++i) {
    const std::string_view head = std::string_view(source.sheets[i].text).substr(0, head_bytes);
    for (const Dialect& dialect : dialects())
      if (const double confidence = dialect.recognise(head); confidence > best.confidence)
        best = {&dialect, i, confidence};
  }
  return best;
}

[[noreturn]] void refuse_unknown(const MeasuredFile& source) {
  bool empty = true;
  for (const Sheet& sheet : source.sheets)
    empty = empty && sheet.text.find_first_not_of(" \t\r\n") == std::string::npos;
  if (empty) throw InputError(source.file + " is empty");
  std::string known;
  for (const Dialect& dialect : dialects()) known += fmt::format("\n  {}", dialect.name);
  throw InputError(fmt::format("{} was not recognised as any of the formats silith reads", source.file),
                   "a csv needs columns of numbers, with a header (time, voltage, current; frequency, Z', Z\") or, for "
                   "impedance, without. Known formats:" +
                       known);
}

Record read_source(const MeasuredFile& source) {
  const Guess guess = recognise(source);
  if (!guess.dialect) refuse_unknown(source);
  Record record = guess.dialect->read({source, guess.sheet, guess.dialect->name});
  if (source.encoding != "UTF-8") record.metadata["encoding"] = source.encoding;
  return record;
}

}  // namespace

Record read_measurement(const std::filesystem::path& file) {
  return read_source(load_source(file));
}

Record read_measurement_bytes(const std::string& file, std::string bytes) {
  return read_source(source_of_bytes(file, std::move(bytes)));
}

}  // namespace silith
