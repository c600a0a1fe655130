#pragma once
#include <string>

#include "input/bpx.hpp"
#include "input/bpx_laws.hpp"

// Inside of bpx.cpp.
namespace silith {

/// The files of a cell. @param name of the BPX file, for comments
std::vector<BpxImport::File> write_bpx(const BpxCell& cell, const std::string& name, const std::string& stem,
                                       BpxFindings& findings);

/// Text of a file as lines of a comment: no control characters, wrapped.
std::string bpx_comment(const std::string& text);

}  // namespace silith
