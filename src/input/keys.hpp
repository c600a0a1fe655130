#pragma once
#include <string>
#include <vector>

#include "input/registry.hpp"

// The tables of keys, one function and one file a section. To add a key: one entry in its section's table, and a reader
// that asks for it; a test finds keys nobody reads.
namespace silith {

std::vector<Key> general_keys();         ///< title, base, references
std::vector<Key> cell_keys();            ///< [cell]
std::vector<Key> design_keys();          ///< [design]
std::vector<Key> protocol_keys();        ///< [protocol]
std::vector<Key> solver_keys();          ///< [solver]
std::vector<Key> output_keys();          ///< [output]
std::vector<Key> geometry_keys();        ///< [geometry]
std::vector<Key> body_keys();            ///< [bodies]
std::vector<Key> interface_keys();       ///< [interfaces]
std::vector<Key> field_solution_keys();  ///< [front], [mechanics], [drive], [numerics]
/// The keys that say when rows are written; the same in [output] and in a step.
std::vector<Key> sampling_keys(const std::string& table);

/// The properties that may stand in a phase of [cell] and in a body, for <property>.
std::vector<Placeholder> cell_placeholders();

/// Keys of a case file.
const Registry& case_registry();

}  // namespace silith
