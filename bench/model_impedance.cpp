#include <fmt/format.h>

#include "cell1d/frequency_response.hpp"
#include "cell1d/impedance_split.hpp"
#include "cell1d/start_state.hpp"
#include "input/case.hpp"
#include "timing.hpp"

// Impedance of the model, 60 frequencies from 100 kHz to 1 mHz: CPU time on one core, linearisation and parts included.
namespace silith::bench {
namespace {

constexpr int frequencies = 60, repetitions = 21;

double frequency(int k) {
  return 1e5 * std::pow(1e-8, double(k) / (frequencies - 1.0));
}

struct Sweep {
  Times times;
  std::vector<std::complex<double>> impedance;
};

enum class Parts { with, without };

Sweep sweep(CellModel& model, FrequencyResponse::Linear linear, Parts parts) {
  const auto y = start_state(model);
  const std::vector<double> rates(y.size());
  Sweep result;
  for (int n = 0; n < repetitions; ++n) {
    const double start = cpu_time();
    result.impedance.clear();
    FrequencyResponse response(model, 0.0, y, rates, linear);
    ImpedanceSplit split(model, y);
    for (int k = 0; k < frequencies; ++k) {
      const auto answer = response.at(frequency(k));
      result.impedance.push_back(answer[model.layout().voltage]);
      if (parts == Parts::with) split.evaluate(frequency(k), answer);
    }
    result.times.add(cpu_time() - start);
  }
  return result;
}

void print(const std::string& name, const std::string& file, const std::string& peer, const std::string& target) {
  const Case read = read_case(std::string(SILITH_SOURCE_DIR "/") + file, {});
  CellModel model(read.cell);
  const Sweep fast = sweep(model, FrequencyResponse::Linear::condensed, Parts::with),
              bare = sweep(model, FrequencyResponse::Linear::condensed, Parts::without),
              plain = sweep(model, FrequencyResponse::Linear::plain, Parts::without);
  double difference = 0.0;
  for (std::size_t k = 0; k < fast.impedance.size(); ++k)
    difference = std::max(difference, std::abs(fast.impedance[k] / plain.impedance[k] - 1.0));
  fmt::print("{:32}{:>9}{:>9.3g}{:>11.3g}{:>13.3g}{:>8}{:>8}{:>12.1e}\n", name, model.size(), 1e3 * fast.times.median(),
             1e3 * bare.times.median(), 1e3 * plain.times.median(), peer, target, difference);
}

}  // namespace

void print_model_impedance() {
  fmt::print("{} frequencies, 100 kHz to 1 mHz, CPU time in ms\n", frequencies);
  fmt::print("{:32}{:>9}{:>9}{:>11}{:>13}{:>8}{:>8}{:>12}\n", "", "unknowns", "median", "no parts", "complex KLU",
             "peer", "target", "difference");
  print("DFN, Marquis 2019", "examples/impedance-marquis2019.toml", "122", "10");
  print("double layer", "examples/impedance.toml", "", "30");
}

}  // namespace silith::bench

int main() {
  silith::bench::print_model_impedance();
}
