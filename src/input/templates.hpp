#pragma once
#include <filesystem>
#include <string>
#include <vector>

namespace silith {

/// A file to start from: `silith new first-cycle`.
struct Template {
  std::string name;         ///< "first-cycle", "double-layer"
  std::string description;  ///< the first comment line of the file
  std::filesystem::path file;
};

/// The files in examples/ and cells/ of silith's home, by name.
std::vector<Template> templates();

/// Text of `silith new`: the file with its comments. A `base` beside it in silith's home is found from anywhere.
/// @throws InputError with the nearest name and all names if there is none
std::string template_text(const std::string& name);

}  // namespace silith
