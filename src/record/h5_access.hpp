#pragma once
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

// Inside of result_h5.cpp: the calls of the HDF5 library it needs, failures as exceptions, handles that close
// themselves.
namespace silith::h5 {

using Id = std::int64_t;  ///< hid_t
using Dimensions = std::vector<unsigned long long>;
using Strings = std::vector<std::string>;

/// HDF5 refused a call: when writing into memory our bug, when reading a damaged file.
struct H5Failure : std::runtime_error {
  using std::runtime_error::runtime_error;
};
/// @throws H5Failure for a negative status
void check(int status, const char* what);

/// Closes what it holds.
class Handle {
public:
  Handle(Id id, int (*close)(Id), const char* what) : id_(id), close_(close) {
    if (id < 0) throw H5Failure(what);
  }
  ~Handle() { close_(id_); }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  operator Id() const { return id_; }

private:
  Id id_;
  int (*close_)(Id);
};

/// The library prints its error stack to the terminal unless told otherwise; we throw instead.
class QuietErrors {
public:
  QuietErrors();
  ~QuietErrors();
  QuietErrors(const QuietErrors&) = delete;
  QuietErrors& operator=(const QuietErrors&) = delete;

private:
  int (*function_)(Id, void*) = nullptr;
  void* data_ = nullptr;
};

// Everything below throws H5Failure.

void put_attribute(Id object, const char* name, const std::string& text);
void put_attribute(Id object, const char* name, double value);
void put_attribute(Id object, const char* name, const Strings& texts);
Handle make_group(Id parent, const std::string& name);
/// With the attributes `unit` and, unless empty, `long_name`.
void put_doubles(Id group, const std::string& name, const std::vector<double>& values, const Dimensions& dimensions,
                 const std::string& unit, const std::string& long_name);
void put_strings(Id group, const std::string& name, const Strings& texts);
/// Numbers of 32 bits, as "values".
void put_pixels(Id group, const std::vector<float>& values, const Dimensions& dimensions);

Handle open_group(Id parent, const std::string& name);
Handle open_dataset(Id group, const std::string& name);
Strings get_attribute_texts(Id object, const char* name);
std::string get_text(Id object, const char* name);
std::string get_text_or_none(Id object, const char* name);
double get_number(Id object, const char* name);
std::vector<double> values_of(Id dataset, const char* what);
std::vector<double> read_doubles(Id group, const std::string& name);
Strings read_strings(Id group, const std::string& name);
std::vector<float> read_pixels(Id group, std::size_t count);

}  // namespace silith::h5
