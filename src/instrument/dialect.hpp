#pragma once
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "instrument/source.hpp"
#include "record/record.hpp"

namespace silith {

/// A table of a source with what it was recognised as.
struct Input {
  const MeasuredFile& source;
  std::size_t sheet = 0;
  const char* dialect = "";

  std::string_view text() const { return source.sheets[sheet].text; }
};

/// What an instrument writes. One file a dialect, one row in the table of dialects.cpp.
struct Dialect {
  const char* name;  ///< for people, "BioLogic EC-Lab text (.mpt)"
  /// How sure the beginning of a table is of this dialect, 0 (not at all) to 1.
  double (*recognise)(std::string_view head);
  /// @throws InputError naming the line at which reading stopped and why
  Record (*read)(const Input& input);
};

/// Every dialect silith reads; among equally sure ones the first wins.
std::span<const Dialect> dialects();

/// Ends the reading: the error names the dialect, the line (from 1; 0: none), and shows the line.
[[noreturn]] void stop(const Input& input, int line, const std::string& message, const std::string& hint = {});

/// A record with title and metadata of the input.
Record new_record(const Input& input);

}  // namespace silith
