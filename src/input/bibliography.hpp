#pragma once
#include <filesystem>
#include <map>
#include <string>
#include <string_view>

namespace silith {

/// One entry of a BibTeX file, its TeX accents and braces turned into plain UTF-8.
struct Reference {
  std::string key;
  std::string type;                           ///< "article", lower case
  std::map<std::string, std::string> fields;  ///< names in lower case

  /// For people, one line: authors, title, journal volume (year) pages, DOI.
  std::string text() const;
};

/// The references that values are sourced by.
class Bibliography {
public:
  Bibliography() = default;
  /// Reads the BibTeX that reference managers write: entries with fields in braces, quotes or as bare numbers; comments
  /// between entries are skipped, string macros are not known.
  /// @throws InputError with the line of an entry that does not end, has no key, or has a key that was there before
  static Bibliography parse(std::string_view text, const std::string& file_name);
  static Bibliography read(const std::filesystem::path& file);

  /// nullptr if there is none.
  const Reference* find(const std::string& key) const;
  const std::map<std::string, Reference>& entries() const { return entries_; }
  /// Entries of `other` whose keys are not here yet.
  void add(const Bibliography& other);

private:
  std::map<std::string, Reference> entries_;
};

}  // namespace silith
