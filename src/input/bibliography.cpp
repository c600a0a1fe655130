#include "input/bibliography.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <fstream>
#include <iterator>
#include <vector>

#include "base/diagnostic.hpp"

namespace silith {
namespace {

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& letter : result) letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  return result;
}

/// Combining UTF-8 mark of a TeX accent; empty if it is none.
std::string_view combining(char accent) {
  switch (accent) {
    case '"':
      return "\u0308";
    case '\'':
      return "\u0301";
    case '`':
      return "\u0300";
    case '^':
      return "\u0302";
    case '~':
      return "\u0303";
    case 'v':
      return "\u030C";
    case 'c':
      return "\u0327";
    default:
      return {};
  }
}

/// The letters that occur most, composed; others keep their mark.
std::string accented(char accent, char letter) {
  struct Composed {
    char accent, letter;
    const char* text;
  };
  static constexpr std::array<Composed, 20> known = {
      {{'"', 'a', "ä"},  {'"', 'o', "ö"},  {'"', 'u', "ü"},  {'"', 'A', "Ä"},  {'"', 'O', "Ö"},
       {'"', 'U', "Ü"},  {'"', 'e', "ë"},  {'\'', 'e', "é"}, {'\'', 'a', "á"}, {'\'', 'o', "ó"},
       {'\'', 'i', "í"}, {'\'', 'n', "ń"}, {'\'', 's', "ś"}, {'\'', 'S', "Ś"}, {'\'', 'c', "ć"},
       {'`', 'e', "è"},  {'^', 'o', "ô"},  {'~', 'n', "ñ"},  {'v', 's', "š"},  {'c', 'c', "ç"}}};
  for (const auto& entry : known)
    if (entry.accent == accent && entry.letter == letter) return entry.text;
  return letter + std::string(combining(accent));
}

/// Without braces, TeX accents and doubled quotes and dashes; white space becomes single blanks.
std::string plain(std::string_view tex) {
  std::string text;
  for (std::size_t i = 0; i < tex.size(); ++i) {
    const char at = tex[i];
    const bool is_doubled = i + 1 < tex.size() && tex[i + 1] == at;
    if (at == '\\' && i + 1 < tex.size()) {
      const char accent = tex[++i];
      std::size_t letter = i + 1;
      while (letter < tex.size() && (tex[letter] == '{' || tex[letter] == ' ')) ++letter;
      const bool takes_letter = !combining(accent).empty() && letter < tex.size() &&
                                std::isalpha(static_cast<unsigned char>(tex[letter])) != 0;
      text += takes_letter ? accented(accent, tex[letter]) : std::string(1, accent);
      if (takes_letter) i = letter;
    } else if (std::isspace(static_cast<unsigned char>(at)) != 0 || at == '~') {
      if (!text.empty() && text.back() != ' ') text += ' ';
    } else if ((at == '`' || at == '\'') && is_doubled) {
      text += '"';
      ++i;
    } else if (at == '-' && is_doubled) {
      text += '-';
      ++i;
    } else if (at != '{' && at != '}') {
      text += at;
    }
  }
  return text;
}

class Parser {
public:
  Parser(std::string_view text, std::string file_name) : text_(text), file_name_(std::move(file_name)) {}

  std::map<std::string, Reference> run() {
    std::map<std::string, Reference> entries;
    while (next_entry()) {
      const std::size_t begin = at_;
      Reference reference = entry();
      const std::string key = reference.key;
      if (!entries.emplace(key, std::move(reference)).second)
        fail(fmt::format("the key \"{}\" is given twice", key), "give every reference its own key", begin);
    }
    return entries;
  }

private:
  [[noreturn]] void fail(const std::string& message, const std::string& hint, std::size_t at) const {
    const auto before = text_.substr(0, at);
    Diagnostic diagnostic;
    diagnostic.where.file = file_name_;
    diagnostic.where.line = static_cast<int>(std::count(before.begin(), before.end(), '\n')) + 1;
    diagnostic.where.column = 1;
    diagnostic.message = message;
    diagnostic.hint = hint;
    throw InputError({diagnostic});
  }

  /// To the '@' of the next entry, over comment lines.
  bool next_entry() {
    while (at_ < text_.size() && text_[at_] != '@') {
      if (text_[at_] == '%') at_ = std::min(text_.find('\n', at_), text_.size() - 1);
      ++at_;
    }
    return at_ < text_.size();
  }

  void skip_blanks() {
    while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_])) != 0) ++at_;
  }
  bool accept(char wanted) {
    skip_blanks();
    if (at_ >= text_.size() || text_[at_] != wanted) return false;
    ++at_;
    return true;
  }
  std::string_view until(std::string_view ends) {
    skip_blanks();
    const std::size_t begin = at_;
    at_ = std::min(text_.find_first_of(ends, at_), text_.size());
    std::size_t end = at_;
    while (end > begin && std::isspace(static_cast<unsigned char>(text_[end - 1])) != 0) --end;
    return text_.substr(begin, end - begin);
  }

  Reference entry() {
    const std::size_t begin = at_++;
    Reference reference;
    reference.type = lower(until("{"));
    if (!accept('{')) fail("an entry has no opening brace", "write @article{key, ...}", begin);
    reference.key = std::string(until(",}"));
    if (reference.key.empty()) fail("an entry has no key", "write @article{key, ...}", begin);
    while (accept(',')) {
      const std::string name = lower(until("=,}"));
      if (name.empty()) continue;
      if (!accept('=')) fail(fmt::format("the field \"{}\" of \"{}\" has no value", name, reference.key), "", at_);
      reference.fields[name] = plain(value(begin));
    }
    if (!accept('}'))
      fail(fmt::format("the entry \"{}\" does not end", reference.key),
           "close it with a brace, separate fields by commas", begin);
    return reference;
  }

  std::string_view value(std::size_t entry_begin) {
    skip_blanks();
    const char opening = at_ < text_.size() ? text_[at_] : ' ';
    if (opening != '{' && opening != '"') return until(",}");
    const std::size_t begin = ++at_;
    for (int depth = 0; at_ < text_.size(); ++at_) {
      if (depth == 0 && text_[at_] == (opening == '{' ? '}' : '"')) return text_.substr(begin, at_++ - begin);
      depth += text_[at_] == '{' ? 1 : text_[at_] == '}' ? -1 : 0;
    }
    fail("a field does not end", "close it with a brace or a quote", entry_begin);
  }

  std::string_view text_;
  std::string file_name_;
  std::size_t at_ = 0;
};

/// "Last, First and Last, First" -> "First Last, First Last"; more than four become the first "et al."
std::string people(const std::string& authors) {
  std::vector<std::string> names;
  for (std::size_t at = 0; at <= authors.size();) {
    const std::size_t end = std::min(authors.find(" and ", at), authors.size());
    const std::string name = authors.substr(at, end - at);
    const std::size_t comma = name.find(", ");
    names.push_back(comma == std::string::npos ? name : name.substr(comma + 2) + " " + name.substr(0, comma));
    at = end + 5;
  }
  if (names.back() == "others") return names.front() + " et al.";
  if (names.size() > 4) return names.front() + " et al.";
  return fmt::format("{}", fmt::join(names, ", "));
}

}  // namespace

std::string Reference::text() const {
  const auto field = [this](const char* name) {
    const auto found = fields.find(name);
    return found == fields.end() ? std::string() : found->second;
  };
  std::string line = field("author").empty() ? "" : people(field("author"));
  if (!field("title").empty()) line += (line.empty() ? "" : ": ") + field("title");
  line = (line.empty() ? key : line) + ".";
  for (const char* name : {"journal", "booktitle", "publisher", "volume"})
    if (!field(name).empty()) line += " " + field(name);
  if (!field("year").empty()) line += " (" + field("year") + ")";
  if (!field("pages").empty()) line += " " + field("pages");
  if (line.back() != '.') line += ".";
  if (!field("doi").empty()) return line + " https://doi.org/" + field("doi");
  if (!field("eprint").empty()) return line + " arXiv:" + field("eprint");
  return field("url").empty() ? line : line + " " + field("url");
}

Bibliography Bibliography::parse(std::string_view text, const std::string& file_name) {
  Bibliography result;
  result.entries_ = Parser(text, file_name).run();
  return result;
}

Bibliography Bibliography::read(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) throw InputError(fmt::format("cannot read the references {}", file.string()));
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  return parse(text, file.string());
}

const Reference* Bibliography::find(const std::string& key) const {
  const auto found = entries_.find(key);
  return found == entries_.end() ? nullptr : &found->second;
}

void Bibliography::add(const Bibliography& other) {
  entries_.insert(other.entries_.begin(), other.entries_.end());
}

}  // namespace silith
