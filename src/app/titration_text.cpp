#include <fmt/format.h>

#include <cmath>

#include "app/titration_output.hpp"
#include "record/text_table.hpp"

namespace silith::app {
namespace {

constexpr auto left = TextTable::Align::left;
constexpr double cm2 = 1e4;  // cm^2 per m^2

/// "2.09e-06", in parentheses where the method does not hold, - where it has no value.
std::string shown(const DiffusionEstimate& estimate) {
  if (!std::isfinite(estimate.D)) return "-";
  return estimate.valid ? fmt::format("{:.3g}", estimate.D * cm2) : fmt::format("({:.3g})", estimate.D * cm2);
}

std::string percent(double share) {
  return share < 10.0 ? fmt::format("{:.2g}", 100.0 * share) : "> 1000";
}

std::string remarks(const TitrationRow& row) {
  std::string text = fmt::format("  full fit: {}\n  short times: {}\n  long times: {}\n", row.full.remark,
                                 row.short_time.remark, row.long_time.remark);
  if (!row.regime.empty()) text += fmt::format("  regime: {}\n", row.regime);
  if (!row.determined.empty()) text += fmt::format("  determined instead: {}\n", row.determined);
  return text;
}

}  // namespace

std::string titration_text(const Titration& titration) {
  TextTable table(
      {{"E / V"}, {"dE / mV"}, {"D full"}, {"+- %"}, {"D short"}, {"D long"}, {"tau / s"}, {"B"}, {"", left}});
  for (const auto& row : titration.rows) {
    table.add({fmt::format("{:.4f}", row.voltage()), fmt::format("{:.2f}", 1e3 * (row.to_voltage - row.from_voltage)),
               shown(row.full), percent(row.full.sigma / row.full.D), shown(row.short_time), shown(row.long_time),
               fmt::format("{:.4g}", row.tau), fmt::format("{:.3g}", row.biot), row.regime});
  }
  const TitrationRow& row = headline(titration);
  std::string text =
      fmt::format("{}, {} of {:.4g} um; D in cm^2/s, in parentheses where the method is not valid\n\n{}\n",
                  name_of(titration.method), name_of(titration.geometry), 1e6 * titration.length, table.text());
  text += fmt::format("{} {:.4f} V: D = {:.3g} +- {} % cm^2/s\n{}", titration.at ? "at" : "median, at", row.voltage(),
                      row.full.D * cm2, percent(row.full.sigma / row.full.D), remarks(row));
  for (const auto& finding : titration.findings)
    text += fmt::format("{}: {}\n  {}\n", finding.severity, finding.message, finding.advice);
  for (const auto& paragraph : meaning(titration)) text += "\n" + paragraph + "\n";
  return text;
}

}  // namespace silith::app
