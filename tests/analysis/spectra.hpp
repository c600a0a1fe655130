#pragma once
#include <algorithm>
#include <fstream>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "analysis/circuit.hpp"
#include "record/spectrum.hpp"

namespace silith::test {

/// Rows of numbers of a text file of tests/data/instrument: comma, tab or blank between columns; other rows are left
/// out.
inline Spectrum read_columns(const std::string& file, std::size_t f, std::size_t re, std::size_t im) {
  std::ifstream in(std::string(SILITH_SOURCE_DIR) + "/tests/data/instrument/" + file);
  Spectrum spectrum;
  for (std::string line; std::getline(in, line);) {
    for (char& c : line) {
      if (c == ',' || c == '\t') c = ' ';
    }
    std::istringstream words(line);
    std::vector<double> row;
    for (double x; words >> x;) row.push_back(x);
    if (row.size() <= std::max({f, re, im}) || !words.eof()) continue;
    spectrum.frequency.push_back(row[f]);
    spectrum.impedance.emplace_back(row[re], row[im]);
  }
  return spectrum;
}

inline Spectrum lithium_ion_cell() {
  return read_columns("impedance.py/exampleData.csv", 0, 1, 2);
}
inline Spectrum dummy_cell(int number) {
  return read_columns("impedance.py/Circuit" + std::to_string(number) + "_EIS_1.z", 0, 4, 5);
}
inline Spectrum chi_cell() {
  return read_columns("impedance.py/exampleDataCHInstruments.txt", 0, 1, 2);
}
inline Spectrum one_arc() {
  return read_columns("pyDRTtools/1ZARC.csv", 1, 2, 3);
}
inline Spectrum two_arcs() {
  return read_columns("pyDRTtools/2ZARC0.csv", 1, 2, 3);
}
inline Spectrum blocked_pellet() {
  return read_columns("hybrid-drt/lpscl_relaxis.txt", 0, 1, 2);
}

/// A spectrum of a circuit at log-spaced frequencies, with normal noise of a share of |Z| on both parts.
inline Spectrum simulated(const std::string& circuit, const std::vector<double>& p, double from, double to,
                          std::size_t points, double noise = 0.0, unsigned seed = 1) {
  Spectrum spectrum;
  std::vector<AngularFrequency> frequencies;
  for (std::size_t i = 0; i < points; ++i) {
    spectrum.frequency.push_back(from * std::pow(to / from, double(i) / double(points - 1)));
    frequencies.emplace_back(spectrum.frequency.back());
  }
  spectrum.impedance.resize(points);
  Circuit::parse(circuit).evaluate(frequencies, p, spectrum.impedance);
  std::mt19937 generator(seed);
  std::normal_distribution<double> normal(0.0, 1.0);
  for (auto& z : spectrum.impedance) {
    const double size = noise * std::abs(z);
    const double re = size * normal(generator), im = size * normal(generator);
    z += std::complex<double>(re, im);
  }
  return spectrum;
}

}  // namespace silith::test
