#include "record/spectrum_columns.hpp"

#include <stdexcept>

namespace silith {
namespace {

using Impedance = std::vector<std::complex<double>>;
const std::string part_prefix = "part.", real_suffix = "_real", imaginary_suffix = "_imaginary";

void add(TimeSeries& columns, const std::string& name, const std::string& title, const Impedance& impedance) {
  Column real{name + real_suffix, "ohm", title + ", real part", {}},
      imaginary{name + imaginary_suffix, "ohm", title + ", imaginary part", {}};
  for (const auto& z : impedance) {
    real.values.push_back(z.real());
    imaginary.values.push_back(z.imag());
  }
  columns.columns.push_back(std::move(real));
  columns.columns.push_back(std::move(imaginary));
}

Impedance impedance_of(const TimeSeries& columns, const std::string& name) {
  const auto &real = columns.at(name + real_suffix).values, &imaginary = columns.at(name + imaginary_suffix).values;
  if (real.size() != columns.rows() || imaginary.size() != columns.rows())
    throw std::logic_error("spectrum: columns differ in length");
  Impedance impedance;
  for (std::size_t k = 0; k < real.size(); ++k) impedance.emplace_back(real[k], imaginary[k]);
  return impedance;
}

}  // namespace

TimeSeries columns_of(const Spectrum& spectrum) {
  TimeSeries columns;
  columns.columns.push_back({"frequency", "Hz", "Frequency", spectrum.frequency});
  add(columns, "impedance", "Impedance", spectrum.impedance);
  for (const auto& part : spectrum.parts)
    add(columns, part_prefix + part.place + "." + part.cause, "Part of " + part.place + ", " + part.cause,
        part.impedance);
  return columns;
}

Spectrum spectrum_of(const TimeSeries& columns) {
  Spectrum spectrum;
  spectrum.frequency = columns.at("frequency").values;
  spectrum.impedance = impedance_of(columns, "impedance");
  for (const auto& column : columns.columns) {
    if (!column.name.starts_with(part_prefix) || !column.name.ends_with(real_suffix)) continue;
    const std::string name = column.name.substr(0, column.name.size() - real_suffix.size());
    const std::size_t dot = name.rfind('.');
    if (dot < part_prefix.size()) throw std::logic_error("spectrum: a part without a place");
    spectrum.parts.push_back(
        {name.substr(part_prefix.size(), dot - part_prefix.size()), name.substr(dot + 1), impedance_of(columns, name)});
  }
  return spectrum;
}

}  // namespace silith
