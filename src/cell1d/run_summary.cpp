#include "cell1d/run_summary.hpp"

#include <optional>

namespace silith {
namespace {

/// Steps in a row that pass charge in one direction (rests between them do not interrupt).
struct HalfCycle {
  double charge = 0.0;  ///< C, signed
  double energy = 0.0;  ///< J, signed
};

std::vector<HalfCycle> half_cycles(const std::vector<StepRow>& steps, double smallest) {
  std::vector<HalfCycle> halves;
  for (const auto& step : steps) {
    if (step.charge * step.charge <= smallest * smallest) continue;
    if (halves.empty() || halves.back().charge * step.charge < 0.0) halves.emplace_back();
    halves.back().charge += step.charge;
    halves.back().energy += step.energy;
  }
  return halves;
}

std::optional<HalfCycle> last(const std::vector<HalfCycle>& halves, bool charging) {
  for (auto half = halves.rbegin(); half != halves.rend(); ++half) {
    if ((half->charge > 0.0) == charging) return *half;
  }
  return std::nullopt;
}

/// Index of the largest -Im Z between two smaller ones; nullopt without an arc.
std::optional<std::size_t> top_of_arc(const Spectrum& spectrum) {
  std::optional<std::size_t> top;
  const auto height = [&](std::size_t k) { return -spectrum.impedance[k].imag(); };
  for (std::size_t k = 1; k + 1 < spectrum.size(); ++k) {
    const bool peak = height(k) > height(k - 1) && height(k) >= height(k + 1) && height(k) > 0.0;
    if (peak && (!top || height(k) > height(*top))) top = k;
  }
  return top;
}

void summarise_spectra(Record& record) {
  const bool several = record.spectra.size() > 1;
  for (std::size_t k = 0; k < record.spectra.size(); ++k) {
    const Spectrum& spectrum = record.spectra[k];
    const std::string prefix = several ? "spectrum_" + std::to_string(k + 1) + "_" : "",
                      title = several ? "Spectrum " + std::to_string(k + 1) + ": " : "";
    const auto put = [&](const std::string& name, double value, const std::string& unit, const std::string& text) {
      record.quantities.push_back({prefix + name, {value, unit, title + text}});
    };
    put("impedance_voltage", spectrum.voltage, "V", "Voltage at which impedance was taken");
    put("high_frequency_resistance", spectrum.impedance.front().real(), "ohm", "Re Z at the highest frequency");
    put("low_frequency_resistance", spectrum.impedance.back().real(), "ohm", "Re Z at the lowest frequency");
    put("low_frequency_reactance", spectrum.impedance.back().imag(), "ohm", "Im Z at the lowest frequency");
    const auto top = top_of_arc(spectrum);
    if (!top) continue;
    put("arc_frequency", spectrum.frequency[*top], "Hz", "Frequency at the top of the largest arc");
    put("arc_reactance", spectrum.impedance[*top].imag(), "ohm", "Im Z at the top of the largest arc");
  }
}

}  // namespace

void summarise(Record& record, const BalanceMonitor& balance, const IdaStatistics& statistics, const CellModel& model,
               double wall_time) {
  const double area = record.area;
  const auto put = [&](const std::string& name, double value, const std::string& unit, const std::string& long_name) {
    record.quantities.push_back({name, {value, unit, long_name}});
  };
  const auto halves = half_cycles(record.steps, 1e-9 * area);
  if (halves.size() >= 2 && halves[0].charge > 0.0) {
    put("first_cycle_coulombic_efficiency", -halves[1].charge / halves[0].charge, "1",
        "First-cycle Coulombic efficiency");
    put("first_cycle_energy_efficiency", -halves[1].energy / halves[0].energy, "1", "First-cycle energy efficiency");
  }
  for (const bool charging : {true, false}) {
    const auto half = last(halves, charging);
    if (!half) continue;
    const double sign = charging ? 1.0 : -1.0;
    const std::string name = charging ? "charge" : "discharge", title = charging ? "Charge" : "Discharge";
    put(name + "_capacity_areal", sign * half->charge / area, "C/m^2", title + " capacity per area");
    if (record.active_mass > 0.0) {
      put(name + "_capacity_specific", sign * half->charge / record.active_mass, "C/kg",
          title + " capacity per mass of cathode active material");
    }
    put(name + "_energy", sign * half->energy, "J", title + " energy");
    put(name + "_mean_voltage", half->energy / half->charge, "V", "Mean " + name + " voltage");
  }
  if (record.series.rows() > 0) {
    put("end_time", record.series.at("time").values.back(), "s", "End of the test");
    put("end_voltage", record.series.at("voltage").values.back(), "V", "Voltage at the end");
  }
  summarise_spectra(record);
  put("lithium_balance_error", balance.lithium_error(), "1",
      "Largest change of the lithium inventory over the inventory");
  put("charge_balance_error", balance.charge_error(), "1",
      "Largest difference of charge passed and lithium moved over the charge");
  put("wall_time", wall_time, "s", "Wall time of the simulation");
  put("unknowns", static_cast<double>(model.size()), "1", "Unknowns");
  put("solver_steps", static_cast<double>(statistics.steps), "1", "Time steps");
  put("newton_iterations", static_cast<double>(statistics.newton_iterations), "1", "Newton iterations");
  put("jacobians", static_cast<double>(statistics.jacobians), "1", "Jacobians factorised");
  put("error_test_failures", static_cast<double>(statistics.error_test_failures), "1",
      "Steps rejected for their error");
  put("convergence_failures", static_cast<double>(statistics.convergence_failures), "1",
      "Steps rejected for convergence");
}

}  // namespace silith
