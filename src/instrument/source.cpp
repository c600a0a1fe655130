#include "instrument/source.hpp"

#include <fmt/format.h>

#include <array>

#include "base/atomic_file.hpp"
#include "base/diagnostic.hpp"
#include "instrument/encoding.hpp"
#include "instrument/workbook.hpp"

namespace silith {
namespace {

struct Magic {
  std::string_view bytes, what, advice;
};

/// Binary files people have lying beside the readable ones.
constexpr std::array binaries{
    Magic{"\xD0\xCF\x11\xE0", "an old Excel workbook (.xls)", "save it as .xlsx or csv"},
    Magic{"BIO-LOGIC MODULAR FILE", "a binary BioLogic file (.mpr)", "export it as text (.mpt) in EC-Lab"},
    Magic{std::string_view("\x00\x01\x00\x00Standard Jet DB", 19), "an Arbin database (.res)",
          "export the channel's normal table as csv"},
    Magic{"NEWARE", "a binary Neware file (.nda, .ndax)", "export it as csv in BTSDA"},
    Magic{"\x89HDF", "an HDF5 file", "results of silith are read by `silith report`, not as measurements"},
};

void refuse_known_binary(const std::string& file, std::string_view bytes) {
  for (const Magic& magic : binaries)
    if (bytes.starts_with(magic.bytes))
      throw InputError(fmt::format("{} is {}", file, magic.what), std::string(magic.advice));
}

}  // namespace

MeasuredFile source_of_bytes(const std::string& file, std::string bytes) {
  MeasuredFile source{file, "UTF-8", {}};
  if (std::string_view(bytes).starts_with("PK\x03\x04")) {
    source.sheets = read_workbook(file, std::move(bytes));
    return source;
  }
  refuse_known_binary(file, bytes);
  Decoded decoded = to_utf8(std::move(bytes));
  if (decoded.text.find('\0') != std::string::npos)
    throw InputError(fmt::format("{} is no text: it holds zero bytes", file),
                     "silith reads the text and xlsx exports of instruments");
  source.encoding = decoded.encoding;
  source.sheets.push_back({"", std::move(decoded.text)});
  return source;
}

MeasuredFile load_source(const std::filesystem::path& file) {
  return source_of_bytes(file.string(), read_file(file));
}

}  // namespace silith
