#include "record/result_h5.hpp"

#include <fmt/format.h>
#include <hdf5.h>

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <numeric>
#include <stdexcept>
#include <utility>

#include "base/atomic_file.hpp"
#include "base/diagnostic.hpp"
#include "record/checksum.hpp"
#include "record/h5_access.hpp"
#include "record/spectrum_columns.hpp"

namespace silith {
using namespace h5;
namespace {

const std::string format_name = "silith.result/";
const std::string format_version = "1";

template <class Rows, class Member>
auto column_of(const Rows& rows, Member member) {
  using Value = std::decay_t<std::invoke_result_t<Member, const typename Rows::value_type&>>;
  std::vector<Value> values;
  for (const auto& row : rows) values.push_back(std::invoke(member, row));
  return values;
}

void write_columns(hid_t group, const TimeSeries& series) {
  put_attribute(group, "columns", column_of(series.columns, &Column::name));
  for (const auto& column : series.columns) {
    if (column.values.size() != series.rows())
      throw std::logic_error("result: column " + column.name + " has another length");
    put_doubles(group, column.name, column.values, {column.values.size()}, column.unit, column.long_name);
  }
}

void write_spectra(hid_t file, const std::vector<Spectrum>& spectra) {
  if (spectra.empty()) return;
  const Handle parent = make_group(file, "spectra");
  put_strings(parent, "title", column_of(spectra, &Spectrum::title));
  put_doubles(parent, "time", column_of(spectra, &Spectrum::time), {spectra.size()}, "s", {});
  put_doubles(parent, "voltage", column_of(spectra, &Spectrum::voltage), {spectra.size()}, "V", {});
  for (std::size_t k = 0; k < spectra.size(); ++k)
    write_columns(make_group(parent, std::to_string(k + 1)), columns_of(spectra[k]));
}

/// The columns of numbers of the table of steps; its texts are type, text and end_reason.
struct StepColumn {
  const char *name, *unit;
  double StepRow::*member;
};
constexpr std::array step_columns{StepColumn{"start_time", "s", &StepRow::start_time},
                                  StepColumn{"duration", "s", &StepRow::duration},
                                  StepColumn{"mean_current", "A", &StepRow::mean_current},
                                  StepColumn{"charge", "C", &StepRow::charge},
                                  StepColumn{"energy", "J", &StepRow::energy},
                                  StepColumn{"mean_voltage", "V", &StepRow::mean_voltage},
                                  StepColumn{"start_voltage", "V", &StepRow::start_voltage},
                                  StepColumn{"end_voltage", "V", &StepRow::end_voltage}};
template <class Row, class Value>
struct Field {
  const char* name;
  Value Row::*member;
};
constexpr std::array step_counts{Field{"cycle", &StepRow::cycle}, Field{"step", &StepRow::step}};
constexpr std::array step_texts{Field{"type", &StepRow::type}, Field{"text", &StepRow::text},
                                Field{"end_reason", &StepRow::end_reason}};

void write_steps(hid_t file, const std::vector<StepRow>& steps) {
  const Handle group = make_group(file, "steps");
  const Dimensions rows{steps.size()};
  for (const auto& [name, member] : step_counts) {
    const auto counts = column_of(steps, member);
    put_doubles(group, name, {counts.begin(), counts.end()}, rows, "1", {});
  }
  for (const auto& [name, member] : step_texts) put_strings(group, name, column_of(steps, member));
  for (const auto& [name, unit, member] : step_columns)
    put_doubles(group, name, column_of(steps, member), rows, unit, {});
}

/// Coordinates are the same for many profiles: each distinct array is stored once, the others are hard links to it.
class Coordinates {
public:
  void put(hid_t group, const char* name, const std::vector<double>& values, const char* unit, const char* long_name,
           const std::string& path) {
    const auto [known, added] = stored_.try_emplace({name, values}, path + "/" + name);
    if (added)
      put_doubles(group, name, values, {values.size()}, unit, long_name);
    else
      check(H5Lcreate_hard(group, known->second.c_str(), group, name, H5P_DEFAULT, H5P_DEFAULT), name);
  }

private:
  std::map<std::pair<std::string, std::vector<double>>, std::string> stored_;
};

std::string group_name(const Profile& profile) {
  return profile.layer.empty() ? profile.name : profile.layer + "." + profile.name;
}

void write_profile(hid_t parent, const Profile& profile, Coordinates& coordinates) {
  const std::string name = group_name(profile);
  Dimensions dimensions{profile.time.size(), profile.x.size()};
  if (!profile.r.empty()) dimensions.push_back(profile.r.size());
  if (std::accumulate(dimensions.begin(), dimensions.end(), hsize_t{1}, std::multiplies<>()) != profile.values.size())
    throw std::logic_error("result: profile " + name + " has another number of values than its coordinates");
  const Handle group = make_group(parent, name);
  const std::string path = "/profiles/" + name;
  put_attribute(group, "name", profile.name);
  put_attribute(group, "layer", profile.layer);
  put_doubles(group, "values", profile.values, dimensions, profile.unit, profile.long_name);
  coordinates.put(group, "time", profile.time, "s", "Time", path);
  coordinates.put(group, "x", profile.x, "m", "Distance from the collector of the anode", path);
  if (!profile.r.empty()) coordinates.put(group, "r", profile.r, "m", "Distance from the particle's centre", path);
}

void write_profiles(hid_t file, const std::vector<Profile>& profiles) {
  const Handle group = make_group(file, "profiles");
  put_attribute(group, "groups", column_of(profiles, group_name));
  Coordinates coordinates;
  for (const auto& profile : profiles) write_profile(group, profile, coordinates);
}

void write_pictures(hid_t file, const std::vector<Picture>& pictures) {
  const Handle parent = make_group(file, "pictures");
  put_attribute(parent, "groups", column_of(pictures, &Picture::name));
  for (const auto& picture : pictures) {
    if (picture.values.size() != picture.time.size() * picture.rows * picture.columns)
      throw std::logic_error("result: picture " + picture.name + " has not time x rows x columns values");
    const Handle group = make_group(parent, picture.name);
    put_attribute(group, "unit", picture.unit);
    put_attribute(group, "long_name", picture.long_name);
    put_attribute(group, "left", picture.left);
    put_attribute(group, "bottom", picture.bottom);
    put_attribute(group, "pixel", picture.pixel);
    put_attribute(group, "columns", static_cast<double>(picture.columns));
    put_attribute(group, "rows", static_cast<double>(picture.rows));
    put_doubles(group, "time", picture.time, {picture.time.size()}, "s", "Time");
    put_pixels(group, picture.values, {picture.time.size(), picture.rows, picture.columns});
  }
}

void write_quantities(hid_t file, const Record& record) {
  const Handle group = make_group(file, "quantities");
  using Entry = std::pair<std::string, Quantity>;
  const auto& all = record.quantities;
  put_strings(group, "name", column_of(all, &Entry::first));
  put_doubles(group, "value", column_of(all, [](const Entry& e) { return e.second.value; }), {all.size()}, "see unit",
              {});
  put_strings(group, "unit", column_of(all, [](const Entry& e) { return e.second.unit; }));
  put_strings(group, "long_name", column_of(all, [](const Entry& e) { return e.second.long_name; }));
}

constexpr std::array finding_texts{Field{"code", &Finding::code}, Field{"severity", &Finding::severity},
                                   Field{"message", &Finding::message}, Field{"advice", &Finding::advice}};

void write_head(hid_t file, const Record& record) {
  put_attribute(file, "format", format_name + format_version);
  put_attribute(file, "title", record.title);
  put_attribute(file, "area", record.area);
  put_attribute(file, "active_mass", record.active_mass);
  const Handle group = make_group(file, "metadata");
  put_strings(group, "name", column_of(record.metadata, [](const auto& entry) { return entry.first; }));
  put_strings(group, "value", column_of(record.metadata, [](const auto& entry) { return entry.second; }));
  put_strings(file, "input", {record.resolved_input});
}

/// The file as bytes, made in memory: a full disk then is one failed write of ours, not an error inside the library.
std::string file_image(const Record& record) {
  const Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, "file access");
  constexpr std::size_t increment = 1 << 20;
  check(H5Pset_fapl_core(access, increment, 0), "memory driver");
  const Handle file(H5Fcreate("result.h5", H5F_ACC_TRUNC, H5P_DEFAULT, access), H5Fclose, "file");
  write_head(file, record);
  write_columns(make_group(file, "series"), record.series);
  write_spectra(file, record.spectra);
  write_steps(file, record.steps);
  write_profiles(file, record.profiles);
  write_pictures(file, record.pictures);
  write_quantities(file, record);
  const Handle findings = make_group(file, "findings");
  for (const auto& [name, member] : finding_texts) put_strings(findings, name, column_of(record.findings, member));
  check(H5Fflush(file, H5F_SCOPE_GLOBAL), "flush");
  const auto size = H5Fget_file_image(file, nullptr, 0);
  if (size < 0) throw H5Failure("file image");
  std::string image(static_cast<std::size_t>(size), '\0');
  if (H5Fget_file_image(file, image.data(), image.size()) < 0) throw H5Failure("file image");
  return image;
}

}  // namespace

void write_result_h5(const std::filesystem::path& file, const Record& record) {
  const QuietErrors quiet;
  try {
    write_file(file, sealed(file_image(record)));
  } catch (const H5Failure& failure) {
    throw std::logic_error(std::string("result.h5: HDF5 refused ") + failure.what());
  }
}

// ---- reading -------------------------------------------------------------------------------------------------------

namespace {

TimeSeries read_columns(hid_t group) {
  TimeSeries series;
  for (const auto& name : get_attribute_texts(group, "columns")) {
    const Handle dataset = open_dataset(group, name);
    series.columns.push_back(
        {name, get_text(dataset, "unit"), get_text_or_none(dataset, "long_name"), values_of(dataset, name.c_str())});
  }
  return series;
}

template <class Row, class Values, class Member>
void set_column(std::vector<Row>& rows, const Values& values, Member member, const char* what) {
  if (values.size() != rows.size()) throw H5Failure(what);
  for (std::size_t i = 0; i < rows.size(); ++i)
    rows[i].*member = static_cast<std::decay_t<decltype(rows[i].*member)>>(values[i]);
}

std::vector<Spectrum> read_spectra(hid_t file) {
  std::vector<Spectrum> spectra;
  if (H5Lexists(file, "spectra", H5P_DEFAULT) <= 0) return spectra;
  const Handle parent = open_group(file, "spectra");
  const auto titles = read_strings(parent, "title");
  for (std::size_t k = 1; k <= titles.size(); ++k)
    spectra.push_back(spectrum_of(read_columns(open_group(parent, std::to_string(k)))));
  set_column(spectra, titles, &Spectrum::title, "title");
  set_column(spectra, read_doubles(parent, "time"), &Spectrum::time, "time");
  set_column(spectra, read_doubles(parent, "voltage"), &Spectrum::voltage, "voltage");
  return spectra;
}

std::vector<StepRow> read_steps(hid_t file) {
  const Handle group = open_group(file, "steps");
  std::vector<StepRow> steps(read_strings(group, "type").size());
  for (const auto& [name, member] : step_counts) set_column(steps, read_doubles(group, name), member, name);
  for (const auto& [name, member] : step_texts) set_column(steps, read_strings(group, name), member, name);
  for (const auto& [name, unit, member] : step_columns) set_column(steps, read_doubles(group, name), member, name);
  return steps;
}

std::vector<Profile> read_profiles(hid_t file) {
  const Handle parent = open_group(file, "profiles");
  std::vector<Profile> profiles;
  for (const auto& name : get_attribute_texts(parent, "groups")) {
    const Handle group = open_group(parent, name), values = open_dataset(group, "values");
    Profile profile;
    profile.name = get_text(group, "name");
    profile.layer = get_text(group, "layer");
    profile.unit = get_text(values, "unit");
    profile.long_name = get_text_or_none(values, "long_name");
    profile.values = values_of(values, "values");
    profile.time = read_doubles(group, "time");
    profile.x = read_doubles(group, "x");
    if (H5Lexists(group, "r", H5P_DEFAULT) > 0) profile.r = read_doubles(group, "r");
    profiles.push_back(std::move(profile));
  }
  return profiles;
}

/// Older files have none.
std::vector<Picture> read_pictures(hid_t file) {
  std::vector<Picture> pictures;
  if (H5Lexists(file, "pictures", H5P_DEFAULT) <= 0) return pictures;
  const Handle parent = open_group(file, "pictures");
  for (const auto& name : get_attribute_texts(parent, "groups")) {
    const Handle group = open_group(parent, name);
    Picture picture{.name = name, .unit = get_text(group, "unit"), .long_name = get_text(group, "long_name")};
    picture.left = get_number(group, "left");
    picture.bottom = get_number(group, "bottom");
    picture.pixel = get_number(group, "pixel");
    picture.columns = static_cast<std::size_t>(get_number(group, "columns"));
    picture.rows = static_cast<std::size_t>(get_number(group, "rows"));
    picture.time = read_doubles(group, "time");
    picture.values = read_pixels(group, picture.time.size() * picture.rows * picture.columns);
    pictures.push_back(std::move(picture));
  }
  return pictures;
}

void read_quantities(hid_t file, Record& record) {
  const Handle group = open_group(file, "quantities");
  const auto names = read_strings(group, "name"), units = read_strings(group, "unit"),
             long_names = read_strings(group, "long_name");
  const auto values = read_doubles(group, "value");
  if (values.size() != names.size() || units.size() != names.size() || long_names.size() != names.size())
    throw H5Failure("quantities");
  for (std::size_t i = 0; i < names.size(); ++i)
    record.quantities.emplace_back(names[i], Quantity{values[i], units[i], long_names[i]});
}

void read_head(hid_t file, Record& record) {
  record.title = get_text(file, "title");
  record.area = get_number(file, "area");
  record.active_mass = get_number(file, "active_mass");
  const Handle group = open_group(file, "metadata");
  const auto names = read_strings(group, "name"), values = read_strings(group, "value");
  if (names.size() != values.size()) throw H5Failure("metadata");
  for (std::size_t i = 0; i < names.size(); ++i) record.metadata[names[i]] = values[i];
  const auto input = read_strings(file, "input");
  if (input.size() != 1) throw H5Failure("input");
  record.resolved_input = input.front();
}

void check_format(hid_t file, const std::string& path) {
  const std::string format = get_text_or_none(file, "format");
  if (!format.starts_with(format_name))
    throw InputError(path + " is an HDF5 file, but no result of silith", "name the result.h5 of a run");
  if (format != format_name + format_version)
    throw InputError(
        fmt::format("{} has the format {}, this program reads {}", path, format, format_name + format_version),
        "read it with the version of silith that wrote it");
}

Record read_record(hid_t file) {
  Record record;
  read_head(file, record);
  record.series = read_columns(open_group(file, "series"));
  record.spectra = read_spectra(file);
  record.steps = read_steps(file);
  record.profiles = read_profiles(file);
  record.pictures = read_pictures(file);
  read_quantities(file, record);
  const Handle findings = open_group(file, "findings");
  record.findings.resize(read_strings(findings, "code").size());
  for (const auto& [name, member] : finding_texts)
    set_column(record.findings, read_strings(findings, name), member, name);
  return record;
}

}  // namespace

Record read_result_h5(const std::filesystem::path& file) {
  const QuietErrors quiet;
  // HDF5 may crash on a damaged file, so damage is looked for before the library opens it.
  const bool broken = seal_is_broken(read_file(file));
  if (H5Fis_hdf5(file.c_str()) <= 0)
    throw InputError(file.string() + " is no HDF5 file", "name the result.h5 of a run");
  if (broken) throw InputError(file.string() + " is damaged: its checksum does not match", "run the case again");
  try {
    const Handle handle(H5Fopen(file.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose, "the file");
    check_format(handle, file.string());
    return read_record(handle);
  } catch (const H5Failure& failure) {
    throw InputError(fmt::format("{} is damaged: {} cannot be read", file.string(), failure.what()),
                     "run the case again");
  }
}

}  // namespace silith
