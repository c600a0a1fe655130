#pragma once
#include <atomic>
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace silith {

/// What became of one job: its numbers, or why there are none.
struct JobResult {
  std::vector<double> values;
  std::string failure;  ///< empty: fine
};

/// Does jobs 0 to count-1 in forked processes: a job that crashes takes no other with it, and nothing a job does to
/// memory is seen by the caller. Which process does which job is open, the results are in the order of the jobs.
/// @param job called in a worker; what it throws becomes the failure
/// @param workers at least 1 is used
/// @param stop set from outside: the workers end with their current job, what was not done is a failure
std::vector<JobResult> run_in_processes(std::size_t count, const std::function<std::vector<double>(std::size_t)>& job,
                                        int workers, const std::atomic<bool>* stop = nullptr);

/// Processors this process may use.
int available_processors();

}  // namespace silith
