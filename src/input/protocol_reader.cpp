#include "input/protocol_reader.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "input/sampling.hpp"
#include "input/step_table.hpp"
#include "protocol/sentence.hpp"

namespace silith {
namespace {

/// Numbers the cycles: every pass of a loop is one, and so is what stands before and after loops.
struct CycleCounter {
  int cycle = 0;
  bool used = false;
  void next() {
    if (used) ++cycle;
    used = false;
  }
};

/// The sentence with the full name of its csv, so that the resolved case reads the same elsewhere.
std::string with_full_name(std::string sentence, const std::string& file, const std::filesystem::path& directory) {
  const std::string beside = (directory / "").string();
  const std::string written = file.starts_with(beside) ? file.substr(beside.size()) : file;
  const std::size_t at = sentence.find(written);
  std::error_code error;
  const auto full = std::filesystem::weakly_canonical(file, error);
  if (at == std::string::npos || error) return sentence;
  const bool quoted = at > 0 && (sentence[at - 1] == '"' || sentence[at - 1] == '\'');
  return sentence.replace(at, written.size(), quoted ? full.string() : "'" + full.string() + "'");
}

class ProtocolReader {
public:
  ProtocolReader(const View& root, const Sampling& sampling) : sampling_(sampling) {
    if (!root.has("protocol.current")) return;
    if (const auto current = read_current(root, "protocol.current", {})) currents_["current"] = *current;
  }

  std::vector<Step> read(const std::vector<View>& items) {
    std::vector<Step> steps;
    for (const auto& item : items) {
      auto more = item.node("")->is_text() ? sentence(item) : item.has("repeat") ? loop(item) : step_table(item);
      std::move(more.begin(), more.end(), std::back_inserter(steps));
    }
    return steps;
  }

private:
  std::vector<Step> sentence(const View& item) {
    const Node& node = *item.node("");
    SentenceContext context{node.location(), currents_, std::filesystem::path(node.location().file).parent_path()};
    if (context.where.column > 0) ++context.where.column;  // behind the quote
    std::vector<Step> steps;
    try {
      steps = parse_sentence(node.text(), context);
      for (const auto& step : steps)
        if (const auto* profile = std::get_if<CurrentProfile>(&step.control))
          item.rewrite(Node(with_full_name(node.text(), profile->file, context.directory)));
    } catch (const InputError& error) {
      for (const auto& diagnostic : error.diagnostics()) item.problem(diagnostic);
    }
    return numbered(std::move(steps), sampling_);
  }

  std::vector<Step> step_table(const View& item) {
    return numbered(read_step_table(item, currents_), read_sampling(item, sampling_));
  }

  std::vector<Step> loop(const View& item) {
    counter_.next();
    const int times = item.integer("repeat");
    const auto inner = item.items("steps");
    if (inner.empty())
      item.problem("steps", "a loop needs steps", "write for example { repeat = 5, steps = [\"Rest for 1 h\"] }");
    Protocol passes;
    try {
      append_repeated(passes, read(inner), times, item.location({}));
    } catch (const InputError& error) {
      for (const auto& diagnostic : error.diagnostics()) item.problem(diagnostic);
    }
    if (!passes.steps.empty()) counter_ = {passes.steps.back().cycle, true};
    counter_.next();
    return passes.steps;
  }

  std::vector<Step> numbered(std::vector<Step> steps, const Sampling& sampling) {
    for (auto& step : steps) {
      step.sampling = sampling;
      step.cycle = counter_.cycle;
      counter_.used = true;
    }
    return steps;
  }

  Sampling sampling_;
  std::map<std::string, CurrentSetting> currents_;
  CycleCounter counter_;
};

}  // namespace

Protocol read_protocol(const View& root, const Sampling& sampling) {
  ProtocolReader reader(root, sampling);
  Protocol protocol{reader.read(root.items("protocol.steps"))};
  if (!root.is_sound("protocol")) return protocol;
  try {
    check_protocol(protocol);
  } catch (const InputError& error) {
    for (const auto& diagnostic : error.diagnostics()) root.at("protocol.steps").problem(diagnostic);
  }
  return protocol;
}

}  // namespace silith
