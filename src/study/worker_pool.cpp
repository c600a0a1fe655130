#include "study/worker_pool.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <memory>
#include <new>
#include <stdexcept>

namespace silith {
namespace {

/// The next job, shared by all workers.
class SharedCounter {
public:
  SharedCounter() {
    void* memory = mmap(nullptr, sizeof(Count), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) throw std::runtime_error("no memory to share with worker processes");
    count_ = new (memory) Count(0);
  }
  ~SharedCounter() { munmap(count_, sizeof(Count)); }
  SharedCounter(const SharedCounter&) = delete;
  SharedCounter& operator=(const SharedCounter&) = delete;

  std::size_t take() { return count_->fetch_add(1); }
  void exhaust(std::size_t count) { count_->store(count); }

private:
  using Count = std::atomic<std::size_t>;
  static_assert(Count::is_always_lock_free);
  Count* count_ = nullptr;
};

/// One result on its way through a pipe: index, number of values, length of the failure; then both.
struct Head {
  std::uint64_t index, values, failure;
};

bool write_all(int pipe, const void* data, std::size_t size) {
  const char* bytes = static_cast<const char*>(data);
  while (size > 0) {
    const ssize_t written = write(pipe, bytes, size);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes += written;
    size -= static_cast<std::size_t>(written);
  }
  return true;
}

JobResult attempt(const std::function<std::vector<double>(std::size_t)>& job, std::size_t index) {
  try {
    return {job(index), ""};
  } catch (const std::exception& error) {
    return {{}, error.what()};
  }
}

/// A worker's whole life. Ctrl-C ends it at once; the parent decides what that means.
[[noreturn]] void work(int pipe, std::size_t count, const std::function<std::vector<double>(std::size_t)>& job,
                       SharedCounter& next) {
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
  for (std::size_t index = next.take(); index < count; index = next.take()) {
    const JobResult result = attempt(job, index);
    const Head head{index, result.values.size(), result.failure.size()};
    if (!write_all(pipe, &head, sizeof head) ||
        !write_all(pipe, result.values.data(), result.values.size() * sizeof(double)) ||
        !write_all(pipe, result.failure.data(), result.failure.size()))
      break;
  }
  _exit(0);
}

/// The parent's end of one worker.
struct Worker {
  pid_t process = -1;
  int pipe = -1;
  std::string received;
};

/// Takes complete results out of what has been received.
void unpack(std::string& received, std::vector<JobResult>& results) {
  std::size_t at = 0;
  Head head;
  while (received.size() - at >= sizeof head) {
    std::memcpy(&head, received.data() + at, sizeof head);
    const std::size_t bytes = head.values * sizeof(double);
    if (received.size() - at < sizeof head + bytes + head.failure) break;
    JobResult& result = results.at(head.index);
    result.values.resize(head.values);
    if (bytes > 0) std::memcpy(result.values.data(), received.data() + at + sizeof head, bytes);
    result.failure.assign(received, at + sizeof head + bytes, head.failure);
    at += sizeof head + bytes + head.failure;
  }
  received.erase(0, at);
}

std::vector<Worker> start(int count, const std::function<void(int)>& body) {
  std::fflush(nullptr);  // otherwise every worker would write what is buffered once more
  std::vector<Worker> workers;
  for (int i = 0; i < count; ++i) {
    int ends[2];
    if (pipe(ends) != 0) break;
    const pid_t process = fork();
    if (process == 0) {
      close(ends[0]);
      for (const Worker& other : workers) close(other.pipe);
      body(ends[1]);
    }
    close(ends[1]);
    if (process < 0) {
      close(ends[0]);
      break;
    }
    workers.push_back({process, ends[0], {}});
  }
  if (workers.empty()) throw std::runtime_error("the system starts no worker process");
  return workers;
}

/// Reads until every worker has closed its pipe.
void collect(std::vector<Worker>& workers, std::vector<JobResult>& results, const std::function<void()>& meanwhile) {
  std::vector<pollfd> polled;
  for (const Worker& worker : workers) polled.push_back({worker.pipe, POLLIN, 0});
  std::size_t open = workers.size();
  auto buffer = std::make_unique<char[]>(1 << 16);
  while (open > 0) {
    poll(polled.data(), polled.size(), 100);
    meanwhile();
    for (std::size_t w = 0; w < workers.size(); ++w) {
      if (polled[w].fd < 0 || polled[w].revents == 0) continue;
      const ssize_t got = read(workers[w].pipe, buffer.get(), 1 << 16);
      if (got < 0 && errno == EINTR) continue;
      if (got > 0) {
        workers[w].received.append(buffer.get(), static_cast<std::size_t>(got));
        unpack(workers[w].received, results);
      } else {
        polled[w].fd = -1;
        --open;
      }
    }
  }
}

}  // namespace

std::vector<JobResult> run_in_processes(std::size_t count, const std::function<std::vector<double>(std::size_t)>& job,
                                        int workers, const std::atomic<bool>* stop) {
  std::vector<JobResult> results(count, JobResult{{}, "its worker process ended without a result"});
  if (count == 0) return results;
  SharedCounter next;
  const int wanted = static_cast<int>(std::min<std::size_t>(count, static_cast<std::size_t>(std::max(workers, 1))));
  auto running = start(wanted, [&](int pipe) { work(pipe, count, job, next); });
  collect(running, results, [&] {
    if (stop != nullptr && *stop) next.exhaust(count);
  });
  for (const Worker& worker : running) {
    close(worker.pipe);
    while (waitpid(worker.process, nullptr, 0) < 0 && errno == EINTR) {
    }
  }
  return results;
}

int available_processors() {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) != 0) return 1;
  return std::max(CPU_COUNT(&set), 1);
}

}  // namespace silith
