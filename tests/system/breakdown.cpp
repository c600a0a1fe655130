// Runs that cannot end well: what the user is told, what is kept, and that nothing is left half written.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>

#include "program.hpp"
#include "record/bdf_reader.hpp"
#include "record/result_h5.hpp"

namespace silith::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::MatchesRegex;

std::string case_of(const std::string& steps) {
  return "title = \"test\"\nbase = \"cells/double-layer.toml\"\n[protocol]\nsteps = [" + steps + "]\n";
}

constexpr double row_interval = 600.0;  // s, of the case below

/// A run of many cycles, long enough to be interrupted.
std::string long_case() {
  return case_of("{ repeat = 3000, steps = [\"Charge at 1 mA until 4.2 V\", \"Discharge at 1 mA until 2 V\"] }") +
         "[output]\nevery_time = \"10 min\"\nprofiles = 4\n";
}

class Breakdown : public testing::Test {
protected:
  Outcome run(const std::string& text, std::vector<std::string> more = {}, const std::function<void()>& prepare = {}) {
    directory_.write("case.toml", text);
    std::vector<std::string> words{"run", "case.toml", "-o", "out"};
    words.insert(words.end(), more.begin(), more.end());
    return silith(directory_.path(), words, prepare);
  }

  Record series() const { return read_bdf(directory_ / "out/series.csv"); }

  Directory directory_;
};

TEST_F(Breakdown, OpenCircuitPotentialOutsideItsRange) {
  const auto outcome = run(case_of("\"Charge at 0.25 mA/cm^2 for 30 h\""));
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.err, HasSubstr("step 1 (Charge at 0.25 mA/cm^2 for 30 h) could not go on at t = "));
  EXPECT_THAT(outcome.err,
              testing::ContainsRegex("last good state: [0-9.]+ V, 0.25 mA/cm\\^2, [0-9.]+ mAh/cm\\^2 passed"));
  EXPECT_THAT(outcome.err,
              testing::ContainsRegex("what ran out: lithium content of \"licoo2.[a-z]+\" in layer \"cathode\" at "
                                     "x = [0-9.]+ um came to 0.4[34][0-9]*, allowed 0.44 to 1\n"));
  EXPECT_THAT(outcome.err,
              HasSubstr("lower the current, end the step earlier (a cut-off voltage or a time), or check"));
  EXPECT_THAT(outcome.err, HasSubstr("results until then are in out\n"));
  const Record kept = series();
  EXPECT_GT(kept.steps.at(0).duration, 40000.0);
  EXPECT_GT(kept.series.at("voltage").values.back(), 4.3);
  EXPECT_THAT(read(directory_ / "out/steps.csv"), HasSubstr("broken off"));
  EXPECT_THAT(read(directory_ / "out/summary.json"), HasSubstr("run-ended-early"));
}

TEST_F(Breakdown, InfeasibleCurrentKeepsTheStepsBefore) {
  const auto outcome = run(case_of("\"Charge at 0.25 mA/cm^2 until 3.9 V\", \"Charge at 500 mA/cm^2 until 30 V\""));
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.err, HasSubstr("step 2 (Charge at 500 mA/cm^2 until 30 V) could not go on at t = "));
  EXPECT_THAT(outcome.err, HasSubstr("what ran out: "));
  EXPECT_THAT(outcome.err, HasSubstr("lower the current"));
  EXPECT_NEAR(read_result_h5(directory_ / "out/result.h5").steps.at(0).end_voltage, 3.9, 1e-6);
}

TEST_F(Breakdown, CutOffNeverReached) {
  const auto outcome = run(case_of("\"Rest for 1 min\", \"Rest until above 5 V\""));
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.err,
              HasSubstr("step 2 (Rest until above 5 V) could not go on at t = 8.64006e+06 s: the step's limit "
                        "was not reached within 100 days\n"));
  EXPECT_THAT(outcome.err, HasSubstr("change the limit, or give the step a time limit as well"));
}

TEST_F(Breakdown, CutOffAlreadyPassedIsAWarning) {
  const auto outcome = run(case_of("\"Charge at 0.25 mA until 2 V\", \"Rest for 1 min\""));
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.out,
              HasSubstr("warning: step 1 (Charge at 0.25 mA until 2 V): the voltage limit was already passed"));
  EXPECT_EQ(series().steps.size(), 2u);
}

TEST_F(Breakdown, ModelThatCannotDescribeTheCell) {
  const auto outcome =
      run("base = \"cells/silicon.toml\"\n[solver]\nmodel = \"single-particle\"\n"
          "[protocol]\nsteps = [\"Rest for 1 h\"]\n");
  EXPECT_EQ(outcome.status, 1);
  EXPECT_EQ(outcome.err,
            "the single-particle model cannot describe this cell: its anode is a mixed conductor, not particles\n"
            "  use the full model: solver.model = \"full\"\n");
}

TEST_F(Breakdown, UnwritableOutput) {
  directory_.write("case.toml", case_of("\"Rest for 1 min\""));
  directory_.write("file", "");
  for (const auto& [target, what] : {std::pair("file", "cannot create directory file: Not a directory\n"),
                                     std::pair("file/below", "cannot create directory file/below: Not a directory\n"),
                                     std::pair("/proc/silith", "cannot create directory /proc/silith: ")}) {
    const auto outcome = silith(directory_.path(), {"run", "case.toml", "-o", target});
    EXPECT_EQ(outcome.status, 1);
    EXPECT_THAT(outcome.err, HasSubstr(what));
    EXPECT_THAT(outcome.out, testing::Not(HasSubstr("results:")));
  }
  EXPECT_EQ(silith(directory_.path(), {"run", "case.toml", "-o", "/proc/self"}).status, 1);
}

TEST_F(Breakdown, FileLargerThanAllowed) {
  const auto limit = [] {
    const rlimit most{20000, 20000};
    ::setrlimit(RLIMIT_FSIZE, &most);
  };
  const auto outcome = run(case_of("\"Charge at 0.25 mA until 4.2 V\""), {}, limit);
  EXPECT_EQ(outcome.status, 1) << outcome.signal;
  EXPECT_THAT(outcome.err, HasSubstr("cannot write out/series.csv: File too large\n"));
  EXPECT_EQ(temporaries(directory_ / "out"), std::vector<std::string>{});
  EXPECT_FALSE(fs::exists(directory_ / "out/series.csv"));
}

TEST_F(Breakdown, FullDisk) {
  fs::create_directory(directory_ / "out");
  const std::string disk = (directory_ / "out").string();
  const auto small_disk = [&] {
    // A disk of its own for the child; where that is not allowed the test says so.
    if (::unshare(CLONE_NEWNS) != 0 || ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
        ::mount("tmpfs", disk.c_str(), "tmpfs", 0, "size=64k") != 0)
      ::_exit(99);
  };
  const auto outcome = run(case_of("\"Charge at 0.25 mA until 4.2 V\""), {}, small_disk);
  if (outcome.status == 99) GTEST_SKIP() << "no disk can be mounted here";
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.err, MatchesRegex("cannot write out/[a-z.0-9]+: No space left on device\n"
                                        "  free some space or choose another output directory\n"));
}

TEST_F(Breakdown, FullDiskUnderTheOutput) {
  const auto outcome = silith(directory_.path(), {"schema"}, [] {
    ::close(1);
    if (std::freopen("/dev/full", "w", stdout) == nullptr) ::_exit(99);
  });
  EXPECT_EQ(outcome.status, 1);
  EXPECT_EQ(outcome.err, "cannot write the output: No space left on device\n");
}

/// The time in "stopped at t = 12 s in step 1".
double stopped_at(const std::string& message) {
  const std::string words = "stopped at t = ";
  const auto found = message.find(words);
  return found == std::string::npos ? -1.0 : std::stod(message.substr(found + words.size()));
}

TEST_F(Breakdown, InterruptedRunKeepsResultsAndGoesOn) {
  for (const int signal : {SIGINT, SIGTERM}) {
    directory_.write("case.toml", long_case());
    fs::remove_all(directory_ / "out");
    Process process(directory_.path(), {"run", "case.toml", "-o", "out", "--set", "cell.cathode.loading=21 mg/cm^2",
                                        "--checkpoint", "50 ms"});
    process.wait_for(directory_ / "out/checkpoint.silith");
    process.send(signal);
    const auto outcome = process.wait();
    EXPECT_EQ(outcome.status, 130) << outcome.signal << outcome.err;
    EXPECT_THAT(outcome.err, testing::ContainsRegex("stopped at t = [0-9.e+-]+ s in step [0-9]+ \\("));
    EXPECT_THAT(outcome.err,
                HasSubstr("go on with: silith run case.toml --set 'cell.cathode.loading=21 mg/cm^2' -o out "
                          "--resume\n"));
    EXPECT_TRUE(fs::exists(directory_ / "out/checkpoint.silith"));
    const Record kept = series();
    ASSERT_GE(kept.series.rows(), 1u);
    const double behind = stopped_at(outcome.err) - kept.series.at("time").values.back();
    EXPECT_GE(behind, -1.0);
    EXPECT_LE(behind, row_interval + 1.0);  // the message has six digits
    EXPECT_EQ(read_result_h5(directory_ / "out/result.h5").series.rows(), kept.series.rows());
    EXPECT_EQ(temporaries(directory_ / "out"), std::vector<std::string>{});
  }
}

TEST_F(Breakdown, DamagedAndForeignCheckpoints) {
  fs::create_directory(directory_ / "out");
  const auto resumed = [&](const std::string& bytes) {
    directory_.write("out/checkpoint.silith", bytes);
    const auto outcome = run(case_of("\"Rest for 1 min\""), {"--resume"});
    EXPECT_EQ(outcome.status, 1);
    EXPECT_FALSE(fs::exists(directory_ / "out/summary.json"));
    return outcome.err;
  };
  EXPECT_THAT(resumed("no checkpoint"), HasSubstr("out/checkpoint.silith"));
  directory_.write("case.toml", long_case());
  Process process(directory_.path(), {"run", "case.toml", "-o", "other", "--checkpoint", "50 ms"});
  process.wait_for(directory_ / "other/checkpoint.silith");
  process.send(SIGINT);
  ASSERT_EQ(process.wait().status, 130);
  std::string bytes = read(directory_ / "other/checkpoint.silith");
  EXPECT_THAT(resumed(bytes), HasSubstr("--resume: out/checkpoint.silith was made from another case\n"));
  EXPECT_NE(resumed(bytes.substr(0, bytes.size() / 2)), "");
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
  EXPECT_NE(resumed(bytes), "");
}

}  // namespace
}  // namespace silith::test
