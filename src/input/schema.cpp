#include <nlohmann/json.hpp>

#include "base/units.hpp"
#include "input/branch.hpp"
#include "input/registry.hpp"

// The registry as a JSON Schema, for editors.
namespace silith {
namespace {

using Branch = Registry::Branch;
using Json = nlohmann::ordered_json;

Json described(const Key& key, Json schema) {
  schema["description"] = key.text;
  if (key.fallback) {
    if (key.type == ValueType::integer)
      schema["default"] = default_value(key).integer();
    else if (key.type == ValueType::boolean)
      schema["default"] = default_value(key).boolean();
    else
      schema["default"] = *key.fallback;
  }
  if (!key.sample.empty() && key.type != ValueType::list && key.type != ValueType::any)
    schema["examples"] = Json::array({key.sample});
  return schema;
}

Json quantity_schema(const Key& key) {
  Json bare;
  if (key.unit == "1")
    bare["type"] = Json::array({"number", "string"});
  else
    bare["type"] = "string";
  Json with_source{{"type", "object"},
                   {"properties",
                    {{"value", bare},
                     {"source", {{"type", "string"}}},
                     {"bounds", {{"type", "array"}, {"items", bare}, {"minItems", 2}, {"maxItems", 2}}},
                     {"note", {{"type", "string"}}}}},
                   {"required", {"value"}},
                   {"additionalProperties", false}};
  return {{"anyOf", {bare, with_source}}};
}

Json leaf_schema(const Key& key) {
  switch (key.type) {
    case ValueType::quantity:
      return quantity_schema(key);
    case ValueType::integer: {
      Json schema{{"type", "integer"}};
      if (key.min) schema[key.above_min ? "exclusiveMinimum" : "minimum"] = to_si(*key.min, "1");
      if (key.max) schema["maximum"] = to_si(*key.max, "1");
      return schema;
    }
    case ValueType::boolean:
      return {{"type", "boolean"}};
    case ValueType::text:
      return {{"type", "string"}};
    case ValueType::word:
      return {{"type", "string"}, {"enum", key.words}};
    case ValueType::table:
      return {{"type", "object"}};
    case ValueType::list:
      return {{"type", "array"}};
    case ValueType::any:
    case ValueType::same:
      return Json::object();
  }
  return Json::object();
}

Json branch_schema(const Branch& branch);

/// Nothing is required here: what a file lacks may stand in the file it is based on.
Json table_schema(const Branch& branch) {
  Json schema{{"type", "object"}};
  for (const auto& [name, child] : branch.literals) schema["properties"][name] = branch_schema(*child);
  if (branch.any_name) {
    schema["additionalProperties"] = branch_schema(*branch.any_name);
    if (!branch.allowed.empty()) schema["propertyNames"] = {{"enum", branch.names()}};
  } else {
    schema["additionalProperties"] = false;
  }
  return schema;
}

Json branch_schema(const Branch& branch) {
  Json alternatives = Json::array();
  if (branch.has_children()) alternatives.push_back(table_schema(branch));
  if (branch.own_item)
    alternatives.push_back({{"type", "array"}, {"items", branch_schema(*branch.own_item)}});
  else if (branch.item)
    alternatives.push_back({{"type", "array"}});
  const bool covered = branch.key == nullptr || (branch.has_children() && branch.key->type == ValueType::table) ||
                       (branch.item && branch.key->type == ValueType::list);
  if (!covered) alternatives.push_back(leaf_schema(*branch.key));
  Json schema = alternatives.size() == 1 ? alternatives.front() : Json{{"anyOf", alternatives}};
  return branch.key != nullptr ? described(*branch.key, std::move(schema)) : schema;
}

}  // namespace

std::string Registry::json_schema(const std::string& title) const {
  Json schema{{"$schema", "https://json-schema.org/draft/2020-12/schema"}, {"title", title}};
  schema.update(branch_schema(*root_));
  return schema.dump(1) + "\n";
}

}  // namespace silith
