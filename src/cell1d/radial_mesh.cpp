#include "cell1d/radial_mesh.hpp"

#include <cmath>
#include <stdexcept>

namespace silith {
namespace {

int dimensions(Storage shape) {
  switch (shape) {
    case Storage::sphere:
      return 3;
    case Storage::cylinder:
      return 2;
    case Storage::plate:
      return 1;
    case Storage::network:
      break;
  }
  throw std::logic_error("a network has no radial mesh");
}

}  // namespace

RadialMesh::RadialMesh(Storage shape, double radius, int shells) {
  const int d = dimensions(shape);
  const auto n = static_cast<std::size_t>(shells);
  for (std::size_t k = 0; k < n; ++k)
    node.push_back(n == 1 ? 1.0 : static_cast<double>(k) / static_cast<double>(n - 1));
  double inner = 0.0;
  for (std::size_t k = 0; k + 1 < n; ++k) {
    const double face = 0.5 * (node[k] + node[k + 1]);
    const double enclosed = std::pow(face, d);
    volume.push_back(enclosed - inner);
    conductance.push_back(d * std::pow(face, d - 1) / ((node[k + 1] - node[k]) * radius * radius));
    inner = enclosed;
  }
  volume.push_back(1.0 - inner);
}

}  // namespace silith
