// libFuzzer target: any bytes read as a file of an impedance analyser end in spectra or an input error.
#include "instrument_target.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static constexpr std::array headings{
      "",
      "A.C. Impedance\nInstrument Model:  CHI660E\nFreq/Hz, Z'/ohm, Z\"/ohm, Z/ohm, Phase/deg\n",
      "EC-Lab ASCII FILE\nNb header lines : 3\nfreq/Hz\tRe(Z)/Ohm\t-Im(Z)/Ohm\t|Z|/Ohm\ttime/s\tcycle number\n",
      "EXPLAIN\nTAG\tEISPOT\nZCURVE\tTABLE\n\tPt\tTime\tFreq\tZreal\tZimag\n\t#\ts\tHz\tohm\tohm\n",
      "ZPLOT2 ASCII\nEnd Comments\n",
      "\"Z60W Data File: Version 1.1\"\n\"  Freq (Hz)  Z'(a)  Z''(b)\"\n",
      "Potential (V)\tCurrent (A)\tElapsed Time (s)\tFrequency (Hz)\tZre (ohms)\tZim (ohms)\n",
      "RelaxIS 3.0 Spectrum export\nData: Frequency\tData: Z'\tData: Z''\n",
      "Frequency / Hz,Real Impedance / ohm,Imaginary Impedance / ohm\n",
      "f;|Z|;phase\n",
      "f,Z',-Z''\n"};
  return silith::fuzz_reader(headings, data, size);
}
