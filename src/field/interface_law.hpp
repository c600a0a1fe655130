#pragma once
#include <vector>

#include "continuum/field_case.hpp"

namespace silith::field {

/// Current density through a face, from the first to the second body, and its derivative by the potential jump.
struct InterfaceFlux {
  double current = 0.0;      ///< A/m^2
  double conductance = 0.0;  ///< S/m^2
};

/// What the jump first minus second of the potential drives through a face with a law of its own (Eq. F3, F4).
class InterfaceLaw {
public:
  /// @param temperature K
  /// @throws InputError for a perfect interface, or for constants that are not positive
  InterfaceLaw(const BodyInterface& interface, double temperature);

  InterfaceFlux operator()(double jump) const;

private:
  InterfaceFlux butler_volmer(double overpotential) const;

  BodyInterface interface_;
  double thermal_voltage_ = 0.0;  ///< 2 R T / F, V
};

/// Where bodies touch along an interface of which only a part is in contact: one patch in every pitch of the period,
/// at a place drawn by the seed; a single patch in the middle of the period if no size is given.
class ContactPattern {
public:
  /// @param periods m, of the one or two coordinates along the interface
  /// @throws InputError if the fraction is not in [0, 1], or patches are larger than the period
  ContactPattern(double fraction, double patch_size, unsigned seed, std::vector<double> periods);

  /// A disk of the given part of the area in the middle of a larger one; its coordinate is the radius, m.
  static ContactPattern disk(double fraction, double radius);

  bool full() const { return fraction_ >= 1.0; }
  bool none() const { return fraction_ <= 0.0; }
  /// @param along [n periods] m, position along the interface within [0, period]
  bool contacts(const std::vector<double>& along) const;

private:
  double fraction_;
  std::vector<double> periods_;
  std::vector<unsigned> patches_;              ///< along each coordinate
  std::vector<double> extent_;                 ///< m, of a patch along each coordinate
  std::vector<std::vector<double>> position_;  ///< of every patch: its lower ends, m
};

}  // namespace silith::field
