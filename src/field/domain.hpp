#pragma once
#include <deal.II/dofs/dof_handler.h>

#include <memory>
#include <string>
#include <vector>

#include "field/algebra.hpp"
#include "field/coarse_mesh.hpp"
#include "field/field_mesh.hpp"

namespace silith::field {

struct DomainOptions {
  Frame frame = Frame::plane_strain;
  double cell_size = 0.0;           ///< m, of the coarsest cells
  std::vector<std::string> bodies;  ///< material ids count in this order
};

/// What a case says about its domain.
DomainOptions domain_options(const FieldCase& field_case);

/// The space a case is solved in: a distributed mesh whose material ids are the bodies and whose boundary ids are the
/// named boundaries, periodic where the geometry is. The same unrefined mesh on any number of ranks.
template <int dim>
class Domain {
public:
  using Triangulation = dealii::parallel::distributed::Triangulation<dim>;

  /// @throws InputError if the geometry can't be meshed, doesn't fit the frame, names a body that is not in the list,
  /// or leaves one of the list without a place
  Domain(const Geometry& geometry, const DomainOptions& options, MPI_Comm communicator);
  ~Domain();

  FieldMesh<dim> mesh() const { return {*triangulation_, *mapping_, frame_}; }
  Triangulation& triangulation() { return *triangulation_; }
  const Triangulation& triangulation() const { return *triangulation_; }
  const dealii::Mapping<dim>& mapping() const { return *mapping_; }
  Frame frame() const { return frame_; }

  const std::vector<std::string>& bodies() const { return bodies_; }
  const std::vector<std::string>& boundaries() const { return boundaries_; }
  bool has_boundary(const std::string& name) const;
  /// @throws InputError naming the bodies (boundaries) there are
  dealii::types::material_id body(const std::string& name) const;
  dealii::types::boundary_id boundary(const std::string& name) const;

  /// Splits every cell that touches a face between two bodies, `levels` times. To be called before unknowns exist.
  void refine_interfaces(int levels);

  /// Ties unknowns of periodic sides together. @param mask the components concerned
  void add_periodicity(const dealii::DoFHandler<dim>& dofs, Constraints& constraints,
                       const dealii::ComponentMask& mask = {}) const;
  bool periodic() const { return !periodic_.empty(); }

private:
  void create(const CoarseMesh<dim>& coarse);
  void place_bodies(const CoarseMesh<dim>& coarse, const std::vector<std::string>& wanted);
  void join_periodic_sides();

  Frame frame_;
  std::unique_ptr<Triangulation> triangulation_;
  std::unique_ptr<dealii::Mapping<dim>> mapping_;
  std::vector<std::string> bodies_, boundaries_;
  std::vector<typename CoarseMesh<dim>::Periodic> periodic_;
  std::vector<dealii::types::material_id> material_of_body_;  ///< of the coarse mesh's bodies
};

}  // namespace silith::field
