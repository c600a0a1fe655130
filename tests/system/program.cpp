#include "program.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

namespace silith::test {

namespace fs = std::filesystem;

Directory::Directory() {
  std::string name = (fs::path(testing::TempDir()) / "silith-system-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary directory " + name);
  path_ = name;
}

Directory::~Directory() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

fs::path Directory::write(const std::string& name, const std::string& text) const {
  std::ofstream(path_ / name, std::ios::binary) << text;
  return path_ / name;
}

Process::Process(const fs::path& directory, std::vector<std::string> words, const std::function<void()>& prepare)
    : directory_(directory) {
  static std::atomic<int> count{0};
  const std::string number = std::to_string(::getpid()) + "-" + std::to_string(count++);
  out_ = fs::path(testing::TempDir()) / ("silith-out-" + number);
  err_ = fs::path(testing::TempDir()) / ("silith-err-" + number);
  // Another program than the one just built: the installed one.
  const char* other = std::getenv("SILITH_TESTED_PROGRAM");
  words.insert(words.begin(), other != nullptr ? other : SILITH_PROGRAM);
  std::vector<char*> arguments;
  for (auto& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  pid_ = ::fork();
  if (pid_ != 0) return;
  const int out = ::open(out_.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  const int err = ::open(err_.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  ::dup2(out, 1);
  ::dup2(err, 2);
  if (::chdir(directory.c_str()) != 0) ::_exit(126);
  if (prepare) prepare();
  ::execv(arguments.front(), arguments.data());
  ::_exit(127);
}

Process::~Process() {
  if (!has_ended()) {
    send(SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  std::error_code ignored;
  fs::remove(out_, ignored);
  fs::remove(err_, ignored);
}

void Process::send(int signal) const {
  if (!ended_) ::kill(pid_, signal);
}

bool Process::has_ended() {
  int status = 0;
  if (!ended_ && ::waitpid(pid_, &status, WNOHANG) == pid_) ended_ = status;
  return ended_.has_value();
}

void Process::wait_for(const fs::path& file) {
  for (int tries = 0; tries < 60000 && !has_ended() && !fs::exists(file); ++tries)
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

Outcome Process::wait(std::chrono::seconds patience) {
  const auto start = std::chrono::steady_clock::now();
  while (!has_ended()) {
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
    if (std::chrono::steady_clock::now() - start < patience) continue;
    ADD_FAILURE() << "the program hangs";
    send(SIGKILL);
  }
  Outcome outcome;
  if (WIFEXITED(*ended_)) outcome.status = WEXITSTATUS(*ended_);
  if (WIFSIGNALED(*ended_)) outcome.signal = WTERMSIG(*ended_);
  outcome.out = read(out_);
  outcome.err = read(err_);
  return outcome;
}

Outcome silith(const fs::path& directory, std::vector<std::string> words, const std::function<void()>& prepare,
               std::chrono::seconds patience) {
  return Process(directory, std::move(words), prepare).wait(patience);
}

std::string read(const fs::path& file) {
  std::stringstream text;
  text << std::ifstream(file, std::ios::binary).rdbuf();
  return text.str();
}

std::vector<std::string> temporaries(const fs::path& directory) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(directory)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with('.')) names.push_back(name);
  }
  return names;
}

}  // namespace silith::test
