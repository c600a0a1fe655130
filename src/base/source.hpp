#pragma once
#include <string>

namespace silith {

/// Where a number comes from: a key into data/references.bib, or one of the two honest words.
struct Source {
  std::string key;   ///< BibTeX key, "estimated" or "calibrated"
  std::string note;  ///< why this value, how it was chosen, its bounds
  bool is_estimated() const { return key == "estimated"; }
  bool is_calibrated() const { return key == "calibrated"; }
};

}  // namespace silith
