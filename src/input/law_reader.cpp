#include "input/law_reader.hpp"

#include <fmt/format.h>

#include <cmath>

#include "base/units.hpp"
#include "input/registry.hpp"
#include "numerics/expression.hpp"

namespace silith {
namespace {

/// The forms of laws and the keys each takes besides the common ones.
struct Form {
  const char* name;
  std::vector<std::string> keys;
};
const std::vector<Form>& forms() {
  static const std::vector<Form> all = {{"constant", {"value"}},
                                        {"polynomial", {"variable", "coefficients", "unit", "range"}},
                                        {"rational", {"variable", "numerator", "denominator", "unit", "range"}},
                                        {"table", {"variable", "x", "y", "unit", "range"}},
                                        {"expression", {"variable", "expression", "unit", "range"}}};
  return all;
}

/// Reads one law; every step notes what is wrong and goes on.
class LawReader {
public:
  LawReader(const Node& table, const PropertyKind& kind, MaterialReading& reading)
      : table_(table), kind_(kind), reading_(reading) {}

  std::optional<Law> read() {
    const Form* form = find_form();
    if (!form) return std::nullopt;
    std::vector<std::string> known = {"law", "source", "note", "activation_energy", "reference_temperature"};
    known.insert(known.end(), form->keys.begin(), form->keys.end());
    reading_.refuse_unknown(table_, kind_.name, known);
    attributes_.unit = kind_.unit;
    attributes_.source = reading_.source(table_, kind_.name);
    read_arrhenius();
    const std::string name = form->name;
    const auto before = reading_.problems.size();
    std::optional<Law> law = name == "constant" ? constant() : varying(name);
    if (law && reading_.problems.size() == before) check_values(*law);
    return law;
  }

private:
  std::string path(const std::string& key) const { return kind_.name + "." + key; }
  void problem(const Node& at, const std::string& key, const std::string& message, const std::string& hint = {}) {
    reading_.problem(at, path(key), message, hint);
  }

  const Form* find_form() {
    if (!table_.find("law")) return &forms().front();
    const auto name = reading_.text(table_, kind_.name, "law");
    if (!name) return nullptr;
    for (const auto& form : forms())
      if (*name == form.name) return &form;
    problem(*table_.find("law"), "law", fmt::format("\"{}\" is not a form of law", *name),
            "one of constant, polynomial, rational, table, expression");
    return nullptr;
  }

  std::optional<double> quantity(const std::string& key, const std::string& unit, const std::string& example) {
    const Node* node = table_.find(key);
    std::string what;
    std::optional<double> value;
    if (node->is_text()) {
      value = try_to_si(node->text(), unit, what);
    } else if (node->is_number() && unit == "1") {
      value = node->number();
    } else {
      what = node->is_number() ? fmt::format("a bare number, {} with its unit is expected", dimension_name(unit))
                               : fmt::format("{}, {} is expected", node->kind_name(), dimension_name(unit));
    }
    if (value && !std::isfinite(*value)) {
      value.reset();
      what = "the value is not a finite number";
    }
    if (!value) problem(*node, key, what, "write for example " + example);
    return value;
  }

  void read_arrhenius() {
    const Node* energy = table_.find("activation_energy");
    const Node* reference = table_.find("reference_temperature");
    if (!energy && !reference) return;
    if (!energy || !reference) {
      const char* missing = energy ? "reference_temperature" : "activation_energy";
      problem(energy ? *energy : *reference, energy ? "activation_energy" : "reference_temperature",
              fmt::format("\"{}\" is missing beside it", missing),
              "write for example activation_energy = \"30 kJ/mol\" and reference_temperature = \"25 degC\"");
      return;
    }
    const auto E_a = quantity("activation_energy", "J/mol", "\"30 kJ/mol\"");
    const auto T_ref = quantity("reference_temperature", "K", "\"25 degC\"");
    if (T_ref && *T_ref <= 0.0) return problem(*reference, "reference_temperature", "has to be above 0 K");
    if (E_a && T_ref) attributes_.arrhenius = Arrhenius{*E_a, *T_ref};
  }

  std::string example_value() const { return kind_.unit == "1" ? "0.5" : fmt::format("\"1.0 {}\"", kind_.unit); }

  std::optional<Law> constant() {
    if (!table_.find("value")) {
      problem(table_, "value", "a constant law needs its value",
              fmt::format("write for example value = {}, or choose another law", example_value()));
      return std::nullopt;
    }
    const auto value = quantity("value", kind_.unit, example_value());
    if (!value) return std::nullopt;
    return Law::constant(*value, attributes_);
  }

  std::optional<Law> varying(const std::string& form) {
    const auto factor = unit_factor();
    std::optional<Law> law;
    if (form == "expression") {
      law = expression();
    } else if (const auto variable = read_variable()) {
      law = univariate(form, *variable);
    }
    if (!law || !factor) return std::nullopt;
    return *factor == 1.0 ? *law : law->scaled(*factor);
  }

  std::optional<double> unit_factor() {
    if (!table_.find("unit")) {
      if (kind_.unit == "1") return 1.0;
      problem(table_, "unit", "the unit of the law's value is missing", fmt::format("write unit = \"{}\"", kind_.unit));
      return std::nullopt;
    }
    const auto unit = reading_.text(table_, kind_.name, "unit");
    if (!unit) return std::nullopt;
    const bool fits = is_unit(*unit) && convertible(*unit, kind_.unit) && convert(0.0, *unit, kind_.unit) == 0.0;
    if (fits) return convert(1.0, *unit, kind_.unit);
    const std::string what = is_unit(*unit) ? fmt::format("\"{}\" is the unit of {}", *unit, dimension_name(*unit))
                                            : fmt::format("\"{}\" is not a unit", *unit);
    problem(*table_.find("unit"), "unit", fmt::format("{}, {} is expected", what, dimension_name(kind_.unit)),
            fmt::format("write for example \"{}\"", kind_.unit));
    return std::nullopt;
  }

  static std::optional<LawVariable> variable_named(const std::string& name) {
    if (name == "x") return LawVariable::x;
    if (name == "c") return LawVariable::c;
    if (name == "T") return LawVariable::T;
    return std::nullopt;
  }

  std::optional<LawVariable> read_variable() {
    if (!table_.find("variable")) {
      problem(table_, "variable", "the variable of the law is missing",
              "write variable = \"x\" (stoichiometry), \"c\" (salt concentration, mol/m^3) or \"T\" (temperature, K)");
      return std::nullopt;
    }
    const auto name = reading_.text(table_, kind_.name, "variable");
    if (!name) return std::nullopt;
    const auto variable = variable_named(*name);
    if (!variable)
      problem(*table_.find("variable"), "variable", fmt::format("\"{}\" is not a variable of a law", *name),
              "one of x (stoichiometry), c (salt concentration, mol/m^3), T (temperature, K)");
    return variable;
  }

  std::optional<Range>& range_of(LawVariable variable) {
    if (variable == LawVariable::x) return attributes_.x_range;
    return variable == LawVariable::c ? attributes_.c_range : attributes_.T_range;
  }

  void read_range(std::optional<LawVariable> only_variable, bool is_required) {
    const Node* node = table_.find("range");
    if (!node) {
      if (is_required)
        problem(table_, "range", "the range in which the law holds is missing", "write for example range = [0.0, 1.0]");
      return;
    }
    if (!node->is_table()) {
      if (only_variable) {
        range_of(*only_variable) = reading_.range(*node, path("range"));
      } else {
        problem(*node, "range", "the law has several variables, a range for each is expected",
                "write for example range = { x = [0.0, 1.0], c = [10.0, 4000.0] }");
      }
      return;
    }
    for (const auto& entry : node->entries()) {
      if (const auto variable = variable_named(entry.key))
        range_of(*variable) = reading_.range(entry.value, path("range." + entry.key));
      else
        problem(entry.value, "range." + entry.key, fmt::format("\"{}\" is not a variable of a law", entry.key),
                "ranges are those of x, c and T");
    }
  }

  std::optional<Law> univariate(const std::string& form, LawVariable variable) {
    read_range(variable, form != "table");
    const char* first = form == "polynomial" ? "coefficients" : form == "rational" ? "numerator" : "x";
    const char* second = form == "rational" ? "denominator" : "y";
    const auto a = reading_.numbers(table_, kind_.name, first);
    if (form == "polynomial") {
      if (!a) return std::nullopt;
      return Law::polynomial(variable, *a, attributes_);
    }
    const auto b = reading_.numbers(table_, kind_.name, second);
    if (!a || !b) return std::nullopt;
    const auto& range = range_of(variable);
    if (form == "table" && range && (range->min < a->front() || range->max > a->back()))
      problem(*table_.find("range"), "range",
              fmt::format("the table covers {:.6g} to {:.6g} only", a->front(), a->back()),
              "narrow the range or leave it out: the points then are the range");
    try {
      return form == "rational" ? Law::rational(variable, *a, *b, attributes_)
                                : Law::table(variable, *a, *b, attributes_);
    } catch (const InputError& error) {
      const auto& found = error.diagnostics().front();
      const char* where = form == "rational" ? second : first;
      problem(*table_.find(where), where, found.message, found.hint);
      return std::nullopt;
    }
  }

  std::optional<Law> expression() {
    if (!table_.find("expression")) {
      problem(table_, "expression", "an expression law needs its formula",
              "write for example expression = \"2.1 + 0.07*tanh(30 - 54*x)\"");
      return std::nullopt;
    }
    const auto formula = reading_.text(table_, kind_.name, "expression");
    if (!formula) return std::nullopt;
    try {
      const Expression parsed(*formula);
      read_expression_range(parsed);
      return Law::expression(*formula, attributes_);
    } catch (const ExpressionError& error) {
      note_formula_error(*formula, error);
      return std::nullopt;
    }
  }

  void read_expression_range(const Expression& parsed) {
    std::vector<LawVariable> used;
    if (parsed.depends_on_x()) used.push_back(LawVariable::x);
    if (parsed.depends_on_c()) used.push_back(LawVariable::c);
    if (parsed.depends_on_T()) used.push_back(LawVariable::T);
    std::optional<LawVariable> only;
    if (used.size() == 1) only = used.front();
    if (table_.find("variable")) {
      const auto stated = read_variable();
      if (stated && (used.size() != 1 || used.front() != *stated))
        problem(*table_.find("variable"), "variable", "the formula does not depend on this variable alone",
                "leave out \"variable\"; the formula itself says what it depends on");
      if (stated) only = stated;
    }
    read_range(only, parsed.depends_on_x() || parsed.depends_on_c());
    for (const LawVariable variable : used)
      if (variable != LawVariable::T && table_.find("range") && table_.find("range")->is_table() && !range_of(variable))
        problem(*table_.find("range"), "range",
                fmt::format("the range of {} is missing", variable == LawVariable::x ? "x" : "c"),
                "write for example range = { x = [0.0, 1.0], c = [10.0, 4000.0] }");
  }

  /// Moves the caret to the place inside the formula where the line shows the formula as it is.
  void note_formula_error(const std::string& formula, const ExpressionError& error) {
    const Node& node = *table_.find("expression");
    Diagnostic found = diagnostic_at(node, path("expression"), error.message(), error.hint());
    const auto begin = static_cast<std::size_t>(std::max(found.where.column, 1));  // behind the opening quote
    const auto inside = static_cast<std::size_t>(error.column() - 1);
    const bool as_written =
        found.source_line.size() >= begin && found.source_line.compare(begin, inside, formula, 0, inside) == 0;
    if (as_written)
      found.where.column += error.column();
    else
      found.message = fmt::format("at character {} of the formula: {}", error.column(), found.message);
    reading_.problems.push_back(found);
  }

  /// Finite, and of the sign the property needs, all over the range.
  void check_values(const Law& law) {
    const auto steps = [](bool varies, const std::optional<Range>& range, int n) { return varies && range ? n : 0; };
    const bool two = law.depends_on_x() && law.depends_on_c();
    const int n_x = steps(law.depends_on_x(), law.x_range(), two ? 60 : 1000);
    const int n_c = steps(law.depends_on_c(), law.c_range(), two ? 60 : 1000);
    const auto at = [](const std::optional<Range>& range, int i, int n) {
      return n == 0 ? 0.0 : range->min + (range->max - range->min) * i / n;
    };
    std::vector<double> x, c;
    for (int i = 0; i <= n_x; ++i) {
      for (int j = 0; j <= n_c; ++j) {
        x.push_back(at(law.x_range(), i, n_x));
        c.push_back(at(law.c_range(), j, n_c));
      }
    }
    std::vector<double> values(x.size());
    const auto& T_range = law.T_range();
    for (const double T : {T_range ? T_range->min : 298.15, T_range ? T_range->max : 298.15}) {
      law.evaluate(x, c, T, values, {}, {});
      for (std::size_t k = 0; k < x.size(); ++k)
        if (!check_value(law, {x[k], c[k], T}, values[k])) return;
    }
  }

  bool check_value(const Law& law, const LawPoint& at, double value) {
    const bool has_sign = kind_.sign == Sign::any || (kind_.sign == Sign::positive ? value > 0.0 : value >= 0.0);
    if (std::isfinite(value) && has_sign) return true;
    std::string where;
    if (law.depends_on_x()) where += fmt::format(" at x = {:.6g}", at.x);
    if (law.depends_on_c()) where += fmt::format(" at c = {:.6g} mol/m^3", at.c);
    const char* needed = !std::isfinite(value)          ? "a finite number"
                         : kind_.sign == Sign::positive ? "a positive value"
                                                        : "no negative value";
    reading_.problem(table_, kind_.name, fmt::format("the law gives {:.6g}{}, {} is expected", value, where, needed),
                     "correct the law or narrow its range");
    return false;
  }

  const Node& table_;
  const PropertyKind& kind_;
  MaterialReading& reading_;
  LawAttributes attributes_;
};

}  // namespace

std::optional<Law> read_law(const Node& table, const PropertyKind& kind, MaterialReading& reading) {
  return LawReader(table, kind, reading).read();
}

}  // namespace silith
