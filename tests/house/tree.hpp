#pragma once
#include <filesystem>
#include <set>
#include <string>
#include <vector>

namespace silith::house {

/// One line of a file of the source tree.
struct Line {
  std::filesystem::path file;  ///< relative to the root
  int number;                  ///< from 1
  std::string text;
};

std::filesystem::path root();

/// Files below `folder` (relative to the root) whose extension is in `extensions` (all if empty), sorted, relative to
/// the root. Build folders, results and hidden folders are left out, .ci is not.
std::vector<std::filesystem::path> files(const std::filesystem::path& folder, const std::set<std::string>& extensions);

std::string read(const std::filesystem::path& file);
std::vector<Line> lines(const std::filesystem::path& file);

/// "src/base/units.cpp:12: text"
std::string place(const Line& line);

/// An #include directive; empty target if the line is none.
struct Include {
  std::string target;
  bool quoted = false;
};
Include include_of(const std::string& text);

}  // namespace silith::house
