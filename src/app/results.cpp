#include "app/results.hpp"

#include <fmt/format.h>

#include <set>

#include "base/atomic_file.hpp"
#include "base/installation.hpp"
#include "input/material_reader.hpp"
#include "record/csv_writer.hpp"
#include "record/result_h5.hpp"
#include "record/spectra_csv.hpp"
#include "record/summary.hpp"

namespace silith::app {
namespace {

std::string role_of(const Cell& cell, std::size_t layer) {
  if (layer < cell.first_separator) return "anode";
  return layer > cell.last_separator ? "cathode" : "separator";
}

/// "Li21Si5 50 %, silicon 50 % by mass, porosity 10 %".
std::string description_of(const Layer& layer) {
  std::string text;
  for (const auto& phase : layer.composition.phases) {
    text += fmt::format("{}{} {:.3g} %", text.empty() ? "" : ", ", phase.name, 100.0 * phase.mass_fraction);
  }
  if (!text.empty()) text += " by mass";
  if (layer.composition.porosity > 0.0) text += fmt::format(", porosity {:.2g} %", 100.0 * layer.composition.porosity);
  return text;
}

/// Collects each law of a material once.
class LawCollector {
public:
  explicit LawCollector(ReportInput& input) : input_(input) {}

  void add(const std::string& material, const std::string& property, const Law& law) {
    if (!seen_.insert(material + "\n" + property + "\n" + law.describe()).second) return;
    input_.materials.push_back({material, property, law.unit(), law.describe(), law.source().key, law.source().note});
    keys_.insert(law.source().key);
  }

  void add_layer(const Layer& layer) {
    if (layer.electronic) add(layer.name, "electronic conductivity, effective", layer.electronic->conductivity);
    if (layer.ionic) add(layer.name, "ionic conductivity, effective", layer.ionic->conductivity);
    if (layer.salt) {
      add(layer.name, "salt diffusivity, effective", layer.salt->diffusivity);
      add(layer.name, "transference number", layer.salt->transference_number);
      add(layer.name, "thermodynamic factor", layer.salt->thermodynamic_factor);
    }
    for (const auto& population : layer.populations) add_population(population);
  }

  void add_references(const Bibliography& bibliography) {
    for (const auto& key : keys_) {
      const Reference* found = bibliography.find(key);
      if (found == nullptr) continue;
      const auto doi = found->fields.find("doi");
      input_.references.push_back(
          {key, found->text(), doi == found->fields.end() ? "" : "https://doi.org/" + doi->second});
    }
  }

private:
  void add_population(const Population& population) {
    const std::string& material = population.material;
    add(material, population.ocp.delithiation ? "open-circuit potential, lithiation" : "open-circuit potential",
        population.ocp.lithiation);
    if (population.ocp.delithiation)
      add(material, "open-circuit potential, delithiation", *population.ocp.delithiation);
    if (population.diffusivity) add(material, "diffusivity", *population.diffusivity);
    if (population.kinetics) add(material, "exchange current density", population.kinetics->exchange_current_density);
  }

  ReportInput& input_;
  std::set<std::string> seen_, keys_;
};

}  // namespace

void write_results(const std::filesystem::path& directory, const Record& record) {
  write_file(directory / "case.resolved.toml", record.resolved_input);
  write_series_csv(directory / "series.csv", record);
  write_steps_csv(directory / "steps.csv", record);
  if (record.spectra.empty()) {  // of an earlier run
    std::error_code ignored;
    for (const char* name : {"spectra.csv", "spectra-parts.csv"}) std::filesystem::remove(directory / name, ignored);
  } else {
    write_spectra_csv(directory / "spectra.csv", record);
    write_spectra_parts_csv(directory / "spectra-parts.csv", record);
  }
  write_result_h5(directory / "result.h5", record);
  write_summary_json(directory / "summary.json", record);
}

ReportRun report_run(const Cell& cell, Record record) {
  ReportRun run;
  run.stack.area = cell.area;
  for (std::size_t l = 0; l < cell.layers.size(); ++l) {
    run.stack.layers.push_back(
        {cell.layers[l].name, role_of(cell, l), cell.layers[l].thickness, description_of(cell.layers[l])});
  }
  run.record = std::move(record);
  return run;
}

void add_materials(ReportInput& input, const std::vector<const Cell*>& cells) {
  LawCollector collector(input);
  for (const Cell* cell : cells) {
    for (const auto& layer : cell->layers) collector.add_layer(layer);
  }
  collector.add_references(Bibliography::read(home_directory() / "data" / "references.bib"));
}

}  // namespace silith::app
