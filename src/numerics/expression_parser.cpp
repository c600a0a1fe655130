#include <fmt/format.h>

#include <charconv>
#include <numbers>
#include <optional>

#include "numerics/expression.hpp"
#include "numerics/expression_tree.hpp"

namespace silith::expression {
namespace {

struct Function {
  std::string_view name;
  Op op;
};
constexpr Function functions[] = {
    {"exp", Op::exp},   {"log", Op::log},   {"log10", Op::log10}, {"sqrt", Op::sqrt},        {"tanh", Op::tanh},
    {"sinh", Op::sinh}, {"cosh", Op::cosh}, {"asinh", Op::asinh}, {"sin", Op::sin},          {"cos", Op::cos},
    {"abs", Op::abs},   {"min", Op::min},   {"max", Op::max},     {"pow", Op::general_power}};

constexpr const char* vocabulary =
    "known are x, c, T, pi, exp log log10 sqrt tanh sinh cosh asinh sin cos abs min max pow, + - * / ^ and parentheses";

/// Builds nodes, folding constants on the way.
class Builder {
public:
  std::vector<Node> nodes;

  int leaf(Op op, std::uint8_t depends) { return push({op, -1, -1, depends, 0.0}); }
  int number(double value) { return push({Op::number, -1, -1, none, value}); }

  int unary(Op op, int a, double exponent = 0.0) {
    Node node{op, static_cast<std::int16_t>(a), -1, nodes[a].depends, exponent};
    if (is_number(a)) return number(apply(node, nodes[a].number, 0.0));
    return push(node);
  }

  int binary(Op op, int a, int b) {
    if (op == Op::general_power && is_number(b)) return unary(Op::power, a, nodes[b].number);
    Node node{op, static_cast<std::int16_t>(a), static_cast<std::int16_t>(b),
              static_cast<std::uint8_t>(nodes[a].depends | nodes[b].depends), 0.0};
    if (is_number(a) && is_number(b)) return number(apply(node, nodes[a].number, nodes[b].number));
    return push(node);
  }

private:
  bool is_number(int a) const { return nodes[a].op == Op::number; }
  int push(const Node& node) {
    nodes.push_back(node);
    return static_cast<int>(nodes.size()) - 1;
  }
};

/// Recursive descent: sum > product > sign > power > atom.
class Parser {
public:
  explicit Parser(std::string_view text) : text_(text) {}

  std::vector<Node> run() {
    if (text_.size() > max_length) fail(fmt::format("the formula has {} characters", text_.size()), "at most 8192", 0);
    sum();
    skip_blanks();
    if (at_ < text_.size()) fail_here();
    return reachable();
  }

private:
  [[noreturn]] static void fail(const std::string& message, const std::string& hint, std::size_t at) {
    throw ExpressionError(message, hint, static_cast<int>(at) + 1);
  }
  [[noreturn]] void fail_here() const {
    if (at_ >= text_.size()) fail("the formula ends where a number, a variable or a parenthesis is expected", "", at_);
    if (text_[at_] == ')') fail("this closing parenthesis has no opening one", "", at_);
    if (text_.substr(at_).starts_with("**")) fail("\"**\" is not an operator here", "write ^ for a power", at_);
    fail(fmt::format("\"{}\" is not expected here", text_.substr(at_, 1)), vocabulary, at_);
  }

  void skip_blanks() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n' || text_[at_] == '\r'))
      ++at_;
  }
  bool accept(char wanted) {
    skip_blanks();
    if (at_ >= text_.size() || text_[at_] != wanted) return false;
    if (wanted == '*' && text_.substr(at_).starts_with("**")) fail_here();
    ++at_;
    return true;
  }
  void expect(char wanted, const char* why) {
    if (!accept(wanted)) fail(fmt::format("\"{}\" is missing here {}", wanted, why), "", at_);
  }

  struct Deeper {
    explicit Deeper(Parser& parser) : depth(parser.depth_) {
      if (++depth > max_depth) fail("the formula is nested too deeply", "at most 100 levels", parser.at_);
    }
    ~Deeper() { --depth; }
    Deeper(const Deeper&) = delete;
    Deeper& operator=(const Deeper&) = delete;
    int& depth;
  };
  int counted(int node) const {
    if (build_.nodes.size() > max_nodes) fail("the formula is too long", "at most 400 operations", at_);
    return node;
  }

  int sum() {
    int left = product();
    for (;;) {
      if (accept('+')) {
        left = counted(build_.binary(Op::add, left, product()));
      } else if (accept('-')) {
        left = counted(build_.binary(Op::subtract, left, product()));
      } else {
        return left;
      }
    }
  }

  int product() {
    int left = sign();
    for (;;) {
      if (accept('*')) {
        left = counted(build_.binary(Op::multiply, left, sign()));
      } else if (accept('/')) {
        left = counted(build_.binary(Op::divide, left, sign()));
      } else {
        return left;
      }
    }
  }

  int sign() {
    const Deeper deeper(*this);
    if (accept('-')) return counted(build_.unary(Op::negate, sign()));
    if (accept('+')) return sign();
    return power();
  }

  int power() {
    const int base = atom();
    if (!accept('^')) return base;
    return counted(build_.binary(Op::general_power, base, sign()));
  }

  int atom() {
    if (accept('(')) {
      const int inside = sum();
      expect(')', "to close the parenthesis");
      return inside;
    }
    skip_blanks();
    if (const auto value = literal()) return counted(build_.number(*value));
    const std::string_view word = name();
    if (word.empty()) fail_here();
    return counted(named(word));
  }

  std::optional<double> literal() {
    const char first = at_ < text_.size() ? text_[at_] : ' ';
    if ((first < '0' || first > '9') && first != '.') return std::nullopt;
    double value = 0.0;
    const auto [end, error] = std::from_chars(text_.data() + at_, text_.data() + text_.size(), value);
    if (error != std::errc{}) fail("this is not a number a computer can hold", "write for example 1.5e-3", at_);
    at_ = static_cast<std::size_t>(end - text_.data());
    return value;
  }

  std::string_view name() {
    const auto is_letter = [](char l) { return (l >= 'a' && l <= 'z') || (l >= 'A' && l <= 'Z') || l == '_'; };
    const std::size_t begin = at_;
    while (at_ < text_.size() && (is_letter(text_[at_]) || (at_ > begin && text_[at_] >= '0' && text_[at_] <= '9')))
      ++at_;
    return text_.substr(begin, at_ - begin);
  }

  int named(std::string_view word) {
    if (word == "x") return build_.leaf(Op::x, of_x);
    if (word == "c") return build_.leaf(Op::c, of_c);
    if (word == "T") return build_.leaf(Op::T, of_T);
    if (word == "pi") return build_.number(std::numbers::pi);
    for (const auto& function : functions)
      if (function.name == word) return call(function);
    fail(fmt::format("\"{}\" is not known in a formula", word), vocabulary, at_ - word.size());
  }

  int call(const Function& function) {
    expect('(', "after the name of a function");
    const int first = sum();
    const bool takes_two = is_binary(function.op);
    if (takes_two) expect(',', fmt::format("as {} takes two arguments", function.name).c_str());
    const int second = takes_two ? sum() : -1;
    expect(')', "to close the arguments");
    return takes_two ? build_.binary(function.op, first, second) : build_.unary(function.op, first);
  }

  /// Folding leaves constants behind that nothing uses any more.
  std::vector<Node> reachable() const {
    const auto& all = build_.nodes;
    std::vector<bool> used(all.size(), false);
    used.back() = true;
    for (std::size_t i = all.size(); i-- > 0;) {
      if (!used[i]) continue;
      if (all[i].a >= 0) used[all[i].a] = true;
      if (all[i].b >= 0) used[all[i].b] = true;
    }
    std::vector<Node> kept;
    std::vector<std::int16_t> moved(all.size(), -1);
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (!used[i]) continue;
      moved[i] = static_cast<std::int16_t>(kept.size());
      kept.push_back(all[i]);
      if (kept.back().a >= 0) kept.back().a = moved[kept.back().a];
      if (kept.back().b >= 0) kept.back().b = moved[kept.back().b];
    }
    return kept;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int depth_ = 0;
  Builder build_;
};

}  // namespace

std::vector<Node> parse(std::string_view text) {
  return Parser(text).run();
}

}  // namespace silith::expression
