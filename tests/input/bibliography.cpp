#include "input/bibliography.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/diagnostic.hpp"

namespace silith {
namespace {

using testing::HasSubstr;

std::string message(const std::string& text) {
  try {
    Bibliography::parse(text, "own.bib");
  } catch (const InputError& error) {
    return error.what();
  }
  return "no error";
}

TEST(Bibliography, ReadsEntriesAsReferenceManagersWriteThem) {
  const auto references = Bibliography::parse(
      "% a comment with an @ and a {\n"
      "@Article{kraft2017,\n"
      "  author = {B{\\\"o}cher, Felix and Janek, J{\\\"u}rgen},\n"
      "  title = \"The {Li6PS5X} ``family''\", journal = {J. Test},\n"
      "  volume = 139, year = {2017}, pages = {1--2}, doi = {10.1/x}\n"
      "}\n"
      "@misc{plain, title={No author},\n year=2020,}\n",
      "own.bib");
  ASSERT_EQ(references.entries().size(), 2u);
  const Reference* found = references.find("kraft2017");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->type, "article");
  EXPECT_EQ(found->text(),
            "Felix Böcher, Jürgen Janek: The Li6PS5X \"family\". J. Test 139 (2017) 1-2. https://doi.org/10.1/x");
  EXPECT_EQ(references.find("plain")->text(), "No author. (2020).");
  EXPECT_EQ(references.find("absent"), nullptr);
}

TEST(Bibliography, ManyAuthorsBecomeTheFirst) {
  const auto references = Bibliography::parse(
      "@book{a, author={Ng, A and B, B and C, C and D, D and E, E}, title={T}, year=1999}"
      "@book{b, author={Zhang, Z. and others}, title={T}, eprint={1108.0372}}",
      "own.bib");
  EXPECT_EQ(references.find("a")->text(), "A Ng et al.: T. (1999).");
  EXPECT_EQ(references.find("b")->text(), "Z. Zhang et al.: T. arXiv:1108.0372");
}

TEST(Bibliography, MistakesCarryTheirLine) {
  EXPECT_THAT(message("\n@article{a, title = {open }\n"), HasSubstr("own.bib:2:1: the entry \"a\" does not end"));
  EXPECT_THAT(message("@article{a, title = {open\n"), HasSubstr("own.bib:1:1: a field does not end"));
  EXPECT_THAT(message("@article{, title = {x}}"), HasSubstr("an entry has no key"));
  EXPECT_THAT(message("@article{a, title {x}}"), HasSubstr("\"title {x\" of \"a\" has no value"));
  EXPECT_THAT(message("@misc{a, year=1}\n\n@misc{a, year=2}"), HasSubstr("own.bib:3:1: the key \"a\" is given twice"));
  EXPECT_THAT(message("% nothing"), HasSubstr("no error"));
}

}  // namespace
}  // namespace silith
