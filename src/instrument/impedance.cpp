#include "instrument/impedance.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <complex>
#include <numbers>

#include "instrument/headers.hpp"
#include "instrument/impedance_checks.hpp"

namespace silith {
namespace {

struct Role {
  std::string_view name, si, assumed;
  std::array<std::string_view, 12> spellings;  ///< as spelling() makes them
};

constexpr std::array roles{
    Role{"frequency", "Hz", "Hz", {"freq", "frequency", "f", "hz", "freqhz", "frequencyhz", "频率"}},
    Role{"z_real",
         "ohm",
         "ohm",
         {"z'", "z'a", "re(z)", "zre", "zreal", "real", "re", "rez", "z_re", "z_real", "realimpedance", "z′"}},
    Role{"z_imag",
         "ohm",
         "ohm",
         {"z''", "z\"", "z''b", "im(z)", "zim", "zimag", "imag", "im", "imz", "z_imag", "imaginaryimpedance", "z″"}},
    Role{"z_abs",
         "ohm",
         "ohm",
         {"|z|", "zmod", "z", "mod", "abs(z)", "modulus", "magnitude", "absoluteimpedance", "|z"}},
    Role{"z_phase",
         "rad",
         "deg",
         {"phase", "phase(z)", "theta", "theta(z)", "zphz", "phi", "angle", "phasez", "phaseangle", "phaseofz"}},
    Role{"time", "s", "s", {"time", "elapsedtime", "testtime"}},
    Role{"voltage", "V", "V", {"<ewe>", "ewe", "vdc", "edc", "potential", "voltage", "e", "<ecell>", "ecell"}},
    Role{"spectrum", "1", "1", {"cyclenumber", "cycle", "spectrum", "stepcount", "spectrumcount"}},
};

constexpr std::string_view minus_sign = "\xE2\x88\x92";

/// A label without blanks and case; its minus sign taken off.
std::string spelling(std::string_view label, bool& negative) {
  std::string text;
  for (const char c : label)
    if (c != ' ' && c != '.') text += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  negative = text.starts_with('-') || text.starts_with(minus_sign);
  if (negative) text.erase(0, text.starts_with('-') ? 1 : minus_sign.size());
  if (text.starts_with("data:")) text.erase(0, 5);
  for (const std::string_view word : {"neg", "minus"})
    if (text.starts_with(word)) {
      negative = true;
      text.erase(0, word.size());
    }
  return text;
}

struct Meaning {
  const Role* role = nullptr;
  bool negative = false;
  std::string unit;
};

const Role* role_of(std::string_view spelled) {
  if (spelled.empty()) return nullptr;
  for (const Role& role : roles)
    if (std::find(role.spellings.begin(), role.spellings.end(), spelled) != role.spellings.end()) return &role;
  return nullptr;
}

/// A heading may write its unit behind "/", in brackets or not at all; "Re(Z)" and "Z'(a)" are no units.
Meaning meaning_of(std::string_view header) {
  Meaning meaning;
  header = trimmed(header);
  if (const Role* whole = role_of(spelling(header, meaning.negative))) {
    meaning.role = whole;
    return meaning;
  }
  std::string_view label = header;
  for (const char* mark : {" / ", "/", " (", "(", "[", "_"}) {
    const auto at = header.rfind(mark);
    if (at == header.npos || at == 0) continue;
    std::string_view unit = trimmed(header.substr(at + std::string_view(mark).size()));
    if (unit.ends_with(')') || unit.ends_with(']')) unit.remove_suffix(1);
    label = header.substr(0, at);
    if (const Role* role = role_of(spelling(label, meaning.negative))) {
      meaning.role = role;
      meaning.unit = unit;
      return meaning;
    }
  }
  return meaning;
}

TableColumn column_of(const std::string& header, const Meaning& meaning) {
  TableColumn column;
  column.header = header;
  column.kind = FieldKind::ignored;
  if (!meaning.role) return column;
  column.name = meaning.role->name;
  column.unit = meaning.role->si;
  column.unit_written = !meaning.unit.empty();
  FileUnit unit = file_unit(meaning.unit.empty() ? meaning.role->assumed : std::string_view(meaning.unit));
  if (meaning.unit == "rad") unit = {"rad"};
  if (unit.si != column.unit) return column;  // another quantity, "Z' / V"
  column.kind = FieldKind::number;
  column.factor = meaning.negative ? -unit.factor : unit.factor;
  column.offset = unit.offset;
  return column;
}

bool has(const std::vector<TableColumn>& columns, std::string_view name) {
  return std::any_of(columns.begin(), columns.end(),
                     [&](const TableColumn& c) { return c.name == name && c.kind != FieldKind::ignored; });
}

/// Z' and Z'' are needed where they are; |Z| and phase only where they have to stand in for them.
void mark_required(std::vector<TableColumn>& columns) {
  const bool cartesian = has(columns, "z_real") && has(columns, "z_imag");
  for (TableColumn& column : columns) {
    const bool needed = column.name == "frequency" || (cartesian ? column.name == "z_real" || column.name == "z_imag"
                                                                 : column.name == "z_abs" || column.name == "z_phase");
    column.required = needed && column.kind != FieldKind::ignored;
  }
}

/// Z' and Z'' of every row.
std::vector<std::complex<double>> impedances(const Table& table) {
  const TableColumn *re = table.find("z_real"), *im = table.find("z_imag");
  const TableColumn *mod = table.find("z_abs"), *phase = table.find("z_phase");
  std::vector<std::complex<double>> z(table.rows());
  for (std::size_t i = 0; i < z.size(); ++i)
    z[i] = re && im ? std::complex<double>(re->values[i], im->values[i])
                    : std::complex<double>(mod->values[i] * std::cos(phase->values[i]),
                                           mod->values[i] * std::sin(phase->values[i]));
  return z;
}

/// Puts rows into spectra one after the other.
class Splitter {
public:
  explicit Splitter(const Table& table)
      : table_(table), spectrum_(table.find("spectrum")), time_(table.find("time")), voltage_(table.find("voltage")) {}

  std::vector<Spectrum> split() {
    const auto z = impedances(table_);
    const auto& f = table_.find("frequency")->values;
    for (std::size_t i = 0; i < f.size(); ++i) {
      if (!(f[i] > 0.0)) continue;
      if (spectra_.empty() || starts_new(i, f[i])) begin(i);
      follow(f[i]);
      spectra_.back().frequency.push_back(f[i]);
      spectra_.back().impedance.push_back(z[i]);
    }
    for (std::size_t i = 0; spectra_.size() > 1 && i < spectra_.size(); ++i)
      spectra_[i].title = fmt::format("spectrum {}", i + 1);
    return std::move(spectra_);
  }

private:
  bool starts_new(std::size_t i, double f) const {
    if (spectrum_ && number(i) != number_) return true;
    const double before = spectra_.back().frequency.back();
    return direction_ != 0 && f != before && (f > before ? 1 : -1) != direction_;
  }

  double number(std::size_t i) const {
    const double value = spectrum_->values[i];
    return std::isfinite(value) ? value : 0.0;
  }

  void begin(std::size_t i) {
    Spectrum spectrum;
    if (time_ && std::isfinite(time_->values[i])) spectrum.time = time_->values[i];
    spectrum.voltage = voltage_ ? voltage_->values[i] : std::nan("");
    spectra_.push_back(std::move(spectrum));
    direction_ = 0;
    if (spectrum_) number_ = number(i);
  }

  void follow(double f) {
    const auto& taken = spectra_.back().frequency;
    if (!taken.empty() && direction_ == 0 && f != taken.back()) direction_ = f > taken.back() ? 1 : -1;
  }

  const Table& table_;
  const TableColumn *spectrum_, *time_, *voltage_;
  std::vector<Spectrum> spectra_;
  int direction_ = 0;
  double number_ = 0.0;
};

void add_numbers(Record& record) {
  double lowest = std::numeric_limits<double>::infinity(), highest = 0.0, points = 0.0;
  for (const Spectrum& spectrum : record.spectra) {
    points += static_cast<double>(spectrum.size());
    for (const double f : spectrum.frequency) {
      lowest = std::min(lowest, f);
      highest = std::max(highest, f);
    }
  }
  record.quantities.push_back({"spectra", {static_cast<double>(record.spectra.size()), "1", "Impedance spectra"}});
  record.quantities.push_back({"points", {points, "1", "Frequencies together"}});
  record.quantities.push_back({"highest_frequency", {highest, "Hz", "Highest frequency"}});
  record.quantities.push_back({"lowest_frequency", {lowest, "Hz", "Lowest frequency"}});
}

}  // namespace

bool names_impedance(const std::vector<std::string_view>& fields) {
  bool part = false, modulus = false, phase = false, frequency = false;
  for (const auto field : fields) {
    const Role* role = meaning_of(field).role;
    if (!role) continue;
    part = part || ((role->name == "z_real" || role->name == "z_imag") && field.size() > 0);
    modulus = modulus || role->name == "z_abs";
    phase = phase || role->name == "z_phase";
    frequency = frequency || role->name == "frequency";
  }
  return (part && (frequency || fields.size() > 2)) || (modulus && phase);
}

std::vector<TableColumn> impedance_columns(const Heading& heading, const std::vector<ColumnRule>& rules) {
  std::vector<TableColumn> columns;
  for (const std::string& header : heading.fields) {
    const auto rule = std::find_if(rules.begin(), rules.end(), [&](const ColumnRule& r) { return r.header == header; });
    Meaning meaning = meaning_of(header);
    if (rule != rules.end()) {
      const auto role = std::find_if(roles.begin(), roles.end(), [&](const Role& r) { return r.name == rule->name; });
      meaning = {role == roles.end() ? nullptr : &*role, false, std::string(rule->unit)};
    }
    TableColumn column = column_of(header, meaning);
    if (has(columns, column.name)) column.kind = FieldKind::ignored;  // the first of a kind counts
    columns.push_back(std::move(column));
  }
  mark_required(columns);
  return columns;
}

void require_impedance_columns(const TableSource& source, const Heading& heading,
                               const std::vector<TableColumn>& columns) {
  std::vector<std::string> missing;
  if (!has(columns, "frequency")) missing.emplace_back("frequency");
  const bool cartesian = has(columns, "z_real") && has(columns, "z_imag");
  if (!cartesian && !(has(columns, "z_abs") && has(columns, "z_phase")))
    missing.emplace_back("the impedance (Z' and Z'', or |Z| and phase)");
  if (missing.empty()) return;
  stop(source.input, heading.line, fmt::format("there is no column for {}", fmt::join(missing, ", ")),
       fmt::format("the heading has: {}", fmt::join(heading.fields, ", ")));
}

Record impedance_record(const Input& input, Table table) {
  if (table.rows() == 0) stop(input, table.header_line, "there are no rows of numbers below the heading");
  Record record = new_record(input);
  record.findings = std::move(table.findings);
  check_impedance_table(table, record.findings);
  record.spectra = Splitter(table).split();
  if (record.spectra.empty()) stop(input, table.lines.front(), "no row has a frequency above zero");
  check_spectra(record);
  add_numbers(record);
  return record;
}

Record read_impedance_table(const TableSource& source, const Heading& heading, const std::vector<ColumnRule>& rules) {
  auto columns = impedance_columns(heading, rules);
  require_impedance_columns(source, heading, columns);
  return impedance_record(source.input, read_rows(source, std::move(columns), heading.line));
}

}  // namespace silith
