#pragma once
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <string>

#include "base/diagnostic.hpp"
#include "instrument/read.hpp"

namespace silith {

inline std::filesystem::path data_file(const std::string& name) {
  return std::filesystem::path(SILITH_SOURCE_DIR) / "tests/data/instrument" / name;
}

inline Record read_file_of(const std::string& name) {
  return read_measurement(data_file(name));
}

inline Record read_text(const std::string& text) {
  return read_measurement_bytes("file.txt", text);
}

/// What the reader says about something it cannot read; empty if it can.
template <class Read>
std::string refusal_of(Read read) {
  try {
    read();
  } catch (const InputError& error) {
    return error.what();
  }
  return {};
}
inline std::string refusal(const std::string& text) {
  return refusal_of([&] { read_text(text); });
}

inline const Finding* finding(const Record& record, const std::string& code) {
  const auto found =
      std::find_if(record.findings.begin(), record.findings.end(), [&](const Finding& f) { return f.code == code; });
  return found == record.findings.end() ? nullptr : &*found;
}

inline double quantity(const Record& record, const std::string& name) {
  for (const auto& [key, value] : record.quantities)
    if (key == name) return value.value;
  return std::nan("");
}

inline std::string format_of(const Record& record) {
  return record.metadata.at("file_format");
}

}  // namespace silith
