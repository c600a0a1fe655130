#pragma once
#include <filesystem>
#include <map>
#include <string>

#include "cell/recipe.hpp"
#include "input/material_reader.hpp"
#include "input/view.hpp"

// Inside of cell_reader.cpp.
namespace silith {

/// Materials and references of one reading: each file is read once, however many phases name it.
class MaterialCache {
public:
  explicit MaterialCache(const MaterialLibrary& library) : library_(library) {}
  /// As MaterialLibrary::load.
  const Material& load(const std::string& name, const std::filesystem::path& beside);
  /// As MaterialLibrary::references, of the file that states a value.
  const Bibliography& references(const std::filesystem::path& file);

private:
  const MaterialLibrary& library_;
  std::map<std::filesystem::path, Material> materials_;       // by file
  std::map<std::filesystem::path, Bibliography> references_;  // by directory
};

/// One table [cell.LAYER.phases.PHASE], its material loaded and its own properties put over the file's.
PhaseRecipe read_phase(const View& phase, const std::string& name, MaterialCache& materials);

/// A law written in the cell instead of in a material's file: a table as there, or a value alone, which counts as
/// estimated. `bounds` are checked for their unit and kept by the input. nullopt if it is not given, or a problem was
/// noted.
std::optional<Law> read_own_law(const View& table, const std::string& property, MaterialCache& materials);

}  // namespace silith
