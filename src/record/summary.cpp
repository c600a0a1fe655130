#include "record/summary.hpp"

#include <cmath>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "base/atomic_file.hpp"

namespace silith {
namespace {

using Json = nlohmann::ordered_json;

double finite(double value, const std::string& name) {
  if (!std::isfinite(value)) throw std::logic_error("summary: " + name + " is not finite");
  return value;
}

Json quantities_of(const Record& record) {
  Json quantities = Json::object();
  for (const auto& [name, quantity] : record.quantities)
    quantities[name] = {
        {"value", finite(quantity.value, name)}, {"unit", quantity.unit}, {"long_name", quantity.long_name}};
  return quantities;
}

Json step_of(const StepRow& step, const Record& record) {
  const std::string where = "step " + std::to_string(step.step) + " ";
  Json json{{"cycle", step.cycle}, {"step", step.step}, {"type", step.type}, {"text", step.text}};
  const auto put = [&](const char* name, double value) { json[name] = finite(value, where + name); };
  json["end_reason"] = step.end_reason;
  put("start_time", step.start_time);
  put("duration", step.duration);
  put("mean_current", step.mean_current);
  if (record.area > 0.0) put("mean_current_density", step.mean_current / record.area);
  put("charge", step.charge);
  if (record.area > 0.0) put("areal_charge", step.charge / record.area);
  if (record.active_mass > 0.0) put("specific_charge", step.charge / record.active_mass);
  put("energy", step.energy);
  put("mean_voltage", step.mean_voltage);
  put("start_voltage", step.start_voltage);
  put("end_voltage", step.end_voltage);
  return json;
}

Json findings_of(const Record& record) {
  Json findings = Json::array();
  for (const auto& finding : record.findings)
    findings.push_back({{"code", finding.code},
                        {"severity", finding.severity},
                        {"message", finding.message},
                        {"advice", finding.advice}});
  return findings;
}

/// Column-wise, as the arrays of every program that plots.
Json spectrum_of(const Spectrum& spectrum) {
  Json json{{"title", spectrum.title}, {"time", finite(spectrum.time, "time of a spectrum")}};
  if (std::isfinite(spectrum.voltage)) json["voltage"] = spectrum.voltage;
  Json frequency = Json::array(), real = Json::array(), imaginary = Json::array();
  for (std::size_t i = 0; i < spectrum.size(); ++i) {
    frequency.push_back(finite(spectrum.frequency[i], "frequency"));
    real.push_back(finite(spectrum.impedance[i].real(), "real part of the impedance"));
    imaginary.push_back(finite(spectrum.impedance[i].imag(), "imaginary part of the impedance"));
  }
  json["frequency"] = std::move(frequency);
  json["real"] = std::move(real);
  json["imaginary"] = std::move(imaginary);
  return json;
}

}  // namespace

std::string summary_json(const Record& record) {
  Json json;
  json["format"] = "silith.summary/1";
  json["title"] = record.title;
  json["metadata"] = record.metadata;
  if (record.area > 0.0) json["area"] = finite(record.area, "area");
  if (record.active_mass > 0.0) json["active_mass"] = finite(record.active_mass, "active_mass");
  json["quantities"] = quantities_of(record);
  json["steps"] = Json::array();
  for (const auto& step : record.steps) json["steps"].push_back(step_of(step, record));
  if (!record.spectra.empty()) {
    json["spectra"] = Json::array();
    for (const auto& spectrum : record.spectra) json["spectra"].push_back(spectrum_of(spectrum));
  }
  json["findings"] = findings_of(record);
  // A file name may hold bytes that are no UTF-8; they must not cost the user the results.
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

void write_summary_json(const std::filesystem::path& file, const Record& record) {
  write_file(file, summary_json(record));
}

}  // namespace silith
