// Real impedance files: number of points, first and last point as they stand in the file.
#include <gmock/gmock.h>

#include "test_support.hpp"

namespace silith {
namespace {

using testing::HasSubstr;

struct Expected {
  const char* file;
  const char* format;
  std::size_t spectra, points;  // points of the first spectrum
  double first_f, first_re, first_im;
  double last_f, last_re, last_im;
};

void PrintTo(const Expected& expected, std::ostream* out) {
  *out << expected.file;
}

class ImpedanceFile : public testing::TestWithParam<Expected> {};

TEST_P(ImpedanceFile, FirstAndLastPoint) {
  const Expected& expected = GetParam();
  const Record record = read_file_of(expected.file);
  EXPECT_EQ(format_of(record), expected.format);
  ASSERT_EQ(record.spectra.size(), expected.spectra);
  const Spectrum& first = record.spectra.front();
  EXPECT_EQ(first.size(), expected.points);
  EXPECT_DOUBLE_EQ(first.frequency.front(), expected.first_f);
  EXPECT_DOUBLE_EQ(first.impedance.front().real(), expected.first_re);
  EXPECT_DOUBLE_EQ(first.impedance.front().imag(), expected.first_im);
  const Spectrum& last = record.spectra.back();
  EXPECT_DOUBLE_EQ(last.frequency.back(), expected.last_f);
  EXPECT_DOUBLE_EQ(last.impedance.back().real(), expected.last_re);
  EXPECT_DOUBLE_EQ(last.impedance.back().imag(), expected.last_im);
}

constexpr const char* biologic = "BioLogic EC-Lab text (.mpt)";
constexpr const char* generic = "generic csv, impedance";

INSTANTIATE_TEST_SUITE_P(
    Real, ImpedanceFile,
    testing::Values(
        Expected{"impedance.py/exampleDataCHInstruments.txt", "CH Instruments text (CHI600 series)", 1, 73, 99610.0,
                 98.91, -2.748, 0.1, 5685.0, -15860.0},
        Expected{"impedance.py/Circuit1_EIS_1.z", "ZPlot (.z)", 1, 48, 5e4, 29.036, 0.63662, 1.0, 75.803, -0.16244},
        Expected{"impedance.py/Circuit2_EIS_1.z", "ZPlot (.z)", 1, 56, 3e5, 147.77, -11.335, 1.0, 654.19, 0.64271},
        Expected{"impedance.py/exampleDataZPlot.z", "ZPlot (.z)", 1, 21, 3e5, 147.77, -11.335, 3000.0, 613.68, -137.13},
        Expected{"impedance.py/exampleDataAutolab.txt", "Z60W data file (Autolab, ZView)", 1, 41, 1e4,
                 0.013785863964281, 0.007191946305823, 0.1, 0.0345697771923854, -0.00390292888845954},
        Expected{"impedance.py/exampleDataParstat.txt", "Parstat text (VersaStudio)", 1, 31, 1e4, -0.00049816280376104,
                 0.0175143479976367, 10.0, 0.0270946491457229, -0.00399791080333837},
        Expected{"impedance.py/exampleDataBioLogic.mpt", biologic, 1, 43, 1000.3201, 65.470886, -0.38998979, 0.01689554,
                 110.97003, -2.3458567},
        Expected{"impedance.py/exampleDataGamry.DTA", "Gamry (.DTA)", 1, 72, 200015.6, 825.8584, -1367.239, 0.0158898,
                 17007.49, -6635.557},
        Expected{"PyEIS/ex1.mpt", biologic, 2, 59, 200019.48, 428.90558, -372.31183, 0.010005763, 66802.32, -33712.059},
        Expected{"gamry-parser/eispot_data.dta", "Gamry (.DTA)", 1, 10, 1e4, 224.6075, -3.767681, 0.5, 226.885,
                 -7.053867},
        Expected{"gamry-parser/eispot_data_curveaborted.dta", "Gamry (.DTA)", 1, 5, 1e4, 224.6075, -3.767681, 100.0,
                 226.2954, -6.136346},
        Expected{"hybrid-drt/lpscl_relaxis.txt", "RelaxIS spectrum export", 1, 79, 0.10002180933952332, 1799427.625,
                 -8093785.5, 7000018.5, 359.241455078125, -290.92037963867188},
        Expected{"pyDRTtools/1ZARC.csv", generic, 1, 81, 0.01, 59.20397431908595, 0.5913301898954791, 1e6,
                 10.317831664834927, 31.16422514427696},
        Expected{"pyDRTtools/2ZARC0.csv", generic, 1, 81, 0.01, 69.8119846505212, -0.5837650584118066, 1e6,
                 9.925223150840122, 0.283452075967652},
        Expected{"pyDRTtools/data_1.csv", generic, 1, 107, 999.040405, 0.109963283, 0.003569859, 0.005000832,
                 0.145364374, -0.021382034},
        Expected{"impedance.py/exampleData.csv", generic, 1, 66, 3.162299999999999833e-03, 4.949989776405060160e-02,
                 -2.043869854441892481e-02, 1e4, 1.577148266048593317e-02, 1.015747456493823649e-02}));

TEST(ImpedanceFiles, OneSpectrumFromTwoProgramsIsTheSame) {
  const Spectrum a = read_file_of("hybrid-drt/lpscl.mpt.txt").spectra.front();
  const Spectrum b = read_file_of("hybrid-drt/lpscl_relaxis.txt").spectra.front();
  ASSERT_EQ(a.size(), 79u);
  ASSERT_EQ(b.size(), a.size());
  const bool same_way = (a.frequency.front() > a.frequency.back()) == (b.frequency.front() > b.frequency.back());
  for (std::size_t i = 0; i < a.size(); ++i) {
    const std::size_t j = same_way ? i : a.size() - 1 - i;
    EXPECT_NEAR(a.frequency[i], b.frequency[j], 1e-6 * a.frequency[i]);
    EXPECT_LT(std::abs(a.impedance[i] - b.impedance[j]), 1e-6 * std::abs(a.impedance[i]));
  }
}

TEST(ImpedanceFiles, AbortedCurveIsSaid) {
  const Record record = read_file_of("gamry-parser/eispot_data_curveaborted.dta");
  const Finding* aborted = finding(record, "aborted");
  ASSERT_TRUE(aborted);
  EXPECT_EQ(aborted->severity, "warning");
  EXPECT_THAT(aborted->message, HasSubstr("5 frequencies"));
  EXPECT_FALSE(finding(read_file_of("gamry-parser/eispot_data.dta"), "aborted"));
}

TEST(ImpedanceFiles, RowsWithoutFrequencyAreLeftOut) {
  const Record record = read_file_of("impedance.py/exampleDataParstat.txt");
  const Finding* found = finding(record, "no-frequency");
  ASSERT_TRUE(found);
  EXPECT_THAT(found->message, HasSubstr("781 rows"));
}

TEST(ImpedanceFiles, SecondSpectrumOfAFileHasItsOwnTimeAndVoltage) {
  const Record record = read_file_of("PyEIS/ex1.mpt");
  ASSERT_EQ(record.spectra.size(), 2u);
  EXPECT_EQ(record.spectra[0].title, "spectrum 1");
  EXPECT_DOUBLE_EQ(record.spectra[0].time, 13125.24303488701);
  EXPECT_GT(record.spectra[1].time, record.spectra[0].time);
  EXPECT_DOUBLE_EQ(record.spectra[0].voltage, -1.050056);
  EXPECT_EQ(record.area, 0.0);  // 0.001 cm2 is what stands there if nobody set it
}

TEST(ImpedanceFiles, MissingFrequencyIsRefusedWithLineAndReason) {
  const std::string message = refusal_of([] { read_file_of("impedance.py/exampleDataBioLogic_MissingFreq.mpt"); });
  EXPECT_THAT(message, HasSubstr("_MissingFreq.mpt:61:1: recognised as BioLogic EC-Lab text (.mpt), but there is no "
                                 "column for frequency"));
  EXPECT_THAT(message, HasSubstr("the heading has: Re(Z)/Ohm, -Im(Z)/Ohm"));
}

}  // namespace
}  // namespace silith
