#include <fmt/format.h>

#include <algorithm>

#include "base/installation.hpp"
#include "input/material_reader.hpp"
#include "input/registry.hpp"

namespace silith {
namespace {

namespace fs = std::filesystem;

bool is_path(const std::string& name) {
  return name.find('/') != std::string::npos || name.ends_with(".toml");
}

fs::path find_file(const std::string& name, const fs::path& beside) {
  for (const fs::path& place : {beside / name, fs::path(name)})
    if (fs::is_regular_file(place)) return place;
  throw InputError(fmt::format("there is no file \"{}\"", name),
                   "the path of a material's file is relative to the file that names it");
}

}  // namespace

MaterialLibrary::MaterialLibrary(fs::path directory, const fs::path& references)
    : directory_(std::move(directory)), references_(Bibliography::read(references)) {}

MaterialLibrary MaterialLibrary::shipped() {
  const fs::path data = home_directory() / "data";
  return {data / "materials", data / "references.bib"};
}

std::vector<std::string> MaterialLibrary::names() const {
  std::vector<std::string> names;
  if (fs::is_directory(directory_))
    for (const auto& entry : fs::directory_iterator(directory_))
      if (entry.path().extension() == ".toml") names.push_back(entry.path().stem().string());
  std::sort(names.begin(), names.end());
  return names;
}

fs::path MaterialLibrary::find(const std::string& name, const fs::path& beside) const {
  if (is_path(name)) return find_file(name, beside);
  const fs::path file = directory_ / (name + ".toml");
  if (!name.empty() && fs::is_regular_file(file)) return file;
  const auto known = names();
  const std::string near = nearest_name(name, known);
  throw InputError(fmt::format("there is no material \"{}\"", name),
                   near.empty() ? fmt::format("known are {}; a file of your own is named by its path, \"./{}.toml\"",
                                              fmt::join(known, ", "), name.empty() ? "slate" : name)
                                : fmt::format("did you mean \"{}\"? see `silith material list`", near));
}

Bibliography MaterialLibrary::references(const fs::path& material_file) const {
  Bibliography all = references_;
  const fs::path own = material_file.parent_path() / "references.bib";
  if (fs::is_regular_file(own)) all.add(Bibliography::read(own));
  return all;
}

Material MaterialLibrary::load(const std::string& name, const fs::path& beside) const {
  const fs::path file = find(name, beside);
  return read_material(read_toml(file), references(file));
}

}  // namespace silith
