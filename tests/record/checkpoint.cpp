#include "record/checkpoint.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>

#include "base/atomic_file.hpp"
#include "test_support.hpp"

namespace silith {
namespace {

using testing::HasSubstr;

class CheckpointFile : public DirectoryTest {
protected:
  std::filesystem::path file() const { return directory_ / "run.checkpoint"; }
  Checkpoint example() const {
    return {{{"state", {1.0, -0.0, 0.1 + 0.2, std::numeric_limits<double>::denorm_min(), INFINITY}}, {"empty", {}}},
            {{"case", "[cell]\nname = \"µ\"\n"}, {"nothing", ""}}};
  }
};

TEST_F(CheckpointFile, ComesBackBitForBit) {
  write_checkpoint(file(), example());
  const Checkpoint found = read_checkpoint(file());
  EXPECT_EQ(found.arrays, example().arrays);
  EXPECT_EQ(found.texts, example().texts);
  EXPECT_TRUE(std::signbit(found.arrays.at("state")[1]));
}

TEST_F(CheckpointFile, EveryDamagedByteIsNoticed) {
  write_checkpoint(file(), example());
  const std::string good = read_file(file());
  for (std::size_t i = 0; i < good.size(); ++i) {
    std::string bad = good;
    bad[i] = static_cast<char>(bad[i] ^ 0x10);
    write_file(file(), bad);
    EXPECT_THAT(message_of([&] { read_checkpoint(file()); }),
                testing::AnyOf(HasSubstr("run.checkpoint is "), HasSubstr("another byte order")))
        << "byte " << i;
  }
}

TEST_F(CheckpointFile, CutAtAnyPlaceIsRefused) {
  write_checkpoint(file(), example());
  const std::string good = read_file(file());
  for (std::size_t size = 0; size < good.size(); ++size) {
    write_file(file(), good.substr(0, size));
    EXPECT_NE(message_of([&] { read_checkpoint(file()); }), "no error") << size;
  }
}

TEST_F(CheckpointFile, ForeignFilesAreNamed) {
  write_file(file(), "hello");
  EXPECT_THAT(message_of([&] { read_checkpoint(file()); }),
              HasSubstr("is no checkpoint of silith\n  name the file that --checkpoint wrote"));
  write_checkpoint(file(), example());
  std::string newer = read_file(file());
  newer[8] = 2;
  write_file(file(), newer);
  EXPECT_THAT(message_of([&] { read_checkpoint(file()); }),
              HasSubstr("is a checkpoint of format 2, this program reads format 1"));
  EXPECT_THAT(message_of([&] { read_checkpoint(directory_ / "none"); }), HasSubstr("No such file or directory"));
}

}  // namespace
}  // namespace silith
