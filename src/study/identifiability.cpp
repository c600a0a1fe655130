#include "study/identifiability.hpp"

#include <Eigen/SVD>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace silith {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinite = std::numeric_limits<double>::infinity();
constexpr double bound_margin = 1e-3;

/// Eq. S3: stated errors are not believed to be larger than they are, but smaller where the fit is worse.
double error_scale(const Vector& residuals, std::size_t parameters) {
  if (residuals.size() <= parameters) return 1.0;
  const double squares = std::inner_product(residuals.begin(), residuals.end(), residuals.begin(), 0.0);
  return std::max(1.0, std::sqrt(squares / static_cast<double>(residuals.size() - parameters)));
}

Eigen::MatrixXd columns_of(const std::vector<Vector>& jacobian, const std::vector<std::size_t>& free) {
  Eigen::MatrixXd matrix(static_cast<Eigen::Index>(jacobian.size()), static_cast<Eigen::Index>(free.size()));
  for (std::size_t r = 0; r < jacobian.size(); ++r)
    for (std::size_t i = 0; i < free.size(); ++i)
      matrix(static_cast<Eigen::Index>(r), static_cast<Eigen::Index>(i)) = jacobian[r][free[i]];
  return matrix;
}

/// Deviation along right singular vector k, Eq. S5; more parameters than residuals leave directions without any.
double deviation(const Eigen::VectorXd& singular, Eigen::Index k, double scale) {
  const double smallest = 1e-9 * (singular.size() > 0 ? singular(0) : 0.0);
  return k < singular.size() && singular(k) > smallest ? scale / singular(k) : infinite;
}

}  // namespace

Identifiability identifiability(const std::vector<Vector>& jacobian, const Vector& residuals, const Vector& place) {
  const std::size_t count = place.size();
  Identifiability result;
  std::vector<std::size_t> free;
  for (std::size_t i = 0; i < count; ++i) {
    result.at_bound.push_back(place[i] < bound_margin || place[i] > 1.0 - bound_margin);
    if (!result.at_bound.back()) free.push_back(i);
  }
  result.standard_errors.assign(count, nan);
  result.correlations.assign(count, Vector(count, nan));
  result.scale = error_scale(residuals, free.size());
  if (free.empty()) return result;
  const Eigen::JacobiSVD<Eigen::MatrixXd, Eigen::FullPivHouseholderQRPreconditioner> svd(
      columns_of(jacobian, free), Eigen::ComputeFullU | Eigen::ComputeFullV);
  const auto size = static_cast<Eigen::Index>(free.size());
  Eigen::MatrixXd covariance = Eigen::MatrixXd::Zero(size, size);
  for (Eigen::Index k = size - 1; k >= 0; --k) {
    const double along = deviation(svd.singularValues(), k, result.scale);
    Identifiability::Direction direction{Vector(count, 0.0), along};
    for (Eigen::Index i = 0; i < size; ++i)
      direction.components[free[static_cast<std::size_t>(i)]] = svd.matrixV()(i, k);
    result.directions.push_back(std::move(direction));
    // A direction nothing is known of would turn all to NaN; a deviation of a million ranges says the same.
    const double finite = std::min(along, 1e6);
    covariance += finite * finite * svd.matrixV().col(k) * svd.matrixV().col(k).transpose();
  }
  for (Eigen::Index i = 0; i < size; ++i) {
    const std::size_t a = free[static_cast<std::size_t>(i)];
    const double error = std::sqrt(covariance(i, i));
    result.standard_errors[a] = error > 1e3 ? infinite : error;
    for (Eigen::Index j = 0; j < size; ++j)
      result.correlations[a][free[static_cast<std::size_t>(j)]] =
          covariance(i, j) / std::sqrt(covariance(i, i) * covariance(j, j));
  }
  return result;
}

}  // namespace silith
