#include "input/sampling.hpp"

namespace silith {

Sampling read_sampling(const View& view, const Sampling& otherwise) {
  Sampling sampling;
  sampling.every_time = view.optional_quantity("every_time");
  sampling.every_voltage = view.optional_quantity("every_voltage");
  const bool stated = view.has("only_ends");
  sampling.none = stated && view.boolean("only_ends");
  return stated || sampling.every_time || sampling.every_voltage ? sampling : otherwise;
}

}  // namespace silith
