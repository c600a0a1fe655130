#include "input/templates.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <system_error>

#include "base/diagnostic.hpp"
#include "base/installation.hpp"
#include "base/nearest.hpp"

namespace silith {
namespace {

namespace fs = std::filesystem;

std::string first_comment(const fs::path& file) {
  std::ifstream stream(file);
  std::string line;
  if (!std::getline(stream, line) || !line.starts_with('#')) return {};
  return line.substr(std::min(line.find_first_not_of("# "), line.size()));
}

void collect(const fs::path& directory, std::vector<Template>& found) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(directory, error))
    if (entry.path().extension() == ".toml")
      found.push_back({entry.path().stem().string(), first_comment(entry.path()), entry.path()});
}

}  // namespace

std::vector<Template> templates() {
  std::vector<Template> found;
  for (const char* directory : {"examples", "cells"}) collect(home_directory() / directory, found);
  std::stable_sort(found.begin(), found.end(), [](const Template& a, const Template& b) { return a.name < b.name; });
  return found;
}

std::string template_text(const std::string& name) {
  std::vector<std::string> names;
  for (const auto& candidate : templates()) {
    names.push_back(candidate.name);
    if (candidate.name != name) continue;
    std::stringstream text;
    text << std::ifstream(candidate.file).rdbuf();
    return text.str();
  }
  const std::string near = nearest_name(name, names);
  throw InputError(fmt::format("there is no template \"{}\"", name),
                   (near.empty() ? "" : fmt::format("did you mean \"{}\"? ", near)) +
                       fmt::format("known: {}", fmt::join(names, ", ")));
}

}  // namespace silith
