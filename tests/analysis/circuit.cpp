#include "analysis/circuit.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/diagnostic.hpp"

namespace silith {
namespace {

using Complex = std::complex<double>;
constexpr Complex j(0.0, 1.0);

std::vector<AngularFrequency> sweep(double from, double to, int points) {
  std::vector<AngularFrequency> all;
  for (int i = 0; i < points; ++i) all.emplace_back(from * std::pow(to / from, double(i) / (points - 1)));
  return all;
}

Complex at(const std::string& text, std::vector<double> p, double omega) {
  const std::vector<AngularFrequency> frequency{AngularFrequency(omega / (2.0 * std::acos(-1.0)))};
  std::vector<Complex> z(1);
  Circuit::parse(text).evaluate(frequency, p, z);
  return z[0];
}

void expect_near(Complex value, Complex expected, double relative = 1e-13) {
  EXPECT_LE(std::abs(value - expected), relative * std::abs(expected)) << value << " instead of " << expected;
}

TEST(Circuit, ElementsAreTheirFormulas) {
  const double w = 37.0;
  const Complex x = std::sqrt(j * w * 0.3), y = 1e-3 * std::pow(j * w, 0.8);
  expect_near(at("R1", {5.0}, w), 5.0);
  expect_near(at("C1", {1e-3}, w), 1.0 / (j * w * 1e-3));
  expect_near(at("L1", {1e-3}, w), j * w * 1e-3);
  expect_near(at("CPE1", {1e-3, 0.8}, w), 1.0 / y);
  expect_near(at("W1", {2.0}, w), 2.0 * (1.0 - j) / std::sqrt(w));
  expect_near(at("Wo1", {4.0, 0.3}, w), 4.0 / (x * std::tanh(x)));
  expect_near(at("Ws1", {4.0, 0.3}, w), 4.0 * std::tanh(x) / x);
  expect_near(at("K1", {4.0, 0.3}, w), 4.0 / (1.0 + j * w * 0.3));
  expect_near(at("Zarc1", {4.0, 0.3, 0.7}, w), 4.0 / (1.0 + std::pow(j * w * 0.3, 0.7)));
  expect_near(at("ZARC1", {4.0, 0.3, 0.7}, w), 4.0 / (1.0 + std::pow(j * w * 0.3, 0.7)));
  expect_near(at("G1", {4.0, 0.3}, w), 4.0 / std::sqrt(1.0 + j * w * 0.3));
  const Complex s = std::sqrt(1.0 + j * w * 0.3);
  expect_near(at("Gs1", {4.0, 0.3, 1.5}, w), 4.0 / (s * std::tanh(1.5 * s)));
  expect_near(at("TLMQ1", {20.0, 1e-3, 0.8}, w), std::sqrt(20.0 / y) / std::tanh(std::sqrt(20.0 * y)));
  const Complex Y = y + 1.0 / 50.0;
  expect_near(at("TLMF1", {20.0, 50.0, 1e-3, 0.8}, w), std::sqrt(20.0 / Y) / std::tanh(std::sqrt(20.0 * Y)));
}

/// Two rails as a ladder of many rungs, put together rung by rung, against the closed form.
TEST(Circuit, TwoRailsAreTheLimitOfALadder) {
  const double w = 37.0, ionic = 20.0, electronic = 7.0;
  const Complex Y = 1e-3 * std::pow(j * w, 0.8) + 1.0 / 50.0;
  const int n = 4000;
  // Unknown potentials of both rails; current 1 enters the ionic rail at x = 0, leaves the electronic one at x = 1.
  // Shooting: with v = phi_i - phi_e, v'' = (R_i + R_e) Y v, v'(0) = -R_i, v'(1) = R_e; impedance phi_i(0) - phi_e(1).
  const double h = 1.0 / n;
  const Complex k = (ionic + electronic) * Y;
  const auto shoot = [&](Complex v0, Complex& slope, Complex& electronic_drop) {
    Complex v = v0, d = -ionic;
    electronic_drop = 0.0;
    for (int i = 0; i < n; ++i) {
      const Complex middle = v + 0.5 * h * d + h * h / 8.0 * k * v;  // second-order, then leap-frog
      const Complex next = d + h * k * middle;
      const Complex ion = (electronic - 0.5 * (d + next)) / (ionic + electronic);  // share of current in the ionic rail
      electronic_drop += h * electronic * (1.0 - ion);
      v += 0.5 * h * (d + next);
      d = next;
    }
    slope = d;
  };
  Complex s0, s1, drop;
  shoot(0.0, s0, drop);
  shoot(1.0, s1, drop);
  const Complex v0 = (electronic - s0) / (s1 - s0);
  shoot(v0, s0, drop);
  expect_near(at("TLME1", {ionic, electronic, 50.0, 1e-3, 0.8}, w), v0 + drop, 1e-5);
}

TEST(Circuit, LimitsOfTheTransmissionLines) {
  // no electronic resistance: one rail; slow pores: a third of the rail in series with the wall
  expect_near(at("TLME1", {20.0, 1e-9, 50.0, 1e-3, 0.8}, 5.0), at("TLMF1", {20.0, 50.0, 1e-3, 0.8}, 5.0), 1e-8);
  expect_near(at("TLMF1", {20.0, 1e15, 1e-3, 0.8}, 5.0), at("TLMQ1", {20.0, 1e-3, 0.8}, 5.0), 1e-10);
  expect_near(at("TLMQ1", {20.0, 1e-3, 1.0}, 1e-4), 20.0 / 3.0 + 1.0 / (j * 1e-7), 1e-9);
  // both ends of the diffusion elements, where exponentials would overflow or cancel
  expect_near(at("Wo1", {4.0, 1.0}, 1e-9), 4.0 / 3.0 + 4.0 / (j * 1e-9), 1e-9);
  expect_near(at("Ws1", {4.0, 1.0}, 1e-9), 4.0, 1e-9);
  expect_near(at("Wo1", {4.0, 1.0}, 1e9), 4.0 / std::sqrt(j * 1e9), 1e-12);
  expect_near(at("Ws1", {4.0, 1.0}, 1e9), 4.0 / std::sqrt(j * 1e9), 1e-12);
}

TEST(Circuit, SeriesAndParallel) {
  const double w = 11.0;
  const Complex zc1 = 1.0 / (j * w * 0.01), zc2 = 1.0 / (j * w * 0.5), zw = 3.0 * (1.0 - j) / std::sqrt(w);
  const Complex expected = 1.0 + 1.0 / (1.0 / 2.0 + 1.0 / zc1) + 1.0 / (1.0 / (4.0 + zw) + 1.0 / zc2);
  expect_near(at("R0-p(R1,C1)-p(R2-W1,C2)", {1.0, 2.0, 0.01, 4.0, 3.0, 0.5}, w), expected);
  expect_near(at("R(RC)([RW]C)", {1.0, 2.0, 0.01, 4.0, 3.0, 0.5}, w), expected);
  expect_near(at("R(RC)((RW)C)", {1.0, 2.0, 0.01, 4.0, 3.0, 0.5}, w), expected);
}

TEST(Circuit, NamesOfParametersAndBothNotations) {
  const Circuit circuit = Circuit::parse("R(RQ)([RW]Q)");
  EXPECT_EQ(circuit.text(), "R1-p(R2,CPE1)-p(R3-W1,CPE2)");
  std::vector<std::string> names;
  for (const auto& parameter : circuit.parameters()) names.push_back(parameter.name);
  EXPECT_THAT(names, testing::ElementsAre("R1", "R2", "CPE1.Q", "CPE1.n", "R3", "W1", "CPE2.Q", "CPE2.n"));
  EXPECT_EQ(circuit.find("CPE1.n"), 3u);
  EXPECT_EQ(circuit.find("CPE1_1"), 3u);
  EXPECT_EQ(Circuit::parse(" R0 - p( R1 , CPE1 ) ").text(), "R0-p(R1,CPE1)");
  EXPECT_EQ(Circuit::parse("RC").text(), "R1-C1");
  EXPECT_EQ(Circuit::parse("R").text(), "R");
  EXPECT_EQ(Circuit::parse("p(R1,p(R2,C2)-C1)").text(), "p(R1,p(R2,C2)-C1)");
  EXPECT_EQ(circuit_preset("rs-rsei-rct-zw").circuit.text(), "Rs-p(Rsei,CPEsei)-p(Rct-Zw,CPEct)");
}

TEST(Circuit, DerivativesAreExact) {
  const std::vector<std::pair<std::string, std::vector<double>>> circuits = {
      {"R0-p(R1,C1)-p(R2-Wo1,C2)", {1.0, 2.0, 0.01, 3.0, 5.0, 20.0, 0.3}},
      {"L1-R0-p(R1,CPE1)-p(R2-W1,CPE2)", {1e-4, 1.0, 2.0, 0.01, 0.8, 3.0, 5.0, 0.3, 0.9}},
      {"R0-p(Ws1-R1,C1)-K1-Zarc1", {1.0, 2.0, 0.7, 4.0, 0.02, 3.0, 0.3, 5.0, 0.1, 0.7}},
      {"G1-p(Gs1,CPE1)", {2.0, 0.3, 4.0, 0.2, 1.5, 0.03, 0.8}},
      {"TLMQ1-p(TLMF1,R1-C1)", {3.0, 0.02, 0.8, 5.0, 7.0, 0.01, 0.9, 30.0, 0.2}},
      {"TLME1", {3.0, 2.0, 7.0, 0.01, 0.9}},
  };
  const auto frequencies = sweep(1e-3, 1e6, 40);
  for (const auto& [text, p] : circuits) {
    const Circuit circuit = Circuit::parse(text);
    const std::size_t n = circuit.size();
    std::vector<Complex> z(40), dz(40 * n), up(40), down(40);
    circuit.evaluate(frequencies, p, z, dz);
    for (std::size_t k = 0; k < n; ++k) {
      auto shifted = p;
      const double h = 1e-5 * p[k];
      shifted[k] = p[k] + h;
      circuit.evaluate(frequencies, shifted, up);
      shifted[k] = p[k] - h;
      circuit.evaluate(frequencies, shifted, down);
      for (std::size_t i = 0; i < 40; ++i) {
        const Complex difference = (up[i] - down[i]) / (2.0 * h);
        EXPECT_LE(std::abs(dz[i * n + k] - difference), 1e-8 * std::abs(z[i]) / p[k])
            << text << " " << circuit.parameters()[k].name << " at point " << i;
      }
    }
  }
}

std::string error_of(const std::string& text) {
  try {
    Circuit::parse(text);
  } catch (const InputError& error) {
    return error.what();
  }
  return "no error";
}

TEST(Circuit, ErrorsShowThePlace) {
  EXPECT_EQ(error_of("R0-p(R1,X1)"),
            "circuit:1:9: there is no element \"X\"\n"
            "   1 | R0-p(R1,X1)\n"
            "     |         ^\n"
            "  elements are R, C, L, CPE, W, Wo, Ws, K, Zarc, G, Gs, TLMQ, TLMF, TLME");
  EXPECT_THAT(error_of("R0-p(R1,C1"), testing::HasSubstr("circuit:1:4: this p( is not closed"));
  EXPECT_THAT(error_of("R0-p(R1)"), testing::HasSubstr("circuit:1:4: p( ) with a single branch"));
  EXPECT_THAT(error_of("R0-p(R1,R0)"), testing::HasSubstr("circuit:1:9: R0 stands here a second time"));
  EXPECT_THAT(error_of("R0,R1"), testing::HasSubstr("circuit:1:3: a comma outside p( )"));
  EXPECT_THAT(error_of("R0-"), testing::HasSubstr("circuit:1:4: expected an element or p( here"));
  EXPECT_THAT(error_of("R0-R1)"), testing::HasSubstr("circuit:1:6: a closing parenthesis without p("));
  EXPECT_THAT(error_of("R(RX)"), testing::HasSubstr("circuit:1:4: there is no element \"X\" in Boukamp's notation"));
  EXPECT_THAT(error_of("R(RQ"), testing::HasSubstr("circuit:1:2: this bracket is not closed"));
  EXPECT_THAT(error_of("R(Q)"), testing::HasSubstr("circuit:1:2: a parallel group with a single element"));
  EXPECT_THAT(error_of("R(RQ))"), testing::HasSubstr("circuit:1:6: a closing bracket without its opening one"));
  EXPECT_THAT(error_of(""), testing::HasSubstr("circuit:1:1: expected an element here"));
  std::string deep;
  for (int i = 0; i < 100; ++i) deep += "p(R" + std::to_string(i) + ",";
  EXPECT_THAT(error_of(deep), testing::HasSubstr("groups are nested too deeply"));
  std::string long_one = "R0";
  for (int i = 1; i < 100; ++i) long_one += "-R" + std::to_string(i);
  EXPECT_THAT(error_of(long_one), testing::HasSubstr("a circuit has at most 64 elements and groups"));
}

/// Whatever is written: a circuit whose text reads back as the same circuit, or an error of the input.
TEST(Circuit, AnyTextIsReadOrRefused) {
  const std::vector<std::string> words = {"R", "C1", "R2", "CPE1", "Wo1", "W", "Q", "p(", "(",
                                          ")", "[",  "]",  ",",    "-",   " ", "x", "0"};
  unsigned state = 3;
  int read = 0;
  for (int trial = 0; trial < 20000; ++trial) {
    std::string text;
    const unsigned length = 1 + trial % 12;
    for (unsigned i = 0; i < length; ++i) {
      state = state * 1664525u + 1013904223u;
      text += words[(state >> 16) % words.size()];
    }
    try {
      const std::string again = Circuit::parse(text).text();
      EXPECT_EQ(Circuit::parse(again).text(), again) << text;
      ++read;
    } catch (const InputError& error) {
      EXPECT_FALSE(error.diagnostics().front().hint.empty()) << text;
    }
  }
  EXPECT_GT(read, 500);
}

TEST(Circuit, UnknownParametersAndPresetsAreListed) {
  EXPECT_THAT([] { Circuit::parse("R0-CPE1").find("C1"); },
              testing::ThrowsMessage<InputError>(
                  "the circuit R0-CPE1 has no parameter \"C1\"\n  its parameters are R0, CPE1.Q, CPE1.n"));
  EXPECT_THAT([] { circuit_preset("rsei"); },
              testing::ThrowsMessage<InputError>(testing::HasSubstr("presets are rs-rsei-rct-zw")));
}

}  // namespace
}  // namespace silith
