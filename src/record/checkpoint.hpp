#pragma once
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace silith {

/// Named arrays and texts from which a stopped computation goes on. The file format is docs/formats/checkpoint.md.
struct Checkpoint {
  std::map<std::string, std::vector<double>> arrays;
  std::map<std::string, std::string> texts;
};

/// Written atomically and synced: after a kill at any moment the file holds the last complete checkpoint.
/// @throws InputError if the file cannot be written
void write_checkpoint(const std::filesystem::path& file, const Checkpoint& checkpoint);

/// Bit for bit what was written. @throws InputError if the file cannot be read, is no checkpoint, comes from another
/// version, or is damaged
Checkpoint read_checkpoint(const std::filesystem::path& file);

}  // namespace silith
