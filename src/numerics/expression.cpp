#include "numerics/expression.hpp"

#include <algorithm>
#include <array>
#include <bitset>
#include <stdexcept>
#include <vector>

#include "numerics/expression_tree.hpp"
#include "numerics/vector_math.hpp"

namespace silith {
namespace {

using expression::Node;
using expression::Op;

constexpr std::size_t chunk = 32;      // points that pass through the whole formula at a time; stays in the first cache
constexpr std::size_t max_slots = 12;  // log2(max_nodes) + 2 rows are enough when the larger operand goes first

using Row = std::array<double, chunk>;

/// Where an operand is found: a variable, a node without x and c, or an intermediate result.
struct Operand {
  enum class Kind : std::uint8_t { uniform, x, c, slot } kind = Kind::uniform;
  std::uint16_t index = 0;
  std::uint8_t depends = expression::none;
};

struct Instruction {
  Node node;
  Operand a, b;
  std::uint16_t slot;
};

/// Value and derivative rows of an intermediate result.
struct Slot {
  Row value, dx, dc;
};

/// The same operand at every point, in the place of a row.
struct Uniform {
  double number;
  double operator[](std::size_t) const { return number; }
};

/// What one operation gives: its value and its derivatives with respect to its operands.
struct Partial {
  double value, a, b;
};

template <Op op>
inline Partial combine(double a, double b) {
  if constexpr (op == Op::add) return {a + b, 1.0, 1.0};
  if constexpr (op == Op::subtract) return {a - b, 1.0, -1.0};
  if constexpr (op == Op::multiply) return {a * b, b, a};
  if constexpr (op == Op::divide) {
    const double inverse = 1.0 / b;
    const double quotient = a / b;
    return {quotient, inverse, -quotient * inverse};
  }
  if constexpr (op == Op::general_power) {
    const Dual<2> power = pow(Dual<2>::variable(a, 0), Dual<2>::variable(b, 1));
    return {power.value, power.derivative[0], power.derivative[1]};
  }
  if constexpr (op == Op::min) return b < a ? Partial{b, 0.0, 1.0} : Partial{a, 1.0, 0.0};
  if constexpr (op == Op::max) return a < b ? Partial{b, 0.0, 1.0} : Partial{a, 1.0, 0.0};
}

/// Rows of the two partial derivatives of the operation at hand.
struct Partials {
  Row a, b;
};

/// @param partials nullptr: only the value is wanted
template <Op op, class A, class B>
void combine_rows(const A& a, const B& b, std::size_t n, double* __restrict value, Partials* partials) {
  if (partials == nullptr) {
    for (std::size_t i = 0; i < n; ++i) value[i] = combine<op>(a[i], b[i]).value;
    return;
  }
  for (std::size_t i = 0; i < n; ++i) {
    const Partial p = combine<op>(a[i], b[i]);
    value[i] = p.value;
    partials->a[i] = p.a;
    partials->b[i] = p.b;
  }
}

template <class A, class B>
void binary_rows(Op op, const A& a, const B& b, std::size_t n, double* value, Partials* partials) {
  switch (op) {
    case Op::add:
      return combine_rows<Op::add>(a, b, n, value, partials);
    case Op::subtract:
      return combine_rows<Op::subtract>(a, b, n, value, partials);
    case Op::multiply:
      return combine_rows<Op::multiply>(a, b, n, value, partials);
    case Op::divide:
      return combine_rows<Op::divide>(a, b, n, value, partials);
    case Op::general_power:
      return combine_rows<Op::general_power>(a, b, n, value, partials);
    case Op::min:
      return combine_rows<Op::min>(a, b, n, value, partials);
    case Op::max:
      return combine_rows<Op::max>(a, b, n, value, partials);
    default:
      throw std::logic_error("expression: not an operation of two");
  }
}

template <class Derivative>
void from_value(const double* __restrict value, std::size_t n, Row* partial, Derivative derivative) {
  if (partial == nullptr) return;
  for (std::size_t i = 0; i < n; ++i) (*partial)[i] = derivative(value[i]);
}

void power_rows(double exponent, const double* __restrict a, std::size_t n, double* __restrict value, Row* partial) {
  const auto fill = [&](auto power, auto derivative) {
    for (std::size_t i = 0; i < n; ++i) value[i] = power(a[i]);
    if (partial == nullptr) return;
    for (std::size_t i = 0; i < n; ++i) (*partial)[i] = derivative(a[i], value[i]);
  };
  if (exponent == 2.0) return fill([](double x) { return x * x; }, [](double x, double) { return 2.0 * x; });
  if (exponent == 3.0) return fill([](double x) { return x * x * x; }, [](double x, double) { return 3.0 * x * x; });
  if (exponent == 0.5)
    return fill([](double x) { return std::sqrt(x); }, [](double, double root) { return 0.5 / root; });
  if (exponent == 1.5)
    return fill([](double x) { return x * std::sqrt(x); }, [](double x, double) { return 1.5 * std::sqrt(x); });
  fill([=](double x) { return std::pow(x, exponent); },
       [=](double x, double) { return pow(Dual<1>::variable(x, 0), exponent).derivative[0]; });
}

/// @param partial nullptr: only the value is wanted
void unary_rows(const Node& node, const double* a, std::size_t n, Row& value, Row* partial) {
  const double* v = value.data();
  switch (node.op) {
    case Op::exp: {
      exp_row({a, n}, {value.data(), n});
      return from_value(v, n, partial, [](double e) { return e; });
    }
    case Op::tanh: {
      tanh_row({a, n}, {value.data(), n});
      return from_value(v, n, partial, [](double t) { return 1.0 - t * t; });
    }
    case Op::sqrt:
      return power_rows(0.5, a, n, value.data(), partial);
    case Op::power:
      return power_rows(node.number, a, n, value.data(), partial);
    case Op::negate: {
      for (std::size_t i = 0; i < n; ++i) value[i] = -a[i];
      return from_value(v, n, partial, [](double) { return -1.0; });
    }
    default:
      for (std::size_t i = 0; i < n; ++i) {
        if (partial == nullptr) {
          value[i] = expression::apply(node, a[i], 0.0);
        } else {
          const Dual<1> result = expression::apply(node, Dual<1>::variable(a[i], 0), Dual<1>());
          value[i] = result.value;
          (*partial)[i] = result.derivative[0];
        }
      }
  }
}

const Row& ones() {
  static const Row row = [] {
    Row all;
    all.fill(1.0);
    return all;
  }();
  return row;
}

/// d = pa da + pb db, where an operand without the variable has no row.
void chain(const double* da, const double* db, const Partials& p, std::size_t n, double* __restrict d) {
  if (da && db)
    for (std::size_t i = 0; i < n; ++i) d[i] = p.a[i] * da[i] + p.b[i] * db[i];
  else if (da)
    for (std::size_t i = 0; i < n; ++i) d[i] = p.a[i] * da[i];
  else if (db)
    for (std::size_t i = 0; i < n; ++i) d[i] = p.b[i] * db[i];
}

void check_sizes(std::size_t n, std::span<const double> in, std::span<double> derivative, bool used) {
  if ((used && in.size() != n && in.size() != 1) || (!derivative.empty() && derivative.size() != n))
    throw std::logic_error("Expression::evaluate: sizes of the spans do not fit");
}

void load(std::span<const double> from, std::size_t begin, std::size_t n, Row& to) {
  for (std::size_t i = 0; i < n; ++i) to[i] = from[from.size() == 1 ? 0 : begin + i];
}

}  // namespace

struct Expression::Program {
  std::string text;
  std::vector<Node> nodes;
  std::vector<double> uniform;  ///< values of the nodes without variables; by node
  std::vector<Instruction> tape;
  Operand result;
  std::uint8_t depends = expression::none;

  explicit Program(std::string_view formula) : text(formula), nodes(expression::parse(formula)) {
    depends = nodes.back().depends;
    uniform.resize(nodes.size());
    evaluate_uniform(0.0, uniform);
    slots_needed_.resize(nodes.size());
    for (std::size_t i = 0; i < nodes.size(); ++i) slots_needed_[i] = count_slots(i);
    result = emit(static_cast<int>(nodes.size()) - 1);
  }

  /// Nodes without x and c, at a temperature.
  void evaluate_uniform(double T, std::span<double> values) const {
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      const Node& node = nodes[i];
      if (node.op == Op::T) {
        values[i] = T;
      } else if ((node.depends & (expression::of_x | expression::of_c)) == 0) {
        values[i] = expression::apply(node, node.a < 0 ? 0.0 : values[node.a], node.b < 0 ? 0.0 : values[node.b]);
      }
    }
  }

private:
  std::vector<int> slots_needed_;
  std::bitset<max_slots> busy_;

  bool is_row(int node) const {
    return (nodes[node].depends & (expression::of_x | expression::of_c)) != 0 && !expression::is_leaf(nodes[node].op);
  }

  int count_slots(std::size_t i) const {
    const Node& node = nodes[i];
    const int a = node.a >= 0 ? slots_needed_[node.a] : 0;
    const int b = node.b >= 0 ? slots_needed_[node.b] : 0;
    if (!is_row(static_cast<int>(i))) return 0;
    return std::max(a == b ? a + 1 : std::max(a, b), 2);
  }

  Operand emit(int index) {
    const Node& node = nodes[index];
    if (node.op == Op::x) return {Operand::Kind::x, 0, expression::of_x};
    if (node.op == Op::c) return {Operand::Kind::c, 0, expression::of_c};
    if (!is_row(index)) return {Operand::Kind::uniform, static_cast<std::uint16_t>(index), expression::none};
    Instruction instruction{node, {}, {}, 0};
    const bool b_first = node.b >= 0 && slots_needed_[node.b] > slots_needed_[node.a];
    if (b_first) instruction.b = emit(node.b);
    instruction.a = emit(node.a);
    if (node.b >= 0 && !b_first) instruction.b = emit(node.b);
    // The result gets a row of its own before the operands give theirs back: loops need not expect an overlap.
    instruction.slot = free_slot();
    busy_.set(instruction.slot);
    for (const Operand& operand : {instruction.a, instruction.b})
      if (operand.kind == Operand::Kind::slot) busy_.reset(operand.index);
    tape.push_back(instruction);
    const auto rows = static_cast<std::uint8_t>(node.depends & (expression::of_x | expression::of_c));
    return {Operand::Kind::slot, instruction.slot, rows};
  }

  std::uint16_t free_slot() const {
    for (std::uint16_t i = 0; i < max_slots; ++i)
      if (!busy_.test(i)) return i;
    throw std::logic_error("expression: out of slots");
  }
};

namespace {

/// Room for the values of the longest formula, not cleared: that would cost more than most formulas.
union Room {
  Room() {}  // NOLINT: left as it is
  std::array<Dual<3>, expression::max_nodes> values;
};

/// All nodes in their order, at one point.
Dual<3> at_point(const std::vector<Node>& nodes, double x, double c, double T) {
  Room room;
  auto& values = room.values;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const Node& node = nodes[i];
    switch (node.op) {
      case Op::x:
        values[i] = Dual<3>::variable(x, 0);
        break;
      case Op::c:
        values[i] = Dual<3>::variable(c, 1);
        break;
      case Op::T:
        values[i] = Dual<3>::variable(T, 2);
        break;
      default:
        if (node.a < 0) {
          values[i] = Dual<3>(node.number);
        } else {
          values[i] = expression::apply(node, values[node.a], values[node.b < 0 ? node.a : node.b]);
        }
    }
  }
  return values[nodes.size() - 1];
}

/// One chunk of points on its way through the tape.
struct Machine {
  Row x, c;
  std::array<Slot, max_slots> slots;
  Partials partials;
  const double* uniform = nullptr;
  std::size_t n = 0;

  const double* value(const Operand& operand) const {
    switch (operand.kind) {
      case Operand::Kind::x:
        return x.data();
      case Operand::Kind::c:
        return c.data();
      default:
        return slots[operand.index].value.data();
    }
  }
  const double* derivative(const Operand& operand, expression::Variable variable) const {
    if ((operand.depends & variable) == 0) return nullptr;
    if (operand.kind != Operand::Kind::slot) return ones().data();
    return variable == expression::of_x ? slots[operand.index].dx.data() : slots[operand.index].dc.data();
  }

  void run(const Instruction& at, std::uint8_t wanted) {
    Slot& out = slots[at.slot];
    const bool a_uniform = at.a.kind == Operand::Kind::uniform;
    const bool b_uniform = at.b.kind == Operand::Kind::uniform;
    Partials* const p = wanted == expression::none ? nullptr : &partials;
    if (!expression::is_binary(at.node.op)) {
      unary_rows(at.node, value(at.a), n, out.value, p == nullptr ? nullptr : &p->a);
    } else if (a_uniform) {
      binary_rows(at.node.op, Uniform{uniform[at.a.index]}, value(at.b), n, out.value.data(), p);
    } else if (b_uniform) {
      binary_rows(at.node.op, value(at.a), Uniform{uniform[at.b.index]}, n, out.value.data(), p);
    } else {
      binary_rows(at.node.op, value(at.a), value(at.b), n, out.value.data(), p);
    }
    if (wanted & expression::of_x)
      chain(derivative(at.a, expression::of_x), derivative(at.b, expression::of_x), partials, n, out.dx.data());
    if (wanted & expression::of_c)
      chain(derivative(at.a, expression::of_c), derivative(at.b, expression::of_c), partials, n, out.dc.data());
  }

  void store(const Operand& result, std::size_t begin, std::span<double> to) const {
    if (result.kind == Operand::Kind::uniform)
      std::fill_n(to.begin() + begin, n, uniform[result.index]);
    else
      std::copy_n(value(result), n, to.begin() + begin);
  }
  void store_derivative(const Operand& result, expression::Variable variable, std::size_t begin,
                        std::span<double> to) const {
    if (to.empty()) return;
    if (const double* row = derivative(result, variable))
      std::copy_n(row, n, to.begin() + begin);
    else
      std::fill_n(to.begin() + begin, n, 0.0);
  }
};

}  // namespace

Expression::Expression(std::string_view text) : program_(std::make_shared<const Program>(text)) {}

bool Expression::depends_on_x() const {
  return program_->depends & expression::of_x;
}
bool Expression::depends_on_c() const {
  return program_->depends & expression::of_c;
}
bool Expression::depends_on_T() const {
  return program_->depends & expression::of_T;
}
const std::string& Expression::text() const {
  return program_->text;
}

Dual<3> Expression::operator()(double x, double c, double T) const {
  return at_point(program_->nodes, x, c, T);
}

void Expression::evaluate(std::span<const double> x, std::span<const double> c, double T, std::span<double> value,
                          std::span<double> d_dx, std::span<double> d_dc) const {
  const Program& program = *program_;
  check_sizes(value.size(), x, d_dx, depends_on_x());
  check_sizes(value.size(), c, d_dc, depends_on_c());
  std::array<double, expression::max_nodes> at_T;
  Machine machine;
  machine.uniform = program.uniform.data();
  if (depends_on_T()) {
    program.evaluate_uniform(T, at_T);
    machine.uniform = at_T.data();
  }
  const auto wanted =
      static_cast<std::uint8_t>((d_dx.empty() ? 0 : expression::of_x) | (d_dc.empty() ? 0 : expression::of_c));
  for (std::size_t begin = 0; begin < value.size(); begin += chunk) {
    machine.n = std::min(chunk, value.size() - begin);
    if (depends_on_x()) load(x, begin, machine.n, machine.x);
    if (depends_on_c()) load(c, begin, machine.n, machine.c);
    for (const Instruction& instruction : program.tape) machine.run(instruction, wanted);
    machine.store(program.result, begin, value);
    machine.store_derivative(program.result, expression::of_x, begin, d_dx);
    machine.store_derivative(program.result, expression::of_c, begin, d_dc);
  }
}

}  // namespace silith
