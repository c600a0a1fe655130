#include <fmt/format.h>

#include "app/commands.hpp"
#include "base/diagnostic.hpp"
#include "instrument/read.hpp"
#include "record/csv_writer.hpp"
#include "record/spectra_csv.hpp"
#include "record/summary.hpp"
#include "record/text_table.hpp"

namespace silith::app {
namespace {

void print_findings(const Record& record) {
  for (const Finding& finding : record.findings) {
    fmt::print("{}: {}\n", finding.severity, finding.message);
    if (!finding.advice.empty()) fmt::print("  {}\n", finding.advice);
  }
}

void print_record(const Record& record) {
  fmt::print("{}: {}", record.title, record.metadata.at("file_format"));
  if (const auto sheet = record.metadata.find("sheet"); sheet != record.metadata.end())
    fmt::print(", sheet {}", sheet->second);
  if (const auto encoding = record.metadata.find("encoding"); encoding != record.metadata.end())
    fmt::print(", {}", encoding->second);
  fmt::print("\n\n{}", quantities_table(record));
  if (!record.steps.empty()) fmt::print("\n{}", steps_table(record));
  if (!record.findings.empty()) fmt::print("\n");
  print_findings(record);
}

}  // namespace

int read(const std::string& file, const std::string& output, bool json) {
  const Record record = read_measurement(file);
  if (!output.empty()) {
    if (record.spectra.empty())
      write_series_csv(output, record);
    else
      write_spectra_csv(output, record);
  }
  if (json)
    fmt::print("{}", summary_json(record));
  else
    print_record(record);
  return ok;
}

}  // namespace silith::app
