// libFuzzer target: any text read as a circuit ends in an input error or in a circuit that reads back the same and has
// a finite impedance and derivatives.
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "analysis/circuit.hpp"
#include "base/diagnostic.hpp"

namespace {

bool finite(std::complex<double> z) {
  return std::isfinite(z.real()) && std::isfinite(z.imag());
}

void check(const silith::Circuit& circuit) {
  if (silith::Circuit::parse(circuit.text()).text() != circuit.text()) std::abort();
  const std::vector<double> p(circuit.size(), 0.5);
  const std::vector<silith::AngularFrequency> at{silith::AngularFrequency(1.0)};
  std::vector<std::complex<double>> z(1), dz(circuit.size());
  circuit.evaluate(at, p, z, dz);
  if (!finite(z[0])) std::abort();
  for (const auto& derivative : dz)
    if (!finite(derivative)) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    check(silith::Circuit::parse(std::string_view(reinterpret_cast<const char*>(data), size)));
  } catch (const silith::InputError&) {
  }
  return 0;
}
