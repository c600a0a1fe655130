#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "instrument/read.hpp"
#include "timing.hpp"

// Files of cyclers: CPU time of reading, recognition and checks of the content included.
namespace silith::bench {
namespace {

/// A csv of cycles of 1000 rows, a row a second, with the counters a cycler writes.
void write_csv(const std::filesystem::path& file, std::size_t rows) {
  std::ofstream out(file);
  out << "Test Time / s,Cycle Count / 1,Step Count / 1,Voltage / V,Current / A,Charging Capacity / Ah,Discharging "
         "Capacity / Ah\n";
  double charged = 0.0, discharged = 0.0;
  for (std::size_t i = 0; i < rows; ++i) {
    const std::size_t in_cycle = i % 1000;
    const bool charging = in_cycle < 500;
    const double share = static_cast<double>(in_cycle % 500) / 500.0;
    const double current = charging ? 2.5e-3 : -2.5e-3;
    (charging ? charged : discharged) += 2.5e-3 / 3600.0;
    out << fmt::format("{},{},{},{:.5f},{:.4e},{:.9f},{:.9f}\n", i, i / 1000, i / 500,
                       charging ? 3.5 + 0.7 * share : 4.2 - 0.7 * share, current, charged, discharged);
  }
}

void print(std::size_t rows, const std::filesystem::path& file, const std::string& target) {
  write_csv(file, rows);
  constexpr int repetitions = 5;
  Times times;
  for (int k = 0; k < repetitions; ++k) {
    const double start = cpu_time();
    read_measurement(file);
    times.add(cpu_time() - start);
  }
  fmt::print("{:>10} rows, {:>6.1f} MB{:>12.3g}{:>9.3g}{:>9}\n", rows,
             1e-6 * static_cast<double>(std::filesystem::file_size(file)), 1e3 * times.median(), 1e3 * times.least(),
             target);
}

}  // namespace
}  // namespace silith::bench

int main() {
  const auto file = std::filesystem::temp_directory_path() / fmt::format("silith-bench-reading-{}.csv", ::getpid());
  fmt::print("reading a csv of a cycler, CPU time in ms\n{:>26}{:>12}{:>9}{:>9}\n", "", "median", "least", "target");
  silith::bench::print(100000, file, "");
  silith::bench::print(1000000, file, "1000");
  std::filesystem::remove(file);
}
