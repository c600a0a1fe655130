#include "instrument/impedance_checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace silith {
namespace {

void check_frequencies(const Table& table, std::vector<Finding>& findings) {
  const auto& f = table.find("frequency")->values;
  const auto left_out = std::count_if(f.begin(), f.end(), [](double value) { return !(value > 0.0); });
  if (left_out == 0) return;
  const auto first = std::find_if(f.begin(), f.end(), [](double value) { return !(value > 0.0); });
  findings.push_back({"no-frequency", "note",
                      fmt::format("{} rows without a frequency above zero are left out, the first in line {}", left_out,
                                  table.lines[static_cast<std::size_t>(first - f.begin())]),
                      ""});
}

struct Disagreement {
  std::size_t count = 0, first = 0;
  void add(std::size_t row) {
    if (count++ == 0) first = row;
  }
};

void report(const Table& table, const Disagreement& found, const char* what, std::vector<Finding>& findings) {
  if (found.count == 0) return;
  findings.push_back(
      {"impedance-contradicts", "warning",
       fmt::format("{} in {} of {} rows, first in line {}", what, found.count, table.rows(), table.lines[found.first]),
       "Z' and Z'' are used; check signs and units of the export"});
}

void check_polar(const Table& table, std::vector<Finding>& findings) {
  const TableColumn *re = table.find("z_real"), *im = table.find("z_imag");
  const TableColumn *mod = table.find("z_abs"), *phase = table.find("z_phase"), *f = table.find("frequency");
  if (!re || !im) return;
  constexpr double modulus_tolerance = 0.01, phase_tolerance = 2.0 * std::numbers::pi / 180.0;
  Disagreement modulus, angle, turned;
  for (std::size_t i = 0; i < table.rows(); ++i) {
    if (!(f->values[i] > 0.0)) continue;
    const double expected = std::hypot(re->values[i], im->values[i]);
    if (mod && std::isfinite(mod->values[i]) && std::abs(mod->values[i] - expected) > modulus_tolerance * expected)
      modulus.add(i);
    if (!phase || !std::isfinite(phase->values[i]) || !(expected > 0.0)) continue;
    const double away = phase->values[i] - std::atan2(im->values[i], re->values[i]);
    if (std::abs(std::remainder(away, 2.0 * std::numbers::pi)) <= phase_tolerance) continue;
    const double mirrored = phase->values[i] + std::atan2(im->values[i], re->values[i]);
    (std::abs(std::remainder(mirrored, 2.0 * std::numbers::pi)) <= phase_tolerance ? turned : angle).add(i);
  }
  report(table, modulus, "|Z| is not the magnitude of Z' and Z''", findings);
  report(table, turned, "the phase has the opposite sign of Z''", findings);
  report(table, angle, "the phase does not fit Z' and Z''", findings);
}

/// Of the lower half of the frequencies, the share with a positive imaginary part.
double positive_share(const Spectrum& spectrum) {
  std::vector<std::pair<double, double>> points;
  for (std::size_t i = 0; i < spectrum.size(); ++i)
    points.emplace_back(spectrum.frequency[i], spectrum.impedance[i].imag());
  std::sort(points.begin(), points.end());
  points.resize((points.size() + 1) / 2);
  const auto positive = std::count_if(points.begin(), points.end(), [](const auto& p) { return p.second > 0.0; });
  return static_cast<double>(positive) / static_cast<double>(points.size());
}

}  // namespace

void check_impedance_table(const Table& table, std::vector<Finding>& findings) {
  check_frequencies(table, findings);
  check_polar(table, findings);
}

void check_spectra(Record& record) {
  constexpr double share = 0.8;
  constexpr std::size_t few = 5;
  std::size_t turned = 0, small = 0, negative = 0;
  for (const Spectrum& spectrum : record.spectra) {
    if (spectrum.size() >= few && positive_share(spectrum) > share) ++turned;
    if (spectrum.size() < few) ++small;
    for (const auto& z : spectrum.impedance)
      if (z.real() < 0.0) ++negative;
  }
  const std::size_t all = record.spectra.size();
  if (turned > 0)
    record.findings.push_back(
        {"imaginary-positive", "warning",
         fmt::format("Z'' is positive at low frequencies in {} of {} spectra, as of an inductance", turned, all),
         "if the column holds -Z'', name it \"-Z''\" in the heading"});
  if (small > 0)
    record.findings.push_back({"few-points", "warning",
                               fmt::format("{} of {} spectra have fewer than {} frequencies", small, all, few),
                               "a sweep that was broken off, or rows out of order"});
  if (negative > 0)
    record.findings.push_back(
        {"real-part-negative", "note", fmt::format("the real part is negative in {} points", negative), ""});
}

}  // namespace silith
