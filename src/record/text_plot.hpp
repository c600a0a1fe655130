#pragma once
#include <span>
#include <string>

#include "record/record.hpp"

namespace silith {

/// What a plot in the terminal is drawn with.
enum class PlotLetters { braille, ascii };

/// Braille where the locale (LC_ALL, LC_CTYPE, LANG) says UTF-8, else ASCII.
PlotLetters letters_of_locale();

struct TextPlotOptions {
  int width = 72;   ///< characters a line, axis included; at least 24
  int height = 16;  ///< lines, axes and labels included; at least 6
  PlotLetters letters = PlotLetters::braille;
  std::string x_label, y_label;
};

/// A curve as lines of text with ticks at round numbers. Points that are not finite interrupt it; empty if fewer than
/// two points can be drawn. @throws std::logic_error if x and y differ in length
std::string text_plot(std::span<const double> x, std::span<const double> y, const TextPlotOptions& options);

/// Voltage against time of a record, in s, min, h or d; labels of the options are replaced.
std::string voltage_plot(const Record& record, TextPlotOptions options = {});

}  // namespace silith
