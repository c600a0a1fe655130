#include "base/progress.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

namespace silith {
namespace {

constexpr int bar_width = 24;

double system_clock() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

int terminal_width(std::FILE* stream) {
  winsize size{};
  if (::ioctl(::fileno(stream), TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  return 80;
}

bool wanted(const Progress::Options& options) {
  using Show = Progress::Options::Show;
  if (options.show == Show::on_terminal) return ::isatty(::fileno(options.stream)) == 1;
  return options.show == Show::always;
}

}  // namespace

std::string clock_text(double seconds) {
  if (std::isnan(seconds)) return "?";
  const long whole = std::lround(std::ceil(std::clamp(seconds, 0.0, 1e9)));
  if (whole < 60) return fmt::format("{} s", whole);
  if (whole < 3600) return fmt::format("{}:{:02}", whole / 60, whole % 60);
  return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
}

std::string progress_line(std::string_view label, double fraction, double remaining, std::string_view detail,
                          int width) {
  fraction = std::isfinite(fraction) ? std::clamp(fraction, 0.0, 1.0) : 0.0;
  const int full = static_cast<int>(fraction * bar_width);
  std::string line =
      fmt::format("{} [{:#<{}}{:.<{}}] {:3.0f} %", label, "", full, "", bar_width - full, std::floor(100.0 * fraction));
  if (remaining >= 0.0) line += fmt::format("  {} left", clock_text(remaining));
  if (!detail.empty()) line += fmt::format("  {}", detail);
  if (static_cast<int>(line.size()) > width) line.resize(static_cast<std::size_t>(std::max(width, 0)));
  return line;
}

Progress::Progress(std::string label) : Progress(std::move(label), Options{}) {}

Progress::Progress(std::string label, Options options) : label_(std::move(label)), options_(std::move(options)) {
  if (!options_.now) options_.now = system_clock;
  shown_ = wanted(options_);
  start_ = options_.now();
  last_drawn_ = start_ + options_.delay - options_.interval;
}

Progress::~Progress() {
  erase();
}

void Progress::erase() {
  if (!visible_) return;
  std::fputs("\r\x1b[K", options_.stream);
  std::fflush(options_.stream);
  visible_ = false;
}

void Progress::update(double fraction, std::string_view detail) {
  if (!shown_) return;
  const double now = options_.now();
  if (now < last_drawn_ + options_.interval) return;
  last_drawn_ = now;
  const double elapsed = now - start_;
  const double remaining = fraction > 1e-6 ? elapsed * (1.0 - fraction) / fraction : -1.0;
  const int width = options_.width > 0 ? options_.width : terminal_width(options_.stream) - 1;
  fmt::print(options_.stream, "\r{}\x1b[K", progress_line(label_, fraction, remaining, detail, width));
  std::fflush(options_.stream);
  visible_ = true;
}

}  // namespace silith
