#include "base/installation.hpp"

#include <gtest/gtest.h>

#include <filesystem>

namespace silith {
namespace {

TEST(Installation, VersionHasThreeNumbers) {
  int numbers[3] = {-1, -1, -1};
  ASSERT_EQ(std::sscanf(version().c_str(), "%d.%d.%d", &numbers[0], &numbers[1], &numbers[2]), 3);
  EXPECT_GE(numbers[0], 0);
}

TEST(Installation, TestsRunOnTheSourceTree) {
  EXPECT_TRUE(std::filesystem::equivalent(home_directory(), SILITH_SOURCE_DIR));
}

}  // namespace
}  // namespace silith
