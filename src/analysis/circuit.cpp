#include "analysis/circuit.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <stdexcept>

#include "base/diagnostic.hpp"

namespace silith {
namespace {

using Complex = std::complex<double>;

Complex times(Complex a, Complex b) {
  return {a.real() * b.real() - a.imag() * b.imag(), a.real() * b.imag() + a.imag() * b.real()};
}
Complex inverse(Complex z) {
  const double scale = 1.0 / (z.real() * z.real() + z.imag() * z.imag());
  return {z.real() * scale, -z.imag() * scale};
}

}  // namespace

/// Work space of one evaluation; set up once for all frequencies, since making complex numbers also clears them.
struct Circuit::Work {
  Complex sum[max_nodes], value[max_nodes], admittance[max_nodes], weight[max_nodes];
  Complex derivative[max_nodes * ElementType::max_parameters];
};

Complex Circuit::evaluate_one(const AngularFrequency& at, const double* p, Complex* dz, Work& work) const {
  using Kind = Node::Kind;
  auto& [sum, value, admittance, weight, derivative] = work;
  const std::size_t root = nodes_.size() - 1;
  for (std::size_t k = 0; k <= root; ++k) sum[k] = 0.0;
  for (std::size_t k = 0; k <= root; ++k) {
    const Node& node = nodes_[k];
    if (node.kind == Kind::element) {
      value[k] = node.type->evaluate(at, p + node.first, derivative + node.first);
    } else {
      value[k] = node.kind == Kind::series ? sum[k] : inverse(sum[k]);
    }
    if (k == root) break;
    if (nodes_[node.parent].kind == Kind::parallel) {
      admittance[k] = inverse(value[k]);
      sum[node.parent] += admittance[k];
    } else {
      sum[node.parent] += value[k];
    }
  }
  if (!dz) return value[root];
  // Back from the root: dZ/dZ_k is 1 along a series, (Z_group/Z_k)^2 within a parallel group.
  weight[root] = 1.0;
  for (std::size_t k = root + 1; k-- > 0;) {
    const Node& node = nodes_[k];
    if (k != root) {
      weight[k] = weight[node.parent];
      if (nodes_[node.parent].kind == Kind::parallel) {
        const Complex share = times(value[node.parent], admittance[k]);
        weight[k] = times(weight[k], times(share, share));
      }
    }
    if (node.kind != Kind::element) continue;
    for (std::size_t i = node.first; i < node.first + node.type->size; ++i) dz[i] = times(weight[k], derivative[i]);
  }
  return value[root];
}

void Circuit::evaluate(std::span<const AngularFrequency> frequencies, std::span<const double> p, std::span<Complex> z,
                       std::span<Complex> dz) const {
  if (p.size() != size() || z.size() != frequencies.size() || (!dz.empty() && dz.size() != z.size() * size())) {
    throw std::logic_error("Circuit::evaluate: wrong sizes");
  }
  Work work;
  for (std::size_t i = 0; i < frequencies.size(); ++i) {
    z[i] = evaluate_one(frequencies[i], p.data(), dz.empty() ? nullptr : dz.data() + i * size(), work);
  }
}

std::size_t Circuit::find(std::string_view wanted) const {
  for (std::size_t i = 0; i < size(); ++i) {
    if (parameters_[i].name == wanted) return i;
  }
  for (const Node& node : nodes_) {
    if (node.kind != Node::Kind::element) continue;
    for (std::size_t i = 0; i < node.type->size; ++i) {
      if (wanted == fmt::format("{}_{}", node.name, i)) return node.first + i;
    }
  }
  std::vector<std::string_view> names;
  for (const auto& parameter : parameters_) names.push_back(parameter.name);
  throw InputError(fmt::format("the circuit {} has no parameter \"{}\"", text(), wanted),
                   fmt::format("its parameters are {}", fmt::join(names, ", ")));
}

void Circuit::rename(std::string_view element, const std::string& name) {
  for (Node& node : nodes_) {
    if (node.kind != Node::Kind::element || node.name != element) continue;
    node.name = name;
    for (std::size_t i = 0; i < node.type->size; ++i) {
      const auto part = node.type->parameters[i].name;
      parameters_[node.first + i].name = part.empty() ? name : fmt::format("{}.{}", name, part);
    }
    return;
  }
  throw std::logic_error(fmt::format("Circuit::rename: there is no element {}", element));
}

std::string Circuit::text_of(std::size_t wanted) const {
  const Node& node = nodes_[wanted];
  if (node.kind == Node::Kind::element) return node.name;
  std::vector<std::string> parts;
  for (std::size_t k = 0; k < wanted; ++k) {
    if (nodes_[k].parent == wanted) parts.push_back(text_of(k));
  }
  return node.kind == Node::Kind::series ? fmt::format("{}", fmt::join(parts, "-"))
                                         : fmt::format("p({})", fmt::join(parts, ","));
}

std::string Circuit::text() const {
  return text_of(nodes_.size() - 1);
}

namespace {

struct PresetRow {
  std::string_view name, circuit, description;
  std::vector<std::pair<std::string_view, std::string>> names;
};

const std::vector<PresetRow>& presets() {
  static const std::vector<PresetRow> rows = {
      {"rs-rsei-rct-zw",
       "R0-p(R1,CPE1)-p(R2-W1,CPE2)",
       "solid-state cell: electrolyte Rs, interphase Rsei, charge transfer Rct with diffusion Zw",
       {{"R0", "Rs"}, {"R1", "Rsei"}, {"R2", "Rct"}, {"W1", "Zw"}, {"CPE1", "CPEsei"}, {"CPE2", "CPEct"}}},
      {"rs-rsei-rct-zw-finite",
       "R0-p(R1,CPE1)-p(R2-Wo1,CPE2)",
       "the same with diffusion in particles of finite size",
       {{"R0", "Rs"}, {"R1", "Rsei"}, {"R2", "Rct"}, {"Wo1", "Zw"}, {"CPE1", "CPEsei"}, {"CPE2", "CPEct"}}},
      {"randles",
       "R0-p(R1-Wo1,C1)",
       "one charge transfer with diffusion in a finite layer",
       {{"R0", "Rs"}, {"R1", "Rct"}, {"Wo1", "Zw"}, {"C1", "Cdl"}}},
      {"blocked-pellet",
       "p(R1,CPE1)-p(R2,CPE2)-CPE3",
       "solid electrolyte between blocking electrodes: grain, grain boundary, electrode",
       {{"R1", "Rg"}, {"CPE1", "CPEg"}, {"R2", "Rgb"}, {"CPE2", "CPEgb"}, {"CPE3", "CPEel"}}},
      {"lithium-symmetric",
       "R0-p(R1,CPE1)",
       "electrolyte between two lithium electrodes",
       {{"R0", "Rs"}, {"R1", "Rint"}, {"CPE1", "CPEint"}}},
  };
  return rows;
}

}  // namespace

std::vector<std::string> circuit_preset_names() {
  std::vector<std::string> names;
  for (const auto& row : presets()) names.emplace_back(row.name);
  return names;
}

CircuitPreset circuit_preset(std::string_view name) {
  for (const auto& row : presets()) {
    if (row.name != name) continue;
    CircuitPreset preset{std::string(row.name), std::string(row.description), Circuit::parse(row.circuit)};
    for (const auto& [element, renamed] : row.names) preset.circuit.rename(element, renamed);
    return preset;
  }
  throw InputError(fmt::format("there is no circuit preset \"{}\"", name),
                   fmt::format("presets are {}", fmt::join(circuit_preset_names(), ", ")));
}

}  // namespace silith
