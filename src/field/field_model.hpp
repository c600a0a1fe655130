#pragma once
#include <memory>
#include <string>
#include <vector>

#include "field/adaptivity.hpp"
#include "field/conduction.hpp"
#include "field/diffusion.hpp"
#include "field/level_set.hpp"
#include "field/mechanics.hpp"
#include "field/phase_field.hpp"

namespace silith::field {

/// The physics of a case on one mesh. Each class knows nothing of the others: here the stoichiometry of the front goes
/// to conduction and mechanics, the current density or the stress to the front.
template <int dim>
class FieldModel {
public:
  /// @param completed_case outlives the model
  /// @param mesh_file a checkpoint's mesh to go on from; empty: the mesh of the case, refined where the front starts
  FieldModel(const FieldCase& completed_case, const std::string& mesh_file, MPI_Comm communicator);

  const FieldCase& field_case() const { return case_; }
  const FieldMesh<dim>& mesh() const { return mesh_; }
  const Domain<dim>& domain() const { return domain_; }
  MPI_Comm communicator() const { return mesh_.triangulation.get_communicator(); }
  Conduction<dim>* conduction() const { return conduction_.get(); }  ///< nullptr: no current
  FrontPhase<dim>* front() const { return front_.get(); }            ///< nullptr: there is no front
  Diffusion<dim>* diffusion() const { return diffusion_.get(); }     ///< nullptr: nothing diffuses
  bool lithiates() const { return front_ || diffusion_; }            ///< lithium moves, by a front or by diffusion
  Mechanics<dim>* mechanics() const { return mechanics_.get(); }     ///< nullptr: no stress
  const CellScalars<dim>& stoichiometry() const { return x_; }
  const Body& lithiated() const;  ///< the body (or one of those, all alike) that takes lithium
  Bodies lithiated_bodies() const;

  // The flow of a step.
  ConductionResult conduct();  ///< at the state of the front
  void deform(double dt);      ///< to equilibrium, dt after the accepted state
  void swell(double time);     ///< from x_start everywhere to the state of the front, evenly over a time; accepted
  void steer();                ///< gives the front its velocity or driving energy, diffusion what comes in
  void keep();                 ///< remembers where the lithium is
  void go_back();              ///< to where it was then
  /// Moves the front, or lets lithium diffuse.
  /// @throws NumericsError if diffusion can't be solved for, or the surface has no place for what the current brings
  void advance(double dt);
  /// Shifts the front by what its lithium lacks to a charge that has passed (Eq. F24), if all of that charge has to
  /// enter the bodies it is in. @returns mol (mol/m) by which it was corrected
  double hold_front(double lithium);
  /// Whether all current brings its lithium into the bodies that take it.
  bool charge_lithiates() const { return charge_lithiates_; }
  double lithiation_error() const;  ///< of the last advance, known after steer(): largest error of p, or of x/x_full
  double lithium() const;           ///< mol (mol/m) in the bodies above what they had at x_start
  double capacity() const;          ///< the most of that
  bool stress_drives_front() const;
  void take_mean_speed() { phase_field_->take_mean_speed(); }  ///< of a front that stress drives

  /// Splits cells at the front (with finite strain not at all: they are small from the start) and where fields change
  /// steeply, joins others. @returns whether the mesh has changed; then conduct(), and steer(), are to follow
  bool adapt();

  void write_mesh(const std::string& file);  ///< with the states of front and mechanics, together on all ranks

private:
  void make_physics();
  void make_front();
  void make_diffusion();
  void feed_diffusion();
  std::function<double(const Cell<dim>&, unsigned)> current_inwards() const;
  void start_front();
  bool follows_lithium() const;
  void refine_throughout();
  bool change_cells();
  void mark_errors(Marking<dim>& marking);
  CellVectors<dim> front_velocity() const;
  CellScalars<dim> driving_energy() const;
  void follow(std::vector<MeshFollower>& followers) const;

  const FieldCase& case_;
  Domain<dim> domain_;
  FieldMesh<dim> mesh_;
  std::unique_ptr<Conduction<dim>> conduction_;
  std::unique_ptr<FrontPhase<dim>> front_;
  LevelSet<dim>* level_set_ = nullptr;
  PhaseField<dim>* phase_field_ = nullptr;
  std::unique_ptr<Mechanics<dim>> mechanics_;
  std::unique_ptr<Diffusion<dim>> diffusion_;
  CellScalars<dim> x_;
  bool charge_lithiates_ = false;
  bool settled_ = false;          ///< there is a state whose errors can be told
  double current_ = 0.0;          ///< A (A/m) that comes in
  double diffusion_error_ = 0.0;  ///< of the last step
};

}  // namespace silith::field
