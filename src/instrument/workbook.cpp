#include "instrument/workbook.hpp"

#include <fmt/format.h>
#include <zip.h>

#include <charconv>
#include <cmath>
#include <map>
#include <memory>
#include <optional>
#include <pugixml.hpp>
#include <set>
#include <string_view>

#include "base/csv.hpp"
#include "base/diagnostic.hpp"

namespace silith {
namespace {

struct CloseArchive {
  void operator()(zip_t* archive) const { zip_discard(archive); }
};
struct CloseEntry {
  void operator()(zip_file_t* entry) const { zip_fclose(entry); }
};

/// The files inside the workbook, unpacked one by one against the limits.
class Archive {
public:
  Archive(const std::string& file, std::string bytes, const WorkbookLimits& limits)
      : file_(file), bytes_(std::move(bytes)), limits_(limits) {
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* source = zip_source_buffer_create(bytes_.data(), bytes_.size(), 0, &error);
    if (source) archive_.reset(zip_open_from_source(source, ZIP_RDONLY, &error));
    const std::string reason = archive_ ? "" : zip_error_strerror(&error);
    if (!archive_ && source) zip_source_free(source);
    zip_error_fini(&error);
    if (!archive_) refuse(fmt::format("it cannot be unpacked ({})", reason));
    if (zip_get_num_entries(archive_.get(), 0) > static_cast<zip_int64_t>(limits_.entries))
      refuse(fmt::format("it holds more than {} parts", limits_.entries));
  }

  /// Nothing if there is no such part.
  std::optional<std::string> part(const std::string& name) {
    const zip_int64_t index = zip_name_locate(archive_.get(), name.c_str(), ZIP_FL_NOCASE);
    if (index < 0) return std::nullopt;
    const std::unique_ptr<zip_file_t, CloseEntry> entry(
        zip_fopen_index(archive_.get(), static_cast<zip_uint64_t>(index), 0));
    if (!entry) refuse(fmt::format("{} cannot be unpacked ({})", name, zip_strerror(archive_.get())));
    // The size a part claims is not believed; what comes out is counted.
    std::string text;
    std::vector<char> piece(std::size_t{1} << 16);
    for (;;) {
      const zip_int64_t count = zip_fread(entry.get(), piece.data(), piece.size());
      if (count < 0) refuse(fmt::format("{} is damaged ({})", name, zip_file_strerror(entry.get())));
      if (count == 0) break;
      text.append(piece.data(), static_cast<std::size_t>(count));
      unpacked_ += static_cast<std::size_t>(count);
      if (text.size() > limits_.bytes_an_entry || unpacked_ > limits_.bytes_together)
        refuse(fmt::format("it unpacks to more than {} MB", limits_.bytes_together >> 20),
               "export the data as csv, or in several files");
    }
    return text;
  }

  [[noreturn]] void refuse(
      const std::string& reason,
      const std::string& hint = "open it in a spreadsheet program and save it again, or as csv") const {
    throw InputError(fmt::format("{}: recognised as a workbook (xlsx), but {}", file_, reason), hint);
  }

private:
  std::string file_, bytes_;
  WorkbookLimits limits_;
  std::unique_ptr<zip_t, CloseArchive> archive_;
  std::size_t unpacked_ = 0;
};

constexpr unsigned int parse_options = pugi::parse_minimal | pugi::parse_escapes | pugi::parse_ws_pcdata;

void parse(pugi::xml_document& document, std::string& text, const Archive& archive, const std::string& name) {
  const auto result = document.load_buffer_inplace(text.data(), text.size(), parse_options);
  if (!result)
    archive.refuse(fmt::format("{} is no valid XML at byte {} ({})", name, result.offset, result.description()));
}

/// Text of a string item or an inline string: its runs one after the other.
std::string runs(const pugi::xml_node& item) {
  std::string text = item.child("t").child_value();
  for (const auto run : item.children("r")) text += run.child("t").child_value();
  return text;
}

std::vector<std::string> shared_strings(Archive& archive) {
  std::vector<std::string> strings;
  auto text = archive.part("xl/sharedStrings.xml");
  if (!text) return strings;
  pugi::xml_document document;
  parse(document, *text, archive, "xl/sharedStrings.xml");
  for (const auto item : document.child("sst").children("si")) strings.push_back(runs(item));
  return strings;
}

/// Whether a number format shows times: letters of a clock outside quotes and brackets of colours.
bool is_time_format(std::string_view code) {
  bool quoted = false;
  for (const char c : code) {
    if (c == '"') quoted = !quoted;
    if (!quoted && (c == 'h' || c == 's' || c == 'y')) return true;
  }
  return false;
}

/// Indices of cell styles that show times.
std::set<int> time_styles(Archive& archive) {
  std::set<int> styles;
  auto text = archive.part("xl/styles.xml");
  if (!text) return styles;
  pugi::xml_document document;
  parse(document, *text, archive, "xl/styles.xml");
  const auto sheet = document.child("styleSheet");
  std::set<int> formats{14, 15, 16, 17, 18, 19, 20, 21, 22, 45, 46, 47};  // built into the format
  for (const auto format : sheet.child("numFmts").children("numFmt"))
    if (is_time_format(format.attribute("formatCode").value())) formats.insert(format.attribute("numFmtId").as_int());
  int index = 0;
  for (const auto style : sheet.child("cellXfs").children("xf")) {
    if (formats.contains(style.attribute("numFmtId").as_int())) styles.insert(index);
    ++index;
  }
  return styles;
}

/// Days of a spreadsheet as text: a duration, or a date from the year 1950 on.
std::string time_text(double days) {
  constexpr double first_date = 18264.0;
  constexpr double ms_a_day = 86400e3;
  if (!(days >= 0.0) || days > 3e6) return fmt::format("{}", days);
  const auto ms = static_cast<long long>(std::llround(days * ms_a_day));
  const long long day = ms / 86'400'000, rest = ms % 86'400'000;
  const std::string clock =
      fmt::format("{:02}:{:02}:{:02}.{:03}", rest / 3'600'000, rest / 60'000 % 60, rest / 1000 % 60, rest % 1000);
  if (days < first_date) return fmt::format("{}-{}", day, clock);
  // Civil date from days since 1899-12-30, by the era of 400 years.
  const long long shifted = day - 25569 + 719468, era = shifted / 146097, in_era = shifted % 146097;
  const long long year = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
  const long long in_year = in_era - (365 * year + year / 4 - year / 100), month = (5 * in_year + 2) / 153;
  const long long civil_month = month < 10 ? month + 3 : month - 9;
  return fmt::format("{:04}-{:02}-{:02} {}", year + era * 400 + (civil_month <= 2 ? 1 : 0), civil_month,
                     in_year - (153 * month + 2) / 5 + 1, clock);
}

/// Column of a cell reference "AB12", from 0.
std::optional<std::size_t> column_of(std::string_view reference) {
  std::size_t column = 0;
  for (const char c : reference) {
    if (c < 'A' || c > 'Z') break;
    column = column * 26 + static_cast<std::size_t>(c - 'A' + 1);
    if (column > 100'000) return std::nullopt;
  }
  return column == 0 ? std::nullopt : std::optional(column - 1);
}

class SheetWriter {
public:
  SheetWriter(const Archive& archive, const std::vector<std::string>& strings, const std::set<int>& styles,
              const WorkbookLimits& limits)
      : archive_(archive), strings_(strings), styles_(styles), limits_(limits) {}

  std::string text(const pugi::xml_node& data) {
    for (const auto row : data.children("row")) {
      start_row(row.attribute("r").as_ullong(line_ + 1));
      std::size_t column = 0;
      for (const auto cell : row.children("c")) {
        const std::size_t target = column_of(cell.attribute("r").value()).value_or(column);
        if (target < column || target >= limits_.columns)
          archive_.refuse(fmt::format("row {} has cells out of order", line_));
        text_.append(target - column, '\t');
        column = target;
        append(value(cell));
        text_ += '\t';
        ++column;
      }
      while (text_.ends_with('\t')) text_.pop_back();
      text_ += '\n';
    }
    return std::move(text_);
  }

private:
  void start_row(unsigned long long row) {
    if (row <= line_ || row > limits_.rows) archive_.refuse(fmt::format("row {} follows row {}", row, line_));
    text_.append(row - line_ - 1, '\n');
    line_ = row;
  }

  std::string value(const pugi::xml_node& cell) const {
    const std::string_view type = cell.attribute("t").value();
    if (type == "inlineStr") return runs(cell.child("is"));
    const std::string_view content = cell.child("v").child_value();
    if (type == "s") {
      std::size_t index = strings_.size();
      std::from_chars(content.data(), content.data() + content.size(), index);
      if (index >= strings_.size()) archive_.refuse(fmt::format("row {} names a text it does not hold", line_));
      return strings_[index];
    }
    if (type.empty() || type == "n")
      if (styles_.contains(cell.attribute("s").as_int(-1)))
        if (const auto days = parse_number(content)) return time_text(*days);
    return std::string(content);
  }

  void append(std::string value) {
    for (char& c : value)
      if (c == '\t' || c == '\n' || c == '\r') c = ' ';
    if (value.find('"') == value.npos) {
      text_ += value;
      return;
    }
    text_ += '"';
    for (const char c : value) text_.append(c == '"' ? 2 : 1, c);
    text_ += '"';
  }

  const Archive& archive_;
  const std::vector<std::string>& strings_;
  const std::set<int>& styles_;
  const WorkbookLimits& limits_;
  std::string text_;
  unsigned long long line_ = 0;
};

/// Target of every relation of the workbook, by its id, as a path inside the archive.
std::map<std::string, std::string> relations(Archive& archive) {
  std::map<std::string, std::string> targets;
  auto text = archive.part("xl/_rels/workbook.xml.rels");
  if (!text) return targets;
  pugi::xml_document document;
  parse(document, *text, archive, "xl/_rels/workbook.xml.rels");
  for (const auto relation : document.child("Relationships").children("Relationship")) {
    const std::string target = relation.attribute("Target").value();
    targets[relation.attribute("Id").value()] = target.starts_with('/') ? target.substr(1) : "xl/" + target;
  }
  return targets;
}

}  // namespace

std::vector<Sheet> read_workbook(const std::string& file, std::string bytes, const WorkbookLimits& limits) {
  Archive archive(file, std::move(bytes), limits);
  auto text = archive.part("xl/workbook.xml");
  if (!text) archive.refuse("there is no workbook inside the zip archive", "xlsx, csv and text files are read");
  pugi::xml_document workbook;
  parse(workbook, *text, archive, "xl/workbook.xml");
  const auto targets = relations(archive);
  const auto strings = shared_strings(archive);
  const auto styles = time_styles(archive);
  std::vector<Sheet> sheets;
  for (const auto entry : workbook.child("workbook").child("sheets").children("sheet")) {
    const auto target = targets.find(entry.attribute("r:id").value());
    auto part = target == targets.end() ? std::nullopt : archive.part(target->second);
    if (!part) continue;  // a chart
    pugi::xml_document document;
    parse(document, *part, archive, target->second);
    SheetWriter writer(archive, strings, styles, limits);
    sheets.push_back({entry.attribute("name").value(), writer.text(document.child("worksheet").child("sheetData"))});
  }
  if (sheets.empty()) archive.refuse("it has no sheets");
  return sheets;
}

}  // namespace silith
