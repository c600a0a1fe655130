#pragma once
#include <string>
#include <vector>

#include "instrument/source.hpp"

namespace silith {

/// What a workbook may unpack to; more is refused, so that a small malicious file cannot fill the memory.
struct WorkbookLimits {
  std::size_t entries = 4096;
  std::size_t bytes_an_entry = std::size_t{256} << 20;
  std::size_t bytes_together = std::size_t{512} << 20;
  std::size_t columns = 16384;   ///< those of the format itself
  std::size_t rows = 1'048'576;  ///< likewise
};

/// The sheets of an xlsx workbook in its order, each as tab-separated text, line = row. Numbers stand as the file holds
/// them; cells formatted as time of day or duration as "d-hh:mm:ss.fff", as a date "yyyy-mm-dd hh:mm:ss".
/// @throws InputError if it is no workbook, damaged, protected by a password, or beyond the limits
std::vector<Sheet> read_workbook(const std::string& file, std::string bytes, const WorkbookLimits& limits = {});

}  // namespace silith
