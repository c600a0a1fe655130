#include "app/field_results.hpp"

#include <algorithm>
#include <set>

#include "base/atomic_file.hpp"
#include "base/installation.hpp"
#include "input/bibliography.hpp"
#include "record/csv_writer.hpp"
#include "record/result_h5.hpp"
#include "record/summary.hpp"

namespace silith::app {

void write_field_results(const std::filesystem::path& directory, const Record& record) {
  write_file(directory / "case.resolved.toml", record.resolved_input);
  write_columns_csv(directory / "series.csv", record);
  write_result_h5(directory / "result.h5", record);
  write_summary_json(directory / "summary.json", record);
}

void add_field_materials(ReportInput& input, const FieldCase& field_case) {
  std::set<std::string> keys;
  const auto add = [&](const Body& body, const char* property, const std::optional<Law>& law) {
    if (!law) return;
    const bool known = std::any_of(input.materials.begin(), input.materials.end(), [&](const MaterialLaw& one) {
      return one.material == body.name && one.property == property && one.law == law->describe();
    });
    if (known) return;
    input.materials.push_back(
        {body.name, property, law->unit(), law->describe(), law->source().key, law->source().note});
    keys.insert(law->source().key);
  };
  for (const Body& body : field_case.bodies) {
    add(body, "conductivity", body.conductivity);
    add(body, "Young's modulus", body.youngs_modulus);
    add(body, "Poisson's ratio", body.poisson_ratio);
    add(body, "volume ratio", body.volume_ratio);
    add(body, "yield stress", body.yield_stress);
    add(body, "fracture energy", body.toughness);
    add(body, "diffusivity", body.diffusivity);
  }
  const auto bibliography = Bibliography::read(home_directory() / "data" / "references.bib");
  for (const auto& key : keys) {
    const Reference* found = bibliography.find(key);
    const bool listed = std::any_of(input.references.begin(), input.references.end(),
                                    [&](const CitedReference& one) { return one.key == key; });
    if (found == nullptr || listed) continue;
    const auto doi = found->fields.find("doi");
    input.references.push_back(
        {key, found->text(), doi == found->fields.end() ? "" : "https://doi.org/" + doi->second});
  }
}

void write_field_page(const std::filesystem::path& file, const FieldCase& field_case, const Record& record) {
  ReportInput input;
  input.title = field_case.title;
  input.runs.push_back({"", record, {}});
  add_field_materials(input, field_case);
  write_report(file, input);
}

}  // namespace silith::app
