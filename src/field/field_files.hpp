#pragma once
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "field/output_field.hpp"

namespace silith::field {

/// Writes fields as files for ParaView and the like: in `directory` fields.pvd, which names fields/NNNN.pvtu of every
/// time, which names the pieces of the ranks. Every file appears whole or not at all, and after those it names.
/// Arrays are called "name [unit]".
class FieldFiles {
public:
  explicit FieldFiles(std::filesystem::path directory) : directory_(std::move(directory)) {}

  /// Called by all ranks together. @throws InputError, on all ranks, if a file cannot be written
  template <int dim>
  void write(const CornerValues<dim>& values, const FieldMesh<dim>& mesh, double time);

  /// Times written so far with their numbers, to go on after a restart.
  const std::vector<double>& times() const { return times_; }
  void resume(std::vector<double> times) { times_ = std::move(times); }

private:
  std::filesystem::path directory_;
  std::vector<double> times_;  ///< s
};

}  // namespace silith::field
