#include "record/record.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace silith {

const Column* TimeSeries::find(const std::string& name) const {
  const auto found = std::find_if(columns.begin(), columns.end(), [&](const Column& c) { return c.name == name; });
  return found == columns.end() ? nullptr : &*found;
}

const Column& TimeSeries::at(const std::string& name) const {
  if (const Column* column = find(name)) return *column;
  throw std::logic_error("the series has no column named " + name);
}

Column& TimeSeries::at(const std::string& name) {
  return const_cast<Column&>(std::as_const(*this).at(name));
}

}  // namespace silith
