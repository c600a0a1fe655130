#pragma once
#include <string>
#include <vector>

#include "input/case.hpp"
#include "record/record.hpp"
#include "report/report.hpp"

// Measured curves of a case ([[references]]) beside the simulated series. Docs: docs/formats/reference-curves.md.
namespace silith::app {

/// A csv with one abscissa and what was measured against it, in SI units.
struct MeasuredCurve {
  struct Quantity {
    std::string column;        ///< of the simulated series, "voltage"
    std::string label, unit;   ///< "Voltage", "V"
    std::vector<double> x, y;  ///< without gaps
  };
  ReferenceCurve about;
  std::string x_unit;  ///< "s" is a time; "C", "C/m^2" or "C/kg" a capacity
  std::vector<Quantity> quantities;
};

/// Reads the csv of every reference of a case.
/// @throws InputError with everything that is wrong: a file or column that can't be used, a step the protocol lacks
std::vector<MeasuredCurve> read_measured(const Case& run_case);

/// Curves with the same axes become one chart. A capacity counts from the start of the reference's step, without one
/// from that of the last discharge (without a discharge, of the last charge); a time from the start of the step,
/// without one from that of the run. What the run did not reach has no simulated line.
std::vector<Comparison> compare(const std::vector<MeasuredCurve>& measured, const Record& record);

}  // namespace silith::app
