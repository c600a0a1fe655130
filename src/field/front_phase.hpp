#pragma once
#include "field/front_shape.hpp"
#include "field/limited_transport.hpp"

namespace silith::field {

struct FrontPhaseOptions {
  Bodies bodies;           ///< where the front lives; empty: everywhere
  double thickness = 0.0;  ///< eps, m: 5 to 95 % of the profile lie within 5.889 eps
  double x_start = 0.0;    ///< stoichiometry ahead of the front (p = 1)
  double x_full = 0.0;     ///< and behind it (p = 0)
  Bounds bounds = Bounds::local;
};

/// Phase p of a front, 1 ahead and 0 behind: what fronts by level set and by phase field have in common.
template <int dim>
class FrontPhase {
public:
  FrontPhase(const FieldMesh<dim>& mesh, FrontPhaseOptions options, TransportOptions transport);
  virtual ~FrontPhase() = default;
  FrontPhase(const FrontPhase&) = delete;
  FrontPhase& operator=(const FrontPhase&) = delete;

  /// p = 1/(1 + exp(-d/eps)) of a signed distance d, m, positive ahead of the front (Eq. F21).
  void start(const std::function<double(const dealii::Point<dim>&)>& distance);

  const ScalarField<dim>& phase() const { return phase_; }
  /// x = x_full + (x_start - x_full) p in the bodies (Eq. F23), zero elsewhere.
  ScalarView<dim> stoichiometry() const { return {&phase_.dofs(), &x_, 0.0, options_.bodies}; }
  double unreacted_volume() const;       ///< integral of p over the bodies
  double reacted_volume() const;         ///< integral of 1 - p
  double size() const { return size_; }  ///< volume of the bodies
  double volume_behind() const;          ///< of the region behind the contour p = 1/2
  std::vector<FrontPiece<dim>> pieces() const { return front_pieces(phase_, options_.bodies); }

  /// Longest stable and accurate step, s.
  virtual double stable_step() const = 0;
  /// Over dt, s, in as many equal parts as stability asks for. @returns their number
  int step(double dt);

  /// Shifts the front along its normal, everywhere by the same distance, so that the reacted volume is the given one
  /// (Eq. F24); a volume that is more than a width away is met as far as that. @returns by how much it changed
  double hold_to(double reacted_volume);

  /// Remembers the state, and goes back to it where a step is refused; the mesh stays as it is in between.
  void keep() { kept_ = p_; }
  void go_back() { take(kept_); }

  /// Sets refinement flags: cells nearer to the front than `band`, m, are refined up to the finest level, others
  /// coarsened down to the coarsest. Distances are known up to 20 eps.
  void flag_front(double band, int coarsest, int finest, dealii::parallel::distributed::Triangulation<dim>& mesh) const;
  /// 1 in every active cell that flag_front would refine, 0 in others, by active cell index.
  dealii::Vector<float> within(double band) const;
  /// Nearness of the front for indicators that combine several fields: largest 4 p (1 - p) of each active cell.
  dealii::Vector<float> nearness() const;

  void prepare_refinement() { phase_.prepare_refinement(); }
  void finish_refinement();  ///< keeps the unreacted volume to round-off
  void prepare_checkpoint() { phase_.prepare_checkpoint(); }
  void resume_checkpoint();

protected:
  virtual void mesh_changed() {}
  void take(const NodeVector& p);
  double front_speed(const std::function<double(std::size_t cell)>& speed) const;

  FrontPhaseOptions options_;
  ScalarField<dim> phase_;
  NodalCells<dim> cells_;
  LimitedTransport<dim> transport_;
  NodeVector p_;
  double supplied_ = 0.0, left_ = 0.0, last_step_ = 0.0;

private:
  void rebuild();
  void restore_volume(double volume);

  Vector x_;
  NodeVector kept_;
  double size_ = 0.0, volume_ = 0.0;
};

}  // namespace silith::field
