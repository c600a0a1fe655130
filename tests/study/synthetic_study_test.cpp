// Curves made with known parameters, noise added: the study finds them within the errors it states.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <random>

#include "base/diagnostic.hpp"
#include "input/case.hpp"
#include "study/calibrate.hpp"
#include "study/calibrated_cell.hpp"
#include "study/evaluator.hpp"
#include "study/fit_report.hpp"

using namespace silith;
using ::testing::HasSubstr;
namespace fs = std::filesystem;

namespace {

constexpr double noise = 2e-3;  // V
const Vector truth{2.2e-3, 5e-15};

const std::string study_text = R"(title = "Synthetic"
cell = "cells/marquis2019.toml"
case = "examples/spm-marquis2019.toml"

[[parameters]]
name = "series resistance"
key = "cell.series_resistance"
start = "1e-3 ohm m^2"
bounds = ["0 ohm m^2", "5e-3 ohm m^2"]

[[parameters]]
name = "diffusivity"
key = "cell.negative.phases.graphite.diffusivity"
start = "2e-14 m^2/s"
bounds = ["1e-15 m^2/s", "1e-13 m^2/s"]
scale = "log"

[[targets]]
name = "discharge"
series = "voltage"
file = "synthetic.csv"
column = "voltage"
sigma = "2 mV"
)";

/// The study with data made from the truth.
class SyntheticStudy {
public:
  explicit SyntheticStudy(unsigned seed)
      : directory_(fs::path(testing::TempDir()) / ("synthetic" + std::to_string(getpid()))) {
    fs::create_directories(directory_);
    std::ofstream(directory_ / "study.toml") << study_text;
    write(Vector(40, 3.7));
    const Study blank = read_study(directory_ / "study.toml");
    Vector voltage = Evaluator(blank, 1, nullptr)({truth}).front().of_point;
    std::mt19937_64 random(seed);
    for (double& value : voltage) value += noise * normal(random);
    write(voltage);
    study = read_study(directory_ / "study.toml");
  }

  Study study;

private:
  /// The same numbers with every standard library, unlike std::normal_distribution.
  static double normal(std::mt19937_64& random) {
    double sum = -6.0;
    for (int i = 0; i < 12; ++i) sum += static_cast<double>(random() >> 11) * 0x1p-53;
    return sum;
  }

  void write(const Vector& voltage) const {
    std::ofstream file(directory_ / "synthetic.csv");
    file.precision(12);
    file << "time [s],voltage [V]\n";
    for (std::size_t i = 0; i < voltage.size(); ++i)
      file << 60.0 * static_cast<double>(i + 1) << "," << voltage[i] << "\n";
  }

  fs::path directory_;
};

CalibrateOptions two_workers() {
  CalibrateOptions options;
  options.workers = 2;
  return options;
}

}  // namespace

TEST(SyntheticStudy, RecoversTheTruthWithinItsStatedErrors) {
  double squares = 0.0;
  for (const unsigned seed : {1u, 2u, 3u, 4u}) {
    const SyntheticStudy synthetic(seed);
    const Calibration fit = calibrate(synthetic.study, two_workers());
    for (std::size_t i = 0; i < truth.size(); ++i) {
      const StudyParameter& parameter = synthetic.study.parameters[i];
      const double error = parameter.place_of(fit.parameters[i]) - parameter.place_of(truth[i]);
      const double stated = fit.known.standard_errors[i];
      EXPECT_LT(stated, 0.1) << parameter.name;
      EXPECT_LT(std::abs(error), 3.5 * stated) << parameter.name << ", seed " << seed;
      squares += error * error / (stated * stated);
    }
    EXPECT_NEAR(rms_of(synthetic.study, fit.simulated, 0), noise, 0.4 * noise);
  }
  // Eight errors over their stated deviations: chi^2 of eight degrees, 1 % to 99 %.
  EXPECT_GT(squares, 1.6);
  EXPECT_LT(squares, 20.1);
}

TEST(SyntheticStudy, SameSeedSameFitWhateverTheWorkers) {
  const SyntheticStudy synthetic(7);
  CalibrateOptions one = two_workers();
  one.workers = 1;
  EXPECT_EQ(calibrate(synthetic.study, one).parameters, calibrate(synthetic.study, two_workers()).parameters);
}

TEST(SyntheticStudy, WritesTheCellWithItsProvenance) {
  const SyntheticStudy synthetic(7);
  Calibration fit;
  fit.parameters = truth;
  const std::string text = calibrated_cell(synthetic.study, fit);
  EXPECT_THAT(text, HasSubstr("source = \"calibrated\""));
  EXPECT_THAT(text, HasSubstr("\"0.0022 ohm m^2\""));
  const fs::path file = fs::path(testing::TempDir()) / ("cell" + std::to_string(getpid()) + ".toml");
  std::ofstream(file) << text;
  EXPECT_DOUBLE_EQ(read_cell_of(file).series_resistance, 2.2e-3);
}

TEST(SyntheticStudy, StoppedBeforeItStartsSaysSo) {
  const SyntheticStudy synthetic(7);
  const std::atomic<bool> stop = true;
  CalibrateOptions options;
  options.stop = &stop;
  const Calibration fit = calibrate(synthetic.study, options);
  EXPECT_TRUE(fit.interrupted);
  EXPECT_THAT(fit_text(synthetic.study, fit), HasSubstr("interrupted"));
}

TEST(SyntheticStudy, AFittedResistanceNeedsASpectrum) {
  SyntheticStudy synthetic(7);
  synthetic.study.targets[0].reading = {.quantity = "rs-rsei-rct-zw:Rct", .unit = "ohm"};
  try {
    calibrate(synthetic.study, two_workers());
    FAIL();
  } catch (const NumericsError& error) {
    EXPECT_THAT(error.what(),
                HasSubstr("a run takes no impedance, and \"rs-rsei-rct-zw:Rct\" is fitted to a spectrum"));
  }
}

TEST(SyntheticStudy, AQuantityNoRunGivesIsToldWithThoseItGives) {
  SyntheticStudy synthetic(7);
  synthetic.study.targets[0].reading.series = "volts";
  try {
    calibrate(synthetic.study, two_workers());
    FAIL();
  } catch (const NumericsError& error) {
    EXPECT_THAT(error.what(), HasSubstr("the series has no column \"volts\""));
  }
}
