#include <cmath>
#include <nlohmann/json.hpp>

#include "app/titration_output.hpp"
#include "base/atomic_file.hpp"
#include "record/number_text.hpp"
#include "record/summary.hpp"

namespace silith::app {
namespace {

using Json = nlohmann::ordered_json;

Json number(double value) {
  return std::isfinite(value) ? Json(value) : Json(nullptr);
}

Json estimate_json(const DiffusionEstimate& estimate) {
  return {{"D", number(estimate.D)},
          {"sigma", number(estimate.sigma)},
          {"valid", estimate.valid},
          {"remark", estimate.remark}};
}

Json row_json(const TitrationRow& row) {
  Json json{{"from_voltage", row.from_voltage},
            {"to_voltage", row.to_voltage},
            {"start_time", row.start_time},
            {"full", estimate_json(row.full)},
            {"short_time", estimate_json(row.short_time)},
            {"long_time", estimate_json(row.long_time)},
            {"tau", number(row.tau)},
            {"tau_sigma", number(row.tau_sigma)},
            {"biot", number(row.biot)},
            {"biot_sigma", row.biot_sigma > 0.0 ? number(row.biot_sigma) : Json(nullptr)}};
  if (!row.regime.empty()) json["regime"] = row.regime;
  if (!row.determined.empty()) json["determined"] = row.determined;
  for (const auto& [name, quantity] : row.more) json[name] = number(quantity.value);
  return json;
}

void append_row(std::string& text, const std::vector<double>& values) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i > 0) text += ',';
    append_number(text, values[i]);
  }
  text += '\n';
}

std::string diffusivity_csv(const Titration& titration) {
  std::string text =
      "Voltage / V,Diffusivity / m2/s,Standard Uncertainty / m2/s,Valid / 1,Short-Time Diffusivity / m2/s,Short-Time "
      "Valid / "
      "1,Long-Time Diffusivity / m2/s,Long-Time Valid / 1,Time Constant / s,Biot Number / 1\n";
  for (const auto& row : titration.rows) {
    append_row(text, {row.voltage(), row.full.D, row.full.sigma, double(row.full.valid), row.short_time.D,
                      double(row.short_time.valid), row.long_time.D, double(row.long_time.valid), row.tau, row.biot});
  }
  return text;
}

std::string fit_csv(const Titration& titration) {
  const bool pitt = titration.method == Titration::Method::pitt;
  std::string text = pitt ? "Step,Step Time / s,Current / A,Fitted Current / A\n"
                          : "Pulse,Pulse Time / s,Voltage / V,Fitted Voltage / V\n";
  for (std::size_t k = 0; k < titration.rows.size(); ++k) {
    const auto& row = titration.rows[k];
    for (std::size_t i = 0; i < row.time.size(); ++i)
      append_row(text, {double(k + 1), row.time[i], row.measured[i], row.fitted[i]});
  }
  return text;
}

}  // namespace

std::string titration_json(const Record& source, const Titration& titration) {
  Json json{{"format", "silith.titration/1"},
            {"title", source.title},
            {"metadata", source.metadata},
            {"method", name_of(titration.method)},
            {"cell", titration.cell == Titration::Cell::full ? "full" : "half"},
            {"geometry", name_of(titration.geometry)},
            {"length", titration.length},
            {"headline", &headline(titration) - titration.rows.data() + 1}};
  json["rows"] = Json::array();
  for (const auto& row : titration.rows) json["rows"].push_back(row_json(row));
  json["findings"] = Json::array();
  for (const auto& finding : titration.findings) {
    json["findings"].push_back({{"code", finding.code},
                                {"severity", finding.severity},
                                {"message", finding.message},
                                {"advice", finding.advice}});
  }
  json["meaning"] = meaning(titration);
  return json.dump(2) + "\n";
}

void write_titration(const std::filesystem::path& directory, const Record& source, const Titration& titration) {
  create_output_directory(directory);
  const Record record = titration_record(source, titration);
  const bool pitt = titration.method == Titration::Method::pitt;
  write_summary_json(directory / "summary.json", record);
  write_file(directory / (pitt ? "pitt.json" : "gitt.json"), titration_json(source, titration));
  write_file(directory / "diffusivity.csv", diffusivity_csv(titration));
  write_file(directory / "fit.csv", fit_csv(titration));
  write_analysis(directory / "report.html", titration_page(record, titration));
}

}  // namespace silith::app
