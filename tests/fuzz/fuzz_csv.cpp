// libFuzzer target: any bytes read as csv end without a crash and without fields longer than the text.
#include <cstdint>
#include <cstdlib>

#include "base/csv.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  silith::CsvReader reader(text, silith::sniff_csv(text));
  std::size_t bytes = 0;
  for (std::vector<std::string_view> fields; reader.next(fields);)
    for (const auto field : fields) {
      bytes += field.size();
      silith::parse_number(field, true);
      silith::parse_number(field, false);
    }
  if (bytes > size) std::abort();
  return 0;
}
