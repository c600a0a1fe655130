#pragma once
#include <span>
#include <utility>
#include <vector>

#include "cell/cell.hpp"

// Open-circuit potentials of whole electrodes and the cell's open-circuit voltage (Eq. L19), for balance and audit.
namespace silith {

/// Potential of an electrode whose populations all stand at one potential, against its lithium. Tabulated once.
class ElectrodePotential {
public:
  /// @param hysteresis h of every population with two branches
  ElectrodePotential(std::span<const Layer> layers, double hysteresis, double temperature);

  bool stores_lithium() const { return !members_.empty(); }  ///< false: lithium metal, potential 0, any lithium
  double least_lithium() const { return least_; }            ///< mol/m^2, all populations at their poorest
  double most_lithium() const { return most_; }
  /// V against Li/Li+. @param lithium mol/m^2; beyond the ends: the potential at the end
  double operator()(double lithium) const;

private:
  struct Member {
    double sites;              // mol/m^2
    std::vector<double> x, U;  // x rising, U falling
    double x_at(double potential) const;
  };
  double lithium_at(double potential) const;
  std::vector<Member> members_;
  double least_ = 0.0, most_ = 0.0, U_low_ = 0.0, U_high_ = 0.0;
};

/// What moving the cell's lithium between its electrodes gives, without losses.
class OpenCircuit {
public:
  explicit OpenCircuit(const Cell& cell);
  /// Voltage on charge (anode on its lithiation branch) with everything moved to the anode that either side allows.
  double highest() const;
  /// Voltage on discharge with everything moved to the cathode that either side allows.
  double lowest() const;
  /// Mean voltage of the last `charge` (C/m^2) of discharge; of what there is, if there is less.
  double mean_discharge_voltage(double charge) const;
  bool known() const;  ///< both electrodes store lithium or are metal with at least one storing

private:
  ElectrodePotential anode_charge_, anode_discharge_, cathode_charge_, cathode_discharge_;
  double anode_lithium_ = 0.0, cathode_lithium_ = 0.0;  // mol/m^2 at the start
  std::pair<double, double> movable_;                   // mol/m^2: to the anode, to the cathode
};

}  // namespace silith
