#include "field/field_files.hpp"

#include <deal.II/base/data_out_base.h>
#include <fmt/format.h>

#include <sstream>

#include "base/atomic_file.hpp"
#include "base/diagnostic.hpp"

namespace silith::field {
namespace {

using dealii::Utilities::MPI::this_mpi_process;

/// Cells as patches of deal.II's writers.
template <int dim>
class Patches : public dealii::DataOutInterface<dim> {
public:
  Patches(const CornerValues<dim>& values, const dealii::Mapping<dim>& mapping) : values_(values) {
    for (const auto& block : values.blocks) add(block, mapping);
  }

private:
  using Patch = dealii::DataOutBase::Patch<dim>;
  using Range =
      std::tuple<unsigned, unsigned, std::string, dealii::DataComponentInterpretation::DataComponentInterpretation>;

  void add(const typename CornerValues<dim>::Block& block, const dealii::Mapping<dim>& mapping) {
    constexpr unsigned corners = CornerValues<dim>::corners;
    Patch patch;
    const auto vertices = mapping.get_vertices(block.cell);
    for (unsigned corner = 0; corner < corners; ++corner) patch.vertices[corner] = vertices[corner];
    patch.patch_index = static_cast<unsigned>(patches_.size());
    patch.n_subdivisions = 1;
    const auto components = static_cast<unsigned>(values_.components.size());
    patch.data.reinit(components, corners);
    for (unsigned c = 0; c < components; ++c)
      for (unsigned corner = 0; corner < corners; ++corner)
        patch.data(c, corner) = static_cast<float>(block.values[c * corners + corner]);
    patches_.push_back(std::move(patch));
  }

  std::string title(const OutputField<dim>& field) const { return fmt::format("{} [{}]", field.name, field.unit); }

  const std::vector<Patch>& get_patches() const override { return patches_; }

  std::vector<std::string> get_dataset_names() const override {
    std::vector<std::string> names;
    for (const auto& component : values_.components) {
      const auto& field = values_.fields[component.field];
      names.push_back(field.is_vector() ? fmt::format("{} {}", title(field), component.direction) : title(field));
    }
    return names;
  }

  std::vector<Range> get_nonscalar_data_ranges() const override {
    std::vector<Range> ranges;
    for (unsigned c = 0; c < values_.components.size(); ++c) {
      const auto& component = values_.components[c];
      const auto& field = values_.fields[component.field];
      if (field.is_vector() && component.direction == 0)
        ranges.emplace_back(c, c + dim - 1, title(field),
                            dealii::DataComponentInterpretation::component_is_part_of_vector);
    }
    return ranges;
  }

  const CornerValues<dim>& values_;
  std::vector<Patch> patches_;
};

/// Runs what may fail on one rank on all, and fails on all together.
void together(MPI_Comm communicator, const std::function<void()>& work) {
  std::string problem;
  try {
    work();
  } catch (const InputError& error) {
    problem = error.what();
  }
  for (const auto& text : dealii::Utilities::MPI::all_gather(communicator, problem))
    if (!text.empty()) throw InputError(text);
}

std::string name_of(std::size_t number) {
  return fmt::format("{:04}", number);
}

}  // namespace

template <int dim>
void FieldFiles::write(const CornerValues<dim>& values, const FieldMesh<dim>& mesh, double time) {
  const MPI_Comm communicator = mesh.triangulation.get_communicator();
  const unsigned rank = this_mpi_process(communicator), ranks = dealii::Utilities::MPI::n_mpi_processes(communicator);
  const std::string number = name_of(times_.size());
  const auto piece = [&](unsigned of) { return fmt::format("{}.{}.vtu", number, of); };
  Patches<dim> patches(values, mesh.mapping);
  patches.set_flags(dealii::DataOutBase::VtkFlags(time));
  together(communicator, [&] {
    create_output_directory(directory_ / "fields");
    std::ostringstream text;
    patches.write_vtu(text);
    write_file(directory_ / "fields" / piece(rank), text.str());
  });
  times_.push_back(time);
  together(communicator, [&] {
    if (rank != 0) return;
    std::vector<std::string> pieces;
    for (unsigned of = 0; of < ranks; ++of) pieces.push_back(piece(of));
    std::ostringstream whole, index;
    patches.write_pvtu_record(whole, pieces);
    write_file(directory_ / "fields" / (number + ".pvtu"), whole.str());
    std::vector<std::pair<double, std::string>> named;
    for (std::size_t i = 0; i < times_.size(); ++i) named.emplace_back(times_[i], "fields/" + name_of(i) + ".pvtu");
    dealii::DataOutBase::write_pvd_record(index, named);
    write_file(directory_ / "fields.pvd", index.str());
  });
}

template void FieldFiles::write(const CornerValues<2>&, const FieldMesh<2>&, double);
template void FieldFiles::write(const CornerValues<3>&, const FieldMesh<3>&, double);

}  // namespace silith::field
