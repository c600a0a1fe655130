#include "field/field_checkpoint.hpp"

#include <fmt/format.h>

#include "base/diagnostic.hpp"

namespace silith::field {
namespace {

namespace fs = std::filesystem;

constexpr const char* conduction_names[] = {"voltage", "current", "feed_area", "balance_error"};
constexpr double ConductionResult::*conduction_members[] = {&ConductionResult::voltage, &ConductionResult::current,
                                                            &ConductionResult::feed_area,
                                                            &ConductionResult::balance_error};

void put_column(Checkpoint& checkpoint, std::size_t index, const Column& column) {
  const std::string at = fmt::format("column.{}.", index);
  checkpoint.texts[at + "name"] = column.name;
  checkpoint.texts[at + "unit"] = column.unit;
  checkpoint.texts[at + "long_name"] = column.long_name;
  checkpoint.arrays[at + "values"] = column.values;
}

void put_picture(Checkpoint& checkpoint, std::size_t index, const Picture& picture) {
  const std::string at = fmt::format("picture.{}.", index);
  checkpoint.texts[at + "name"] = picture.name;
  checkpoint.texts[at + "unit"] = picture.unit;
  checkpoint.texts[at + "long_name"] = picture.long_name;
  checkpoint.arrays[at + "shape"] = {picture.left, picture.bottom, picture.pixel, static_cast<double>(picture.columns),
                                     static_cast<double>(picture.rows)};
  checkpoint.arrays[at + "time"] = picture.time;
  checkpoint.arrays[at + "values"].assign(picture.values.begin(), picture.values.end());
}

Column get_column(const Checkpoint& checkpoint, const std::string& at) {
  return {checkpoint.texts.at(at + "name"), checkpoint.texts.at(at + "unit"), checkpoint.texts.at(at + "long_name"),
          checkpoint.arrays.at(at + "values")};
}

Picture get_picture(const Checkpoint& checkpoint, const std::string& at) {
  const auto& shape = checkpoint.arrays.at(at + "shape");
  const auto& values = checkpoint.arrays.at(at + "values");
  Picture picture{checkpoint.texts.at(at + "name"),
                  checkpoint.texts.at(at + "unit"),
                  checkpoint.texts.at(at + "long_name"),
                  shape.at(0),
                  shape.at(1),
                  shape.at(2),
                  static_cast<std::size_t>(shape.at(3)),
                  static_cast<std::size_t>(shape.at(4)),
                  checkpoint.arrays.at(at + "time"),
                  {}};
  for (const double value : values) picture.values.push_back(static_cast<float>(value));
  return picture;
}

}  // namespace

bool FieldCheckpoints::found() const {
  return fs::exists(file());
}

FieldProgress FieldCheckpoints::read() {
  const Checkpoint checkpoint = read_checkpoint(file());
  FieldProgress progress;
  try {
    mesh_ = checkpoint.texts.at("mesh");
    progress.case_text = checkpoint.texts.at("case");
    const auto& state = checkpoint.arrays.at("state");
    progress.moment.time = state.at(0);
    progress.moment.charge = state.at(1);
    progress.moment.lithium_at_start = state.at(2);
    progress.next_step = state.at(3);
    progress.last_adapted = state.at(4);
    progress.moment.contour_at_start = state.at(5);
    progress.moment.corrected = state.at(6);
    progress.moment.supplied = state.at(7);
    for (std::size_t i = 0; i < std::size(conduction_names); ++i)
      progress.moment.conduction.*conduction_members[i] = checkpoint.arrays.at(conduction_names[i]).at(0);
    progress.written = checkpoint.arrays.at("written");
    for (std::size_t i = 0; checkpoint.texts.contains(fmt::format("column.{}.name", i)); ++i)
      progress.series.columns.push_back(get_column(checkpoint, fmt::format("column.{}.", i)));
    for (std::size_t i = 0; checkpoint.texts.contains(fmt::format("picture.{}.name", i)); ++i)
      progress.pictures.push_back(get_picture(checkpoint, fmt::format("picture.{}.", i)));
  } catch (const std::out_of_range&) {
    throw InputError(file().string() + " is no checkpoint of a case in two or three dimensions",
                     "run the case without --resume");
  }
  return progress;
}

std::string FieldCheckpoints::next_mesh_file() const {
  return (directory_ / other_mesh()).string();
}

void FieldCheckpoints::write(const FieldProgress& progress) {
  Checkpoint checkpoint;
  checkpoint.texts["case"] = progress.case_text;
  checkpoint.texts["mesh"] = other_mesh();
  checkpoint.arrays["state"] = {progress.moment.time,      progress.moment.charge,  progress.moment.lithium_at_start,
                                progress.next_step,        progress.last_adapted,   progress.moment.contour_at_start,
                                progress.moment.corrected, progress.moment.supplied};
  for (std::size_t i = 0; i < std::size(conduction_names); ++i)
    checkpoint.arrays[conduction_names[i]] = {progress.moment.conduction.*conduction_members[i]};
  checkpoint.arrays["written"] = progress.written;
  for (std::size_t i = 0; i < progress.series.columns.size(); ++i)
    put_column(checkpoint, i, progress.series.columns[i]);
  for (std::size_t i = 0; i < progress.pictures.size(); ++i) put_picture(checkpoint, i, progress.pictures[i]);
  write_checkpoint(file(), checkpoint);
  remove_mesh(mesh_);
  mesh_ = other_mesh();
}

void FieldCheckpoints::remove_mesh(const std::string& name) const {
  for (const char* end : {"", ".info", "_fixed.data", "_variable.data"}) {
    std::error_code ignored;
    fs::remove(directory_ / (name + end), ignored);
  }
}

void FieldCheckpoints::remove() const {
  std::error_code ignored;
  fs::remove(file(), ignored);
  remove_mesh("checkpoint-a.mesh");
  remove_mesh("checkpoint-b.mesh");
}

}  // namespace silith::field
