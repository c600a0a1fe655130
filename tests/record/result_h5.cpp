#include "record/result_h5.hpp"

#include <gmock/gmock.h>
#include <hdf5.h>
#include <sys/resource.h>

#include <csignal>
#include <cstdio>
#include <ctime>
#include <tuple>

#include "base/atomic_file.hpp"
#include "test_support.hpp"

namespace silith {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class ResultH5 : public DirectoryTest {
protected:
  std::filesystem::path file() const { return directory_ / "result.h5"; }
  std::string refusal() const {
    return message_of([&] { read_result_h5(file()); });
  }
};

void expect_same(const StepRow& a, const StepRow& b) {
  EXPECT_EQ(std::tie(a.cycle, a.step, a.type, a.text, a.end_reason),
            std::tie(b.cycle, b.step, b.type, b.text, b.end_reason));
  EXPECT_EQ(std::tie(a.start_time, a.duration, a.mean_current, a.charge, a.energy, a.mean_voltage, a.start_voltage,
                     a.end_voltage),
            std::tie(b.start_time, b.duration, b.mean_current, b.charge, b.energy, b.mean_voltage, b.start_voltage,
                     b.end_voltage));
}

TEST_F(ResultH5, ComesBackComplete) {
  const Record a = example_record();
  write_result_h5(file(), a);
  const Record b = read_result_h5(file());
  EXPECT_EQ(b.title, a.title);
  EXPECT_EQ(b.metadata, a.metadata);
  EXPECT_EQ(b.area, a.area);
  EXPECT_EQ(b.active_mass, a.active_mass);
  EXPECT_EQ(b.resolved_input, a.resolved_input);
  ASSERT_EQ(b.series.columns.size(), a.series.columns.size());
  for (std::size_t i = 0; i < a.series.columns.size(); ++i) {
    const Column &c = a.series.columns[i], &d = b.series.columns[i];
    EXPECT_EQ(std::tie(c.name, c.unit, c.long_name, c.values), std::tie(d.name, d.unit, d.long_name, d.values));
  }
  ASSERT_EQ(b.steps.size(), a.steps.size());
  for (std::size_t i = 0; i < a.steps.size(); ++i) expect_same(a.steps[i], b.steps[i]);
  ASSERT_EQ(b.profiles.size(), a.profiles.size());
  for (std::size_t i = 0; i < a.profiles.size(); ++i) {
    const Profile &p = a.profiles[i], &q = b.profiles[i];
    EXPECT_EQ(std::tie(p.name, p.unit, p.long_name, p.layer, p.x, p.r, p.time, p.values),
              std::tie(q.name, q.unit, q.long_name, q.layer, q.x, q.r, q.time, q.values));
  }
  ASSERT_EQ(b.quantities.size(), a.quantities.size());
  EXPECT_EQ(b.quantities[1].first, "charge_capacity_areal");
  EXPECT_EQ(b.quantities[1].second.value, 18000.0);
  EXPECT_EQ(b.quantities[1].second.unit, "C/m^2");
  ASSERT_EQ(b.findings.size(), 1u);
  EXPECT_EQ(b.findings[0].message, a.findings[0].message);
  EXPECT_EQ(b.findings[0].advice, "lower it");
}

TEST_F(ResultH5, SpectraComeBackWithTheirParts) {
  Record a = example_record();
  a.spectra = {{"cycle 0, step 3", {10.0, 1.0}, {{1.0, -0.5}, {2.0, -0.25}}, 60.0, 3.7},
               {"cycle 1, step 6", {1.0}, {{4.0, -2.0}}, 90.0, 3.8}};
  a.spectra[0].parts = {{"anode", "ohmic", {{0.25, 0.0}, {0.5, 0.0}}},
                        {"leads", "ohmic", {{0.75, -0.5}, {1.5, -0.25}}}};
  write_result_h5(file(), a);
  const Record b = read_result_h5(file());
  ASSERT_EQ(b.spectra.size(), 2u);
  for (std::size_t k = 0; k < 2; ++k) {
    const Spectrum &s = a.spectra[k], &t = b.spectra[k];
    EXPECT_EQ(std::tie(s.title, s.frequency, s.impedance, s.time, s.voltage),
              std::tie(t.title, t.frequency, t.impedance, t.time, t.voltage));
    ASSERT_EQ(s.parts.size(), t.parts.size());
    for (std::size_t n = 0; n < s.parts.size(); ++n)
      EXPECT_EQ(std::tie(s.parts[n].place, s.parts[n].cause, s.parts[n].impedance),
                std::tie(t.parts[n].place, t.parts[n].cause, t.parts[n].impedance));
  }
}

TEST_F(ResultH5, EmptyRecordComesBackEmpty) {
  write_result_h5(file(), Record{});
  const Record found = read_result_h5(file());
  EXPECT_TRUE(found.series.columns.empty());
  EXPECT_TRUE(found.steps.empty());
  EXPECT_TRUE(found.profiles.empty());
}

std::string text_attribute(hid_t object, const char* name) {
  const hid_t attribute = H5Aopen(object, name, H5P_DEFAULT), type = H5Aget_type(attribute);
  char* text = nullptr;
  EXPECT_GE(H5Aread(attribute, type, &text), 0) << name;
  std::string result = text ? text : "";
  H5free_memory(text);
  H5Tclose(type);
  H5Aclose(attribute);
  return result;
}

// The layout in docs/formats/result-h5.md is for programs of others, hence seen here with the library alone.
TEST_F(ResultH5, LayoutIsAsSpecified) {
  write_result_h5(file(), example_record());
  const hid_t result = H5Fopen(file().c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
  ASSERT_GE(result, 0);
  EXPECT_EQ(text_attribute(result, "format"), "silith.result/1");
  const hid_t voltage = H5Dopen2(result, "/series/voltage", H5P_DEFAULT);
  EXPECT_EQ(text_attribute(voltage, "unit"), "V");
  EXPECT_EQ(text_attribute(voltage, "long_name"), "Cell voltage");
  double values[5] = {};
  H5Dread(voltage, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values);
  EXPECT_EQ(values[2], 4.0);
  H5Dclose(voltage);
  const hid_t profile = H5Dopen2(result, "/profiles/anode.stoichiometry/values", H5P_DEFAULT),
              space = H5Dget_space(profile);
  hsize_t dimensions[3] = {};
  EXPECT_EQ(H5Sget_simple_extent_dims(space, dimensions, nullptr), 3);
  EXPECT_THAT(dimensions, testing::ElementsAre(2u, 2u, 3u));
  H5Sclose(space);
  H5Dclose(profile);
  for (const char* name : {"/input", "/metadata/name", "/steps/charge", "/steps/end_reason", "/quantities/value",
                           "/findings/message", "/profiles/ionic_potential/x"})
    EXPECT_GT(H5Lexists(result, name, H5P_DEFAULT), 0) << name;
  H5Fclose(result);
}

TEST_F(ResultH5, WritesARunInAFewMilliseconds) {
#ifdef __SANITIZE_ADDRESS__
  GTEST_SKIP() << "times mean nothing under a sanitizer";
#endif
  Record record = example_record();
  record.series.columns.clear();
  for (int c = 0; c < 20; ++c)
    record.series.columns.push_back({"column" + std::to_string(c), "V", "Column", std::vector<double>(1000, c)});
  write_result_h5(file(), record);
  const std::clock_t start = std::clock();  // of the processor: other programs do not count
  constexpr int repeats = 10;
  for (int i = 0; i < repeats; ++i) write_result_h5(file(), record);
  const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC / repeats;
  RecordProperty("milliseconds", std::to_string(1e3 * seconds));
  EXPECT_LT(seconds, 0.02);
}

TEST_F(ResultH5, ForeignAndDamagedFilesAreNamed) {
  EXPECT_THAT(refusal(), HasSubstr("No such file or directory"));
  write_file(file(), "no hdf5");
  EXPECT_THAT(refusal(), HasSubstr("result.h5 is no HDF5 file"));
  write_result_h5(file(), example_record());
  std::string bytes = read_file(file());
  write_file(file(), bytes.substr(0, bytes.size() / 2));
  EXPECT_THAT(refusal(), HasSubstr("result.h5 is damaged"));
  bytes.resize(bytes.size() - 16);  // the seal: as if another program had written the file
  const auto at = bytes.find("silith.result/1");
  ASSERT_NE(at, std::string::npos);
  bytes[at + 14] = '2';
  write_file(file(), bytes);
  EXPECT_THAT(refusal(), AllOf(HasSubstr("has the format silith.result/2"),
                               HasSubstr("with the version of silith that wrote it")));
  bytes[at] = 'S';
  write_file(file(), bytes);
  EXPECT_THAT(refusal(), HasSubstr("is an HDF5 file, but no result of silith"));
}

TEST_F(ResultH5, EveryDamagedByteIsNoticed) {
  write_result_h5(file(), example_record());
  const std::string good = read_file(file());
  for (std::size_t i = 0; i + 16 < good.size(); i += 37) {
    std::string bad = good;
    bad[i] = static_cast<char>(bad[i] ^ (1 << (i % 8)));
    write_file(file(), bad);
    EXPECT_THAT(refusal(), testing::ContainsRegex("result.h5 is (damaged|no HDF5 file)")) << "byte " << i;
  }
}

TEST_F(ResultH5, ContradictingSizesAreABug) {
  Record record = example_record();
  record.profiles[0].values.pop_back();
  EXPECT_THAT(message_of<std::logic_error>([&] { write_result_h5(file(), record); }),
              HasSubstr("profile anode.stoichiometry"));
  EXPECT_FALSE(std::filesystem::exists(file()));
}

TEST_F(ResultH5, FullDiskLeavesNoFile) {
  const auto attempt = [&] {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{4096, 4096};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    std::fputs(message_of([&] { write_result_h5(file(), example_record()); }).c_str(), stderr);
    std::exit(std::filesystem::is_empty(directory_) ? 0 : 1);
  };
  EXPECT_EXIT(attempt(), testing::ExitedWithCode(0), "cannot write .*result.h5: File too large");
}

}  // namespace
}  // namespace silith
