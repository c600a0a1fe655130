#include "input/templates.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/diagnostic.hpp"

using testing::HasSubstr;

namespace {

TEST(Templates, AreTheShippedFilesWithTheirComments) {
  const auto all = silith::templates();
  ASSERT_FALSE(all.empty());
  for (const auto& each : all) EXPECT_FALSE(each.description.empty()) << each.file;
  EXPECT_THAT(silith::template_text("double-layer"), testing::StartsWith("#"));
  EXPECT_THAT(silith::template_text("double-layer"), HasSubstr("[cell]"));
}

TEST(Templates, SuggestTheNearestName) {
  try {
    silith::template_text("double-layr");
    FAIL();
  } catch (const silith::InputError& error) {
    EXPECT_EQ(error.diagnostics().front().message, "there is no template \"double-layr\"");
    EXPECT_THAT(error.diagnostics().front().hint, HasSubstr("did you mean \"double-layer\"?"));
  }
}

}  // namespace
