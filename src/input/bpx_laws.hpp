#pragma once
#include <string>

#include "input/bpx_reader.hpp"
#include "material/law.hpp"

// Inside of bpx.cpp: the functions of a BPX file as laws that hold all over a range.
namespace silith {

/// Laws of one active material, ready to be written.
struct BpxParticleLaws {
  Range x{0.0, 1.0};     ///< where all of them hold
  double initial_x = 0;  ///< inside of x
  BpxFunction diffusivity;
  BpxFunction ocp;  ///< the only branch, or that of lithiation
  BpxFunction ocp_delithiation;
};
/// The entropic coefficient goes into the potentials: U + (T - T_ref) dU/dT. Tables are extended where a full cycle
/// would leave them. Notes what cannot be carried over and what is not positive or finite.
BpxParticleLaws particle_laws(const BpxParticles& particles, const BpxCell& cell, BpxFindings& findings);

/// Where conductivity and diffusivity of the electrolyte hold: around the concentration at rest as far as the formula
/// is positive, or the points of a table.
/// @param name key in the file, for messages
Range salt_range(const BpxFunction& function, double concentration, const std::string& name, BpxFindings& findings);

}  // namespace silith
