#include "input/bpx_writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "numerics/expression.hpp"

namespace silith {
namespace {

using Form = BpxFunction::Form;

constexpr std::size_t line_length = 110;
constexpr std::size_t longest_comment = 4000;

std::string plain(const std::string& text) {
  std::string result;
  for (const char c : text) {
    const auto code = static_cast<unsigned char>(c);
    result += code < 0x20 || code == 0x7f ? ' ' : c;
  }
  return result;
}

/// The first bytes of a text, no character cut in two.
std::string shortened(const std::string& text, std::size_t length) {
  if (text.size() <= length) return text;
  while (length > 0 && (static_cast<unsigned char>(text[length]) & 0xc0) == 0x80) --length;
  return text.substr(0, length) + " ...";
}

std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (const char c : plain(text)) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + "\"";
}

std::string array_text(const std::vector<double>& numbers) {
  std::string text = "[", line;
  for (const double number : numbers) {
    line += fmt::format("{}{},", line.empty() ? "" : " ", number);
    if (line.size() > line_length - 24) text += "\n  " + line, line.clear();
  }
  if (!line.empty()) text += "\n  " + line;
  return text + "\n]";
}

/// How a property's number is to be scaled with temperature, and what is said of it.
struct Remarks {
  double energy = 0.0;  ///< J/mol
  double reference_temperature = 298.15;
  std::string note;
};

std::string value_text(double value, const std::string& unit) {
  return unit == "1" ? fmt::format("{}", value) : fmt::format("\"{} {}\"", value, unit);
}

/// A formula of no variable is a number.
BpxFunction simplified(const BpxFunction& function) {
  if (function.form != Form::formula) return function;
  const Expression formula(function.formula);
  if (formula.depends_on_x() || formula.depends_on_c() || formula.depends_on_T()) return function;
  return {.value = formula(0.0, 0.0, 298.15).value, .formula = {}, .at = {}, .values = {}};
}

std::string property(const std::string& name, const BpxFunction& given, const std::string& unit, char variable,
                     Range range, const Remarks& remarks) {
  const BpxFunction function = simplified(given);
  std::string text = fmt::format("\n[{}]\n", name);
  if (function.form == Form::number) {
    text += fmt::format("value = {}\n", value_text(function.value, unit));
  } else if (function.form == Form::formula) {
    text += fmt::format("law = \"expression\"\nexpression = {}\nunit = \"{}\"\nrange = {{ {} = [{}, {}] }}\n",
                        quoted(function.formula), unit, variable, range.min, range.max);
  } else {
    text += fmt::format("law = \"table\"\nvariable = \"{}\"\nx = {}\ny = {}\nunit = \"{}\"\n", variable,
                        array_text(function.at), array_text(function.values), unit);
  }
  if (remarks.energy != 0.0)
    text += fmt::format("activation_energy = \"{} J/mol\"\nreference_temperature = \"{} K\"\n", remarks.energy,
                        remarks.reference_temperature);
  text += "source = \"calibrated\"\n";
  if (!remarks.note.empty()) text += fmt::format("note = {}\n", quoted(remarks.note));
  return text;
}

std::string number(const std::string& name, double value, const std::string& unit, const std::string& note = {}) {
  return property(name, {.value = value, .formula = {}, .at = {}, .values = {}}, unit, 'x', {0.0, 1.0}, {.note = note});
}

class Writer {
public:
  Writer(const BpxCell& cell, std::string name, std::string stem, BpxFindings& findings)
      : cell_(cell), name_(std::move(name)), stem_(std::move(stem)), findings_(findings) {}

  std::vector<BpxImport::File> files() {
    files_.emplace_back();
    const std::string layers =
        electrode("negative", cell_.negative) + separator() + electrode("positive", cell_.positive);
    write_electrolyte();
    files_.front() = {stem_ + ".toml", whole_cell() + layers};
    return files_;
  }

private:
  std::string title() const { return cell_.title.empty() ? stem_ : cell_.title; }

  std::string whole_cell() const {
    std::string text =
        fmt::format("# Imported from {} (Battery Parameter eXchange {}).\n", plain(name_), plain(cell_.version));
    for (const std::string* line : {&cell_.title, &cell_.description, &cell_.references}) text += bpx_comment(*line);
    text +=
        "# Materials: the files beside this one whose names start alike. docs/formats/bpx.md says what becomes of "
        "what.\n";
    text += fmt::format("# Voltage limits of the file, for protocols: {} V and {} V.\n", cell_.least_voltage,
                        cell_.most_voltage);
    for (const Diagnostic& warning : findings_.warnings)
      text += bpx_comment(fmt::format("{}: {}", warning.key, warning.message));
    text += fmt::format("\n[cell]\nname = {}\n", quoted(title()));
    text += "stack = [\"negative\", \"separator\", \"positive\"]\n";
    text += fmt::format("area = \"{:.12g} m^2\"          # electrode area times pairs in parallel\n", cell_.area);
    text += fmt::format("temperature = \"{} K\"\n", cell_.temperature);
    text += fmt::format("nominal_capacity = \"{} A h\"\n", cell_.capacity);
    return text;
  }

  std::string electrode(const std::string& name, const BpxElectrode& electrode) {
    std::string text =
        fmt::format("\n[cell.{}]\nkind = \"composite-electrode\"\nthickness = \"{} m\"\nmesh.cells = 20\n", name,
                    electrode.thickness);
    double solids = 0.0;
    for (const BpxParticles& particles : electrode.particles) {
      const bool carries = &particles == &electrode.particles.front();
      text += active_phase(name, electrode, particles, carries);
      solids += particles.volume_fraction();
    }
    const double inert = 1.0 - electrode.porosity - solids;
    if (inert > 1e-9)
      text += fmt::format(
          "\n[cell.{}.phases.binder]             # what neither pores nor particles fill\nrole = \"inert\"\n"
          "volume_fraction = {:.12g}\n",
          name, inert);
    text += electrolyte_phase(name, electrode.porosity);
    text += fmt::format("\n[cell.{}.electronic]\nphase = \"{}\"\nlaw = \"as-measured\"\n", name,
                        electrode.particles.front().name);
    return text + ionic(name, electrode.porosity, electrode.transport_efficiency);
  }

  std::string active_phase(const std::string& layer, const BpxElectrode& electrode, const BpxParticles& particles,
                           bool carries) {
    const BpxParticleLaws laws = particle_laws(particles, cell_, findings_);
    const std::string material = electrode.particles.size() == 1
                                     ? fmt::format("{}-{}", stem_, layer)
                                     : fmt::format("{}-{}-{}", stem_, layer, particles.name);
    write_active(material, particles, laws);
    std::string text = fmt::format(
        "\n[cell.{}.phases.{}]\nmaterial = {}\nrole = \"active\"\n"
        "volume_fraction = {:.12g}          # surface area per volume {} 1/m times radius / 3\n"
        "particle_radius = \"{} m\"\nshells = 20\ninitial_stoichiometry = {:.12g}     # at {:g} % state of charge\n",
        layer, particles.name, quoted("./" + material + ".toml"), particles.volume_fraction(), particles.surface_area,
        particles.radius, laws.initial_x, 100.0 * cell_.state_of_charge);
    if (particles.hysteretic()) text += fmt::format("initial_hysteresis = {}\n", *particles.initial_hysteresis);
    if (carries)
      text += fmt::format(
          "electronic_conductivity = {{ value = \"{} S/m\", source = \"calibrated\", note = \"effective, of the whole "
          "electrode\" }}\n",
          electrode.conductivity);
    return text;
  }

  std::string electrolyte_phase(const std::string& layer, double porosity) const {
    return fmt::format(
        "\n[cell.{}.phases.electrolyte]\nmaterial = {}\nrole = \"electrolyte\"\nvolume_fraction = {}\n"
        "salt_concentration = \"{} mol/m^3\"\n",
        layer, quoted("./" + stem_ + "-electrolyte.toml"), porosity, cell_.electrolyte.concentration);
  }

  static std::string ionic(const std::string& layer, double porosity, double efficiency) {
    return fmt::format(
        "\n[cell.{}.ionic]\nlaw = \"tortuosity\"\ntortuosity = {:.12g}     # porosity / transport efficiency {}\n",
        layer, porosity / efficiency, efficiency);
  }

  std::string separator() const {
    const BpxSeparator& separator = cell_.separator;
    std::string text = fmt::format("\n[cell.separator]\nkind = \"separator\"\nthickness = \"{} m\"\nmesh.cells = 20\n",
                                   separator.thickness);
    if (separator.porosity < 1.0)
      text += fmt::format("\n[cell.separator.phases.matrix]\nrole = \"inert\"\nvolume_fraction = {:.12g}\n",
                          1.0 - separator.porosity);
    return text + electrolyte_phase("separator", separator.porosity) +
           ionic("separator", separator.porosity, separator.transport_efficiency);
  }

  std::string material_head(const std::string& material, const std::string& formula, const std::string& material_class,
                            const std::string& description) const {
    return fmt::format("# Imported from {}\nname = {}\nformula = \"{}\"\nclass = \"{}\"\ndescription = {}\n",
                       plain(name_), quoted(material), formula, material_class, quoted(description));
  }

  Remarks arrhenius(double energy, const std::string& note = {}) const {
    return {energy, cell_.reference_temperature, note};
  }

  void write_active(const std::string& material, const BpxParticles& particles, const BpxParticleLaws& laws) {
    std::string text = material_head(material, "LixHost", "intercalation", "Active material: " + title());
    text +=
        fmt::format("\n[stoichiometry]\nrange = [{}, {}]\nsource = \"estimated\"\nnote = {}\n", laws.x.min, laws.x.max,
                    quoted(fmt::format("Where the laws hold; 0 to 100 % state of charge is {} to {}.",
                                       particles.least_x, particles.most_x)));
    text += number("site_concentration", particles.maximum_concentration, "mol/m^3");
    text += number("lithium_per_host", laws.initial_x, "1", "At the initial state of charge.");
    const std::string entropic =
        particles.entropic_change ? "With the entropic coefficient of the file, (T - T_ref) dU/dT." : "";
    if (particles.hysteretic()) {
      text += property("ocp_lithiation", laws.ocp, "V", 'x', laws.x, {.note = entropic});
      text += property("ocp_delithiation", laws.ocp_delithiation, "V", 'x', laws.x, {.note = entropic});
      text += number("hysteresis_decay", *particles.hysteresis_decay, "1");
    } else {
      text += property("ocp", laws.ocp, "V", 'x', laws.x, {.note = entropic});
    }
    text += property("diffusivity", laws.diffusivity, "m^2/s", 'x', laws.x, arrhenius(particles.diffusivity_energy));
    files_.push_back({material + ".toml", text + kinetics(particles, laws)});
  }

  std::string kinetics(const BpxParticles& particles, const BpxParticleLaws& laws) const {
    const double c = cell_.electrolyte.concentration;
    std::string text = fmt::format(
        "\n[exchange_current_density]\nlaw = \"expression\"\nexpression = \"{}*sqrt(c/{}*x*(1 - x))\"\n"
        "unit = \"A/m^2\"\nrange = {{ x = [{}, {}], c = [{}, {}] }}\n",
        particles.exchange_current_density, c, laws.x.min, laws.x.max, 1e-3 * c, 4.0 * c);
    if (particles.reaction_energy != 0.0)
      text += fmt::format("activation_energy = \"{} J/mol\"\nreference_temperature = \"{} K\"\n",
                          particles.reaction_energy, cell_.reference_temperature);
    return text +
           "source = \"calibrated\"\nnote = \"F k sqrt(c/c_0) sqrt(x (1 - x)), k the reaction rate constant of the "
           "file; "
           "for versions before 0.3 half of it.\"\n" +
           number("charge_transfer_coefficient", 0.5, "1");
  }

  void write_electrolyte() {
    const BpxElectrolyte& electrolyte = cell_.electrolyte;
    const std::string material = stem_ + "-electrolyte";
    std::string text = material_head(material, "salt in solvent", "liquid-electrolyte", "Electrolyte: " + title());
    const auto law = [&](const std::string& name, const BpxFunction& function, const std::string& unit,
                         const std::string& in_file, double energy) {
      return property(name, function, unit, 'c', salt_range(function, electrolyte.concentration, in_file, findings_),
                      arrhenius(energy));
    };
    text += law("ionic_conductivity", *electrolyte.conductivity, "S/m", "Conductivity [S.m-1]",
                electrolyte.conductivity_energy);
    text += law("salt_diffusivity", *electrolyte.diffusivity, "m^2/s", "Diffusivity [m2.s-1]",
                electrolyte.diffusivity_energy);
    text += number("transference_number", electrolyte.transference, "1");
    text += number("thermodynamic_factor", 1.0, "1", "Not part of the format, whose model has 1.");
    files_.push_back({material + ".toml", text});
  }

  const BpxCell& cell_;
  std::string name_, stem_;
  BpxFindings& findings_;
  std::vector<BpxImport::File> files_;
};

}  // namespace

std::vector<BpxImport::File> write_bpx(const BpxCell& cell, const std::string& name, const std::string& stem,
                                       BpxFindings& findings) {
  return Writer(cell, name, stem, findings).files();
}

std::string bpx_comment(const std::string& text) {
  std::string result, line = "#";
  std::string word;
  const std::string clean = plain(shortened(text, longest_comment)) + " ";
  for (const char c : clean) {
    if (c != ' ') {
      word += c;
      continue;
    }
    if (word.empty()) continue;
    if (line.size() + 1 + word.size() > line_length && line.size() > 1) result += line + "\n", line = "#";
    line += " " + word;
    word.clear();
  }
  return line.size() > 1 ? result + line + "\n" : result;
}

}  // namespace silith
