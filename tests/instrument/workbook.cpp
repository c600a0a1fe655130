// Workbooks: written here part by part, read as sheets; damaged and oversized ones are refused.
#include "instrument/workbook.hpp"

#include <gmock/gmock.h>
#include <zip.h>

#include <map>

#include "test_support.hpp"

namespace silith {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// The bytes of a zip archive.
std::string archive(const std::map<std::string, std::string>& parts) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* target = zip_source_buffer_create(nullptr, 0, 0, &error);
  zip_source_keep(target);
  zip_t* zip = zip_open_from_source(target, ZIP_TRUNCATE, &error);
  for (const auto& [name, text] : parts)
    zip_file_add(zip, name.c_str(), zip_source_buffer(zip, text.data(), text.size(), 0), ZIP_FL_ENC_UTF_8);
  zip_close(zip);
  zip_source_open(target);
  zip_source_seek(target, 0, SEEK_END);
  std::string bytes(static_cast<std::size_t>(zip_source_tell(target)), '\0');
  zip_source_seek(target, 0, SEEK_SET);
  zip_source_read(target, bytes.data(), bytes.size());
  zip_source_close(target);
  zip_source_free(target);
  return bytes;
}

using Rows = std::vector<std::vector<std::string>>;

std::string column_name(std::size_t column) {
  return std::string(1, static_cast<char>('A' + column));
}

/// Numbers as numbers, other texts inline.
std::string sheet_xml(const Rows& rows) {
  std::string xml = "<?xml version=\"1.0\"?><worksheet><sheetData>";
  for (std::size_t r = 0; r < rows.size(); ++r) {
    xml += "<row r=\"" + std::to_string(r + 1) + "\">";
    for (std::size_t c = 0; c < rows[r].size(); ++c) {
      const std::string& value = rows[r][c];
      const std::string reference = column_name(c) + std::to_string(r + 1);
      const bool number = value.find_first_not_of("0123456789.-") == std::string::npos && !value.empty();
      xml += number ? "<c r=\"" + reference + "\"><v>" + value + "</v></c>"
                    : "<c r=\"" + reference + "\" t=\"inlineStr\"><is><t>" + value + "</t></is></c>";
    }
    xml += "</row>";
  }
  return xml + "</sheetData></worksheet>";
}

std::string workbook(const std::vector<std::pair<std::string, std::string>>& sheets,
                     std::map<std::string, std::string> parts = {}) {
  std::string list = "<workbook><sheets>", relations = "<Relationships>";
  for (std::size_t i = 0; i < sheets.size(); ++i) {
    const std::string n = std::to_string(i + 1);
    list += "<sheet name=\"" + sheets[i].first + "\" sheetId=\"" + n + "\" r:id=\"rId" + n + "\"/>";
    relations += "<Relationship Id=\"rId" + n + "\" Target=\"worksheets/sheet" + n + ".xml\"/>";
    parts["xl/worksheets/sheet" + n + ".xml"] = sheets[i].second;
  }
  parts["xl/workbook.xml"] = list + "</sheets></workbook>";
  parts["xl/_rels/workbook.xml.rels"] = relations + "</Relationships>";
  return archive(parts);
}

std::string refusal_of_workbook(const std::string& bytes, const WorkbookLimits& limits = {}) {
  return refusal_of([&] { read_workbook("book.xlsx", bytes, limits); });
}

TEST(Workbook, CellsOfEveryKind) {
  const std::string sheet =
      "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>1</v></c><c r=\"C1\" t=\"inlineStr\"><is><r><t>a"
      "</t></r><r><t>\"b</t></r></is></c></row><row r=\"4\"><c r=\"A4\" s=\"1\"><v>0.5</v></c><c r=\"B4\" "
      "s=\"1\"><v>1.25</v>"
      "</c><c r=\"C4\" s=\"2\"><v>45000.5</v></c><c r=\"D4\"><v>2.5E-3</v></c></row></sheetData></worksheet>";
  const auto sheets = read_workbook(
      "book.xlsx",
      workbook({{"one", sheet}},
               {{"xl/sharedStrings.xml", "<sst><si><t>x</t></si><si><t>first &amp; second</t></si></sst>"},
                {"xl/styles.xml",
                 "<styleSheet><numFmts><numFmt numFmtId=\"170\" formatCode=\"[h]:mm:ss\"/></numFmts><cellXfs>"
                 "<xf numFmtId=\"0\"/><xf numFmtId=\"170\"/><xf numFmtId=\"22\"/></cellXfs></styleSheet>"}}));
  ASSERT_EQ(sheets.size(), 1u);
  EXPECT_EQ(sheets[0].name, "one");
  EXPECT_EQ(sheets[0].text,
            "first & second\t\t\"a\"\"b\"\n\n\n0-12:00:00.000\t1-06:00:00.000\t2023-03-15 12:00:00.000\t2.5E-3\n");
}

TEST(Workbook, LandSheetGoesOnInSheetsWithoutHeading) {
  const Rows first{{"Index", "TestTime/Sec.", "StepTime/Sec.", "Voltage/V", "Current/mA", "Capacity/mAh", "State"},
                   {"1", "0", "0", "3.0", "1.0", "0", "C_Rate"}};
  const Rows second{{"2", "3600", "3600", "4.0", "1.0", "1.0", "C_Rate"}};
  const Record record = read_measurement_bytes(
      "cell.xlsx", workbook({{"Info", sheet_xml({{"Cell", "A"}})}, {"a", sheet_xml(first)}, {"b", sheet_xml(second)}}));
  EXPECT_EQ(format_of(record), "LAND sheet (LANDdt)");
  EXPECT_EQ(record.metadata.at("sheet"), "a");
  EXPECT_THAT(record.series.at("time").values, ElementsAre(0, 3600));
  EXPECT_DOUBLE_EQ(quantity(record, "first_charge_capacity"), 3.6);
}

TEST(Workbook, ChineseAndNewerLandSheets) {
  const Rows cycles{{"循环序号", "充电容量/mAh", "放电容量/mAh"}, {"1", "1.0", "0.9"}};
  const Rows rows{{"循环序号", "测试时间", "电压/V", "电流/mA", "容量/mAh"},
                  {"1", "00:00:00", "3.0", "1.0", "0"},
                  {"1", "1-00:00:00", "4.0", "1.0", "24.0"}};
  const Record chinese =
      read_measurement_bytes("cell.xlsx", workbook({{"循环", sheet_xml(cycles)}, {"记录", sheet_xml(rows)}}));
  EXPECT_EQ(format_of(chinese), "LAND sheet, Chinese");
  EXPECT_EQ(chinese.metadata.at("sheet"), "记录");
  EXPECT_THAT(chinese.series.at("time").values, ElementsAre(0, 86400));
  const Rows newer{{"Record", "TestTime", "Current/mA", "Capacity/mAh", "SpeCap/mAh/g", "Voltage/V", "CycleNo"},
                   {"1", "00:00:00", "1.0", "0", "0", "3.0", "1"},
                   {"2", "01:00:00", "1.0", "1.0", "0", "4.0", "1"}};
  const Record record = read_measurement_bytes(
      "cell.xlsx", workbook({{"Cycle-Tab", sheet_xml({{"CycleNo"}})}, {"Record-Tab", sheet_xml(newer)}}));
  EXPECT_EQ(format_of(record), "LANDT record sheet");
  EXPECT_EQ(record.metadata.at("sheet"), "Record-Tab");
  EXPECT_THAT(record.series.at("time").values, ElementsAre(0, 3600));
}

TEST(Workbook, ErrorsNameSheetAndRow) {
  const Rows rows{{"time/s", "voltage/V", "current/A"}, {"0", "3", "1"}, {"1", "x", "1"}};
  EXPECT_THAT(
      refusal_of([&] {
        read_measurement_bytes("cell.xlsx", workbook({{"S", sheet_xml(rows)}}));
      }),
      HasSubstr("cell.xlsx:3:1: recognised as generic csv, cycling, sheet \"S\", but column \"voltage/V\" holds"));
}

TEST(Workbook, TooLargeOnesAreRefused) {
  const std::string bomb = workbook({{"S", std::string(std::size_t{3} << 20, ' ')}});
  EXPECT_LT(bomb.size(), 10'000u);
  WorkbookLimits limits;
  limits.bytes_an_entry = std::size_t{1} << 20;
  EXPECT_THAT(refusal_of_workbook(bomb, limits), HasSubstr("it unpacks to more than"));
  limits = {};
  limits.entries = 2;
  EXPECT_THAT(refusal_of_workbook(bomb, limits), HasSubstr("it holds more than 2 parts"));
}

TEST(Workbook, DamagedOnesAreRefused) {
  const std::string good = workbook({{"S", sheet_xml({{"1"}})}});
  EXPECT_EQ(refusal_of_workbook(good), "");
  EXPECT_THAT(refusal_of_workbook(good.substr(0, good.size() / 2)),
              HasSubstr("book.xlsx: recognised as a workbook (xlsx), but it cannot be unpacked"));
  EXPECT_THAT(refusal_of_workbook(archive({{"a.txt", "b"}})), HasSubstr("there is no workbook inside the zip archive"));
  EXPECT_THAT(refusal_of_workbook(workbook({{"S", "<worksheet><sheetData>"}})), HasSubstr("is no valid XML at byte"));
  EXPECT_THAT(refusal_of_workbook(
                  workbook({{"S", "<worksheet><sheetData><row r=\"2\"/><row r=\"1\"/></sheetData></worksheet>"}})),
              HasSubstr("row 1 follows row 2"));
}

TEST(Workbook, AnyDamagedByteEndsInAResultOrAnInputError) {
  const std::string good = workbook({{"S", sheet_xml({{"time/s", "voltage/V", "current/A"}, {"0", "3", "1"}})}});
  int refused = 0;
  for (std::size_t i = 0; i < good.size(); ++i) {
    std::string damaged = good;
    damaged[i] = static_cast<char>(damaged[i] ^ 0x55);
    refused += refusal_of([&] { read_measurement_bytes("book.xlsx", damaged); }).empty() ? 0 : 1;
  }
  EXPECT_GT(refused, 0);
}

}  // namespace
}  // namespace silith
