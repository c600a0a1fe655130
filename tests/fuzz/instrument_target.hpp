#pragma once
#include <array>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>

#include "base/diagnostic.hpp"
#include "instrument/read.hpp"

namespace silith {

/// Reads the bytes below the heading their first byte names. Aborts if the record does not hold together.
inline int fuzz_reader(std::span<const char* const> headings, const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  std::string text = headings[data[0] % headings.size()];
  text.append(reinterpret_cast<const char*>(data) + 1, size - 1);
  try {
    const Record record = read_measurement_bytes("file", std::move(text));
    for (const Column& column : record.series.columns)
      if (column.values.size() != record.series.rows()) std::abort();
    for (const Spectrum& spectrum : record.spectra)
      if (spectrum.impedance.size() != spectrum.size()) std::abort();
  } catch (const InputError&) {
  }
  return 0;
}

}  // namespace silith
