#include "base/atomic_file.hpp"

#include <gmock/gmock.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>

#include "base/diagnostic.hpp"

namespace silith {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

class AtomicFileTest : public testing::Test {
protected:
  void SetUp() override {
    directory_ = fs::temp_directory_path() /
                 (std::string("silith-") + testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::remove_all(directory_);
    fs::create_directories(directory_);
  }
  void TearDown() override { fs::remove_all(directory_); }
  std::size_t entries() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(directory_), fs::directory_iterator()));
  }
  fs::path directory_;
};

template <class Work>
std::string message_of(Work work) {
  try {
    work();
  } catch (const InputError& error) {
    return error.what();
  }
  return "no error";
}

TEST_F(AtomicFileTest, AppearsOnlyWhenCommitted) {
  const auto target = directory_ / "series.csv";
  AtomicFile file(target);
  file.write("a,b\n");
  file.write("1,2\n");
  EXPECT_FALSE(fs::exists(target));
  file.commit(Durability::synced);
  EXPECT_EQ(read_file(target), "a,b\n1,2\n");
  EXPECT_EQ(entries(), 1u);
}

TEST_F(AtomicFileTest, AbandonedLeavesTheOldFileAndNothingElse) {
  const auto target = directory_ / "series.csv";
  write_file(target, "old");
  {
    AtomicFile file(target);
    file.write("new");
  }
  EXPECT_EQ(read_file(target), "old");
  EXPECT_EQ(entries(), 1u);
}

TEST_F(AtomicFileTest, KilledProcessLeavesNothingBehind) {
  const auto target = directory_ / "series.csv";
  const pid_t writer = ::fork();
  if (writer == 0) {
    AtomicFile file(target);
    file.write("half a line");
    ::raise(SIGKILL);
  }
  ASSERT_GT(writer, 0);
  int status = 0;
  ASSERT_EQ(::waitpid(writer, &status, 0), writer);
  EXPECT_TRUE(WIFSIGNALED(status));
  EXPECT_EQ(entries(), 0u);
}

TEST_F(AtomicFileTest, FollowsASymbolicLink) {
  write_file(directory_ / "real.csv", "old");
  fs::create_symlink("real.csv", directory_ / "link.csv");
  write_file(directory_ / "link.csv", "new");
  EXPECT_TRUE(fs::is_symlink(directory_ / "link.csv"));
  EXPECT_EQ(read_file(directory_ / "real.csv"), "new");
}

TEST_F(AtomicFileTest, FullDeviceIsSaid) {
  EXPECT_THAT(message_of([] { write_file("/dev/full", "x"); }),
              AllOf(HasSubstr("cannot write /dev/full: No space left on device"), HasSubstr("free some space")));
}

TEST_F(AtomicFileTest, MissingDirectoryIsSaid) {
  EXPECT_THAT(message_of([&] { write_file(directory_ / "none" / "a.csv", "x"); }),
              AllOf(HasSubstr("No such file or directory"), HasSubstr("create it or correct the path")));
}

TEST_F(AtomicFileTest, DirectoryInTheWayIsSaid) {
  EXPECT_THAT(message_of([&] { write_file(directory_, "x"); }), HasSubstr("there is a directory of that name"));
  EXPECT_THAT(message_of([&] { read_file(directory_); }), HasSubstr("this is a directory"));
}

TEST_F(AtomicFileTest, OutputDirectoryNamedLikeAFileIsRefused) {
  write_file(directory_ / "out", "x");
  EXPECT_THAT(message_of([&] { create_output_directory(directory_ / "out"); }),
              HasSubstr("a file of that name is in the way"));
  create_output_directory(directory_ / "a" / "b");
  EXPECT_TRUE(fs::is_directory(directory_ / "a" / "b"));
}

// The limit behaves as a full disk does in the middle of a file: some bytes go through, then the system refuses.
TEST_F(AtomicFileTest, RefusedHalfwayLeavesNoFile) {
  const auto attempt = [&] {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{4096, 4096};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    const std::string message = message_of([&] { write_file(directory_ / "big.csv", std::string(10000, 'x')); });
    std::fputs(message.c_str(), stderr);
    std::exit(entries() == 0 ? 0 : 1);
  };
  EXPECT_EXIT(attempt(), testing::ExitedWithCode(0), "cannot write .*big.csv: File too large");
}

}  // namespace
}  // namespace silith
