#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

// What the program can do, one function a command; each returns the exit status.
namespace silith::app {

/// Exit statuses, documented in `silith --help`.
enum Status { ok = 0, wrong_input = 1, numerics_failed = 2, our_bug = 3, interrupted = 130 };

/// A case file and what the command line changes in it.
struct CaseArguments {
  std::string file;
  std::vector<std::string> overrides;  ///< "key=value"
};

struct RunArguments {
  CaseArguments input;
  std::string directory;                  ///< empty: the case's, else results/<name of the case>
  std::optional<std::string> checkpoint;  ///< interval, "60 s"
  bool resume = false;
  bool strict = false;
  bool quiet = false;
  bool report = true;
  int ranks = 1;  ///< of a case in two or three dimensions
};
int run(const RunArguments& arguments);
/// Hands a case in two or three dimensions over to silith-field, which stands beside this program; returns only by
/// throwing.
int run_field(const RunArguments& arguments);

struct DesignArguments {
  CaseArguments input;
  std::optional<double> end_composition;  ///< of the anode
  bool json = false;
  bool strict = false;
};
int design(const DesignArguments& arguments);

struct CalibrateArguments {
  std::string study, directory;  ///< no directory: results/<name of the study>
  int workers = 0;               ///< 0: as many as there are processors
  int starts = 0;                ///< 0: the study's
  bool leave_out = true;
  bool quiet = false;
};
/// Hands over to silith-calibrate, which stands beside this program; returns only by throwing.
int calibrate(const CalibrateArguments& arguments);

/// Compares the targets of study files with runs of their cases, a table as text, csv and HTML.
int validate(const std::vector<std::string>& files, const std::string& directory);

int check(const CaseArguments& arguments);
int explain(const std::string& key);
int schema();
int reference();
int new_file(const std::string& name, const std::string& file, bool list);
int import_bpx(const std::string& file, const std::string& out);
int material_list();
int material_show(const std::string& name);
int report(const std::vector<std::string>& directories, const std::string& file, const std::string& title);
/// Reads a file of a cycler or an impedance analyser; writes it to `output` unless that is empty.
int read(const std::string& file, const std::string& output, bool json);

struct EisArguments {
  std::string file;
  std::vector<std::string> circuits, presets;           ///< several are compared
  std::vector<std::string> fixed, bounds, tied, start;  ///< "R0=12.5", "R0=1..20", "CPE2.n=CPE1.n", "R0=10"
  std::string weighting = "modulus", lambda = "gcv", tail = "automatic";
  int starts = 12;
  double from = 0.0, to = 1e300;  ///< Hz
  int spectrum = 0;               ///< 0: all of the file
  bool capacitive = false, kramers_kronig = false, relaxation = false, json = false;
  std::string directory;  ///< empty: print only
};
/// Circuit fits, Kramers-Kronig test and relaxation times of the impedance spectra in a file.
int analyse_eis(const EisArguments& arguments);

struct CyclingArguments {
  std::vector<std::string> files;  ///< several are compared
  std::string electrode = "by-order", charge = "automatic";
  std::string area, mass;            ///< with unit; empty: the file's, if it has one
  std::string range;                 ///< of the mean efficiency, "2..50"; empty: from cycle 2 on
  std::string cycles;                ///< with curves, "1,2,10"; empty: the first two and the last
  std::string voltage_step, window;  ///< of dQ/dV, with unit
  int reference = 1, order = 3;
  bool json = false;
  std::string directory;  ///< empty: print only
};
/// Charges, efficiencies, voltages, retention and differential curves of cycled cells.
int analyse_cycling(const CyclingArguments& arguments);

struct CcdArguments {
  std::string file;
  std::string area, pressure, temperature;  ///< with unit; empty: the file's, if it has one
  std::string offset = "automatic", charge = "automatic";
  double hard_share = 0.10, soft_drop = 0.10, clear_drop = 0.25, fluctuation = 3.0, spike = 0.15, growth = 0.15,
         growth_rate = 0.01;
  bool json = false;
  std::string directory;  ///< empty: print only
};
/// Critical current density of a symmetric cell; shorts, spikes and polarisation with their evidence.
int analyse_ccd(const CcdArguments& arguments);

struct PressureArguments {
  std::string file, area, charge = "automatic";
  std::string logger, shift;  ///< file with a clock of its own; what is added to its time, with unit
  bool align = false;         ///< look for the shift near the given one
  double window = 0.10;       ///< of dP/dQ, share of the charge
  int order = 3;
  bool json = false;
  std::string directory;  ///< empty: print only
};
/// Swing of the pressure in each half-cycle, offset per cycle, drift, dP/dQ.
int analyse_pressure(const PressureArguments& arguments);

struct TitrationArguments {
  std::string file;
  std::string length, geometry = "plane";  ///< "25 um"; plane or sphere
  std::string from, at;                    ///< "2 s", "3.9 V"; may be empty
  std::string cell = "full";               ///< or half
  bool json = false;
  std::string directory;  ///< empty: print only
};
/// Diffusivities from steps of voltage.
int analyse_pitt(const TitrationArguments& arguments);
/// Diffusivities from pulses of current.
int analyse_gitt(const TitrationArguments& arguments);

}  // namespace silith::app
