#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "app/ccd_output.hpp"
#include "app/commands.hpp"
#include "app/experiment.hpp"

namespace silith::app {
namespace {

SymmetricOptions options_of(const CcdArguments& arguments) {
  SymmetricOptions options;
  options.offset = offset_of(arguments.offset);
  options.source = charge_source_of(arguments.charge);
  options.hard_share = arguments.hard_share;
  options.soft_drop = arguments.soft_drop;
  options.clear_drop = arguments.clear_drop;
  options.fluctuation_rise = arguments.fluctuation;
  options.spike_rise = arguments.spike;
  options.growth = arguments.growth;
  options.growth_rate = arguments.growth_rate;
  options.validate();
  return options;
}

double recorded_or(double recorded, double stated) {
  if (std::isfinite(recorded)) return recorded;
  return stated > 0.0 ? stated : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace

const SymmetricHalf& decisive(const CcdFile& file) {
  return file.cell.first_short ? file.cell.halves[*file.cell.first_short] : file.cell.halves.back();
}

double pressure_at(const CcdFile& file, const SymmetricHalf& half) {
  return recorded_or(half.pressure, file.pressure);
}

double temperature_at(const CcdFile& file, const SymmetricHalf& half) {
  return recorded_or(half.temperature, file.temperature);
}

int analyse_ccd(const CcdArguments& arguments) {
  const SymmetricOptions options = options_of(arguments);
  CcdFile file;
  const double area = positive_option(arguments.area, "--area", "m^2", "0.785 cm^2");
  file.pressure = positive_option(arguments.pressure, "--pressure", "Pa", "50 MPa");
  file.temperature = positive_option(arguments.temperature, "--temperature", "K", "60 degC");
  file.record = read_experiment(arguments.file);
  file.area = area > 0.0 ? area : file.record.area;
  file.cell = analyse_symmetric_cell(file.record, options);
  if (!(file.area > 0.0))
    file.cell.findings.push_back({"no-area", "warning",
                                  "the area is not known: the critical current is one in mA, "
                                  "which compares with nothing",
                                  "state it: --area \"0.785 cm^2\""});
  if (!arguments.directory.empty()) write_ccd(arguments.directory, file);
  fmt::print("{}", arguments.json ? ccd_json(file) : ccd_text(file));
  return ok;
}

}  // namespace silith::app
