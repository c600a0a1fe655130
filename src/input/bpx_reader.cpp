#include "input/bpx_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>

#include "base/constants.hpp"

namespace silith {
namespace {

using Sign = BpxSection::Sign;

struct Version {
  int major = 1, minor = 0;
  bool before(int other_major, int other_minor) const {
    return major < other_major || (major == other_major && minor < other_minor);
  }
};

/// Numbers of "0.4.0"; nullopt if it is anything else.
std::optional<Version> parse_version(const std::string& text) {
  Version version;
  const char* const end = text.data() + text.size();
  const auto major = std::from_chars(text.data(), end, version.major);
  if (major.ec != std::errc{} || major.ptr == end || *major.ptr != '.') return std::nullopt;
  const auto minor = std::from_chars(major.ptr + 1, end, version.minor);
  if (minor.ec != std::errc{} || (minor.ptr != end && *minor.ptr != '.')) return std::nullopt;
  return version;
}

/// Lower case, hyphens for everything that is no letter or digit: a bare key.
std::string bare_name(const std::string& name, std::size_t index) {
  std::string bare;
  for (const char c : name.substr(0, 40)) {
    const auto code = static_cast<unsigned char>(c);
    const bool kept = code < 0x80 && std::isalnum(code) != 0;
    if (kept) bare += static_cast<char>(std::tolower(code));
    if (!kept && !bare.empty() && bare.back() != '-') bare += '-';
  }
  while (!bare.empty() && bare.back() == '-') bare.pop_back();
  return bare.empty() ? fmt::format("active-{}", index + 1) : bare;
}

class BpxReader {
public:
  BpxReader(const Node& root, BpxFindings& findings)
      : findings_(findings),
        root_(&root, "", findings),
        parameters_(root_.section("Parameterisation")),
        state_(root_.optional_section("State")),
        initial_(state_.optional_section("Initial conditions")) {}

  BpxCell read() {
    read_header();
    if (!parameters_.given()) return cell_;
    read_cell();
    read_electrolyte();
    read_separator();
    cell_.negative = electrode("Negative electrode", true);
    cell_.positive = electrode("Positive electrode", false);
    read_rest();
    return cell_;
  }

private:
  void read_header() {
    BpxSection header = root_.section("Header");
    if (!header.given()) return;
    cell_.version = header.text("BPX");
    if (const auto number = cell_.version.empty() ? header.optional_number("BPX") : std::nullopt)
      cell_.version = fmt::format("{:.1f}", *number);
    const auto version = parse_version(cell_.version);
    if (!version || version->major > 1)
      header.problem("BPX",
                     cell_.version.empty() ? "the version is missing"
                                           : fmt::format("\"{}\" is no version that is known", cell_.version),
                     "0.1 to 1.x can be read");
    version_ = version.value_or(Version{});
    if (version_.before(0, 3))
      header.warning(
          "BPX", fmt::format("version {} printed the reaction rate without a factor of 2, which 0.3 put right; rate "
                             "constants are taken as meant for j = 2 j0 sinh(F eta/(2 R T))",
                             cell_.version));
    cell_.title = header.text("Title");
    cell_.description = header.text("Description");
    cell_.references = header.text("References");
    model_ = header.text("Model");
  }

  /// A quantity that moved from Parameterisation to State with version 1.
  std::optional<double> moved(BpxSection& now, const std::string& name, BpxSection& before,
                              const std::string& old_name) {
    const auto new_place = now.optional_number(name, Sign::positive);
    const auto old_place = before.optional_number(old_name, Sign::positive);
    return new_place ? new_place : old_place;
  }

  void read_cell() {
    BpxSection cell = parameters_.section("Cell");
    const double area = cell.number("Electrode area [m2]");
    cell_.area = area * cell.count("Number of electrode pairs connected in parallel to make a cell");
    cell_.capacity = cell.number("Nominal cell capacity [A.h]");
    cell_.least_voltage = cell.number("Lower voltage cut-off [V]");
    cell_.most_voltage = cell.number("Upper voltage cut-off [V]");
    const auto reference = cell.optional_number("Reference temperature [K]", Sign::positive);
    const auto start = moved(initial_, "Initial temperature [K]", cell, "Initial temperature [K]");
    BpxSection thermal = state_.optional_section(state_.has("Thermal state") ? "Thermal state" : "Thermal environment");
    const auto ambient = moved(thermal, "Ambient temperature [K]", cell, "Ambient temperature [K]");
    cell_.temperature = start.value_or(ambient.value_or(reference.value_or(298.15)));
    cell_.reference_temperature = reference.value_or(298.15);
    if (ambient && *ambient != cell_.temperature)
      thermal.warning("Ambient temperature [K]",
                      fmt::format("{:g} K differs from the initial temperature, which the whole cell keeps", *ambient));
    if (auto given = initial_.optional_number("Initial state-of-charge")) {
      cell_.state_of_charge = *given;
      if (*given < 0.0 || *given > 1.0)
        initial_.problem("Initial state-of-charge", fmt::format("is {:g}, a number from 0 to 1 is expected", *given));
    }
    say_unused("Parameterisation.Cell", cell);
    say_unused(thermal.path(""), thermal);
  }

  void read_electrolyte() {
    if (model_ == "SPM" && !parameters_.has("Electrolyte")) {
      findings_.problem("Header.Model", "\"SPM\": the file has no parameters of electrolyte and separator",
                        "files for the models \"DFN\" and \"SPMe\" can be imported");
      return;
    }
    BpxSection section = parameters_.section("Electrolyte");
    BpxElectrolyte& electrolyte = cell_.electrolyte;
    const auto concentration =
        moved(initial_, "Initial electrolyte concentration [mol.m-3]", section, "Initial concentration [mol.m-3]");
    if (!concentration && section.given())
      initial_.problem("Initial electrolyte concentration [mol.m-3]", "is missing",
                       "up to version 0.x it stands at Parameterisation.Electrolyte.Initial concentration [mol.m-3]");
    electrolyte.concentration = concentration.value_or(1000.0);
    electrolyte.transference = section.number("Cation transference number", Sign::any);
    electrolyte.conductivity = section.function("Conductivity [S.m-1]", 'c');
    electrolyte.diffusivity = section.function("Diffusivity [m2.s-1]", 'c');
    electrolyte.conductivity_energy = section.optional_number("Conductivity activation energy [J.mol-1]").value_or(0.0);
    electrolyte.diffusivity_energy = section.optional_number("Diffusivity activation energy [J.mol-1]").value_or(0.0);
    say_unused("Parameterisation.Electrolyte", section);
  }

  void read_separator() {
    if (model_ == "SPM" && !parameters_.has("Separator")) return;  // noted with the electrolyte
    BpxSection section = parameters_.section("Separator");
    cell_.separator = {section.number("Thickness [m]"), porosity_of(section), section.number("Transport efficiency")};
    check_transport(section, cell_.separator.porosity, cell_.separator.transport_efficiency);
    say_unused("Parameterisation.Separator", section);
  }

  static double porosity_of(BpxSection& section) { return section.fraction("Porosity"); }

  /// No pore lets more through than a straight one.
  static void check_transport(BpxSection& section, double porosity, double efficiency) {
    if (section.has("Porosity") && section.has("Transport efficiency") && efficiency > porosity)
      section.problem(
          "Transport efficiency",
          fmt::format("{:g} is above the porosity, {:g}: more than straight pores let through", efficiency, porosity),
          "effective over bulk conductivity of the electrolyte, at most the porosity");
  }

  BpxElectrode electrode(const std::string& name, bool negative) {
    BpxSection section = parameters_.section(name);
    BpxElectrode electrode;
    if (!section.given()) return electrode;
    electrode.thickness = section.number("Thickness [m]");
    if (model_ == "SPM" && !section.has("Porosity")) {
      findings_.problem(section.path("Porosity"), "is missing, as in files for the model \"SPM\"",
                        "files for the models \"DFN\" and \"SPMe\" can be imported");
    } else {
      electrode.porosity = porosity_of(section);
      electrode.transport_efficiency = section.number("Transport efficiency");
      electrode.conductivity = section.number("Conductivity [S.m-1]");
      check_transport(section, electrode.porosity, electrode.transport_efficiency);
    }
    BpxSection blend = section.optional_section("Particle");
    if (blend.given()) {
      for (const std::string& material : blend.names()) {
        BpxSection part = blend.section(material);
        electrode.particles.push_back(particles(part, name, material, negative));
        electrode.particles.back().name = unique_name(electrode, bare_name(material, electrode.particles.size() - 1));
      }
      if (electrode.particles.empty()) section.problem("Particle", "names no material");
    } else {
      electrode.particles.push_back(particles(section, name, "", negative));
      electrode.particles.back().name = "active";
    }
    if (blend.given()) say_unused(section.path(""), section);
    check_solids(section, electrode);
    return electrode;
  }

  static std::string unique_name(const BpxElectrode& electrode, const std::string& wanted) {
    const auto taken = [&](const std::string& name) {
      return name == "binder" || name == "electrolyte" ||
             std::any_of(electrode.particles.begin(), electrode.particles.end() - 1,
                         [&](const BpxParticles& other) { return other.name == name; });
    };
    std::string name = wanted;
    for (int i = 2; taken(name); ++i) name = fmt::format("{}-{}", wanted, i);
    return name;
  }

  BpxParticles particles(BpxSection& section, const std::string& electrode, const std::string& material,
                         bool negative) {
    BpxParticles out;
    out.path = section.path("");
    out.radius = section.number("Particle radius [m]");
    out.surface_area = section.number("Surface area per unit volume [m-1]");
    out.maximum_concentration = section.number("Maximum concentration [mol.m-3]");
    read_stoichiometry(section, out, negative);
    out.entropic_change = section.optional_function("Entropic change coefficient [V.K-1]", 'x');
    read_hysteresis(section, out, electrode, material, negative);
    // Both branches make up for the potential between them.
    out.ocp = out.hysteretic() ? section.optional_function("OCP [V]", 'x') : section.function("OCP [V]", 'x');
    out.diffusivity = section.function("Diffusivity [m2.s-1]", 'x');
    out.diffusivity_energy = section.optional_number("Diffusivity activation energy [J.mol-1]").value_or(0.0);
    out.exchange_current_density = faraday * section.number("Reaction rate constant [mol.m-2.s-1]");
    out.reaction_energy = section.optional_number("Reaction rate constant activation energy [J.mol-1]").value_or(0.0);
    section.use("Particle");
    say_unused(section.path(""), section);
    return out;
  }

  void read_stoichiometry(BpxSection& section, BpxParticles& out, bool negative) {
    out.least_x = section.fraction("Minimum stoichiometry");
    out.most_x = section.fraction("Maximum stoichiometry");
    if (section.has("Minimum stoichiometry") && section.has("Maximum stoichiometry") && out.least_x >= out.most_x)
      section.problem("Maximum stoichiometry",
                      fmt::format("{:g} is not above the minimum, {:g}", out.most_x, out.least_x));
    const double filled = negative ? cell_.state_of_charge : 1.0 - cell_.state_of_charge;
    out.initial_x = out.least_x + filled * (out.most_x - out.least_x);
  }

  void read_hysteresis(BpxSection& section, BpxParticles& out, const std::string& electrode,
                       const std::string& material, bool negative) {
    out.ocp_lithiation = section.optional_function("OCP (lithiation) [V]", 'x');
    out.ocp_delithiation = section.optional_function("OCP (delithiation) [V]", 'x');
    out.hysteresis_decay = section.optional_number("OCP hysteresis decay constant", Sign::not_negative);
    const std::string state = "Initial hysteresis state: " + electrode;
    initial_.use(state);
    if (!out.hysteretic()) {
      if (out.ocp_lithiation || out.ocp_delithiation)
        section.warning("OCP (lithiation) [V]",
                        "hysteresis needs both branches and \"OCP hysteresis decay constant\"; \"OCP [V]\" is used");
      return;
    }
    const bool per_material = !material.empty() && initial_.has(state);
    if (per_material)
      out.initial_hysteresis = initial_.section(state).optional_number(material);
    else
      out.initial_hysteresis = initial_.optional_number(state);
    // A full cell has just been charged: the negative electrode was lithiated, the positive one delithiated.
    if (!out.initial_hysteresis) out.initial_hysteresis = negative ? -1.0 : 1.0;
    if (std::abs(*out.initial_hysteresis) > 1.0)
      initial_.problem(state, fmt::format("is {:g}, a number from -1 to 1 is expected", *out.initial_hysteresis));
  }

  void check_solids(BpxSection& section, const BpxElectrode& electrode) {
    double solids = 0.0;
    for (const BpxParticles& part : electrode.particles) solids += part.volume_fraction();
    if (findings_.problems.empty() && solids + electrode.porosity > 1.0 + 1e-4)
      section.problem(
          "Surface area per unit volume [m-1]",
          fmt::format("spheres of this radius with this surface fill {:.4g} of the electrode, pores {:.4g}: "
                      "more than all of it",
                      solids, electrode.porosity),
          "surface area times radius / 3 plus porosity is at most 1");
  }

  void read_rest() {
    BpxSection degradation = state_.optional_section("Degradation");
    for (const std::string& name : degradation.names())
      if (const auto value = degradation.optional_number(name); value && *value != 0.0)
        degradation.problem(name, fmt::format("is {:g}: a degraded state is not imported", *value),
                            "put the loss into the stoichiometries and surface areas, and 0 here");
    if (!version_.before(1, 0) && !state_.given() && model_ != "Partial")
      findings_.warning("State", "is missing: 100 % state of charge is assumed");
    initial_.use("Initial hysteresis state: Negative electrode");
    initial_.use("Initial hysteresis state: Positive electrode");
    say_unused("State.Initial conditions", initial_);
    say_unused("State", state_);
    BpxSection user = parameters_.optional_section("User-defined");
    say_unused("Parameterisation.User-defined", user);
    say_unused("Parameterisation", parameters_);
  }

  void say_unused(std::string path, const BpxSection& section) {
    const std::vector<std::string> names = section.unused();
    if (names.empty()) return;
    if (!path.empty() && path.back() == '.') path.pop_back();
    findings_.warning(path, fmt::format("not carried over: {}", fmt::join(names, ", ")));
  }

  BpxFindings& findings_;
  BpxSection root_, parameters_, state_, initial_;
  BpxCell cell_;
  Version version_;
  std::string model_;
};

}  // namespace

BpxCell read_bpx(const Node& root, BpxFindings& findings) {
  return BpxReader(root, findings).read();
}

}  // namespace silith
