#pragma once
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cell1d/drive.hpp"
#include "cell1d/layer_properties.hpp"
#include "cell1d/layout.hpp"
#include "cell1d/particle_bundle.hpp"
#include "numerics/dae_system.hpp"

namespace silith {

/// A step ends where its function of the state crosses zero.
struct StateLimit {
  enum class Of { voltage, current_magnitude, charge_magnitude };
  Of of = Of::voltage;
  double value = 0.0;         ///< V, A/m^2, C/m^2
  double charge_start = 0.0;  ///< C/m^2, for charge_magnitude
};

/// Where the law of a planar reaction is evaluated (Eq. C7), and the unknowns behind it.
struct PlanarPoint {
  LawPoint at;                   ///< x of the mixed conductor, c of the electrolyte's salt, T
  std::size_t x = absent;        ///< unknown of at.x; absent at a metal
  std::size_t c = absent;        ///< unknown of at.c; absent without a salt
  double direction = 1.0;        ///< +1: the electrode is on the left, so that a current in +x oxidises it; else -1
  double metal_potential = 0.0;  ///< of a metal against Li/Li+, V
};

/// The 1-D cell: potentials, storage and exchange in every layer, finite volumes in x (Eq. C1 to C9).
///
/// All balances are written as differences of face fluxes, every flux once with both signs, so sums over the cell hold
/// to round-off. Unknowns: see Layout.
class CellModel final : public DaeSystem {
public:
  /// @throws InputError if the stack cannot be solved: see check_stack()
  explicit CellModel(const Cell& cell);
  CellModel(const CellModel&) = delete;  // parts of it refer to each other
  CellModel& operator=(const CellModel&) = delete;

  std::size_t size() const override { return layout_.size; }
  Evaluation residual(double t, std::span<const double> y, std::span<const double> y_dot,
                      std::span<double> out) override;
  Evaluation assemble(double t, double cj, std::span<const double> y, std::span<const double> y_dot) override;
  CondensedMatrix& jacobian() override { return matrix_; }
  std::span<const double> differential() const override { return differential_; }
  std::size_t n_roots() const override { return limits_.size(); }
  void roots(double t, std::span<const double> y, std::span<double> out) override;

  void set_drive(const Drive& drive) { drive_ = drive; }
  const Drive& drive() const { return drive_; }
  void set_limits(std::vector<StateLimit> limits) { limits_ = std::move(limits); }
  /// Distance of the state from a limit; its zero is the event.
  double distance(const StateLimit& limit, std::span<const double> y) const;

  const Cell& cell() const { return cell_; }
  const Layout& layout() const { return layout_; }
  /// The last value outside its range that the integrator tried; see its time.
  const std::optional<DomainViolation>& violation() const { return violation_; }
  const LayerProperties& properties(std::size_t layer) const { return properties_[layer]; }
  /// nullptr for a network
  const ParticleBundle* particles(std::size_t layer, std::size_t population) const;

  /// Of an interface with a reaction.
  PlanarPoint planar_point(std::size_t interface, std::span<const double> y) const;

  /// Laws at a state, for properties(), without their derivatives. @return false if the state is outside their ranges
  bool update_properties(std::span<const double> y);

  /// Magnitude at which an unknown matters, for absolute tolerances. [size]
  std::vector<double> scales() const;

  /// Site-mean stoichiometry of a population in one cell.
  double mean_stoichiometry(std::span<const double> y, std::size_t layer, std::size_t population,
                            std::size_t cell) const;
  /// Site-mean stoichiometry of a population in a layer.
  double layer_mean(std::span<const double> y, std::size_t layer, std::size_t population) const;
  /// Lithium of a layer (storage, metal taken as negative, salt), mol/m^2.
  double lithium(std::span<const double> y, std::size_t layer) const;
  /// Charge of the double layers at a layer's electrode surfaces (Eq. K4), positive on the electrode, C/m^2.
  double double_layer_charge(std::span<const double> y, std::size_t layer) const;

private:
  /// Laws of all layers; the first layer that was asked outside a range, or nullptr.
  const LayerProperties* first_outside(std::span<const double> y, LayerProperties::Slopes slopes);
  Evaluation evaluate_laws(double t, std::span<const double> y, LayerProperties::Slopes slopes);

  Cell cell_;
  Layout layout_;
  std::vector<LayerProperties> properties_;
  std::vector<std::vector<std::optional<ParticleBundle>>> particles_;  ///< [layer][population]
  std::vector<double> differential_;
  CondensedMatrix matrix_;
  std::vector<double> surface_diagonal_;
  Drive drive_;
  std::vector<StateLimit> limits_;
  std::optional<DomainViolation> violation_;
};

}  // namespace silith
