#pragma once
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "continuum/field_case.hpp"
#include "record/record.hpp"

// The way into the room for programs: no header of deal.II.
namespace silith::field {

/// MPI from here to the end of the program.
class MpiSession {
public:
  MpiSession(int& count, char**& words);
  ~MpiSession();
  MpiSession(const MpiSession&) = delete;
  MpiSession& operator=(const MpiSession&) = delete;

  unsigned rank() const;
  unsigned ranks() const;
  /// Waits until all ranks call this, at most so long. @returns whether they did
  bool all_arrive(double seconds) const;
  /// Ends all ranks at once, for a failure that only one of them has seen.
  [[noreturn]] void abort(int status) const;

private:
  struct State;
  std::unique_ptr<State> state_;
};

struct FieldRunOptions {
  std::filesystem::path directory;   ///< for fields and checkpoints; exists
  std::optional<double> checkpoint;  ///< s of wall time between checkpoints
  bool resume = false;               ///< go on from the checkpoint there
  bool progress = true;              ///< show how far it is
};

struct FieldRunResult {
  Record record;                       ///< up to the last good state; whole on the first rank
  std::optional<std::string> failure;  ///< why the run stopped early; text of a NumericsError or of an interruption
  bool interrupted = false;
  bool can_resume = false;  ///< a checkpoint of the last state is in the directory
};

/// Asks the runs of this process to stop after the step they are in; safe in a signal handler.
void stop_soon();

/// Runs a case on all ranks together; fields.pvd and what it names are written on the way.
/// @throws InputError if the case cannot be set up, a file cannot be written, or the checkpoint is of another case
FieldRunResult run_field_case(const FieldCase& field_case, const FieldRunOptions& options);

}  // namespace silith::field
