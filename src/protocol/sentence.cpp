#include "protocol/sentence.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <utility>

#include "base/nearest.hpp"
#include "base/units.hpp"
#include "protocol/current_profile.hpp"

namespace silith {
namespace {

constexpr const char* examples =
    "write for example \"Charge at 0.25 mA/cm^2 until 4.2 V\", \"Rest for 1 h\" or \"Hold at 4.2 V until C/20\"";
const std::vector<std::string> actions{"Charge", "Discharge", "Rest", "Hold", "Step", "Run", "Impedance"};
constexpr std::array<std::string_view, 7> connecting{"until", "for", "to", "or", "and", "then", "with"};

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return result;
}

/// A word, a comma or a quoted text, with its place in the sentence.
struct Word {
  std::string_view text;
  std::size_t offset = 0;
  bool quoted = false;
};

std::vector<Word> words_of(std::string_view sentence) {
  constexpr std::string_view blanks = " \t\r\n";
  std::vector<Word> words;
  for (std::size_t i = 0; i < sentence.size();) {
    const char c = sentence[i];
    if (blanks.find(c) != blanks.npos) {
      ++i;
    } else if (c == '"' || c == '\'') {
      const auto end = std::min(sentence.find(c, i + 1), sentence.size());
      words.push_back({sentence.substr(i + 1, end - i - 1), i, true});
      i = end + 1;
    } else if (c == ',') {
      words.push_back({sentence.substr(i, 1), i});
      ++i;
    } else {
      const auto end = std::min(sentence.find_first_of(" \t\r\n,", i), sentence.size());
      words.push_back({sentence.substr(i, end - i), i});
      i = end;
    }
  }
  return words;
}

std::string_view without_full_stop(std::string_view sentence) {
  while (!sentence.empty() && (sentence.back() == ' ' || sentence.back() == '.')) sentence.remove_suffix(1);
  return sentence;
}

/// What a limit may be about, and from which side, in the step at hand.
struct LimitContext {
  std::optional<Limit::When> voltage, current;  ///< the side if the sentence names none
};

class SentenceParser {
public:
  SentenceParser(std::string_view text, const SentenceContext& context)
      : text_(without_full_stop(text)), context_(context), words_(words_of(text_)) {}

  std::vector<Step> parse() {
    if (words_.empty()) fail(0, "the step is empty", examples);
    parse_action();
    if (next_ == words_.size()) return std::move(steps_);
    fail(here(), fmt::format("\"{}\" is not expected here", words_[next_].text),
         "several limits are joined by \"or\": \"Charge at 1 mA until 4.2 V or for 2 h\"");
  }

private:
  // ---- words ----

  std::size_t here() const { return next_ < words_.size() ? words_[next_].offset : text_.size(); }
  bool at(std::string_view word) const {
    return next_ < words_.size() && !words_[next_].quoted && lower(words_[next_].text) == word;
  }
  bool accept(std::string_view word) {
    if (!at(word)) return false;
    ++next_;
    return true;
  }
  void expect(std::string_view word, const std::string& example) {
    if (accept(word)) return;
    const std::string found = next_ < words_.size() ? fmt::format("\"{}\"", words_[next_].text) : "the end";
    fail(here(), fmt::format("\"{}\" is expected, not {}", word, found), "write for example \"" + example + "\"");
  }

  [[noreturn]] void fail(std::size_t offset, const std::string& message, const std::string& hint) const {
    Diagnostic diagnostic;
    diagnostic.where = context_.where;
    diagnostic.message = message;
    diagnostic.hint = hint;
    if (context_.where.line == 0) {
      diagnostic.where.line = 1;
      diagnostic.where.column = static_cast<int>(offset) + 1;
      diagnostic.source_line = text_;
    } else if (context_.where.column > 0) {
      diagnostic.where.column += static_cast<int>(offset);
    }
    throw InputError({diagnostic});
  }

  /// The words up to the next connecting word or comma, as written.
  struct Phrase {
    std::string text;
    std::size_t offset = 0;
  };
  Phrase phrase(const std::string& what, const std::string& example) {
    const std::size_t first = next_;
    while (next_ < words_.size() && !ends_phrase(words_[next_])) ++next_;
    if (first == next_) fail(here(), what + " is expected here", "write for example \"" + example + "\"");
    const Word &a = words_[first], &b = words_[next_ - 1];
    // "4,2 V": the comma ended the phrase although a digit follows at once.
    if (next_ < words_.size() && words_[next_].text == "," && next_ + 1 < words_.size() &&
        words_[next_ + 1].offset == words_[next_].offset + 1 &&
        std::isdigit(static_cast<unsigned char>(words_[next_ + 1].text[0])))
      fail(words_[next_].offset, "a comma inside a number", "write the decimal sign as a point, for example \"4.2 V\"");
    if (first + 1 == next_ && a.quoted) return {std::string(a.text), a.offset};
    return {std::string(text_.substr(a.offset, b.offset + b.text.size() - a.offset)), a.offset};
  }
  static bool ends_phrase(const Word& word) {
    if (word.quoted) return false;
    return word.text == "," || std::find(connecting.begin(), connecting.end(), lower(word.text)) != connecting.end();
  }

  // ---- actions ----

  void parse_action() {
    if (accept("charge")) return charge("Charge", 1.0);
    if (accept("discharge")) return charge("Discharge", -1.0);
    if (accept("rest")) return rest();
    if (accept("hold")) return hold();
    if (accept("step")) return voltage_step();
    if (accept("run")) return run_profile();
    if (accept("impedance")) return impedance();
    const std::string near = nearest_name(std::string(words_[0].text), actions);
    fail(words_[0].offset,
         fmt::format("a step does not begin with \"{}\"{}", words_[0].text,
                     near.empty() ? "" : "; did you mean \"" + near + "\"?"),
         examples);
  }

  Step& begin(const std::string& type, Control control) {
    Step step;
    step.type = type;
    step.control = std::move(control);
    step.where = context_.where;
    steps_.push_back(std::move(step));
    return steps_.back();
  }
  void end(std::size_t from, std::size_t to) {
    while (to > from && (text_[to - 1] == ' ' || text_[to - 1] == ',')) --to;
    steps_.back().text = text_.substr(from, to - from);
  }
  std::size_t end_of_last_word() const {
    const Word& word = words_[next_ - 1];
    return std::min(text_.size(), word.offset + word.text.size() + (word.quoted ? 2 : 0));
  }

  void charge(const char* word, double sign) {
    const std::string example = fmt::format("{} at 0.25 mA/cm^2 until {}", word, sign > 0.0 ? "4.2 V" : "2 V");
    expect("at", example);
    begin(sign > 0.0 ? "charge" : "discharge", charge_control(sign, example));
    const auto side = sign > 0.0 ? Limit::When::above : Limit::When::below;
    limits({side, std::nullopt});
    end(words_[0].offset, end_of_last_word());
    const std::size_t back = next_;
    accept(",");
    if (accept("then")) return hold_after();
    next_ = back;
  }

  Control charge_control(double sign, const std::string& example) {
    const Phrase value = phrase("a current or a power", example);
    std::string problem, ignored;
    if (const auto power = try_to_si(value.text, "W", ignored)) {
      check_positive(*power, value);
      return ConstantPower{sign * *power};
    }
    auto current = parse_current(value.text, problem);
    if (!current) current = named_current(value, problem);
    check_positive(current->value, value);
    current->value *= sign;
    return ConstantCurrent{*current};
  }

  CurrentSetting named_current(const Phrase& value, const std::string& problem) const {
    if (const auto found = context_.currents.find(value.text); found != context_.currents.end()) return found->second;
    const char first = value.text.front();
    const bool number = std::isdigit(static_cast<unsigned char>(first)) || first == '-' || first == '+' || first == '.';
    if (number)
      fail(value.offset, problem, "write for example \"0.25 mA/cm^2\", \"1 mA\", \"100 mA/g\", \"C/10\" or \"1 mW\"");
    std::vector<std::string> names;
    for (const auto& [name, setting] : context_.currents) names.push_back(name);
    const std::string near = nearest_name(value.text, names);
    fail(value.offset,
         fmt::format("\"{}\" is no current{}", value.text, near.empty() ? "" : "; did you mean \"" + near + "\"?"),
         "write for example \"0.25 mA/cm^2\", \"1 mA\", \"100 mA/g\", \"C/10\" or \"1 mW\"");
  }

  void check_positive(double value, const Phrase& phrase) const {
    if (value == 0.0)
      fail(phrase.offset, fmt::format("\"{}\" is zero", phrase.text), "a step without current is \"Rest for 1 h\"");
    if (value < 0.0)
      fail(phrase.offset, fmt::format("\"{}\" is negative", phrase.text),
           "the direction is said by Charge or Discharge, the value is positive");
  }

  void rest() {
    begin("rest", Rest{});
    limits({});
    end(words_[0].offset, end_of_last_word());
  }

  double voltage(const std::string& example) {
    const Phrase value = phrase("a voltage", example);
    std::string problem;
    const auto volt = try_to_si(value.text, "V", problem);
    if (!volt) fail(value.offset, problem, "write for example \"" + example + "\"");
    return *volt;
  }

  void hold() {
    constexpr const char* example = "Hold at 4.2 V until 0.05 mA/cm^2";
    expect("at", example);
    begin("voltage", ConstantVoltage{voltage(example)});
    limits({std::nullopt, Limit::When::below});
    end(words_[0].offset, end_of_last_word());
  }

  void voltage_step() {
    if (accept("by")) return voltage_change();
    constexpr const char* example = "Step to 3.902 V for 15 min";
    expect("to", example);
    begin("voltage", ConstantVoltage{voltage(example)});
    limits({std::nullopt, Limit::When::below});
    end(words_[0].offset, end_of_last_word());
  }

  void voltage_change() {
    constexpr const char* example = "Step by 2 mV for 15 min";
    const std::size_t place = here();
    const double change = voltage(example);
    if (change == 0.0) fail(place, "a step by nothing", "to stay where it is: \"Hold at 4.2 V for 15 min\"");
    begin("voltage", ConstantVoltage{change, ConstantVoltage::From::present});
    limits({std::nullopt, Limit::When::below});
    end(words_[0].offset, end_of_last_word());
  }

  /// "... to 4.2 V, then hold until C/20": at the voltage the charge ended with, unless another one is said.
  void hold_after() {
    constexpr const char* example = "Charge at 0.3C to 4.2 V, then hold until C/20";
    const std::size_t begin_hold = here();
    expect("hold", example);
    double volt = 0.0;
    if (accept("at")) {
      volt = voltage(example);
    } else {
      const auto& before = steps_.back().limits;
      const auto found =
          std::find_if(before.begin(), before.end(), [](const Limit& l) { return l.of == Limit::Of::voltage; });
      if (found == before.end())
        fail(begin_hold, "which voltage is to be held is not said",
             "write for example \"" + std::string(example) + "\"");
      volt = found->value;
    }
    const std::size_t begin_limits = here();
    begin("voltage", ConstantVoltage{volt});
    limits({std::nullopt, Limit::When::below});
    end(begin_limits, end_of_last_word());
    steps_.back().text = fmt::format("Hold at {} V {}", volt, steps_.back().text);
  }

  void run_profile() {
    constexpr const char* example = "Run current from pulse.csv";
    expect("current", example);
    expect("from", example);
    const Phrase name = phrase("the name of a csv file", example);
    const std::filesystem::path path(name.text);
    begin("profile", read_current_profile(path.is_absolute() ? path : context_.directory / path));
    limits({});
    end(words_[0].offset, end_of_last_word());
  }

  // ---- impedance ----

  double frequency(const char* example) {
    const Phrase value = phrase("a frequency", example);
    std::string problem;
    const auto hertz = try_to_si(value.text, "Hz", problem);
    if (!hertz) fail(value.offset, problem, "write for example \"" + std::string(example) + "\"");
    if (*hertz <= 0.0) fail(value.offset, fmt::format("\"{}\" is not positive", value.text), example);
    return *hertz;
  }

  /// "Impedance from 100 kHz to 1 mHz with 10 points per decade", the frequencies in either order.
  void impedance() {
    constexpr const char* example = "Impedance from 100 kHz to 1 mHz with 10 points per decade";
    expect("from", example);
    ImpedanceSweep sweep;
    const double first = frequency(example);
    expect("to", example);
    const double last = frequency(example);
    sweep.highest = std::max(first, last);
    sweep.lowest = std::min(first, last);
    accept(",");
    if (accept("with")) sweep.per_decade = points_per_decade(example);
    begin("impedance", sweep);
    end(words_[0].offset, end_of_last_word());
  }

  int points_per_decade(const char* example) {
    const Phrase value = phrase("a number of points", example);
    int points = 0;
    const char* const last = value.text.data() + value.text.size();
    const auto [rest, error] = std::from_chars(value.text.data(), last, points);
    const bool number = error == std::errc{} && points >= 1 && points <= 1000;
    if (!number || std::string_view(rest, static_cast<std::size_t>(last - rest)) != " points per decade")
      fail(value.offset, fmt::format("\"{}\" is no number of points per decade", value.text),
           "write for example \"" + std::string(example) + "\"");
    return points;
  }

  // ---- limits ----

  /// Any number of "for TIME" and "until VALUE", joined by "or".
  void limits(const LimitContext& allowed) {
    enum class Next { any, time } kind = Next::any;
    for (bool more = true; more; more = accept("or")) {
      if (accept("for"))
        kind = Next::time;
      else if (accept("until") || accept("to"))
        kind = Next::any;
      else if (steps_.back().limits.empty())
        return;
      steps_.back().limits.push_back(kind == Next::time ? time_limit() : limit(allowed));
    }
  }

  Limit time_limit() {
    const Phrase value = phrase("a time", "Rest for 1 h");
    std::string problem;
    const auto seconds = try_to_si(value.text, "s", problem);
    if (!seconds) fail(value.offset, problem, "write for example \"for 30 min\"; other limits follow \"until\"");
    return positive({Limit::Of::time, Limit::When::above, *seconds}, value);
  }

  Limit positive(Limit limit, const Phrase& value) const {
    if (limit.value <= 0.0)
      fail(value.offset, fmt::format("\"{}\" is not positive", value.text), "a limit is larger than zero");
    return limit;
  }

  Limit limit(const LimitContext& allowed) {
    std::optional<Limit::When> side;
    if (accept("above")) side = Limit::When::above;
    if (accept("below")) side = Limit::When::below;
    const Phrase value = phrase("a voltage, current, capacity or time", "Charge at 1 mA until 4.2 V");
    std::string problem;
    if (const auto volt = try_to_si(value.text, "V", problem))
      return voltage_limit(*volt, side ? side : allowed.voltage, value);
    if (const auto second = try_to_si(value.text, "s", problem))
      return positive({Limit::Of::time, Limit::When::above, *second}, value);
    if (const auto current = parse_current(value.text, problem))
      return current_limit(*current, side ? side : allowed.current, value);
    if (const auto charge = parse_charge(value.text, problem)) {
      Limit found{Limit::Of::capacity, Limit::When::above, charge->value};
      if (charge->per != CurrentSetting::Per::cell) found.charge = *charge;
      return positive(found, value);
    }
    try_to_si(value.text, "V", problem);
    fail(value.offset, problem,
         "a limit is a voltage (\"4.2 V\"), a current (\"C/20\", \"0.05 mA/cm^2\"), a capacity (\"2.3 mAh/cm^2\") or a "
         "time (\"2 h\")");
  }

  Limit voltage_limit(double volt, std::optional<Limit::When> side, const Phrase& value) const {
    if (std::holds_alternative<ConstantVoltage>(steps_.back().control))
      fail(value.offset, "this step holds the voltage; it cannot end at another one",
           "write for example \"until 0.05 mA/cm^2\" or \"for 1 h\"");
    if (!side)
      fail(value.offset, fmt::format("from which side \"{}\" is reached is not said", value.text),
           fmt::format("write \"until above {0}\" or \"until below {0}\"", value.text));
    return {Limit::Of::voltage, *side, volt};
  }

  Limit current_limit(const CurrentSetting& current, std::optional<Limit::When> side, const Phrase& value) const {
    const Control& control = steps_.back().control;
    if (std::holds_alternative<ConstantCurrent>(control) || std::holds_alternative<Rest>(control))
      fail(value.offset, "this step holds the current; it cannot end at another one",
           "write for example \"until 4.2 V\", \"until 2.3 mAh/cm^2\" or \"for 1 h\"");
    if (!side)
      fail(value.offset, fmt::format("from which side \"{}\" is reached is not said", value.text),
           fmt::format("write \"until above {0}\" or \"until below {0}\"", value.text));
    Limit found{Limit::Of::current_magnitude, *side, current.value};
    if (current.per != CurrentSetting::Per::cell) found.current = current;
    return positive(found, value);
  }

  std::string_view text_;
  const SentenceContext& context_;
  std::vector<Word> words_;
  std::size_t next_ = 0;
  std::vector<Step> steps_;
};

}  // namespace

std::vector<Step> parse_sentence(std::string_view text, const SentenceContext& context) {
  return SentenceParser(text, context).parse();
}

}  // namespace silith
