#pragma once
#include "cell/recipe.hpp"
#include "input/material_reader.hpp"
#include "input/view.hpp"

namespace silith {

/// What [cell] states. Problems are noted in the view; the recipe is complete only if there are none.
/// @param root view of the whole file;  @param library where materials are sought
CellRecipe read_cell_recipe(const View& root, const MaterialLibrary& library);

/// read_cell_recipe and build_cell.
/// @throws InputError with every problem noted in the view so far, those of the cell where they stand
Cell read_cell(const View& root, const MaterialLibrary& library, Unconnected unconnected = Unconnected::refuse);

}  // namespace silith
