#pragma once
#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

// The built program as a process in a directory of its own.
namespace silith::test {

/// A directory for one test, removed at its end.
class Directory {
public:
  Directory();
  ~Directory();
  Directory(const Directory&) = delete;
  Directory& operator=(const Directory&) = delete;
  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }
  /// Writes a file in it. @returns its path
  std::filesystem::path write(const std::string& name, const std::string& text) const;

private:
  std::filesystem::path path_;
};

struct Outcome {
  int status = -1;  ///< exit status; -1 if a signal ended it
  int signal = 0;
  std::string out, err;
};

/// A started program. What is still running at the end of its life is killed.
class Process {
public:
  /// @param prepare called in the child before the program starts: limits, namespaces
  Process(const std::filesystem::path& directory, std::vector<std::string> words,
          const std::function<void()>& prepare = {});
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  void send(int signal) const;
  bool has_ended();
  /// Waits until a file is there or the program has ended; at most a minute.
  void wait_for(const std::filesystem::path& file);
  /// Waits: a program that hangs is killed and fails the test.
  Outcome wait(std::chrono::seconds patience = std::chrono::minutes(1));

private:
  std::filesystem::path directory_, out_, err_;
  pid_t pid_ = -1;
  std::optional<int> ended_;
};

/// Runs `silith WORDS...` in a directory.
Outcome silith(const std::filesystem::path& directory, std::vector<std::string> words,
               const std::function<void()>& prepare = {}, std::chrono::seconds patience = std::chrono::minutes(1));

std::string read(const std::filesystem::path& file);
/// Names in a directory that no run should leave: hidden temporary files.
std::vector<std::string> temporaries(const std::filesystem::path& directory);

}  // namespace silith::test
