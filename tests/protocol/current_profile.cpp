#include "protocol/current_profile.hpp"

#include <gmock/gmock.h>

#include <filesystem>

#include "base/atomic_file.hpp"

namespace silith {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class CurrentProfileFile : public testing::Test {
protected:
  void SetUp() override {
    directory_ = std::filesystem::temp_directory_path() /
                 (std::string("silith-profile-") + testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::create_directories(directory_);
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }
  CurrentProfile read(const std::string& text) const {
    write_file(directory_ / "pulse.csv", text);
    return read_current_profile(directory_ / "pulse.csv");
  }
  std::string refusal(const std::string& text) const {
    try {
      read(text);
    } catch (const InputError& error) {
      return error.what();
    }
    return "no error";
  }
  std::filesystem::path directory_;
};

TEST_F(CurrentProfileFile, ReadsUnitsFromTheHeader) {
  const auto profile = read("Time / min,Voltage / V,Current / mA\n1,3.5,1.5\n2,3.6,-2\n");
  EXPECT_THAT(profile.time, ElementsAre(0.0, 60.0));
  EXPECT_THAT(profile.current, ElementsAre(1.5e-3, -2e-3));
}

TEST_F(CurrentProfileFile, ReadsWhatSpreadsheetsWrite) {
  const auto profile = read("\xEF\xBB\xBFtime [s];current [mA];note\r\n0;1,5;start\r\n\r\n0,5;2;\r\n");
  EXPECT_THAT(profile.time, ElementsAre(0.0, 0.5));
  EXPECT_THAT(profile.current, ElementsAre(1.5e-3, 2e-3));
  EXPECT_THAT(read("\"t (h)\"\t\"I (A)\"\r0\t1\r1\t2\r").time, ElementsAre(0.0, 3600.0));
}

TEST_F(CurrentProfileFile, SaysWhatIsWrongAndWhere) {
  const std::string head = "Time / s,Current / mA\n";
  EXPECT_THAT(refusal(""), HasSubstr("pulse.csv:1:1: the file is empty"));
  EXPECT_THAT(refusal("Time / s,Voltage / V\n0,1\n"),
              HasSubstr("pulse.csv:1:1: there is no column of the current; the header is: Time / s, Voltage / V\n"
                        "   1 | Time / s,Voltage / V\n     | ^\n  write for example\n    Time / s,Current / mA"));
  EXPECT_THAT(refusal("0,1\n1,1\n"), HasSubstr("there is no column of the time; the header is: 0, 1"));
  EXPECT_THAT(refusal("Time / s,Current\n0,1\n"),
              HasSubstr("column \"Current\" has no unit\n   1 | Time / s,Current\n     | ^\n  write \"Current / A\""));
  EXPECT_THAT(refusal("Time / s,Current / mV\n0,1\n"),
              HasSubstr("column \"Current / mV\" is a voltage, a current is expected"));
  EXPECT_THAT(refusal("Time / s,Current / foo\n0,1\n"), HasSubstr("\"foo\" is no unit"));
  EXPECT_THAT(refusal(head + "0,1\n1,\n2,1\n"),
              HasSubstr("pulse.csv:3:3: no value in column \"Current / mA\"\n   3 | 1,\n     |   ^\n  fill the gap or "
                        "remove the row"));
  EXPECT_THAT(refusal(head + "0,1\n1\n2,1\n"), HasSubstr("pulse.csv:3:1: no value in column \"Current / mA\""));
  EXPECT_THAT(refusal(head + "0,1\n1,NaN\n"),
              HasSubstr("pulse.csv:3:3: \"NaN\" in column \"Current / mA\" is not finite"));
  EXPECT_THAT(refusal(head + "0,1\n1,off\n"),
              HasSubstr("pulse.csv:3:3: \"off\" in column \"Current / mA\" is no number"));
  EXPECT_THAT(refusal(head + "0,1\n5,1\n4,1\n"), HasSubstr("pulse.csv:4:1: time does not increase, 4 s after 5 s"));
  EXPECT_THAT(refusal(head + "0,1\n5,1\n5,2\n"), HasSubstr("pulse.csv:4:1: two rows at the same time, 5 s"));
  EXPECT_THAT(refusal(head + "0,1\n"),
              HasSubstr("pulse.csv:2:1: a current profile needs at least two rows of numbers"));
}

}  // namespace
}  // namespace silith
