#pragma once
#include <filesystem>
#include <string>

#include "field/field_observer.hpp"
#include "record/checkpoint.hpp"

namespace silith::field {

/// What a stopped run has left besides the mesh and its fields.
struct FieldProgress {
  Moment moment;
  double next_step = 0.0, last_adapted = 0.0;  ///< s; lithium, mol (mol/m)
  TimeSeries series;
  std::vector<Picture> pictures;
  std::vector<double> written;  ///< s, times of fields.pvd
  std::string case_text;        ///< the resolved case
};

/// checkpoint.silith in a directory, and the mesh beside it. The mesh is written first, under one of two names; the
/// checkpoint then names it: a kill at any moment leaves one that is complete.
class FieldCheckpoints {
public:
  explicit FieldCheckpoints(std::filesystem::path directory) : directory_(std::move(directory)) {}

  bool found() const;
  /// @throws InputError if it is damaged
  FieldProgress read();
  std::string mesh_file() const { return (directory_ / mesh_).string(); }  ///< of the checkpoint read or written last

  /// Name for the next mesh.
  std::string next_mesh_file() const;
  /// Called by the first rank after the mesh was written.
  void write(const FieldProgress& progress);
  void remove() const;

private:
  std::string other_mesh() const { return mesh_ == "checkpoint-a.mesh" ? "checkpoint-b.mesh" : "checkpoint-a.mesh"; }
  std::filesystem::path file() const { return directory_ / "checkpoint.silith"; }
  void remove_mesh(const std::string& name) const;

  std::filesystem::path directory_;
  std::string mesh_ = "checkpoint-b.mesh";
};

}  // namespace silith::field
