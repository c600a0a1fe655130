#include "record/h5_access.hpp"

#include <hdf5.h>

#include <functional>
#include <type_traits>

namespace silith::h5 {

static_assert(std::is_same_v<hid_t, Id> && std::is_same_v<herr_t, int> &&
              std::is_same_v<hsize_t, Dimensions::value_type>);

namespace {

Handle string_type() {
  const hid_t type = H5Tcopy(H5T_C_S1);
  if (type >= 0 && (H5Tset_size(type, H5T_VARIABLE) < 0 || H5Tset_cset(type, H5T_CSET_UTF8) < 0))
    throw H5Failure("string type");
  return {type, H5Tclose, "string type"};
}

Handle space_of(const Dimensions& dimensions) {
  return {dimensions.empty() ? H5Screate(H5S_SCALAR)
                             : H5Screate_simple(static_cast<int>(dimensions.size()), dimensions.data(), nullptr),
          H5Sclose, "data space"};
}

std::vector<const char*> pointers_to(const Strings& texts) {
  std::vector<const char*> pointers;
  for (const auto& text : texts) pointers.push_back(text.c_str());
  return pointers;
}

Handle make_dataset(hid_t group, const std::string& name, hid_t type, hid_t space) {
  return {H5Dcreate2(group, name.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), H5Dclose, name.c_str()};
}

/// Texts are converted in a buffer, by default of 1 MB that is cleared every time: more work than all the rest.
Handle small_buffer() {
  constexpr std::size_t size = 16384;
  const hid_t list = H5Pcreate(H5P_DATASET_XFER);
  if (list >= 0 && H5Pset_buffer(list, size, nullptr, nullptr) < 0) throw H5Failure("buffer");
  return {list, H5Pclose, "transfer properties"};
}

Strings read_texts(hid_t space, const std::function<herr_t(hid_t, void*)>& read, const char* what) {
  const auto count = H5Sget_simple_extent_npoints(space);
  if (count < 0) throw H5Failure(what);
  const Handle type = string_type();
  std::vector<char*> pointers(static_cast<std::size_t>(count), nullptr);
  if (count > 0) check(read(type, pointers.data()), what);
  Strings texts;
  for (const char* pointer : pointers) texts.emplace_back(pointer ? pointer : "");
  if (count > 0) H5Dvlen_reclaim(type, space, H5P_DEFAULT, pointers.data());
  return texts;
}

}  // namespace

QuietErrors::QuietErrors() {
  H5Eget_auto2(H5E_DEFAULT, &function_, &data_);
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
}

QuietErrors::~QuietErrors() {
  H5Eset_auto2(H5E_DEFAULT, function_, data_);
}

void check(int status, const char* what) {
  if (status < 0) throw H5Failure(what);
}

void put_attribute(hid_t object, const char* name, const std::string& text) {
  const Handle type = string_type(), space = space_of({});
  const Handle attribute(H5Acreate2(object, name, type, space, H5P_DEFAULT, H5P_DEFAULT), H5Aclose, name);
  const char* pointer = text.c_str();
  check(H5Awrite(attribute, type, &pointer), name);
}

void put_attribute(hid_t object, const char* name, double value) {
  const Handle space = space_of({});
  const Handle attribute(H5Acreate2(object, name, H5T_IEEE_F64LE, space, H5P_DEFAULT, H5P_DEFAULT), H5Aclose, name);
  check(H5Awrite(attribute, H5T_NATIVE_DOUBLE, &value), name);
}

void put_attribute(hid_t object, const char* name, const Strings& texts) {
  const Handle type = string_type(), space = space_of({texts.size()});
  const Handle attribute(H5Acreate2(object, name, type, space, H5P_DEFAULT, H5P_DEFAULT), H5Aclose, name);
  if (!texts.empty()) check(H5Awrite(attribute, type, pointers_to(texts).data()), name);
}

Handle make_group(hid_t parent, const std::string& name) {
  return {H5Gcreate2(parent, name.c_str(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), H5Gclose, name.c_str()};
}

void put_doubles(hid_t group, const std::string& name, const std::vector<double>& values, const Dimensions& dimensions,
                 const std::string& unit, const std::string& long_name) {
  const Handle space = space_of(dimensions);
  const Handle dataset = make_dataset(group, name, H5T_IEEE_F64LE, space);
  if (!values.empty())
    check(H5Dwrite(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), name.c_str());
  put_attribute(dataset, "unit", unit);
  if (!long_name.empty()) put_attribute(dataset, "long_name", long_name);
}

void put_strings(hid_t group, const std::string& name, const Strings& texts) {
  const Handle type = string_type(), space = space_of({texts.size()}), buffer = small_buffer();
  const Handle dataset = make_dataset(group, name, type, space);
  if (!texts.empty()) check(H5Dwrite(dataset, type, H5S_ALL, H5S_ALL, buffer, pointers_to(texts).data()), name.c_str());
}

Handle open_group(hid_t parent, const std::string& name) {
  return {H5Gopen2(parent, name.c_str(), H5P_DEFAULT), H5Gclose, name.c_str()};
}

Strings get_attribute_texts(hid_t object, const char* name) {
  const Handle attribute(H5Aopen(object, name, H5P_DEFAULT), H5Aclose, name);
  const Handle space(H5Aget_space(attribute), H5Sclose, name);
  return read_texts(
      space, [&](hid_t type, void* out) { return H5Aread(attribute, type, out); }, name);
}

std::string get_text(hid_t object, const char* name) {
  const auto texts = get_attribute_texts(object, name);
  if (texts.size() != 1) throw H5Failure(name);
  return texts.front();
}

std::string get_text_or_none(hid_t object, const char* name) {
  return H5Aexists(object, name) > 0 ? get_text(object, name) : std::string();
}

double get_number(hid_t object, const char* name) {
  const Handle attribute(H5Aopen(object, name, H5P_DEFAULT), H5Aclose, name);
  double value = 0.0;
  check(H5Aread(attribute, H5T_NATIVE_DOUBLE, &value), name);
  return value;
}

Handle open_dataset(hid_t group, const std::string& name) {
  return {H5Dopen2(group, name.c_str(), H5P_DEFAULT), H5Dclose, name.c_str()};
}

std::vector<double> values_of(hid_t dataset, const char* what) {
  const Handle space(H5Dget_space(dataset), H5Sclose, what);
  const auto count = H5Sget_simple_extent_npoints(space);
  // A damaged extent must not make us ask for more memory than the file could fill.
  if (count < 0 || H5Dget_storage_size(dataset) < static_cast<hsize_t>(count) * sizeof(double)) throw H5Failure(what);
  std::vector<double> values(static_cast<std::size_t>(count));
  if (count > 0) check(H5Dread(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), what);
  return values;
}

std::vector<double> read_doubles(hid_t group, const std::string& name) {
  return values_of(open_dataset(group, name), name.c_str());
}

Strings read_strings(hid_t group, const std::string& name) {
  const Handle dataset = open_dataset(group, name);
  const Handle space(H5Dget_space(dataset), H5Sclose, name.c_str());
  return read_texts(
      space, [&](hid_t type, void* out) { return H5Dread(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, out); },
      name.c_str());
}

void put_pixels(hid_t group, const std::vector<float>& values, const Dimensions& dimensions) {
  const Handle space = space_of(dimensions);
  const Handle dataset = make_dataset(group, "values", H5T_IEEE_F32LE, space);
  if (!values.empty())
    check(H5Dwrite(dataset, H5T_NATIVE_FLOAT, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), "values");
}

std::vector<float> read_pixels(hid_t group, std::size_t count) {
  const Handle dataset = open_dataset(group, "values"), space(H5Dget_space(dataset), H5Sclose, "values");
  if (H5Sget_simple_extent_npoints(space) != static_cast<hssize_t>(count) ||
      H5Dget_storage_size(dataset) < count * sizeof(float))
    throw H5Failure("values");
  std::vector<float> values(count);
  if (count > 0) check(H5Dread(dataset, H5T_NATIVE_FLOAT, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), "values");
  return values;
}

}  // namespace silith::h5
