#pragma once
#include <cmath>
#include <cstdint>
#include <string_view>
#include <vector>

// Inside of expression.cpp and expression_parser.cpp.
namespace silith::expression {

enum class Op : std::uint8_t {
  number,
  x,
  c,
  T,  // leaves
  negate,
  exp,
  log,
  log10,
  sqrt,
  tanh,
  sinh,
  cosh,
  asinh,
  sin,
  cos,
  abs,
  power,  // of one; power: ^ constant
  add,
  subtract,
  multiply,
  divide,
  general_power,
  min,
  max  // of two
};

inline bool is_leaf(Op op) {
  return op <= Op::T;
}
inline bool is_binary(Op op) {
  return op >= Op::add;
}

enum Variable : std::uint8_t { none = 0, of_x = 1, of_c = 2, of_T = 4 };

struct Node {
  Op op;
  std::int16_t a = -1, b = -1;  ///< operands, always earlier nodes
  std::uint8_t depends = none;  ///< union of Variable
  double number = 0.0;          ///< of a number; exponent of a power
};

inline constexpr std::size_t max_nodes = 400;
inline constexpr std::size_t max_length = 8192;
inline constexpr int max_depth = 100;

/// Nodes in an order of evaluation, the last one is the result. Constants are folded.
/// @throws ExpressionError
std::vector<Node> parse(std::string_view text);

/// base^exponent for a constant exponent; small integers and halves without pow.
template <class Real>
Real constant_power(const Real& base, double exponent) {
  using std::pow;
  using std::sqrt;
  if (exponent == 2.0) return base * base;
  if (exponent == 0.5) return sqrt(base);
  if (exponent == 3.0) return base * base * base;
  if (exponent == 1.5) return base * sqrt(base);
  return pow(base, exponent);
}

/// One node from its operands, for double and Dual alike. Leaves other than numbers are the caller's.
template <class Real>
Real apply(const Node& node, const Real& a, const Real& b) {
  using namespace std;  // NOLINT: std for double, argument-dependent look-up for Dual
  switch (node.op) {
    case Op::negate:
      return -a;
    case Op::exp:
      return exp(a);
    case Op::log:
      return log(a);
    case Op::log10:
      return log10(a);
    case Op::sqrt:
      return sqrt(a);
    case Op::tanh:
      return tanh(a);
    case Op::sinh:
      return sinh(a);
    case Op::cosh:
      return cosh(a);
    case Op::asinh:
      return asinh(a);
    case Op::sin:
      return sin(a);
    case Op::cos:
      return cos(a);
    case Op::abs:
      return abs(a);
    case Op::power:
      return constant_power(a, node.number);
    case Op::add:
      return a + b;
    case Op::subtract:
      return a - b;
    case Op::multiply:
      return a * b;
    case Op::divide:
      return a / b;
    case Op::general_power:
      return pow(a, b);
    case Op::min:
      return min(a, b);
    case Op::max:
      return max(a, b);
    default:
      return Real(node.number);
  }
}

}  // namespace silith::expression
