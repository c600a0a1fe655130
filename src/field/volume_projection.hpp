#pragma once
#include <deal.II/base/tensor.h>
#include <deal.II/fe/fe_values.h>
#include <deal.II/lac/full_matrix.h>

#include <array>
#include <vector>

namespace silith::field {

/// Projection of values at the quadrature points of a cell onto functions linear in space, in the weighted L2 product.
template <int dim>
class VolumeProjection {
public:
  /// @param weights quadrature weights at the points of `values`, which carries the points
  void reinit(const dealii::FEValues<dim>& values, const std::vector<double>& weights) {
    const auto middle = values.get_cell()->center();
    const double size = values.get_cell()->diameter();
    functions_.resize(weights.size());
    weights_ = &weights;
    dealii::Tensor<2, dim + 1> products;
    for (unsigned q = 0; q < weights.size(); ++q) {
      functions_[q][0] = 1.0;
      for (unsigned d = 0; d < dim; ++d) functions_[q][d + 1] = (values.quadrature_point(q)[d] - middle[d]) / size;
      for (unsigned a = 0; a <= dim; ++a)
        for (unsigned b = 0; b <= dim; ++b) products[a][b] += weights[q] * functions_[q][a] * functions_[q][b];
    }
    inverse_.reinit(dim + 1, dim + 1);
    dealii::FullMatrix<double> matrix(dim + 1, dim + 1);
    for (unsigned a = 0; a <= dim; ++a)
      for (unsigned b = 0; b <= dim; ++b) matrix(a, b) = products[a][b];
    inverse_.invert(matrix);
  }

  /// @param in [n points];  @param[out] out [n points], overwritten
  void project(const std::vector<double>& in, std::vector<double>& out) const {
    std::array<double, dim + 1> moments{}, coefficients{};
    for (unsigned q = 0; q < in.size(); ++q)
      for (unsigned a = 0; a <= dim; ++a) moments[a] += (*weights_)[q] * in[q] * functions_[q][a];
    for (unsigned a = 0; a <= dim; ++a)
      for (unsigned b = 0; b <= dim; ++b) coefficients[a] += inverse_(a, b) * moments[b];
    for (unsigned q = 0; q < in.size(); ++q) {
      out[q] = 0.0;
      for (unsigned a = 0; a <= dim; ++a) out[q] += coefficients[a] * functions_[q][a];
    }
  }

private:
  std::vector<std::array<double, dim + 1>> functions_;
  const std::vector<double>* weights_ = nullptr;
  dealii::FullMatrix<double> inverse_;
};

}  // namespace silith::field
