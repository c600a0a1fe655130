#pragma once
#include <stdexcept>
#include <string>
#include <vector>

namespace silith {

/// Where a value was written. Line and column count from 1; 0 means unknown (for example `--set`).
struct Location {
  std::string file;
  int line = 0;
  int column = 0;
};

enum class Severity { note, warning, error };

/// One finding about an input, shown where it stands.
struct Diagnostic {
  Location where;
  std::string key;      ///< dotted path, "cell.cathode.thickness"; may be empty
  std::string message;  ///< what is wrong: `"2.5 um/s" is a velocity, a length is expected`
  std::string hint;     ///< what to write instead: `write for example "2.5 um"; allowed 10 nm to 100 um`
  Severity severity = Severity::error;
  std::string source_line;  ///< the line as written; filled by the reader, empty if unknown
};

/// `file:line:column: key: message`, the line, a caret, the hint (each part where known).
std::string format(const Diagnostic& diagnostic);

/// The user's input is wrong; carries every problem found, in the order of the file.
class InputError : public std::runtime_error {
public:
  explicit InputError(std::vector<Diagnostic> diagnostics);
  /// A single problem without a place in a file.
  explicit InputError(const std::string& message, const std::string& hint = {});
  const std::vector<Diagnostic>& diagnostics() const { return diagnostics_; }

private:
  std::vector<Diagnostic> diagnostics_;
};

/// The numerics gave up: what was tried, the last good time, what ran out, what to change.
class NumericsError : public std::runtime_error {
public:
  NumericsError(const std::string& message, double last_good_time)
      : std::runtime_error(message), last_good_time_(last_good_time) {}
  double last_good_time() const { return last_good_time_; }  ///< s

private:
  double last_good_time_;
};

}  // namespace silith
