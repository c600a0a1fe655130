#pragma once
#include <filesystem>
#include <string>

// What the programs that run cases have in common.
namespace silith::app {

/// Seconds of "--checkpoint". @throws InputError
double checkpoint_interval(const std::string& text);

/// Makes the directory, and tells before the simulation, not after it, that nothing can be written there.
void make_ready(const std::filesystem::path& directory);

/// A word as the shell reads it back.
std::string quoted(const std::string& word);

}  // namespace silith::app
