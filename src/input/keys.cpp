#include "input/keys.hpp"

#include "input/cell_reader.hpp"

namespace silith {
namespace {

Registry make_case_registry() {
  std::vector<Key> keys;
  for (auto section : {general_keys, cell_keys, design_keys, protocol_keys, solver_keys, output_keys, geometry_keys,
                       body_keys, interface_keys, field_solution_keys})
    for (auto& key : section()) keys.push_back(std::move(key));
  return Registry(std::move(keys), cell_placeholders());
}

}  // namespace

const Registry& case_registry() {
  static const Registry registry = make_case_registry();
  return registry;
}

}  // namespace silith
