#include "base/atomic_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <utility>

#include "base/diagnostic.hpp"

namespace silith {
namespace {

namespace fs = std::filesystem;

std::string advice(int error) {
  switch (error) {
    case ENOSPC:
    case EDQUOT:
      return "free some space or choose another output directory";
    case EFBIG:
      return "the file would exceed the size allowed for this process (`ulimit -f`)";
    case EACCES:
    case EPERM:
    case EROFS:
      return "choose an output directory you may write to";
    case ENOENT:
    case ENOTDIR:
      return "the directory does not exist; create it or correct the path";
    case EISDIR:
      return "there is a directory of that name; choose another name";
    default:
      return "check the path and the medium";
  }
}

fs::path temporary_name(const fs::path& target) {
  static std::atomic<unsigned> counter{0};
  return target.parent_path() / fmt::format(".{}.{}-{}.tmp", target.filename().string(), ::getpid(), counter++);
}

/// The kernel's name of an open file.
std::string link_of(int descriptor) {
  return fmt::format("/proc/self/fd/{}", descriptor);
}

/// Only regular files can be replaced by renaming.
bool is_replaceable(const fs::path& path) {
  std::error_code ignored;
  const auto status = fs::status(path, ignored);
  return !fs::exists(status) || fs::is_regular_file(status) || fs::is_directory(status);
}

fs::path resolve_links(const fs::path& path) {
  std::error_code error;
  if (!fs::is_symlink(path, error)) return path;
  const auto resolved = fs::weakly_canonical(path, error);
  return error ? path : resolved;
}

class Descriptor {
public:
  explicit Descriptor(int value) : value_(value) {}
  ~Descriptor() {
    if (value_ >= 0) ::close(value_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return value_; }

private:
  int value_;
};

[[noreturn]] void fail_reading(const fs::path& path, int error) {
  throw InputError(fmt::format("cannot read {}: {}", path.string(), std::strerror(error)),
                   error == EISDIR ? "a file is expected, this is a directory" : "check the path and its permissions");
}

/// The name of a new file lives in the directory, which has its own pages to write.
void sync_directory(const fs::path& directory) {
  const Descriptor handle(::open(directory.empty() ? "." : directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (handle.get() >= 0) ::fsync(handle.get());
}

}  // namespace

AtomicFile::AtomicFile(fs::path target) : target_(std::move(target)), final_(resolve_links(target_)) {
  std::error_code ignored;
  if (fs::is_directory(final_, ignored)) fail(EISDIR);
  if (is_replaceable(final_)) temporary_ = temporary_name(final_);
  if (!temporary_.empty()) open_nameless();
  if (nameless_) return;
  const int flags = temporary_.empty() ? O_WRONLY : O_WRONLY | O_CREAT | O_EXCL;
  descriptor_ = ::open((temporary_.empty() ? final_ : temporary_).c_str(), flags | O_CLOEXEC, 0666);
  if (descriptor_ < 0) {
    const int error = errno;
    temporary_.clear();
    fail(error);
  }
}

/// Not every file system has such files (network file systems lack them), and the name is given through /proc.
void AtomicFile::open_nameless() {
#ifdef O_TMPFILE
  const fs::path directory = final_.parent_path();
  const int opened = ::open(directory.empty() ? "." : directory.c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, 0666);
  if (opened < 0) return;
  if (::access(link_of(opened).c_str(), F_OK) != 0) {
    ::close(opened);
    return;
  }
  descriptor_ = opened;
  nameless_ = true;
#endif
}

/// A name can only be given where there is none, so the rename that replaces follows.
void AtomicFile::give_temporary_name() {
  if (!nameless_) return;
  if (::linkat(AT_FDCWD, link_of(descriptor_).c_str(), AT_FDCWD, temporary_.c_str(), AT_SYMLINK_FOLLOW) != 0)
    fail(errno);
  nameless_ = false;
}

void AtomicFile::remove_temporary() const {
  if (!temporary_.empty() && !nameless_) ::unlink(temporary_.c_str());
}

AtomicFile::~AtomicFile() {
  close_quietly();
}

void AtomicFile::close_quietly() {
  if (descriptor_ < 0) return;
  ::close(descriptor_);
  descriptor_ = -1;
  remove_temporary();
}

void AtomicFile::fail(int error) const {
  throw InputError(fmt::format("cannot write {}: {}", target_.string(), std::strerror(error)), advice(error));
}

void AtomicFile::write(std::string_view bytes) {
  if (descriptor_ < 0) throw std::logic_error("AtomicFile: write after commit");
  while (!bytes.empty()) {
    const auto written = ::write(descriptor_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail(errno);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

void AtomicFile::commit(Durability durability) {
  if (descriptor_ < 0) throw std::logic_error("AtomicFile: commit called twice");
  if (durability == Durability::synced && !temporary_.empty() && ::fsync(descriptor_) != 0) fail(errno);
  give_temporary_name();
  // Delayed write errors (network file systems, quotas) come out at close.
  if (::close(std::exchange(descriptor_, -1)) != 0) {
    const int error = errno;
    remove_temporary();
    fail(error);
  }
  if (temporary_.empty()) return;
  if (::rename(temporary_.c_str(), final_.c_str()) != 0) {
    const int error = errno;
    remove_temporary();
    fail(error);
  }
  if (durability == Durability::synced) sync_directory(final_.parent_path());
}

void write_file(const fs::path& target, std::string_view contents, Durability durability) {
  AtomicFile file(target);
  file.write(contents);
  file.commit(durability);
}

std::string read_file(const fs::path& path) {
  const Descriptor handle(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (handle.get() < 0) fail_reading(path, errno);
  struct stat status {};
  if (::fstat(handle.get(), &status) != 0) fail_reading(path, errno);
  if (S_ISDIR(status.st_mode)) fail_reading(path, EISDIR);
  std::string contents;
  std::size_t filled = 0;
  // One byte more than the size tells the end of the file in the same loop; pipes report size 0 and simply grow.
  contents.resize(static_cast<std::size_t>(status.st_size) + 1);
  while (true) {
    if (filled == contents.size()) contents.resize(2 * contents.size() + 4096);
    const auto count = ::read(handle.get(), contents.data() + filled, contents.size() - filled);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail_reading(path, errno);
    if (count == 0) break;
    filled += static_cast<std::size_t>(count);
  }
  contents.resize(filled);
  return contents;
}

void create_output_directory(const fs::path& directory) {
  std::error_code error;
  fs::create_directories(directory, error);
  if (!error && fs::is_directory(directory, error)) return;
  const int code = error ? error.value() : ENOTDIR;
  throw InputError(fmt::format("cannot create directory {}: {}", directory.string(), std::strerror(code)),
                   code == ENOTDIR || code == EEXIST ? "a file of that name is in the way" : advice(code));
}

}  // namespace silith
