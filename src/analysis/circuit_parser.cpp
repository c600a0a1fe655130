#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <optional>

#include "analysis/circuit.hpp"
#include "base/diagnostic.hpp"

namespace silith {

/// Puts nodes together, children before their group.
class CircuitBuilder {
public:
  explicit CircuitBuilder(std::string_view text) : text_(text) {}

  [[noreturn]] void fail(std::size_t at, const std::string& message, const std::string& hint) const {
    std::vector<Diagnostic> all(1);
    all[0].where = {"circuit", 1, static_cast<int>(at) + 1};
    all[0].message = message;
    all[0].hint = hint;
    all[0].source_line = text_;
    throw InputError(std::move(all));
  }

  std::size_t element(const ElementType& type, const std::string& label, std::size_t at) {
    Circuit::Node node;
    node.type = &type;
    node.name = std::string(type.name) + label;
    for (const auto& other : circuit_.nodes_) {
      if (other.name == node.name) {
        fail(at, fmt::format("{} stands here a second time", node.name), "give every element a number of its own");
      }
    }
    node.first = circuit_.parameters_.size();
    for (std::size_t i = 0; i < type.size; ++i) add_parameter(type.parameters[i], node.name);
    return add(node, at);
  }

  /// A group of one is that one.
  std::size_t group(Circuit::Node::Kind kind, const std::vector<std::size_t>& children, std::size_t at) {
    if (children.size() == 1) return children.front();
    Circuit::Node node;
    node.kind = kind;
    const std::size_t place = add(node, at);
    for (const std::size_t child : children) circuit_.nodes_[child].parent = place;
    return place;
  }

  Circuit finished() { return std::move(circuit_); }

private:
  std::size_t add(const Circuit::Node& node, std::size_t at) {
    if (circuit_.nodes_.size() == Circuit::max_nodes) {
      fail(at, fmt::format("a circuit has at most {} elements and groups", Circuit::max_nodes), "leave some out");
    }
    circuit_.nodes_.push_back(node);
    return circuit_.nodes_.size() - 1;
  }

  void add_parameter(const ElementParameter& of, const std::string& element) {
    CircuitParameter parameter;
    parameter.name = of.name.empty() ? element : fmt::format("{}.{}", element, of.name);
    parameter.unit = of.unit;
    parameter.role = of.role;
    // Wide enough for any cell; the exponent of a constant phase element is 1 at most.
    parameter.lower = of.role == ParameterRole::exponent ? 0.1 : 1e-15;
    parameter.upper = of.role == ParameterRole::exponent ? 1.0 : 1e15;
    circuit_.parameters_.push_back(parameter);
  }

  std::string_view text_;
  Circuit circuit_;
};

namespace {

using Kind = Circuit::Node::Kind;

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::string known_elements() {
  std::vector<std::string_view> names;
  for (const auto& type : element_types()) names.push_back(type.name);
  return fmt::format("elements are {}", fmt::join(names, ", "));
}

/// What both notations share: a place in the text, blanks skipped.
class Scanner {
public:
  explicit Scanner(std::string_view text) : text_(text), builder_(text) {}

protected:
  static constexpr int max_depth = 32;

  char peek() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
    return at_ < text_.size() ? text_[at_] : '\0';
  }
  bool accept(char c) {
    if (peek() != c) return false;
    ++at_;
    return true;
  }
  std::string label() {
    std::string digits;
    while (at_ < text_.size() && is_digit(text_[at_])) digits += text_[at_++];
    return digits;
  }
  void go_deeper(std::size_t at) {
    if (++depth_ > max_depth) builder_.fail(at, "groups are nested too deeply", "write the circuit with fewer groups");
  }

  std::string_view text_;
  CircuitBuilder builder_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

/// R0-p(R1,CPE1)
class DashNotation : Scanner {
public:
  using Scanner::Scanner;

  Circuit read() {
    series();
    if (peek() == ',') builder_.fail(at_, "a comma outside p( )", "write p(R1,C1) for elements in parallel");
    if (peek() == ')') builder_.fail(at_, "a closing parenthesis without p(", "write p(R1,C1)");
    if (peek() != '\0') builder_.fail(at_, "expected - here", "elements in series are written R0-R1");
    return builder_.finished();
  }

private:
  std::size_t series() {
    const std::size_t start = at_;
    std::vector<std::size_t> members{member()};
    while (accept('-')) members.push_back(member());
    return builder_.group(Kind::series, members, start);
  }

  std::size_t member() {
    peek();
    const std::size_t start = at_;
    if (text_.substr(at_, 2) == "p(") {
      at_ += 2;
      return parallel(start);
    }
    std::string letters;
    while (at_ < text_.size() && is_letter(text_[at_])) letters += text_[at_++];
    if (letters.empty()) builder_.fail(start, "expected an element or p( here", known_elements());
    if (letters == "ZARC") letters = "Zarc";
    for (const auto& type : element_types()) {
      if (type.name == letters) return builder_.element(type, label(), start);
    }
    builder_.fail(start, fmt::format("there is no element \"{}\"", letters), known_elements());
  }

  std::size_t parallel(std::size_t start) {
    go_deeper(start);
    std::vector<std::size_t> members{series()};
    while (accept(',')) members.push_back(series());
    if (!accept(')')) {
      if (peek() == '\0') builder_.fail(start, "this p( is not closed", "add a closing parenthesis");
      builder_.fail(at_, "expected - or , or ) here", "write p(R1-W1,C1)");
    }
    if (members.size() == 1) builder_.fail(start, "p( ) with a single branch", "write p(R1,C1)");
    --depth_;
    return builder_.group(Kind::parallel, members, start);
  }
};

/// R(RQ)(RW)
class BoukampNotation : Scanner {
public:
  using Scanner::Scanner;

  Circuit read() {
    group(Kind::series, 0);
    if (peek() != '\0') builder_.fail(at_, "a closing bracket without its opening one", "write R(RQ)");
    return builder_.finished();
  }

private:
  /// Members up to a closing bracket or the end.
  std::size_t group(Kind kind, std::size_t start) {
    go_deeper(start);
    std::vector<std::size_t> members;
    for (char c = peek(); c != '\0' && c != ')' && c != ']'; c = peek()) members.push_back(member(kind));
    if (members.empty()) builder_.fail(std::min(at_, text_.size()), "expected an element here", letters_known());
    if (kind == Kind::parallel && members.size() == 1) {
      builder_.fail(start, "a parallel group with a single element", "write (RQ)");
    }
    --depth_;
    return builder_.group(kind, members, start);
  }

  std::size_t member(Kind around) {
    const std::size_t start = at_;
    const char c = text_[at_++];
    if (c == '(' || c == '[') {
      const bool turns = c == '(' && around == Kind::series;
      const std::size_t inner = group(turns ? Kind::parallel : Kind::series, start);
      if (!accept(c == '(' ? ')' : ']')) {
        builder_.fail(start, "this bracket is not closed", c == '(' ? "add )" : "add ]");
      }
      return inner;
    }
    for (const auto& type : element_types()) {
      if (type.boukamp != c || c == '\0') continue;
      std::string number = label();
      if (number.empty()) number = std::to_string(++count_[type.name]);
      return builder_.element(type, number, start);
    }
    builder_.fail(start, fmt::format("there is no element \"{}\" in Boukamp's notation", c), letters_known());
  }

  static std::string letters_known() {
    std::vector<std::string> letters;
    for (const auto& type : element_types()) {
      if (type.boukamp) letters.push_back(fmt::format("{} ({})", type.boukamp, type.name));
    }
    return fmt::format("letters are {}; for others write R0-p(R1,CPE1)", fmt::join(letters, ", "));
  }

  std::map<std::string_view, int> count_;
};

/// Dashes, commas, p( or the name of one element of several letters belong to the first notation only.
bool is_dashed(std::string_view text) {
  if (text.find_first_of("-,") != text.npos || text.find("p(") != text.npos) return true;
  if (text.find_first_of("([") != text.npos) return false;
  const auto end = std::find_if_not(text.begin(), text.end(), is_letter);
  const std::string_view letters(text.data(), static_cast<std::size_t>(end - text.begin()));
  const auto types = element_types();
  const bool one = letters == "ZARC" ||
                   std::any_of(types.begin(), types.end(), [&](const auto& type) { return type.name == letters; });
  const bool all_letters = std::all_of(letters.begin(), letters.end(), [&](char c) {
    return std::any_of(types.begin(), types.end(), [&](const auto& type) { return type.boukamp == c; });
  });
  return one || !all_letters;
}

}  // namespace

Circuit Circuit::parse(std::string_view text) {
  return is_dashed(text) ? DashNotation(text).read() : BoukampNotation(text).read();
}

}  // namespace silith
