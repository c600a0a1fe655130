#include "analysis/circuit_element.hpp"

// Impedances are written with products and inverses of complex numbers spelled out: the general operators also treat
// infinities, which costs several times the work and never happens here.
namespace silith {
namespace {

using Complex = std::complex<double>;
constexpr double pi = 3.14159265358979323846;

Complex times(Complex a, Complex b) {
  return {a.real() * b.real() - a.imag() * b.imag(), a.real() * b.imag() + a.imag() * b.real()};
}
Complex inverse(Complex z) {
  const double scale = 1.0 / (z.real() * z.real() + z.imag() * z.imag());
  return {z.real() * scale, -z.imag() * scale};
}
Complex square(Complex z) {
  return times(z, z);
}

/// (j omega)^n.
Complex power(const AngularFrequency& at, double n) {
  const double magnitude = std::exp(n * at.log_omega);
  return {magnitude * std::cos(0.5 * pi * n), magnitude * std::sin(0.5 * pi * n)};
}

/// ln(j omega).
Complex log_j(const AngularFrequency& at) {
  return {at.log_omega, 0.5 * pi};
}

struct Hyperbolic {
  Complex coth, csch;
};

/// coth x and 1/sinh x for Re x >= 0; series near 0, where differences would cancel, no overflow far out.
Hyperbolic hyperbolic(Complex x) {
  if (std::abs(x.real()) + std::abs(x.imag()) < 0.1) {
    const Complex s = square(x), i = inverse(x);
    const Complex c = times(s, 1.0 / 3.0 + times(s, -1.0 / 45.0 + times(s, 2.0 / 945.0 - s / 4725.0)));
    const Complex h = times(s, -1.0 / 6.0 + times(s, 7.0 / 360.0 + times(s, -31.0 / 15120.0 + s * (127.0 / 604800.0))));
    return {times(i, 1.0 + c), times(i, 1.0 + h)};
  }
  const double size = std::exp(-x.real());
  const Complex e = {size * std::cos(x.imag()), -size * std::sin(x.imag())};
  const Complex e2 = square(e), denominator = inverse(1.0 - e2);
  return {times(1.0 + e2, denominator), 2.0 * times(e, denominator)};
}

/// Principal square root of z with Im z >= 0.
Complex root(Complex z) {
  const double magnitude = std::sqrt(z.real() * z.real() + z.imag() * z.imag());
  const double re = std::sqrt(0.5 * (magnitude + std::abs(z.real())));
  const double im = 0.5 * z.imag() / re;
  return z.real() >= 0.0 ? Complex(re, im) : Complex(im, re);
}

Complex resistor(const AngularFrequency&, const double* p, Complex* d) {
  d[0] = 1.0;
  return p[0];
}

Complex capacitor(const AngularFrequency& at, const double* p, Complex* d) {
  const Complex z(0.0, -1.0 / (at.omega * p[0]));
  d[0] = -z / p[0];
  return z;
}

Complex inductor(const AngularFrequency& at, const double* p, Complex* d) {
  d[0] = {0.0, at.omega};
  return d[0] * p[0];
}

/// Admittance Q (j omega)^n and its derivatives.
Complex cpe_admittance(const AngularFrequency& at, double Q, double n, Complex* d) {
  d[0] = power(at, n);
  const Complex y = Q * d[0];
  d[1] = times(y, log_j(at));
  return y;
}

Complex cpe(const AngularFrequency& at, const double* p, Complex* d) {
  const Complex z = inverse(cpe_admittance(at, p[0], p[1], d));
  d[0] = -z / p[0];
  d[1] = -times(z, log_j(at));
  return z;
}

Complex warburg(const AngularFrequency& at, const double* p, Complex* d) {
  const double r = 1.0 / std::sqrt(at.omega);
  d[0] = {r, -r};
  return p[0] * d[0];
}

/// sqrt(j omega tau).
Complex diffusion_argument(const AngularFrequency& at, double tau) {
  const double r = std::sqrt(0.5 * at.omega * tau);
  return {r, r};
}

Complex warburg_open(const AngularFrequency& at, const double* p, Complex* d) {
  const Complex x = diffusion_argument(at, p[1]);
  const auto [coth, csch] = hyperbolic(x);
  d[0] = times(coth, inverse(x));
  // x dZ/dx = -R (coth x/x + 1/sinh^2 x), and tau d/dtau = x/2 d/dx
  d[1] = -0.5 * p[0] / p[1] * (d[0] + square(csch));
  return p[0] * d[0];
}

Complex warburg_short(const AngularFrequency& at, const double* p, Complex* d) {
  const Complex x = diffusion_argument(at, p[1]);
  const Complex tanh = inverse(hyperbolic(x).coth);
  d[0] = times(tanh, inverse(x));
  d[1] = -0.5 * p[0] / p[1] * (d[0] - (1.0 - square(tanh)));
  return p[0] * d[0];
}

Complex voigt(const AngularFrequency& at, const double* p, Complex* d) {
  d[0] = inverse({1.0, at.omega * p[1]});
  d[1] = -p[0] * times(square(d[0]), {0.0, at.omega});
  return p[0] * d[0];
}

Complex zarc(const AngularFrequency& at, const double* p, Complex* d) {
  const double n = p[2], log_tau = std::log(p[1]);
  const Complex u = std::exp(n * log_tau) * power(at, n);
  d[0] = inverse(1.0 + u);
  const Complex slope = -p[0] * times(square(d[0]), u);  // dZ/d ln u
  d[1] = slope * (n / p[1]);
  d[2] = times(slope, log_j(at) + log_tau);
  return p[0] * d[0];
}

Complex gerischer(const AngularFrequency& at, const double* p, Complex* d) {
  const Complex s(1.0, at.omega * p[1]);
  d[0] = inverse(root(s));
  d[1] = -0.5 * p[0] * times(times(d[0], inverse(s)), {0.0, at.omega});
  return p[0] * d[0];
}

Complex gerischer_finite(const AngularFrequency& at, const double* p, Complex* d) {
  const Complex s = root({1.0, at.omega * p[1]});
  const auto [coth, csch] = hyperbolic(p[2] * s);
  const Complex i = inverse(s), csch2 = square(csch);
  d[0] = times(coth, i);
  // dZ/ds = -R (coth/s^2 + phi/(s sinh^2)), ds/dtau = j omega/(2 s)
  const Complex slope = -p[0] * (times(d[0], i) + p[2] * times(csch2, i));
  d[1] = times(slope, times(i, {0.0, 0.5 * at.omega}));
  d[2] = -p[0] * csch2;
  return p[0] * d[0];
}

/// One conducting rail of resistance R over an interface of admittance Y (whole pore): sqrt(R/Y) coth sqrt(R Y).
/// @param[out] dR, dY derivatives
Complex one_rail(double R, Complex Y, Complex& dR, Complex& dY) {
  const Complex x = root(R * Y);
  const auto [coth, csch] = hyperbolic(x);
  const Complex g = times(coth, inverse(x));
  // Z = R g(x), x dg/dx = -(g + 1/sinh^2), dx/x = (dR/R + dY/Y)/2
  const Complex slope = -0.5 * (g + square(csch));
  dR = g + slope;
  dY = R * times(slope, inverse(Y));
  return R * g;
}

Complex line_blocking(const AngularFrequency& at, const double* p, Complex* d) {
  Complex dY, y[2];
  const Complex Y = cpe_admittance(at, p[1], p[2], y);
  const Complex z = one_rail(p[0], Y, d[0], dY);
  d[1] = times(dY, y[0]);
  d[2] = times(dY, y[1]);
  return z;
}

Complex line_faradaic(const AngularFrequency& at, const double* p, Complex* d) {
  Complex dY, y[2];
  const Complex Y = 1.0 / p[1] + cpe_admittance(at, p[2], p[3], y);
  const Complex z = one_rail(p[0], Y, d[0], dY);
  d[1] = dY * (-1.0 / (p[1] * p[1]));
  d[2] = times(dY, y[0]);
  d[3] = times(dY, y[1]);
  return z;
}

Complex line_two_rails(const AngularFrequency& at, const double* p, Complex* d) {
  const double u = p[0], v = p[1], s = u + v;
  Complex y[2];
  const Complex Y = 1.0 / p[2] + cpe_admittance(at, p[3], p[4], y);
  const Complex x = root(s * Y);
  const auto [coth, csch] = hyperbolic(x);
  const Complex i = inverse(x), f = times(csch, i), g = times(coth, i);
  // x df/dx = -(f + coth/sinh), x dg/dx = -(g + 1/sinh^2)
  const double a = u * v / s, b = (u * u + v * v) / s;
  const Complex slope = -2.0 * a * (f + times(coth, csch)) - b * (g + square(csch));  // x dZ/dx
  const Complex through_s = slope * (0.5 / s), one_2f = 1.0 + 2.0 * f;
  d[0] = (v * v / (s * s)) * one_2f + ((2.0 * u - b) / s) * g + through_s;
  d[1] = (u * u / (s * s)) * one_2f + ((2.0 * v - b) / s) * g + through_s;
  const Complex dY = 0.5 * times(slope, inverse(Y));
  d[2] = dY * (-1.0 / (p[2] * p[2]));
  d[3] = times(dY, y[0]);
  d[4] = times(dY, y[1]);
  return a * one_2f + b * g;
}

using Role = ParameterRole;
constexpr ElementParameter R{"R", "ohm", Role::resistance}, tau{"tau", "s", Role::time_constant},
    Q{"Q", "S s^n", Role::cpe}, n{"n", "1", Role::exponent}, R_ion{"Rion", "ohm", Role::resistance},
    R_el{"Rel", "ohm", Role::resistance}, R_ct{"Rct", "ohm", Role::resistance};

constexpr ElementType table[] = {
    {"R", 'R', "resistor", 1, {{{"", "ohm", Role::resistance}}}, resistor},
    {"C", 'C', "capacitor", 1, {{{"", "F", Role::capacitance}}}, capacitor},
    {"L", 'L', "inductor", 1, {{{"", "H", Role::inductance}}}, inductor},
    {"CPE", 'Q', "constant phase element", 2, {{Q, n}}, cpe},
    {"W", 'W', "semi-infinite Warburg diffusion", 1, {{{"", "ohm s^-1/2", Role::warburg}}}, warburg},
    {"Wo", 'T', "finite diffusion, closed end (blocks at low frequency)", 2, {{R, tau}}, warburg_open},
    {"Ws", 'O', "finite diffusion to a constant concentration", 2, {{R, tau}}, warburg_short},
    {"K", 0, "resistor parallel to a capacitor, by its time constant", 2, {{R, tau}}, voigt},
    {"Zarc", 0, "resistor parallel to a constant phase element, by its time constant", 3, {{R, tau, n}}, zarc},
    {"G", 'G', "Gerischer: diffusion with reaction", 2, {{R, tau}}, gerischer},
    {"Gs", 0, "finite Gerischer", 3, {{R, tau, {"phi", "1", Role::ratio}}}, gerischer_finite},
    {"TLMQ", 0, "porous electrode, one rail, blocking pore wall", 3, {{R_ion, Q, n}}, line_blocking},
    {"TLMF",
     0,
     "porous electrode, one rail, charge transfer at the pore wall",
     4,
     {{R_ion, R_ct, Q, n}},
     line_faradaic},
    {"TLME",
     0,
     "porous electrode, ionic and electronic rail, charge transfer",
     5,
     {{R_ion, R_el, R_ct, Q, n}},
     line_two_rails},
};

}  // namespace

std::span<const ElementType> element_types() {
  return table;
}

}  // namespace silith
