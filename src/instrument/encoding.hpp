#pragma once
#include <string>

namespace silith {

struct Decoded {
  std::string text;      ///< UTF-8 without byte order mark
  std::string encoding;  ///< what it was: "UTF-8", "UTF-16", "GBK", "Latin-1"
};

/// Turns the bytes of a text file into UTF-8. UTF-16 is known by its byte order mark. Bytes that are no UTF-8 are GBK
/// where they then hold words of Chinese cycler programs, else Latin-1 (in which no byte is wrong).
Decoded to_utf8(std::string bytes);

}  // namespace silith
