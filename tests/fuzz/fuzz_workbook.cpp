// libFuzzer target: any bytes read as a workbook end in sheets or an input error, within the limits.
#include <cstdint>

#include "base/diagnostic.hpp"
#include "instrument/workbook.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  silith::WorkbookLimits limits;
  limits.bytes_an_entry = limits.bytes_together = std::size_t{1} << 20;
  limits.rows = limits.columns = 1 << 12;
  try {
    silith::read_workbook("book.xlsx", std::string(reinterpret_cast<const char*>(data), size), limits);
  } catch (const silith::InputError&) {
  }
  return 0;
}
