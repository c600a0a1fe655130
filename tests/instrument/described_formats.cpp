// Formats without a real file: small files written from their description.
#include <gmock/gmock.h>

#include "record/cycle_charge.hpp"
#include "test_support.hpp"

namespace silith {
namespace {

using testing::DoubleEq;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pointwise;

std::vector<double> column(const Record& record, const std::string& name) {
  return record.series.at(name).values;
}

testing::Matcher<std::vector<double>> values(std::vector<double> expected) {
  return Pointwise(DoubleEq(), std::move(expected));
}

TEST(DescribedFormats, BioLogicCyclingWithDecimalComma) {
  const Record record = read_text(
      "EC-Lab ASCII FILE\r\nNb header lines : 6                          \r\n\r\nElectrode surface area : 0,785 "
      "cm\xB2\r\n"
      "Characteristic mass : 12,5 mg\r\n"
      "mode\tox/red\tNs\ttime/s\tEwe/V\tEcell/V\t<I>/mA\t(Q-Qo)/mA.h\tcycle number\thalf cycle\t\r\n"
      "1\t1\t0\t0,0\t3,0\t3,5\t1,0\t0,0\t0\t0\r\n"
      "1\t1\t0\t3600,0\t3,1\t3,6\t1,0\t1,0\t0\t0\r\n"
      "1\t0\t1\t3600,5\t3,0\t3,4\t-2,0\t1,0\t0\t1\r\n"
      "1\t0\t1\t5400,5\t2,9\t3,3\t-2,0\t0,0\t0\t1\r\n");
  EXPECT_EQ(format_of(record), "BioLogic EC-Lab text (.mpt)");
  EXPECT_EQ(record.metadata.at("encoding"), "Latin-1");
  EXPECT_THAT(column(record, "voltage"), values({3.5, 3.6, 3.4, 3.3}));  // the cell's, not the working electrode's
  EXPECT_THAT(column(record, "current"), values({1e-3, 1e-3, -2e-3, -2e-3}));
  EXPECT_THAT(column(record, "net_capacity"), values({0.0, 3.6, 3.6, 0.0}));
  EXPECT_THAT(column(record, "step"), values({0, 0, 1, 1}));
  EXPECT_DOUBLE_EQ(record.area, 0.785e-4);
  EXPECT_DOUBLE_EQ(record.active_mass, 12.5e-6);
  EXPECT_DOUBLE_EQ(quantity(record, "first_cycle_efficiency"), 1.0);
}

TEST(DescribedFormats, GamryDriftCorrected) {
  const Record record = read_text(
      "EXPLAIN\nTAG\tEISPOT\nZCURVE\tTABLE\t2\n"
      "\tPt\tTime\tFreq\tZreal\tZimag\tZsig\tZmod\tZphz\tZrealDrCor\tZimagDrCor\n"
      "\t#\ts\tHz\tohm\tohm\tV\tohm\tdeg\tohm\tohm\n"
      "\t0\t1\t1000\t10\t-1\t1\t10.05\t-5.7\t9\t-2\n\t1\t2\t100\t20\t-5\t1\t20.6\t-14\t19\t-6\nEND\tLABEL\t1\n");
  ASSERT_EQ(record.spectra.size(), 1u);
  EXPECT_THAT(record.spectra[0].impedance, ElementsAre(std::complex<double>(9, -2), std::complex<double>(19, -6)));
  EXPECT_TRUE(finding(record, "drift-corrected"));
}

constexpr const char* land_rows =
    "1,10,10,2.5000,0.0000,0.0000,0.0,0.0,R\n"
    "2,20,20,2.4900,0.0000,0.0000,0.0,0.0,R\n"
    "3,1820,1800,0.2000,-2.0000,1.0000,500.0,0.5,D_Rate\n"
    "4,3620,3600,0.0100,-2.0000,2.0000,1000.0,0.6,D_Rate\n"
    "5,6320,2700,1.0000,2.0000,1.5000,750.0,0.7,C_Rate\n";

TEST(DescribedFormats, LandSheet) {
  const Record record = read_text(
      std::string(
          "Index,TestTime/Sec.,StepTime/Sec.,Voltage/V,Current/mA,Capacity/mAh,SCapacity/mAh/g,Energy/mWh,State\n") +
      land_rows);
  EXPECT_EQ(format_of(record), "LAND sheet (LANDdt)");
  EXPECT_THAT(column(record, "time"), values({10, 20, 1820, 3620, 6320}));
  EXPECT_THAT(column(record, "current"), values({0, 0, -2e-3, -2e-3, 2e-3}));
  EXPECT_THAT(column(record, "step"), values({0, 0, 1, 1, 2}));
  EXPECT_THAT(column(record, "step_cumulative_capacity"), values({0, 0, 3.6, 7.2, 5.4}));
  EXPECT_DOUBLE_EQ(column(record, "specific_capacity")[3], 1000.0 * 3600.0);
  EXPECT_EQ(record.steps[1].text, "D_Rate");
  // Discharged first: what came out over what went in, not the pair the cycler makes.
  EXPECT_DOUBLE_EQ(quantity(record, "first_cycle_efficiency"), 0.75);
  EXPECT_EQ(finding(record, "discharge-first")->severity, "warning");
}

TEST(DescribedFormats, LandtRecordSheetSignsTheCurrentByItsMode) {
  const Record record = read_text(
      "Record\tMode\tTestTime\tCurrent/mA\tCapacity/mAh\tSpeCap/mAh/g\tSOC|DOD/%\tVoltage/V\tEnergy/mWh\tCycleNo\n"
      "1\tCC-Rate\t0-00:00:00\t1.0\t0.0\t0\t0\t3.0\t0\t1\n"
      "2\tCC-Rate\t0-12:00:00\t1.0\t12.0\t0\t100\t4.0\t42\t1\n"
      "3\tDC-Rate\t0-12:00:00\t1.0\t0.0\t0\t0\t3.9\t0\t1\n"
      "4\tDC-Rate\t0-23:24:00\t1.0\t11.4\t0\t100\t3.0\t40\t1\n");
  EXPECT_EQ(format_of(record), "LANDT record sheet");
  EXPECT_EQ(record.steps.at(1).text, "DC-Rate");
  EXPECT_THAT(column(record, "time"), values({0, 43200, 43200, 84240}));
  EXPECT_THAT(column(record, "current"), values({1e-3, 1e-3, -1e-3, -1e-3}));
  ASSERT_TRUE(finding(record, "current-unsigned"));
  EXPECT_NEAR(quantity(record, "first_cycle_efficiency"), 0.95, 1e-12);
  EXPECT_FALSE(finding(record, "counter-against-integral"));
}

const std::string chinese_table =
    "循环序号,测试时间,系统时间,电压/V,电流/mA,容量/mAh,效率/%\n"
    "1,00:00:00,2024-05-01 10:00:00,3.0,1.0,0.0,0\n"
    "1,01:00:00,2024-05-01 11:00:00,4.0,1.0,1.0,0\n"
    "1,01:00:10,2024-05-01 11:00:10,3.9,-1.0,0.0,0\n"
    "1,02:00:10,2024-05-01 12:00:10,3.0,-1.0,0.9,90\n";

TEST(DescribedFormats, LandChinese) {
  const Record record = read_text(chinese_table);
  EXPECT_EQ(format_of(record), "LAND sheet, Chinese");
  EXPECT_THAT(column(record, "time"), values({0, 3600, 3610, 7210}));
  EXPECT_DOUBLE_EQ(quantity(record, "first_charge_capacity"), 3.6);
  EXPECT_NEAR(quantity(record, "first_cycle_efficiency"), 0.9, 1e-12);
}

TEST(DescribedFormats, LandChineseInGbk) {
  // 循环序号,测试时间,电压/V,电流/mA,容量/mAh
  const Record record = read_text(
      "\xD1\xAD\xBB\xB7\xD0\xF2\xBA\xC5,\xB2\xE2\xCA\xD4\xCA\xB1\xBC\xE4,\xB5\xE7\xD1\xB9/V,\xB5\xE7\xC1\xF7/mA,"
      "\xC8\xDD\xC1\xBF/mAh\n1,00:00:00,3.0,1.0,0.0\n1,1-01:00:00,4.0,1.0,25.0\n");
  EXPECT_EQ(format_of(record), "LAND sheet, Chinese");
  EXPECT_EQ(record.metadata.at("encoding"), "GBK");
  EXPECT_THAT(column(record, "time"), values({0, 90000}));
}

TEST(DescribedFormats, LandText) {
  const Record record = read_text(
      "Battery: test\n\n"
      "Rec#  Cyc#  Step  Test(Min)  Step(Min)  Amp-hr  Watt-hr  Amps  Volts  State  ES  DPt-Time\n"
      "1     0     1     0.0        0.0        0.0     0.0      0.0   3.00   R      0   05/06/2021 11:00:00\n"
      "2     0     2     60.0       60.0       0.5     1.6      0.5   3.20   C      1   05/06/2021 12:00:00\n"
      "3     0     3     90.0       30.0       0.4     1.2      0.8   2.90   D      1   05/06/2021 12:30:00\n");
  EXPECT_EQ(format_of(record), "LAND text (Rec#, Test(..))");
  EXPECT_THAT(column(record, "time"), values({0, 3600, 5400}));
  EXPECT_THAT(column(record, "current"), values({0, 0.5, -0.8}));
  EXPECT_FALSE(finding(record, "time-unit"));
}

TEST(DescribedFormats, NewareFlat) {
  const Record record = read_text(
      "DataPoint,Cycle Index,Step Index,Step Type,Time,Total "
      "Time,Current(mA),Voltage(V),Capacity(mAh),Energy(mWh),Date\n"
      "1,1,1,CC Chg,0:00:00,0:00:00,2.0,3.0,0.0,0,2024-01-01 00:00:00\n"
      "2,1,1,CC Chg,1:00:00,1:00:00,2.0,4.0,2.0,7,2024-01-01 01:00:00\n"
      "3,1,2,CC DChg,0:00:00,1:00:00,-2.0,3.9,0.0,0,2024-01-01 01:00:00\n"
      "4,1,2,CC DChg,0:57:00,1:57:00,-2.0,3.0,1.9,7,2024-01-01 01:57:00\n");
  EXPECT_EQ(format_of(record), "Neware, flat");
  EXPECT_THAT(column(record, "time"), values({0, 3600, 3600, 7020}));
  EXPECT_THAT(column(record, "step_time"), values({0, 3600, 0, 3420}));
  EXPECT_NEAR(quantity(record, "first_cycle_efficiency"), 0.95, 1e-12);
  EXPECT_EQ(record.steps[1].text, "CC DChg");
}

TEST(DescribedFormats, NewareLayered) {
  const Record record = read_text(
      "Cycle ID,Cap_Chg(mAh),Cap_DChg(mAh)\n"
      ",Step ID,Step Name,Step Time(h:min:s.ms)\n"
      ",,Record ID,Time(h:min:s.ms),Voltage(V),Current(mA),Capacity(mAh)\n"
      "1,2.0,1.9\n"
      ",1,CC_Chg,1:00:00.000\n"
      ",,1,0:00:00.000,3.0,2.0,0.0\n"
      ",,2,1:00:00.500,4.0,2.0,2.0\n"
      ",2,CC_DChg,0:57:00.000\n"
      ",,3,0:00:00.000,3.9,-2.0,0.0\n"
      ",,4,0:57:00.000,3.0,-2.0,1.9\n");
  EXPECT_EQ(format_of(record), "Neware, layered");
  EXPECT_THAT(column(record, "time"), values({0, 3600.5, 3600.5, 7020.5}));
  EXPECT_THAT(column(record, "cycle"), values({1, 1, 1, 1}));
  EXPECT_THAT(column(record, "step_index"), values({1, 1, 2, 2}));
  EXPECT_TRUE(finding(record, "time-of-step"));
  EXPECT_EQ(record.steps.at(0).text, "CC_Chg");
  EXPECT_NEAR(quantity(record, "first_cycle_efficiency"), 0.95, 1e-12);
}

TEST(DescribedFormats, NewareLayeredErrorsKeepTheirLine) {
  const std::string message = refusal(
      "Cycle ID,Cap(mAh)\n,Step ID,Step Name\n,,Record ID,Time(h:min:s.ms),Voltage(V),Current(mA)\n"
      "1,2.0\n,1,Rest\n,,1,0:00:00,3.0,0.0\n,,2,0:00:10,volt,0.0\n");
  EXPECT_THAT(message,
              HasSubstr("file.txt:7:1: recognised as Neware, layered, but column \"Voltage(V)\" holds \"volt\""));
}

TEST(DescribedFormats, ArbinWithUnitsAndTabInTheDate) {
  const Record record = read_text(
      "\xEF\xBB\xBF"
      "Data_Point,Date_Time,Test_Time(s),Step_Time(s),Cycle_Index,Step_Index,Current(A),Voltage(V),"
      "Charge_Capacity(Ah),Discharge_Capacity(Ah)\n"
      "1,\t05/01/2024 10:00:00.000,0,0,1,1,0.001,3.0,0,0\n"
      "2,\t05/01/2024 11:00:00.000,3600,3600,1,1,0.001,4.0,0.001,0\n");
  EXPECT_EQ(format_of(record), "Arbin channel table");
  EXPECT_THAT(column(record, "current"), values({1e-3, 1e-3}));
  EXPECT_DOUBLE_EQ(quantity(record, "first_charge_capacity"), 3.6);
  EXPECT_FALSE(finding(record, "units-assumed"));
  EXPECT_FALSE(finding(record, "no-number"));
}

TEST(DescribedFormats, MaccorWithClockAndUnsignedCurrent) {
  const Record record = read_text(
      "Today's Date\t05/06/2024\nFilename:\tx\n"
      "Rec#\tCyc#\tStep\tTestTime\tStepTime\tAmp-hr\tWatt-hr\tAmps\tVolts\tState\tES\tDPt Time\n"
      "1\t0\t1\t0d 00:00:05.05\t0d 00:00:05.05\t0\t0\t0.5\t3.0\tC\t1\t05/06/2024 10:00:05\n"
      "2\t0\t1\t0d 01:00:05.05\t0d 01:00:05.05\t0.5\t1\t0.5\t4.0\tC\t1\t05/06/2024 11:00:05\n"
      "3\t0\t2\t1d 00:00:05.05\t0d 23:00:00.00\t0\t0\t0.5\t3.9\tD\t1\t05/07/2024 10:00:05\n");
  EXPECT_EQ(format_of(record), "Maccor text");
  EXPECT_THAT(column(record, "time"), values({5.05, 3605.05, 86405.05}));
  EXPECT_THAT(column(record, "current"), values({0.5, 0.5, -0.5}));
  EXPECT_TRUE(finding(record, "current-unsigned"));
}

}  // namespace
}  // namespace silith
