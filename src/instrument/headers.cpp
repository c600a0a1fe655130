#include "instrument/headers.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <numbers>

#include "base/csv.hpp"
#include "record/bdf_columns.hpp"

namespace silith {
namespace {

/// Units written behind an underscore, "current_A"; a label may end in other words of that kind.
constexpr std::array suffix_units{"A", "mA", "V", "mV", "s", "h", "Ah", "mAh", "Wh", "mWh", "Psi", "C", "K", "Ohm"};

std::string_view last_bracket(std::string_view header, char open, char close, std::string_view& label) {
  if (!header.ends_with(close)) return {};
  const auto start = header.rfind(open);
  if (start == header.npos || start == 0) return {};
  label = header.substr(0, start);
  return header.substr(start + 1, header.size() - start - 2);
}

std::string_view unit_of(std::string_view header, std::string_view& label) {
  label = header;
  if (const auto unit = last_bracket(header, '(', ')', label); !unit.empty()) return trimmed(unit);
  if (const auto unit = last_bracket(header, '[', ']', label); !unit.empty()) return trimmed(unit);
  if (const auto slash = header.find('/'); slash != header.npos && slash > 0 && header.substr(slash) != "/dt") {
    label = header.substr(0, slash);
    return trimmed(header.substr(slash + 1));
  }
  if (const auto bar = header.rfind('_'); bar != header.npos) {
    const auto suffix = header.substr(bar + 1);
    if (std::find(suffix_units.begin(), suffix_units.end(), suffix) != suffix_units.end()) {
      label = header.substr(0, bar);
      return suffix;
    }
  }
  return {};
}

std::string letters_of(std::string_view text) {
  std::string letters;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x80 || std::isalnum(byte)) letters += static_cast<char>(byte < 0x80 ? std::tolower(byte) : byte);
  }
  return letters;
}

struct UnitRow {
  std::string_view unit, si;
  double factor;
};

/// Spellings besides those of record/bdf_columns.hpp; compared without dots, blanks and case where case says nothing.
constexpr std::array more_units{
    UnitRow{"Sec", "s", 1.0},
    UnitRow{"sec", "s", 1.0},
    UnitRow{"S", "s", 1.0},
    UnitRow{"second", "s", 1.0},
    UnitRow{"seconds", "s", 1.0},
    UnitRow{"Min", "s", 60.0},
    UnitRow{"minutes", "s", 60.0},
    UnitRow{"Hr", "s", 3600.0},
    UnitRow{"hr", "s", 3600.0},
    UnitRow{"Hour", "s", 3600.0},
    UnitRow{"hours", "s", 3600.0},
    UnitRow{"uV", "V", 1e-6},
    UnitRow{"µV", "V", 1e-6},
    UnitRow{"µA", "A", 1e-6},
    UnitRow{"nA", "A", 1e-9},
    UnitRow{"Volts", "V", 1.0},
    UnitRow{"Amps", "A", 1.0},
    UnitRow{"volt", "V", 1.0},
    UnitRow{"ampere", "A", 1.0},
    UnitRow{"Amp", "A", 1.0},
    UnitRow{"Amp-hr", "C", 3600.0},
    UnitRow{"uAh", "C", 3.6e-3},
    UnitRow{"µAh", "C", 3.6e-3},
    UnitRow{"mA*h", "C", 3.6},
    UnitRow{"A*h", "C", 3600.0},
    UnitRow{"mAh", "C", 3.6},
    UnitRow{"Ah", "C", 3600.0},
    UnitRow{"W*h", "J", 3600.0},
    UnitRow{"Watt-hr", "J", 3600.0},
    UnitRow{"uWh", "J", 3.6e-3},
    UnitRow{"mAh/g", "C/kg", 3600.0},
    UnitRow{"Ah/kg", "C/kg", 3600.0},
    UnitRow{"mWh/g", "J/kg", 3600.0},
    UnitRow{"Wh/kg", "J/kg", 3600.0},
    UnitRow{"Psi", "Pa", 6894.757293},
    UnitRow{"psi", "Pa", 6894.757293},
    UnitRow{"Ohm", "ohm", 1.0},
    UnitRow{"Ohms", "ohm", 1.0},
    UnitRow{"ohms", "ohm", 1.0},
    UnitRow{"Ω", "ohm", 1.0},
    UnitRow{"Ω", "ohm", 1.0},
    UnitRow{"mOhm", "ohm", 1e-3},
    UnitRow{"mΩ", "ohm", 1e-3},
    UnitRow{"kOhm", "ohm", 1e3},
    UnitRow{"kohm", "ohm", 1e3},
    UnitRow{"MOhm", "ohm", 1e6},
    UnitRow{"kΩ", "ohm", 1e3},
    UnitRow{"%", "1", 0.01},
    UnitRow{"celsius", "degC", 1.0},
    UnitRow{"°C", "degC", 1.0},
    UnitRow{"℃", "degC", 1.0},
    UnitRow{"C", "degC", 1.0},
    UnitRow{"oC", "degC", 1.0},
    UnitRow{"hz", "Hz", 1.0},
    UnitRow{"deg", "rad", std::numbers::pi / 180},
    UnitRow{"Deg", "rad", std::numbers::pi / 180},
    UnitRow{"degree", "rad", std::numbers::pi / 180},
    UnitRow{"°", "rad", std::numbers::pi / 180},
    UnitRow{"#", "1", 1.0},
    UnitRow{"W", "W", 1.0},
};

constexpr std::array clock_units{"hh:mm:ss", "h:min:s.ms",   "h:m:s",     "hh:mm:ss.ms",
                                 "h:mm:ss",  "hh:mm:ss.fff", "d-hh:mm:ss"};

constexpr int other = 1;  // rank of the less exact name

struct RoleRow {
  ColumnRole role;
  std::array<std::string_view, 14> labels;
};

const RoleRow role_rows[] = {
    {{"time", "s", "s"},
     {"testtime", "totaltime", "elapsedtime", "runtime", "测试时间", "总时间", "运行时间", "累计时间"}},
    {{"time", "s", "s", other}, {"time", "times", "t", "test", "时间", "seconds", "timesec"}},
    {{"step_time", "s", "s"}, {"steptime", "stepti", "relativetime", "工步时间", "步骤时间", "相对时间", "步时间"}},
    {{"voltage", "V", "V"}, {"voltage", "volts", "cellvoltage", "ecell", "电压", "voltagev", "测量电压"}},
    {{"voltage", "V", "V", other}, {"ewe", "ewece", "potential", "u", "v", "volt", "e", "vf"}},
    {{"current", "A", "A"}, {"current", "amps", "i", "电流", "cellcurrent", "currenta", "测量电流"}},
    {{"current", "A", "A", other}, {"im", "amp", "controli", "idc"}},
    {{"cycle", "1", "1"},
     {"cycle", "cycleindex", "cyclenumber", "cycleno", "cycleid", "cyc", "cyclecount", "循环序号", "循环号", "循环",
      "循环次数", "cyclec"}},
    {{"cycle", "1", "1", other}, {"cyclep", "cyclenum", "totalcycle"}},
    {{"step_index", "1", "1"},
     {"stepindex", "step", "stepno", "stepid", "stepnumber", "ns", "工步序号", "工步号", "步次", "步骤号", "工步"}},
    {{"record_index", "1", "1"},
     {"recordindex", "datapoint", "record", "recordnumber", "rec", "recordid", "index", "记录序号", "序号", "数据序号",
      "pt"}},
    {{"date", "", ""},
     {"datetime", "date", "dpttime", "systemtime", "realtime", "absolutetime", "系统时间", "绝对时间",
      "datetimeisostring", "datestamp", "日期", "测试日期"}},
    {{"mode", "", ""},
     {"mode", "workmode", "state", "status", "md", "stepname", "steptype", "状态", "工步类型", "工步名称", "步骤类型",
      "工作模式"}},
    {{"capacity", "C", "Ah"}, {"capacity", "cap", "amphr", "容量", "capacities"}},
    {{"net_capacity", "C", "Ah"}, {"qqo", "netcapacity"}},
    {{"charge_capacity", "C", "Ah"},
     {"chargecapacity", "chgcap", "capchg", "chargecap", "chargingcapacity", "充电容量", "qcharge", "chargeahr"}},
    {{"discharge_capacity", "C", "Ah"},
     {"dischargecapacity", "dchgcap", "capdchg", "dischargecap", "dischargingcapacity", "放电容量", "qdischarge",
      "dchargecapacity", "dischargeahr"}},
    {{"energy", "J", "Wh"}, {"energy", "ener", "watthr", "能量"}},
    {{"charge_energy", "J", "Wh"},
     {"chargeenergy", "chgenergy", "engychg", "chargingenergy", "充电能量", "energycharge"}},
    {{"discharge_energy", "J", "Wh"},
     {"dischargeenergy", "dchgenergy", "engydchg", "dischargingenergy", "放电能量", "energydischarge"}},
    {{"specific_capacity", "C/kg", "mAh/g"},
     {"speccap", "specap", "scapacity", "specificcapacity", "比容量", "speccapacity"}},
    {{"temperature", "K", "degC"},
     {"temperature", "temp", "temperature1", "temperature1c", "温度", "t1", "auxtemperature1"}},
    {{"pressure", "Pa", "Pa"}, {"pressure", "appliedpressure", "压力"}},
    {{"internal_resistance", "ohm", "ohm"}, {"internalresistance", "dcir", "直流内阻", "内阻"}},
    {{"efficiency", "1", "%"}, {"efficiency", "coulombicefficiency", "效率", "充放电效率", "库仑效率"}},
    {{"power", "W", "W"}, {"power", "功率"}},
};

}  // namespace

HeaderWords header_words(std::string_view header) {
  std::string_view label;
  HeaderWords words;
  words.unit = unit_of(trimmed(header), label);
  words.text = trimmed(label);
  words.label = letters_of(label);
  // "V / V" style headings without any letter in front keep the whole.
  if (words.label.empty()) {
    words.text = trimmed(header);
    words.label = letters_of(header);
  }
  return words;
}

FileUnit file_unit(std::string_view unit) {
  if (unit.empty()) return {"1"};
  if (std::find(clock_units.begin(), clock_units.end(), unit) != clock_units.end()) return {"s", 1.0, 0.0, true};
  std::string plain;
  for (const char c : unit)
    if (c != ' ') plain += c == '.' ? '*' : c;
  while (plain.ends_with('*')) plain.pop_back();
  FileUnit result;
  std::string_view name = plain;
  for (const auto& row : more_units)
    if (row.unit == name) {
      result.factor = row.factor;
      name = row.si;
      break;
    }
  const ToSi to_si = file_unit_to_si(name);
  result.si = to_si.unit;
  result.factor *= to_si.factor;
  result.offset = to_si.offset;
  return result;
}

std::string snake_case(std::string_view label) {
  std::string name;
  for (const char c : label) {
    const auto byte = static_cast<unsigned char>(c);
    const bool word = byte >= 0x80 || std::isalnum(byte) != 0;
    if (word) name += static_cast<char>(byte < 0x80 ? std::tolower(byte) : byte);
    if (!word && !name.empty() && name.back() != '_') name += '_';
  }
  while (name.ends_with('_')) name.pop_back();
  return name.empty() ? "column" : name;
}

const ColumnRole* cycling_role(std::string_view label) {
  if (label.empty()) return nullptr;
  for (const RoleRow& row : role_rows)
    if (std::find(row.labels.begin(), row.labels.end(), label) != row.labels.end()) return &row.role;
  return nullptr;
}

}  // namespace silith
