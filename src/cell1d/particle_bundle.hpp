#pragma once
#include <span>
#include <vector>

#include "cell1d/radial_mesh.hpp"
#include "numerics/condensed_matrix.hpp"

namespace silith {

/// Sum of a[i] b[i] over vectors of one length.
double weighted_sum(std::span<const double> a, std::span<const double> b);

/// Lithium diffusion in the particles of one population, one particle a cell of the layer, all at once (Eq. P1 to P3).
///
/// Unknowns are stoichiometries: inner nodes [(shells - 1) * cells], centre first, and the surface node [cells].
/// Lithium per site leaves at the rate `outflow` * j, outflow = a / (F site_density), so that what the population loses
/// is what the exchange current carries, to round-off.
class ParticleBundle {
public:
  ParticleBundle(const Population& population, std::size_t cells, double T);

  std::size_t shells() const { return mesh_.node.size(); }
  const RadialMesh& mesh() const { return mesh_; }
  double outflow() const { return outflow_; }  ///< m^2/(A s)

  /// @param inner [(shells-1)*cells], surface [cells], rates likewise, j [cells] A/m^2
  /// @param[out] inner_out [(shells-1)*cells], surface_out [cells] balance of every node, 1/s. Allocates nothing.
  void residual(std::span<const double> inner, std::span<const double> surface, std::span<const double> inner_rate,
                std::span<const double> surface_rate, std::span<const double> j, std::span<double> inner_out,
                std::span<double> surface_out);

  /// Derivatives: the chains of the inner nodes, and the diagonal of the surface node [cells] (coupling to j is ->
  /// outflow()).
  void jacobian(std::span<const double> inner, std::span<const double> surface, double cj, ChainBundle& chains,
                std::span<double> surface_diagonal);

  /// Volume mean of the stoichiometry in cell p.
  double mean(std::span<const double> inner, std::span<const double> surface, std::size_t p) const;
  /// Sum of these means over the cells, each times its weight. @param weight [cells]
  double mean_sum(std::span<const double> inner, std::span<const double> surface, std::span<const double> weight) const;

private:
  void evaluate_diffusivity(std::span<const double> inner, std::span<const double> surface, bool derivative);

  RadialMesh mesh_;
  std::size_t cells_;
  double T_;
  double outflow_;
  Law diffusivity_;
  bool constant_diffusivity_;
  std::vector<double> D_, dD_;  ///< [shells * cells]
};

}  // namespace silith
