#pragma once
#include <cstddef>
#include <cstdint>

// The inner loops of the matrix-free elasticity operator: plain arrays in, plain arrays out.
namespace silith::field {

/// Hexahedra of degree 2 with 27 nodes and 27 Gauss points, both counted along x first; `lanes` cells side by side, as
/// many numbers as fit into the widest registers. Lanes left over have node 0 and coefficients zero.
template <class Number>
struct CellBatches {
  static constexpr unsigned lanes = 64 / sizeof(Number);
  static constexpr unsigned n_nodes = 27, n_points = 27, n_coefficients = 11;

  std::size_t count = 0;
  const std::uint32_t* nodes = nullptr;  ///< [batch][node][lane], place of the first of three components
  /// [batch][point][coefficient][lane]: d xi_i/d x_j row by row, 1/m; lambda w, mu w with the weight w of the point, N
  /// m
  const Number* coefficients = nullptr;
  const Number* swelling = nullptr;  ///< [batch][point][lane]: (3 lambda + 2 mu) w eigenstrain, N m; null: none
};

/// forces += integral of B^T (C : (sym grad u - eigenstrain)) (Eq. F40), N.
void add_forces(const CellBatches<double>& cells, const double* displacement, double* forces);
void add_forces(const CellBatches<float>& cells, const float* displacement, float* forces);

/// diagonal += that of the stiffness, cell by cell, N/m.
void add_diagonal(const CellBatches<double>& cells, double* diagonal);

/// Stiffness of the trilinear shapes at the corners of the cells of one batch, N/m: the same integral.
/// @param[out] stiffness [24][24][lane], component fastest; the upper half (column >= row) is written
void corner_stiffness(const CellBatches<double>& cells, std::size_t batch, double* stiffness);

}  // namespace silith::field
