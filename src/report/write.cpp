#include "base/atomic_file.hpp"
#include "report/report.hpp"

namespace silith {

void write_report(const std::filesystem::path& path, const ReportInput& input) {
  write_file(path, render_report(input));
}

}  // namespace silith
