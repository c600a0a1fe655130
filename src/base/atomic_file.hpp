#pragma once
#include <filesystem>
#include <string>
#include <string_view>

namespace silith {

/// Whether a file must survive a power cut (synced, costs milliseconds) or only a killed process (fast).
enum class Durability { fast, synced };

/// A file that appears complete under its name, or not at all: written without a name where the file system can do
/// that, so that nothing is left behind however the process ends, else to a hidden temporary file in the same
/// directory; commit() gives it its name. A target that exists and is no regular file (a pipe, /dev/stdout) is written
/// directly. Every member throws InputError with the file, the system's reason and advice if the system refuses.
class AtomicFile {
public:
  explicit AtomicFile(std::filesystem::path target);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  /// Appends bytes; unbuffered, so hand over large pieces.
  void write(std::string_view bytes);
  /// Makes the file visible under its name. To be called once, last.
  void commit(Durability durability = Durability::fast);

private:
  [[noreturn]] void fail(int error) const;
  void open_nameless();
  void give_temporary_name();
  void remove_temporary() const;
  void close_quietly();

  std::filesystem::path target_;     ///< as named by the user, for messages
  std::filesystem::path final_;      ///< where it goes, links resolved
  std::filesystem::path temporary_;  ///< empty if the target is written directly
  bool nameless_ = false;            ///< temporary_ does not exist yet
  int descriptor_ = -1;
};

/// Writes the whole file atomically. @throws InputError
void write_file(const std::filesystem::path& target, std::string_view contents,
                Durability durability = Durability::fast);

/// The whole file as bytes. @throws InputError if it cannot be read
std::string read_file(const std::filesystem::path& path);

/// Creates the directory and its parents. @throws InputError if that is not possible or the name is taken by a file
void create_output_directory(const std::filesystem::path& directory);

}  // namespace silith
