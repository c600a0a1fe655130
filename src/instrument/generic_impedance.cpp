// Any table of impedance data: with a heading (either sign of Z'', or |Z| and phase), or three bare columns frequency,
// Z', Z''.
#include <algorithm>
#include <cmath>

#include "instrument/impedance.hpp"
#include "instrument/lines.hpp"
#include "instrument/plain_table.hpp"
#include "instrument/readers.hpp"

namespace silith {
namespace {

/// Whether the rows look like a spectrum without heading: three numbers or more, the first positive, over more than a
/// decade, and going one way most of the time.
bool is_bare_spectrum(std::string_view text, CsvFormat format) {
  constexpr std::size_t judged = 200, least = 5;
  CsvReader reader(text, format);
  std::vector<double> f;
  for (std::vector<std::string_view> fields; f.size() < judged && reader.next(fields);) {
    if (fields.size() != 3) return f.size() >= least && reader.line() > static_cast<int>(least) && fields.size() < 3;
    for (const auto field : fields)
      if (const auto value = parse_number(field, format.decimal_comma); !value || !std::isfinite(*value)) return false;
    f.push_back(*parse_number(fields[0], format.decimal_comma));
  }
  if (f.size() < least) return false;
  const auto [low, high] = std::minmax_element(f.begin(), f.end());
  std::size_t down = 0;
  for (std::size_t i = 1; i < f.size(); ++i) down += f[i] < f[i - 1] ? 1 : 0;
  const double share = static_cast<double>(down) / static_cast<double>(f.size() - 1);
  return *low > 0.0 && *high > 10.0 * *low && (share < 0.2 || share > 0.8);
}

}  // namespace

double recognise_generic_impedance(std::string_view head) {
  const std::vector<Sheet> sheets{{"", plain_delimiters(head)}};
  const MeasuredFile source{"", "", sheets};
  const Input input{source, 0, ""};
  const CsvFormat format = sniff_csv(input.text());
  if (find_heading({input, format}, names_impedance).line > 0) return 0.4;
  return is_bare_spectrum(input.text(), format) ? 0.35 : 0.0;
}

Record read_generic_impedance(const Input& file) {
  const Prepared plain = prepared(file, plain_delimiters(file.text()));
  const Input input = plain.input();
  const TableSource source{input, sniff_csv(input.text())};
  if (const Heading heading = find_heading(source, names_impedance); heading.line > 0)
    return read_impedance_table(source, heading);
  static const std::vector<ColumnRule> rules{{"1", "frequency", "Hz"}, {"2", "z_real", "ohm"}, {"3", "z_imag", "ohm"}};
  Record record = read_impedance_table(source, {0, {"1", "2", "3"}}, rules);
  record.findings.insert(
      record.findings.begin(),
      {"no-heading", "note", "no column has a name; they are taken for f / Hz, Z' / ohm, Z'' / ohm", ""});
  return record;
}

}  // namespace silith
