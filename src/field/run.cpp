#include "field/run.hpp"

#include <chrono>
#include <cstdlib>
#include <thread>

#include "field/driver.hpp"
#include "field/start_shape.hpp"

namespace silith::field {

FieldRunResult run_field_case(const FieldCase& field_case, const FieldRunOptions& options) {
  const FieldCase whole = completed(field_case);
  if (dimension(whole) == 3) return Driver<3>(whole, options, MPI_COMM_WORLD).run();
  return Driver<2>(whole, options, MPI_COMM_WORLD).run();
}

struct MpiSession::State {
  dealii::Utilities::MPI::MPI_InitFinalize session;
};

MpiSession::MpiSession(int& count, char**& words)
    : state_(new State{dealii::Utilities::MPI::MPI_InitFinalize(count, words, 1)}) {}

MpiSession::~MpiSession() = default;

unsigned MpiSession::rank() const {
  return dealii::Utilities::MPI::this_mpi_process(MPI_COMM_WORLD);
}

unsigned MpiSession::ranks() const {
  return dealii::Utilities::MPI::n_mpi_processes(MPI_COMM_WORLD);
}

bool MpiSession::all_arrive(double seconds) const {
  MPI_Request request;
  MPI_Ibarrier(MPI_COMM_WORLD, &request);
  const auto begin = std::chrono::steady_clock::now();
  for (int arrived = 0;;) {
    MPI_Test(&request, &arrived, MPI_STATUS_IGNORE);
    if (arrived != 0) return true;
    if (std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count() > seconds) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
}

void MpiSession::abort(int status) const {
  MPI_Abort(MPI_COMM_WORLD, status);
  std::abort();
}

}  // namespace silith::field
