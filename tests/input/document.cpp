#include "input/document.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

using silith::Node;
using silith::parse_toml;
using testing::HasSubstr;
using testing::StartsWith;

namespace fs = std::filesystem;

namespace {

std::string error_of(const std::string& text) {
  try {
    parse_toml(text, "case.toml");
  } catch (const silith::InputError& error) {
    return error.what();
  }
  return "no error";
}

/// A directory of its own for each test, removed afterwards.
class DocumentFiles : public testing::Test {
protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "silith_documents_XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    directory_ = name;
  }
  void TearDown() override { fs::remove_all(directory_); }
  fs::path write(const std::string& name, const std::string& text) const {
    fs::create_directories((directory_ / name).parent_path());
    std::ofstream(directory_ / name) << text;
    return directory_ / name;
  }
  std::string base_error(const fs::path& file) const {
    try {
      silith::read_with_bases(file);
    } catch (const silith::InputError& error) {
      return error.what();
    }
    return "no error";
  }
  fs::path directory_;
};

TEST(Document, KeepsValuesKindsAndOrder) {
  const Node root = parse_toml("z = 1\na = 2.5\nt = \"x\"\nb = true\n[s]\nl = [1, \"two\"]\n", "case.toml");
  ASSERT_EQ(root.entries().size(), 5u);
  EXPECT_EQ(root.entries()[0].key, "z");
  EXPECT_EQ(root.entries()[1].key, "a");
  EXPECT_EQ(root.find("z")->integer(), 1);
  EXPECT_DOUBLE_EQ(root.find("z")->number(), 1.0);
  EXPECT_DOUBLE_EQ(root.find("a")->number(), 2.5);
  EXPECT_EQ(root.find("t")->text(), "x");
  EXPECT_TRUE(root.find("b")->boolean());
  EXPECT_EQ(root.find_path("s.l[1]")->text(), "two");
  EXPECT_EQ(root.find_path("s.l[2]"), nullptr);
  EXPECT_THROW(root.find("t")->number(), std::logic_error);
}

TEST(Document, RemembersPlaces) {
  const Node root = parse_toml("[cell]\n  area = \"1 cm^2\"\n", "case.toml");
  const Node* area = root.find_path("cell.area");
  EXPECT_EQ(area->location().file, "case.toml");
  EXPECT_EQ(area->location().line, 2);
  EXPECT_EQ(area->location().column, 10);
  EXPECT_EQ(area->source_line(), "  area = \"1 cm^2\"");
  EXPECT_EQ(root.find("cell")->entries().front().column, 3);
}

TEST(Document, ShowsWhereTheSyntaxIsWrong) {
  EXPECT_THAT(error_of("a = 1\nb = 2.5 um\n"), StartsWith("case.toml:2:9: Error while parsing"));
  EXPECT_THAT(error_of("a = 1\nb = 2.5 um\n"),
              HasSubstr("   2 | b = 2.5 um\n     |         ^\n  texts and quantities"));
  EXPECT_THAT(error_of("a = 1\na = 2\n"), HasSubstr("cannot redefine existing integer 'a'"));
  EXPECT_THAT(error_of("a = \"\xff\xfe\"\n"), HasSubstr("case.toml:1:"));
  EXPECT_THAT(error_of("a = nan\n"), HasSubstr("nan and inf are no values here"));
  EXPECT_THAT(error_of("a = 2024-01-01\n"), HasSubstr("dates and times are not used here"));
}

TEST(Document, LimitsSizeAndDepth) {
  EXPECT_THAT(error_of(std::string(5 << 20, '#')), HasSubstr("a case has at most 4194304"));
  std::string deep = "a";
  for (int i = 0; i < 100000; ++i) deep += ".a";
  EXPECT_THAT(error_of(deep + " = 1\n"), HasSubstr("nested more than 32 levels deep"));
  EXPECT_THAT(error_of("[" + deep + "]\n"), HasSubstr("nested more than 32 levels deep"));
  EXPECT_THAT(error_of("a = " + std::string(40, '[') + std::string(40, ']') + "\n"),
              HasSubstr("nested more than 32 levels deep"));
  std::string many = "a = [0.5";
  for (int i = 0; i < 500; ++i) many += ", 0.5";
  EXPECT_EQ(parse_toml(many + "] # ....\nb = \"" + std::string(500, '.') + "\"\n", "x").find("a")->items().size(),
            501u);
}

TEST(Document, ReadsPaths) {
  const auto path = silith::split_path("protocol.steps[2].'odd key'.until");
  ASSERT_EQ(path.size(), 5u);
  EXPECT_EQ(path[1].key, "steps");
  EXPECT_EQ(path[2].index, 2u);
  EXPECT_TRUE(path[2].key.empty());
  EXPECT_EQ(path[3].key, "odd key");
  for (const char* wrong : {"a..b", ".a", "a.", "a[x]", "a[1", "a b", "'a"})
    EXPECT_THROW(silith::split_path(wrong), silith::InputError) << wrong;
}

TEST(Document, OverridesFromTheCommandLine) {
  Node root = parse_toml("[cell.cathode]\nloading = { value = \"20 mg/cm^2\", note = \"n\" }\nsteps = [1, 2]\n", "c");
  silith::apply_override(root, "cell.cathode.loading=60 mg/cm^2");
  silith::apply_override(root, "cell.cathode.cells = 30");
  silith::apply_override(root, "cell.anode.name=\"x\"");
  silith::apply_override(root, "cell.cathode.steps[1]=5");
  EXPECT_EQ(root.find_path("cell.cathode.loading")->text(), "60 mg/cm^2");
  EXPECT_EQ(root.find_path("cell.cathode.loading")->location().file, "--set");
  EXPECT_EQ(root.find_path("cell.cathode.loading")->location().line, 0);
  EXPECT_EQ(root.find_path("cell.cathode.cells")->integer(), 30);
  EXPECT_EQ(root.find_path("cell.anode.name")->text(), "x");
  EXPECT_EQ(root.find_path("cell.cathode.steps[1]")->integer(), 5);
}

TEST(Document, RefusesOverridesThatLeadNowhere) {
  Node root = parse_toml("a = 1\nl = [1]\n", "c");
  const auto refused = [&](const std::string& assignment) -> std::string {
    try {
      silith::apply_override(root, assignment);
    } catch (const silith::InputError& error) {
      return error.what();
    }
    return "accepted";
  };
  EXPECT_THAT(refused("a"), HasSubstr("--set a: a key, '=' and a value are expected"));
  EXPECT_THAT(refused("=3"), HasSubstr("a key, '=' and a value are expected"));
  EXPECT_THAT(refused("a.b=3"), HasSubstr("\"b\" can't be set in an integer"));
  EXPECT_THAT(refused("l[4]=3"), HasSubstr("item 4 of 1"));
  EXPECT_THAT(refused("a[0]=3"), HasSubstr("an integer has no items"));
}

TEST(Document, WritesWhatItReads) {
  const std::string text =
      "title = \"a \\\"quoted\\\" text\\n\"\nnumber = 1e-14\nwhole = 2.0\n\n[cell]\narea = { value = \"1 cm^2\", "
      "source = "
      "\"estimated\" }\n\n[[cell.steps]]\nuntil = \"4.2 V\"\n\n[[cell.steps]]\nempty = []\n\n[cell.\"odd key\"]\na = "
      "true\n";
  const std::string written = silith::to_toml(parse_toml(text, "c"));
  EXPECT_EQ(
      written,
      "title = \"a \\\"quoted\\\" text\\n\"\nnumber = 1e-14\nwhole = 2.0\n\n[cell]\narea = { value = \"1 cm^2\", "
      "source = "
      "\"estimated\" }\n\n[[cell.steps]]\nuntil = \"4.2 V\"\n\n[[cell.steps]]\nempty = []\n\n[cell.\"odd key\"]\na = "
      "true\n");
  EXPECT_EQ(silith::to_toml(parse_toml(written, "again")), written);
}

TEST(Document, MixedArraysAndLongOnesSurvive) {
  Node root = Node::table();
  Node steps = Node::array();
  for (int i = 0; i < 4; ++i) {
    Node step = Node::table();
    step.set("type", Node("rest"));
    step.set("steps", Node::array());
    steps.items().push_back(Node("Charge at 0.25 mA/cm^2 until 4.2 V"));
    steps.items().push_back(step);
  }
  root.set("steps", steps);
  const std::string written = silith::to_toml(root);
  EXPECT_EQ(silith::to_toml(parse_toml(written, "again")), written);
  EXPECT_EQ(parse_toml(written, "again").find("steps")->items().size(), 8u);
}

TEST_F(DocumentFiles, BuildsOnABase) {
  write("cells/base.toml",
        "title = \"base\"\n[cell]\narea = \"1 cm^2\"\nlist = [1, 2]\n[cell.a]\nx = { value = 1, note = "
        "\"old\" }\ny = 2\n");
  const auto file =
      write("case.toml", "base = \"cells/base.toml\"\ntitle = \"case\"\n[cell]\nlist = [3]\na.x = { value = 5 }\n");
  const Node root = silith::read_with_bases(file);
  EXPECT_EQ(silith::to_toml(root),
            "title = \"case\"\n\n[cell]\narea = \"1 cm^2\"\nlist = [3]\n\n[cell.a]\nx = { value = 5 }\ny = 2\n");
  EXPECT_THAT(root.find_path("cell.area")->location().file, HasSubstr("base.toml"));
  EXPECT_THAT(root.find_path("cell.list")->location().file, HasSubstr("case.toml"));
  EXPECT_EQ(root.find("base"), nullptr);
}

TEST_F(DocumentFiles, RefusesCyclesAndMissingBases) {
  const auto file = write("a.toml", "base = \"b.toml\"\n");
  EXPECT_THAT(base_error(file), HasSubstr("a.toml:1:8: base: there is no file \"b.toml\""));
  write("b.toml", "base = \"a.toml\"\n");
  EXPECT_THAT(base_error(file), HasSubstr("is based on itself"));
  EXPECT_THAT(base_error(write("c.toml", "base = 3\n")),
              HasSubstr("the name of a file is expected, this is an integer"));
  EXPECT_THAT(base_error(directory_ / "none.toml"), HasSubstr("none.toml can't be read"));
  EXPECT_THAT(base_error(directory_), HasSubstr("is a directory"));
}

}  // namespace
