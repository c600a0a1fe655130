#pragma once
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "record/record.hpp"

// Pieces of HTML that the pages share. Texts are HTML already unless said otherwise.
namespace silith::report {

/// Nothing if the body is empty.
std::string section(const std::string& id, const std::string& title, const std::string& body);
std::string cell(const std::string& html, const char* css = "");
std::string head(std::initializer_list<std::string> titles);
/// Wide tables scroll inside their own frame; the page does not.
std::string table(const std::string& inside, const std::string& caption = {});
/// Gravest first; texts are escaped. Nothing if there are none.
std::string findings_list(std::vector<Finding> findings);
/// Names and values, escaped.
std::string metadata_table(const std::map<std::string, std::string>& metadata);

/// What a page is filled with.
struct PageParts {
  std::string title, subtitle;         ///< HTML
  std::string body;                    ///< sections
  std::string data;                    ///< JSON, safe inside <script>
  std::string_view script;             ///< file of src/report/assets that draws the charts from the data
  std::vector<std::string_view> more;  ///< others it builds on
};
/// @throws std::logic_error if the template asks for a part there is not
std::string page_html(const PageParts& parts);

}  // namespace silith::report
