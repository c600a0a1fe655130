#pragma once
#include <atomic>
#include <string>
#include <vector>

#include "input/document.hpp"
#include "study/study.hpp"

namespace silith {

/// Runs a study's cases for given parameters and reads off its points.
class Evaluator {
public:
  /// Reads every case once. @throws InputError if one cannot be read or refuses the parameters' start values
  Evaluator(const Study& study, int workers, const std::atomic<bool>* stop);

  /// Simulated values of all points, in their targets' units.
  struct Values {
    std::vector<double> of_point;  ///< empty: a run failed
    std::string failure;
  };

  /// For several parameter vectors at once, in parallel. @param parameters values in the parameters' units
  /// @param wanted points whose runs are made; the others' values are NaN. Empty: all
  std::vector<Values> operator()(const std::vector<std::vector<double>>& parameters,
                                 const std::vector<bool>& wanted = {}) const;

  bool stopped() const { return stop_ != nullptr && *stop_; }

private:
  using Runs = std::vector<std::size_t>;
  Node case_of(std::size_t run, const std::vector<double>& parameters) const;
  std::vector<Runs> groups_of(const std::vector<bool>& wanted) const;
  std::vector<double> simulate_runs(const Runs& runs, const std::vector<double>& parameters) const;

  const Study& study_;
  int workers_;
  const std::atomic<bool>* stop_;
  std::vector<Node> cases_;                          ///< of a run, without the parameters
  std::vector<std::string> beside_protocol_;         ///< of a run: the rest of its case, as text
  std::vector<std::vector<std::size_t>> points_of_;  ///< of a run
};

}  // namespace silith
