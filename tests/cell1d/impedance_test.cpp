#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <numbers>

#include "base/constants.hpp"
#include "cell1d/frequency_response.hpp"
#include "cell1d/impedance_split.hpp"
#include "cell1d/start_state.hpp"
#include "cells.hpp"
#include "marquis.hpp"
#include "runs.hpp"

// Frequency response of the cell (Eq. C14 to C16) against closed solutions and against the same model in time.
namespace silith::testing {
namespace {

using Complex = std::complex<double>;
constexpr double thermal = gas_constant * 298.15 / faraday;
constexpr Complex i{0.0, 1.0};

Complex parallel(double R, double C, double w) {
  return R / (1.0 + i * w * R * C);
}

/// At rest, in equilibrium. ohm m^2
std::vector<Complex> spectrum(const Cell& cell, const std::vector<double>& frequencies,
                              FrequencyResponse::Linear linear = FrequencyResponse::Linear::condensed) {
  CellModel model(cell);
  const auto y = start_state(model);
  FrequencyResponse response(model, 0.0, y, std::vector<double>(y.size()), linear);
  std::vector<Complex> Z;
  for (const double f : frequencies) Z.push_back(response.impedance(f));
  return Z;
}

std::vector<double> decades(double highest, double lowest, int points) {
  std::vector<double> out;
  for (int k = 0; k < points; ++k) out.push_back(highest * std::pow(lowest / highest, k / (points - 1.0)));
  return out;
}

Cell lithium_cell() {
  Cell cell;
  cell.name = "Li | Li";
  cell.area = 2.0;
  cell.layers = {metal("left"), electrolyte("separator", 1e-4, 3, 0.5), metal("right")};
  cell.interfaces = {reaction(20.0, 2e-3), reaction(10.0, 1e-3)};
  cell.interfaces[0].contact_fraction = 0.5;
  cell.series_resistance = 1e-4;
  cell.first_separator = cell.last_separator = 1;
  return cell;
}

TEST(Impedance, OfALithiumSymmetricCellIsItsDcResistance) {
  const double resistance = 1e-4 / 0.5 + 1e-4 + (thermal / 20.0 + 2e-3) / 0.5 + thermal / 10.0 + 1e-3;
  for (const Complex& Z : spectrum(lithium_cell(), {1e5, 1.0, 1e-4})) {
    EXPECT_NEAR(Z.real(), resistance, 1e-12 * resistance);
    EXPECT_NEAR(Z.imag(), 0.0, 1e-12 * resistance);
  }
  const Record record = run(lithium_cell(), {until_time(constant_current(1e-3), 10.0)}, with_tolerance(1e-11));
  EXPECT_NEAR(last(record, "voltage") / 1e-3, resistance, 1e-6 * resistance);
}

TEST(Impedance, OfPlanarCapacitancesIsThatOfTheirCircuit) {
  Cell cell = lithium_cell();
  add_capacitances(cell);
  const auto side = [&](const Interface& interface, double w) {
    const auto& kinetics = *interface.reaction;
    const double j0 = kinetics.exchange_current_density({.T = 298.15}).value;
    return (parallel(thermal / j0, kinetics.double_layer_capacitance, w) +
            parallel(kinetics.bridged_resistance, kinetics.film_capacitance, w) + kinetics.film_resistance -
            kinetics.bridged_resistance) /
           interface.contact_fraction;
  };
  for (const double f : decades(1e6, 1e-3, 40)) {
    const double w = 2.0 * std::numbers::pi * f;
    const Complex expected = 1e-4 / 0.5 + 1e-4 + side(cell.interfaces[0], w) + side(cell.interfaces[1], w);
    EXPECT_LT(std::abs(spectrum(cell, {f})[0] - expected), 1e-11 * std::abs(expected)) << f;
  }
}

/// Newman's electrode of L = kappa = sigma = 1 against lithium; as in newman_test.cpp, with a double layer.
Cell porous_cell(double nu, int cells) {
  Layer electrode = electrolyte("electrode", 1.0, cells, 1.0);
  electrode.electronic = Conduction{constant_law(1.0, "S/m"), {}};
  electrode.populations = {particles("storage", "3.0", 1e5, 1e-6, 0.5, 0.5)};
  auto& population = electrode.populations[0];
  population.shells = 1;
  population.kinetics->exchange_current_density =
      constant_law(nu * nu / 2.0 * thermal / population.specific_area, "A/m^2");
  population.kinetics->double_layer_capacitance = 1.0 / population.specific_area;  // 1 F/m^3
  Cell cell;
  cell.area = 1.0;
  cell.layers = {metal("lithium"), electrolyte("separator", 1e-3, 1, 2.0), electrode};
  cell.interfaces = {reaction(10.0), {}};
  cell.first_separator = cell.last_separator = 1;
  return cell;
}

TEST(Impedance, OfAPorousElectrodeIsThatOfItsTransmissionLine) {
  // both rails of resistance 1, wall admittance Y: x^2 = 2 Y, Z = (1 + 2/(x sinh x) + 2 coth(x)/x)/2
  for (const double nu : {1.0, 5.0}) {
    const Cell cell = porous_cell(nu, 600);
    const std::vector<double> frequencies = decades(100.0, 1e-3, 11);
    const auto Z = spectrum(cell, frequencies);
    for (std::size_t k = 0; k < frequencies.size(); ++k) {
      const double w = 2.0 * std::numbers::pi * frequencies[k];
      const Complex x = std::sqrt(nu * nu + 2.0 * i * w);
      const Complex expected = 0.5 * (1.0 + 2.0 / (x * std::sinh(x)) + 2.0 * std::cosh(x) / (x * std::sinh(x)));
      const Complex found = Z[k] - 1e-3 / 2.0 - thermal / 10.0;
      EXPECT_LT(std::abs(found - expected), 2e-4 * std::abs(expected)) << nu << " " << frequencies[k];
    }
  }
}

/// Everything linear: potentials linear in x, constant coefficients.
Cell linear_cell() {
  Cell cell = metal_cell({.cells = 8, .shells = 12});
  Layer& cathode = cell.layers[2];
  cathode.electronic = Conduction{constant_law(0.05, "S/m"), {}};
  cathode.populations = {particles("fine", "3.9-0.5*x", 1e4, 1e-6, 0.2, 0.5),
                         particles("coarse", "3.9-0.5*x", 1.2e4, 2e-6, 0.25, 0.5)};
  cathode.populations[1].diffusivity = constant_law(4e-15, "m^2/s");
  return cell;
}

TEST(Impedance, TowardsZeroFrequencyIsTheQuasiSteadyResistance) {
  const Cell cell = linear_cell();
  constexpr double I = 0.05;
  const Record record = run(cell, {until_time(constant_current(I), 2e4)}, with_tolerance(1e-9));
  const double resistance = (last(record, "voltage") - last(record, "open_circuit_voltage")) / I;
  const Complex Z = spectrum(cell, {1e-7})[0];
  EXPECT_NEAR(Z.real(), resistance, 1e-5 * resistance);
  // and its parts are those that the run shows
  CellModel model(cell);
  const auto y = start_state(model);
  FrequencyResponse response(model, 0.0, y, std::vector<double>(y.size()));
  ImpedanceSplit split(model, y);
  const auto parts = split.evaluate(1e-7, response.at(1e-7));
  for (std::size_t k = 0; k < parts.size(); ++k) {
    const auto& [place, cause] = split.contributions()[k];
    if (cause == ImpedanceSplit::Cause::storage) continue;
    const double shown = last(record, "overpotential." + place + "." + to_string(cause)) / I;
    EXPECT_NEAR(parts[k].real(), shown, 1e-4 * resistance) << place << " " << to_string(cause);
  }
}

/// Amplitude over amplitude of voltage and current, ohm m^2, from the last of some periods of a sine, without its
/// drift.
Complex in_time(const Cell& cell, double frequency, double amplitude) {
  constexpr int points = 256, periods = 6;
  const double period = 1.0 / frequency;
  std::vector<double> t, current;
  for (int k = 0; k <= points * periods; ++k) {
    t.push_back(period * k / points);
    current.push_back(amplitude * std::sin(2.0 * std::numbers::pi * k / points));
  }
  const Record record = run(cell, {sampled(profile(t, current, cell.area), period / points)}, with_tolerance(1e-10));
  const auto& V = record.series.at("voltage").values;
  const auto& I = record.series.at("current").values;
  EXPECT_EQ(V.size(), t.size());
  const std::size_t first = V.size() - points - 1;
  const double drift = (V.back() - V[first]) / points;
  Complex sum_V = 0.0, sum_I = 0.0;
  for (int k = 0; k < points; ++k) {
    const Complex turn = std::exp(-2.0 * std::numbers::pi * i * double(k) / double(points));
    sum_V += (V[first + k] - drift * k) * turn;
    sum_I += I[first + k] / cell.area * turn;
  }
  return sum_V / sum_I;
}

void expect_same_in_time(Cell cell, const std::vector<double>& frequencies, double amplitude) {
  add_capacitances(cell);
  for (const double f : frequencies) {
    const Complex expected = in_time(cell, f, amplitude), found = spectrum(cell, {f})[0];
    EXPECT_LT(std::abs(found - expected), 1e-3 * std::abs(found))
        << cell.name << ", " << f << " Hz: " << found << " against " << expected;
  }
}

TEST(Impedance, AgreesWithASmallSineInTime) {
  expect_same_in_time(marquis_cell({.anode = 8, .separator = 6, .cathode = 8, .shells = 10}), {1e3, 30.0, 0.5, 5e-3},
                      0.3);
  expect_same_in_time(symmetric_cell(), {1e4, 100.0, 0.1}, 0.3);
  expect_same_in_time(metal_cell(), {1e3, 5.0, 0.01}, 0.05);
  expect_same_in_time(salt_half_cell(), {1e3, 5.0, 0.01}, 0.05);
}

TEST(Impedance, ItsPartsAddUp) {
  for (const bool capacitive : {false, true}) {
    for (Cell cell : {marquis_cell({.anode = 8, .separator = 6, .cathode = 8, .shells = 10}), double_layer_cell(),
                      symmetric_cell(), metal_cell(), reversed_metal_cell(), salt_half_cell()}) {
      if (capacitive) add_capacitances(cell);
      CellModel model(cell);
      const auto y = start_state(model);
      FrequencyResponse response(model, 0.0, y, std::vector<double>(y.size()));
      ImpedanceSplit split(model, y);
      for (const double f : {1e5, 10.0, 1e-3}) {
        const auto answer = response.at(f);
        const Complex Z = answer[model.layout().voltage];
        Complex sum = 0.0;
        for (const Complex& part : split.evaluate(f, answer)) sum += part;
        EXPECT_LT(std::abs(sum - Z), 1e-9 * std::abs(Z)) << cell.name << " " << f;
      }
    }
  }
}

TEST(Impedance, PartsOfAPlanarCellAreThoseOfItsCircuit) {
  Cell cell = symmetric_cell();
  add_capacitances(cell);
  CellModel model(cell);
  const auto y = start_state(model);
  FrequencyResponse response(model, 0.0, y, std::vector<double>(y.size()));
  ImpedanceSplit split(model, y);
  const auto& kinetics = *cell.interfaces[0].reaction;
  for (const double f : {1e4, 10.0}) {
    const double w = 2.0 * std::numbers::pi * f;
    const auto parts = split.evaluate(f, response.at(f));
    for (std::size_t k = 0; k < parts.size(); ++k) {
      const auto& [place, cause] = split.contributions()[k];
      if (place == "separator" && cause == ImpedanceSplit::Cause::ohmic) {
        EXPECT_LT(std::abs(parts[k] - 4e-4 / 0.3), 1e-12);
      }
      if (place == "left|separator" && cause == ImpedanceSplit::Cause::film) {
        const Complex film = parallel(kinetics.bridged_resistance, kinetics.film_capacitance, w) +
                             kinetics.film_resistance - kinetics.bridged_resistance;
        EXPECT_LT(std::abs(parts[k] - film), 1e-12);
      }
      if (place == "leads") {
        EXPECT_LT(std::abs(parts[k] - cell.series_resistance), 1e-15);
      }
    }
  }
}

TEST(Impedance, OfTheWholeMatrixIsTheSame) {
  Cell cell = double_layer_cell();
  add_capacitances(cell);
  const auto frequencies = decades(1e5, 1e-3, 20);
  const auto fast = spectrum(cell, frequencies), plain = spectrum(cell, frequencies, FrequencyResponse::Linear::plain);
  for (std::size_t k = 0; k < fast.size(); ++k) EXPECT_LT(std::abs(fast[k] - plain[k]), 1e-9 * std::abs(plain[k]));
}

}  // namespace
}  // namespace silith::testing
