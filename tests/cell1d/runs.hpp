#pragma once
#include <string>

#include "cell1d/simulation.hpp"

// Short ways to write protocols in tests and to read what a run left.
namespace silith::testing {

/// @param per_area A/m^2, positive charges
Step constant_current(double per_area);
Step constant_voltage(double voltage);
Step rest();
Step constant_power(double per_area, double area);
/// @param per_area A/m^2 at the times
Step profile(std::vector<double> time, std::vector<double> per_area, double area);

Step until_time(Step step, double seconds);
Step until_voltage(Step step, double voltage, Limit::When when);
/// @param per_area A/m^2
Step until_current(Step step, double per_area);
/// @param per_area C/m^2
Step until_charge(Step step, double per_area);
Step sampled(Step step, double seconds);

SimulationOptions with_tolerance(double tolerance);
/// @throws std::runtime_error if the run broke off
Record run(const Cell& cell, std::vector<Step> steps, const SimulationOptions& options = {});

double quantity(const Record& record, const std::string& name);
double last(const Record& record, const std::string& column);
/// Linear between rows.
double at_time(const Record& record, const std::string& column, double time);
/// Values [x * r] of a profile at its last time.
std::vector<double> last_profile(const Record& record, const std::string& name);
const Profile& profile_of(const Record& record, const std::string& name);

}  // namespace silith::testing
