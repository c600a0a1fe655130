#include "example.hpp"

#include <algorithm>
#include <cmath>

namespace silith::report_test {

namespace {

constexpr double area = 0.7854e-4;  // m^2
constexpr double current = 2.0e-4;  // A
constexpr double rows_per_step = 240;

double cathode_ocp(double y) {
  return 4.45 - 0.85 * std::pow(y, 1.6) - 0.06 * std::tanh((y - 0.95) / 0.02);
}
double anode_ocp(double x) {
  return 0.12 + 0.35 * std::exp(-3.0 * x) - 0.02 * x;
}

struct Contribution {
  std::string layer, cause;
  double share;  // V at the current of the cycle
};

const std::vector<Contribution> contributions{
    {"composite", "diffusion", 0.012}, {"composite", "kinetic", 0.009},     {"Li21Si5", "ohmic", 0.004},
    {"Li6PS5Cl", "ohmic", 0.018},      {"Li21Si5|Li6PS5Cl", "film", 0.011}, {"Li3InCl6", "ohmic", 0.034},
    {"cathode", "ohmic", 0.028},       {"cathode", "kinetic", 0.022},       {"cathode", "diffusion", 0.047},
    {"cathode", "film", 0.008},
};

class Maker {
public:
  Maker(Record& record, double loading) : record_(record), charge_full_(2.3 * 3.6 * 0.7854 * loading) {
    for (const char* name : {"time", "voltage", "current", "anode_potential", "cathode_potential"}) add(name);
    for (const Contribution& c : contributions) {
      record_.series.columns.push_back({"overpotential." + c.layer + "." + c.cause, "V", c.layer + ", " + c.cause, {}});
    }
  }

  // One step at a constant current over a share of the full charge, or a rest.
  void step(int cycle, const std::string& type, double direction, double end_share) {
    const double start = time_;
    const double start_share = share_;
    const double I = direction * current * (cycle == 0 ? 1.0 : 2.5);
    const double duration = direction == 0.0 ? 1800.0 : (end_share - share_) * charge_full_ / I;
    for (int i = 0; i <= rows_per_step; ++i) {
      const double s = i / rows_per_step;
      row(start + s * duration, I, direction == 0.0 ? start_share : start_share + s * (end_share - start_share),
          s * duration, direction);
    }
    time_ = start + duration;
    share_ = direction == 0.0 ? start_share : end_share;
    finish(cycle, type, I, start, duration);
  }

private:
  void add(const std::string& name) {
    const std::vector<Column> known{{"time", "s", "Time", {}},
                                    {"voltage", "V", "Cell voltage", {}},
                                    {"current", "A", "Current", {}},
                                    {"anode_potential", "V", "Anode potential", {}},
                                    {"cathode_potential", "V", "Cathode potential", {}}};
    for (const Column& column : known) {
      if (column.name == name) record_.series.columns.push_back(column);
    }
  }

  void row(double time, double I, double share, double since, double direction) {
    const double scale = I / current;
    double sum = 0.0;
    double anode = 0.0;
    std::size_t k = 5;
    for (const Contribution& c : contributions) {
      const double rise = c.cause == "diffusion" ? 1.0 - std::exp(-since / 900.0) : 1.0;
      const double tail =
          direction < 0.0 ? 1.0 + 1.5 * std::exp(-18.0 * share) : 1.0 + 0.6 * std::exp(-12.0 * (1.0 - share));
      const double value = c.share * scale * rise * (c.cause == "diffusion" ? tail : 1.0);
      record_.series.columns[k++].values.push_back(value);
      sum += value;
      if (c.layer == "composite") anode -= value;
    }
    const double U_cathode = cathode_ocp(1.0 - 0.52 * share);
    const double U_anode = anode_ocp(0.3 + 2.0 * share);
    auto& columns = record_.series.columns;
    columns[0].values.push_back(time);
    columns[1].values.push_back(U_cathode - U_anode + sum);
    columns[2].values.push_back(I);
    columns[3].values.push_back(U_anode + anode);
    columns[4].values.push_back(U_cathode + sum + anode);
  }

  void finish(int cycle, const std::string& type, double I, double start, double duration) {
    StepRow row;
    row.cycle = cycle;
    row.step = static_cast<int>(record_.steps.size());
    row.type = type;
    row.text = type == "rest" ? "Rest for 30 min"
                              : (type == "charge" ? "Charge at " : "Discharge at ") +
                                    std::string(cycle == 0 ? "0.255" : "0.64") + " mA/cm^2";
    row.end_reason = type == "rest" ? "time" : "voltage";
    row.start_time = start;
    row.duration = duration;
    row.mean_current = I;
    row.charge = I * duration;
    const auto& voltage = record_.series.columns[1].values;
    row.end_voltage = voltage.back();
    row.start_voltage = voltage[voltage.size() - static_cast<std::size_t>(rows_per_step) - 1];
    row.mean_voltage = 0.5 * (row.start_voltage + row.end_voltage);
    row.energy = row.charge * row.mean_voltage;
    record_.steps.push_back(row);
  }

  Record& record_;
  double charge_full_;
  double time_ = 0.0;
  double share_ = 0.02;
};

Stack example_stack(double loading) {
  return {area,
          {{"composite", "anode", 47.5e-6, "Si + Li21Si5, 50:50 by mass, porosity 8 %"},
           {"Li21Si5", "anode", 57.5e-6, "pressed at 600 MPa"},
           {"Li6PS5Cl", "separator", 230e-6, "30 mg"},
           {"Li3InCl6", "separator", 251e-6, "50 mg"},
           {"cathode", "cathode", 104e-6 * loading, "LiCoO2 : Li3InCl6 = 6 : 4 by mass"}}};
}

std::vector<double> points_between(double from, double to, int count) {
  std::vector<double> x;
  for (int i = 0; i < count; ++i) x.push_back(from + (to - from) * (i + 0.5) / count);
  return x;
}

std::vector<double> profile_times(double end) {
  std::vector<double> times;
  for (int i = 0; i <= 40; ++i) times.push_back(end * i / 40.0);
  return times;
}

// A field f(x / thickness of its layer, time / end) over one layer.
template <class Field>
Profile profile(const std::string& name, const std::string& unit, const std::string& long_name,
                const std::string& layer, double from, double to, double end, Field field) {
  Profile made{name, unit, long_name, layer, points_between(from, to, 24), {}, profile_times(end), {}};
  for (const double t : made.time) {
    for (const double x : made.x) made.values.push_back(field((x - from) / (to - from), t / end));
  }
  return made;
}

// Current density (A/m^2) and share of the charge (1) at a share of the whole time.
class State {
public:
  explicit State(const Record& record) : record_(record) {
    const auto& time = record.series.columns[0].values;
    const auto& I = record.series.columns[2].values;
    passed_.assign(time.size(), 0.0);
    for (std::size_t i = 1; i < time.size(); ++i) passed_[i] = passed_[i - 1] + I[i] * (time[i] - time[i - 1]);
    full_ = *std::max_element(passed_.begin(), passed_.end());
  }
  double current(double t) const { return record_.series.columns[2].values[row(t)] / area; }
  double share(double t) const { return passed_[row(t)] / full_; }

private:
  std::size_t row(double t) const {
    const auto& time = record_.series.columns[0].values;
    const auto next = std::lower_bound(time.begin(), time.end(), t * time.back());
    return static_cast<std::size_t>(next - time.begin());
  }

  const Record& record_;
  std::vector<double> passed_;
  double full_ = 1.0;
};

void add_profiles(Record& record, const Stack& stack) {
  const State state(record);
  const double end = record.series.columns[0].values.back();
  double total = 0.0;
  for (const StackLayer& layer : stack.layers) total += layer.thickness;
  const double anode = 105e-6;
  const double cathode = total - stack.layers.back().thickness;
  const auto ionic_share = [=](double x) {  // of the current carried by ions
    return x < anode ? x / anode : x > cathode ? (total - x) / (total - cathode) : 1.0;
  };
  record.profiles = {
      profile("potential.ionic", "V", "Ionic potential", "", 0.0, total, end,
              [&](double x, double t) { return -0.12 - 0.008 * state.current(t) * x * ionic_share(x * total); }),
      profile("current.ionic", "A/m^2", "Ionic current density", "", 0.0, total, end,
              [&](double x, double t) { return state.current(t) * ionic_share(x * total); }),
      profile("stoichiometry.silicon", "1", "Mean stoichiometry of silicon", "composite", 0.0, 47.5e-6, end,
              [&](double x, double t) { return 1.38 + 0.6 * state.share(t) * (0.9 + 0.2 * x); }),
  };
  // One field over both electrodes, with no electrons in the separators between.
  Profile electrons{"potential.electronic",         "V", "Electronic potential", "",
                    points_between(0.0, anode, 24), {},  profile_times(end),     {}};
  const std::vector<double> more = points_between(cathode, total, 24);
  electrons.x.insert(electrons.x.end(), more.begin(), more.end());
  for (const double t : electrons.time) {
    for (const double x : electrons.x) {
      const double U = x < anode ? 0.0 : cathode_ocp(1.0 - 0.52 * state.share(t / end));
      electrons.values.push_back(U + 0.01 * state.current(t / end) * (x < anode ? x : x - total) / anode);
    }
  }
  record.profiles.push_back(electrons);
  // Lithium in the cathode's particles, resolved over r: the surface runs ahead of the centre.
  Profile licoo2{"particle.licoo2",
                 "1",
                 "Stoichiometry through the particles of LiCoO2",
                 "cathode",
                 points_between(cathode, total, 12),
                 {0.0, 2e-6, 4e-6},
                 profile_times(end),
                 {}};
  for (const double t : licoo2.time) {
    for (std::size_t x = 0; x < licoo2.x.size(); ++x) {
      for (std::size_t r = 0; r < 3; ++r) {
        const double ahead = 0.01 * static_cast<double>(r) * (1.0 + 0.1 * static_cast<double>(x));
        licoo2.values.push_back(0.98 - 0.46 * state.share(t / end) - 0.4 * ahead * state.current(t / end));
      }
    }
  }
  record.profiles.push_back(licoo2);
}

}  // namespace

ReportRun example_run(const std::string& label, double loading) {
  ReportRun run;
  run.label = label;
  run.stack = example_stack(loading);
  Record& record = run.record;
  record.title = label;
  record.metadata = {{"program", "silith 0.1.0"}, {"model", "cell1d"}};
  record.area = area;
  record.active_mass = 20e-2 * area * loading;
  Maker maker(record, loading);
  for (const int cycle : {0, 1}) {
    maker.step(cycle, "charge", 1.0, cycle == 0 ? 0.98 : 0.80);
    maker.step(cycle, "rest", 0.0, 0.0);
    maker.step(cycle, "discharge", -1.0, cycle == 0 ? 0.045 : 0.18);
    maker.step(cycle, "rest", 0.0, 0.0);
  }
  add_profiles(record, run.stack);
  record.quantities = {
      {"discharge_capacity_areal", {77400.0 * loading, "C/m^2", "Discharge capacity"}},
      {"charge_capacity_areal", {79488.0 * loading, "C/m^2", "Charge capacity"}},
      {"first_cycle_coulombic_efficiency", {0.9739, "1", "First-cycle Coulombic efficiency"}},
      {"discharge_energy_areal", {285000.0 * loading, "J/m^2", "Discharge energy"}},
      {"end_time", {record.series.columns[0].values.back(), "s", "Simulated time"}},
      {"lithium_balance_error", {3.1e-13, "1", "Lithium balance error"}},
      {"wall_time", {0.018, "s", "Computing time"}},
  };
  record.findings = {
      {"percolation", "note", "Silicon in the composite is above its percolation threshold.", ""},
      {"density-above-theoretical", "warning",
       "The composite's stated mass and thickness give 2.1 times its theoretical density.",
       "An area of 1.99 cm^2 instead of 0.785 cm^2 would reconcile them."},
  };
  record.resolved_input =
      "[cell]\nname = \"double layer <10 + 10 mg>\"\narea = \"0.7854 cm^2\"\n\n[cell.cathode]\nloading = \"20 "
      "mg/cm^2\"\n";
  return run;
}

ReportInput example_page() {
  ReportInput input;
  input.title = "Double layer, first two cycles";
  input.runs.push_back(example_run("double layer", 1.0));
  Comparison rate{"Rate test", "Current density", "A/m^2", "Discharge capacity", "C/kg", {}};
  ComparisonPair pair{"discharge capacity", {}, {}, {}, {}, "rate test of the reference cell"};
  const std::vector<double> densities{0.255, 0.637, 1.27, 2.55, 3.82, 5.09, 6.37, 7.64, 8.91};
  const std::vector<double> measured{141.8, 99.0, 79.0, 62.2, 52.7, 43.3, 33.8, 24.3, 14.5};
  for (std::size_t i = 0; i < densities.size(); ++i) {
    pair.measured_x.push_back(densities[i] * 10.0);
    pair.measured_y.push_back(measured[i] * 3600.0);
    pair.simulated_x.push_back(densities[i] * 10.0);
    pair.simulated_y.push_back((measured[i] + (i % 2 == 0 ? 1.0 : -1.0)) * 3600.0);
  }
  rate.pairs.push_back(pair);
  input.comparisons.push_back(rate);
  input.materials = {
      {"Li6PS5Cl", "ionic conductivity", "S/m", "Arrhenius, 0.25 at 298.15 K, 0.35 eV", "Author2020", ""},
      {"LiCoO2", "diffusivity", "m^2/s", "constant 5e-15", "calibrated",
       "chosen between 1e-16 and 1e-13 from the rate test"},
      {"LiCoO2", "open-circuit potential", "V", "table in x, [0.44, 1]", "estimated", "shape of a hand-drawn curve"},
  };
  input.references = {
      {"Author2020", "A. Author, A paper on conductivities, A Journal (2020)", "https://doi.org/10.1000/example"}};
  return input;
}

ReportInput overlay_page() {
  ReportInput input;
  input.title = "Three anodes";
  input.runs = {example_run("Si", 0.7), example_run("composite", 0.9), example_run("double layer", 1.0)};
  return input;
}

}  // namespace silith::report_test
