#include "base/progress.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <string>

namespace silith {
namespace {

using testing::HasSubstr;

struct MemoryStream {
  MemoryStream() : stream(open_memstream(&data, &size)) {}
  ~MemoryStream() {
    std::fclose(stream);
    std::free(data);
  }
  std::string text() {
    std::fflush(stream);
    return {data, size};
  }
  char* data = nullptr;
  std::size_t size = 0;
  std::FILE* stream;
};

TEST(ProgressLine, ShowsShareAndTimeLeft) {
  EXPECT_EQ(progress_line("run", 0.5, 83.0, "step 3 of 4", 80),
            "run [############............]  50 %  1:23 left  step 3 of 4");
  EXPECT_EQ(progress_line("run", 1.7, -1.0, "", 80), "run [########################] 100 %");
  EXPECT_EQ(progress_line("run", 0.5, 83.0, "step 3 of 4", 10).size(), 10u);
}

TEST(ClockText, IsShort) {
  EXPECT_EQ(clock_text(0.2), "1 s");
  EXPECT_EQ(clock_text(60), "1:00");
  EXPECT_EQ(clock_text(7384), "2:03:04");
  EXPECT_EQ(clock_text(std::nan("")), "?");
}

TEST(Progress, AppearsAfterTheDelayAndIsErased) {
  MemoryStream memory;
  double now = 100.0;
  {
    Progress::Options options;
    options.stream = memory.stream;
    options.show = Progress::Options::Show::always;
    options.width = 80;
    options.now = [&] { return now; };
    Progress progress("run", options);
    now = 101.9;
    progress.update(0.1);
    EXPECT_EQ(memory.text(), "");
    now = 102.5;
    progress.update(0.25);
    EXPECT_THAT(memory.text(), HasSubstr("25 %  8 s left"));
    const auto drawn = memory.text().size();
    now = 102.55;
    progress.update(0.26);
    EXPECT_EQ(memory.text().size(), drawn) << "redrawn before the interval was over";
  }
  EXPECT_TRUE(memory.text().ends_with("\r\x1b[K"));
}

TEST(Progress, IsQuietWhereThereIsNoTerminal) {
  MemoryStream memory;
  double now = 0.0;
  Progress::Options options;
  options.stream = memory.stream;
  options.now = [&] { return now; };
  Progress progress("run", options);
  now = 10.0;
  progress.update(0.5);
  EXPECT_EQ(memory.text(), "");
}

}  // namespace
}  // namespace silith
