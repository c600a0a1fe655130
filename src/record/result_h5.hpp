#pragma once
#include <filesystem>

#include "record/record.hpp"

namespace silith {

/// Writes the whole record as result.h5, format "silith.result/1" (docs/formats/result-h5.md), atomically.
/// @throws InputError if the file cannot be written; std::logic_error if array sizes contradict each other
void write_result_h5(const std::filesystem::path& file, const Record& record);

/// Reads back what write_result_h5 wrote. @throws InputError if the file is missing, is no HDF5 file, no result of
/// silith, of another format version, or damaged
Record read_result_h5(const std::filesystem::path& file);

}  // namespace silith
