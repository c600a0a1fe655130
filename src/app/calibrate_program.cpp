// silith-calibrate: the part of `silith calibrate` that needs Ceres, whose many libraries would slow the start of every
// other command. Started by it as: silith-calibrate STUDY DIRECTORY WORKERS STARTS LEAVE-OUT(0|1) QUIET(0|1)
#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "app/commands.hpp"
#include "app/interrupt.hpp"
#include "base/atomic_file.hpp"
#include "base/diagnostic.hpp"
#include "study/calibrate.hpp"
#include "study/calibrated_cell.hpp"
#include "study/fit_report.hpp"
#include "study/worker_pool.hpp"

namespace silith::app {
namespace {

namespace fs = std::filesystem;

int fit(const std::string& file, const fs::path& directory, const CalibrateOptions& options) {
  const Study study = read_study(file);
  create_output_directory(directory);
  take_interrupts();
  const Calibration calibration = calibrate(study, options);
  const std::string text = fit_text(study, calibration);
  fmt::print("{}", text);
  if (calibration.parameters.empty()) return interrupted;
  write_file(directory / "fit.txt", text);
  write_file(directory / "fit.json", fit_json(study, calibration));
  write_file(directory / "points.csv", points_csv(study, calibration));
  if (!study.cell_file.empty()) write_file(directory / "cell.toml", calibrated_cell(study, calibration));
  fmt::print("results: {}\n", fs::absolute(directory).lexically_normal().string());
  return calibration.interrupted ? interrupted : ok;
}

int go(int count, char** words) {
  if (count != 7) throw InputError("silith-calibrate is a part of silith", "run `silith calibrate STUDY`");
  CalibrateOptions options;
  options.workers = std::atoi(words[3]) > 0 ? std::atoi(words[3]) : available_processors();
  options.starts = std::atoi(words[4]);
  options.leave_out = words[5][0] == '1';
  options.stop = &interrupt_asked();
  const bool terminal = isatty(STDERR_FILENO) == 1;
  if (words[6][0] == '0')
    options.say = [terminal](const std::string& line) {
      fmt::print(stderr, "{}{}", terminal ? "\r\033[K" : "", line + (terminal ? "" : "\n"));
    };
  const int status = fit(words[1], words[2], options);
  return status;
}

}  // namespace
}  // namespace silith::app

int main(int count, char** words) {
  using namespace silith;
  try {
    return app::go(count, words);
  } catch (const InputError& error) {
    fmt::print(stderr, "{}\n", error.what());
    return app::wrong_input;
  } catch (const NumericsError& error) {
    fmt::print(stderr, "silith: {}\n", error.what());
    return app::numerics_failed;
  } catch (const std::exception& error) {
    fmt::print(stderr, "silith: internal error: {}\nThis is a bug of silith; please report it with the study.\n",
               error.what());
    return app::our_bug;
  }
}
