// libFuzzer target: any bytes read as a cycler's file end in a record or an input error. The first line in front of the
// bytes is chosen among headings, so that every reader of cycling data is reached early.
#include "instrument_target.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static constexpr std::array headings{
      "",
      "channel_index,cycle_index,step_index,date_time_iso_string,test_time_s,step_time_s,current_A,voltage_V,step_"
      "name\n",
      "Index,TestTime/Sec.,StepTime/Sec.,Voltage/V,Current/mA,Capacity/mAh,State\n",
      "Record\tMode\tTestTime\tCurrent/mA\tCapacity/mAh\tSpeCap/mAh/g\tVoltage/V\tCycleNo\n",
      "循环序号,测试时间,电压/V,电流/mA,容量/mAh\n",
      "Rec#\tCyc#\tStep\tTest(Min)\tStep(Min)\tAmp-hr\tWatt-hr\tAmps\tVolts\tState\tES\tDPt-Time\n",
      "Cycle ID,Cap(mAh)\n,Step ID,Step Name\n,,Record ID,Time(h:min:s.ms),Voltage(V),Current(mA)\n",
      "DataPoint,Cycle Index,Step Index,Step Type,Time,Current(mA),Voltage(V),Capacity(mAh),Date\n",
      "Data_Point,Date_Time,Test_Time(s),Cycle_Index,Step_Index,Current(A),Voltage(V),Charge_Capacity(Ah)\n",
      "Rec\tCycle P\tCycle C\tStep\tTestTime\tStepTime\tCap. [Ah]\tCurrent [A]\tVoltage [V]\tMd\tES\tDPT Time\n",
      "Test Time / s,Voltage / V,Current / A,Cycle Count / 1,Step Count / 1\n",
      "EC-Lab ASCII FILE\nNb header lines : 3\ntime/s\tEwe/V\t<I>/mA\t(Q-Qo)/mA.h\tNs\tcycle number\n",
      "time;voltage;current\n"};
  return silith::fuzz_reader(headings, data, size);
}
