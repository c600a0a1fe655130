#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "input/bibliography.hpp"
#include "input/document.hpp"
#include "material/material.hpp"

namespace silith {

/// A material from its file: name, formula, class, description, [stoichiometry], and a table a property, each a law
/// with unit, range and source (docs/formats/material.md).
/// @throws InputError with everything wrong in the file, each where it stands
Material read_material(const Node& document, const Bibliography& references);

/// The materials that come with silith, and those in files of the user.
class MaterialLibrary {
public:
  /// @param directory holds NAME.toml;  @param references BibTeX file the sources are keys of
  MaterialLibrary(std::filesystem::path directory, const std::filesystem::path& references);
  /// data/materials and data/references.bib of this installation.
  static MaterialLibrary shipped();

  std::vector<std::string> names() const;  ///< in alphabetical order
  /// The file of a material: a name of this library, or a path (anything with a '/' or ending in ".toml") sought beside
  /// `beside` and then in the working directory.
  /// @throws InputError with the nearest name if there is none
  std::filesystem::path find(const std::string& name, const std::filesystem::path& beside = {}) const;
  /// find() and read. A references.bib beside a file of the user counts as well.
  Material load(const std::string& name, const std::filesystem::path& beside = {}) const;
  /// References a material's sources may be keys of.
  Bibliography references(const std::filesystem::path& material_file) const;

private:
  std::filesystem::path directory_;
  Bibliography references_;
};

/// Text of `silith material list`: a line a material.
std::string material_list_text(const MaterialLibrary& library);

/// Text of `silith material show NAME`: every property with law, values at 25 and 45 degC, range, source and note.
std::string material_text(const Material& material, const Bibliography& references);

}  // namespace silith
