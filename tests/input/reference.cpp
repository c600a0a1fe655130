#include "input/reference.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "input/keys.hpp"

using testing::HasSubstr;

namespace {

/// Compares with a committed file; with SILITH_UPDATE_REFERENCE set, writes it first.
void expect_committed(const std::string& name, const std::string& text) {
  const std::string path = std::string(SILITH_SOURCE_DIR) + "/" + name;
  if (std::getenv("SILITH_UPDATE_REFERENCE") != nullptr) std::ofstream(path) << text;
  std::stringstream committed;
  committed << std::ifstream(path).rdbuf();
  EXPECT_TRUE(committed.str() == text) << name << " is out of date: run SILITH_UPDATE_REFERENCE=1 build/bin/test_input";
}

TEST(Reference, CommittedSchemaIsTheProgramsOwn) {
  expect_committed("docs/silith.schema.json", silith::case_schema());
}

TEST(Reference, CommittedPageIsTheProgramsOwn) {
  expect_committed("docs/reference/keys.md", silith::case_reference());
}

TEST(Reference, SchemaDescribesQuantitiesWordsAndDefaults) {
  const auto schema = nlohmann::json::parse(silith::case_schema());
  EXPECT_EQ(schema.at("type"), "object");
  EXPECT_EQ(schema.at("additionalProperties"), false);
  const auto& solver = schema.at("properties").at("solver").at("properties");
  EXPECT_EQ(solver.at("model").at("enum"), nlohmann::json({"full", "single-particle"}));
  EXPECT_EQ(solver.at("model").at("default"), "full");
  EXPECT_EQ(solver.at("max_step").at("anyOf").at(0).at("type"), "string");
  EXPECT_EQ(solver.at("max_step").at("anyOf").at(1).at("properties").at("bounds").at("minItems"), 2);
  const auto& layer = schema.at("properties").at("cell").at("additionalProperties").at("properties");
  EXPECT_EQ(layer.at("thickness").at("anyOf").at(0).at("type"), "string");
}

TEST(Reference, PageNamesEveryKey) {
  const std::string page = silith::case_reference();
  for (const auto& key : silith::case_registry().keys()) EXPECT_THAT(page, HasSubstr("`" + key.pattern + "`"));
}

TEST(Reference, EveryKeyIsExplained) {
  for (const auto& key : silith::case_registry().keys()) {
    if (key.type == silith::ValueType::same) continue;
    EXPECT_THAT(silith::case_registry().explain(key.pattern), HasSubstr(key.text)) << key.pattern;
  }
}

}  // namespace
