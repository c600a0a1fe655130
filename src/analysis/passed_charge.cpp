#include "analysis/passed_charge.hpp"

#include <fmt/format.h>

#include "base/diagnostic.hpp"

namespace silith {

ChargeSource charge_source_of(const std::string& name) {
  if (name == "automatic") return ChargeSource::automatic;
  if (name == "counter") return ChargeSource::counter;
  if (name == "current") return ChargeSource::current;
  throw InputError(fmt::format("there is no source of charge \"{}\"", name), "write automatic, counter or current");
}

PassedCharge passed_charge(const TimeSeries& series, ChargeSource source) {
  PassedCharge passed;
  const auto counted = source == ChargeSource::current ? std::nullopt : counted_row_charges(series);
  if (!counted && source == ChargeSource::counter) {
    throw InputError("the file has no counter of capacity", "leave --charge out: charges are integrals of the current");
  }
  passed.by_counter = counted.has_value();
  passed.rows = counted ? *counted : integrated_row_charges(series);
  const auto& voltage = series.at("voltage").values;
  const auto& current = series.at("current").values;
  for (std::size_t i = 0; i < series.rows(); ++i) {
    // Where the current starts or turns, the row before stands at another potential.
    const bool goes_on = i > 0 && current[i - 1] * current[i] > 0.0;
    const double mean = goes_on ? 0.5 * (voltage[i - 1] + voltage[i]) : voltage[i];
    passed.charge_energy.push_back(mean * passed.rows.charge[i]);
    passed.discharge_energy.push_back(mean * passed.rows.discharge[i]);
  }
  return passed;
}

}  // namespace silith
