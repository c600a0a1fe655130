#pragma once
#include <cstdio>
#include <functional>
#include <string>
#include <string_view>

namespace silith {

/// "run  [#####.....]  50 %  1:23 left  step 3 of 4", at most `width` columns wide.
/// @param fraction done, 0 to 1;  @param remaining s, negative if unknown
std::string progress_line(std::string_view label, double fraction, double remaining, std::string_view detail,
                          int width);

/// "45 s", "1:23", "2:03:04"; whole seconds, rounded up; "?" for NaN.
std::string clock_text(double seconds);

/// One line on a terminal that says how far the work is and how long it will take; erased at the end. Nothing is shown
/// for work that finishes soon, or where the output is no terminal.
class Progress {
public:
  struct Options {
    std::FILE* stream = stderr;
    double delay = 2.0;     ///< s before the line appears
    double interval = 0.1;  ///< s between two redraws
    int width = 0;          ///< columns; 0: as wide as the terminal
    enum class Show { on_terminal, always, never } show = Show::on_terminal;
    std::function<double()> now;  ///< monotonic clock, s; empty: the system's
  };
  explicit Progress(std::string label);
  Progress(std::string label, Options options);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// Cheap enough to call after every time step.
  /// @param fraction done, 0 to 1;  @param detail what is being done, shown behind the bar
  void update(double fraction, std::string_view detail = {});

private:
  void erase();

  std::string label_;
  Options options_;
  bool shown_ = false, visible_ = false;
  double start_ = 0.0, last_drawn_ = 0.0;
};

}  // namespace silith
