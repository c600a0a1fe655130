#include "report/html.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "report/assets.hpp"
#include "report/display.hpp"

namespace silith::report {

namespace {

std::string severity_class(const std::string& severity) {
  return severity == "error" || severity == "warning" ? severity : "note";
}

std::string finding_item(const Finding& finding) {
  const std::string advice =
      finding.advice.empty() ? "" : "<p class=\"advice\">" + escape_html(finding.advice) + "</p>";
  return fmt::format("<li class=\"finding {}\"><p><strong>{}</strong> <code>{}</code></p><p>{}</p>{}</li>",
                     severity_class(finding.severity), escape_html(finding.severity), escape_html(finding.code),
                     escape_html(finding.message), advice);
}

int rank(const Finding& finding) {
  return finding.severity == "error" ? 0 : finding.severity == "warning" ? 1 : 2;
}

// Links to the sections that are there.
std::string navigation(const std::string& body) {
  std::string links;
  for (std::size_t at = body.find("<section id=\""); at != std::string::npos;
       at = body.find("<section id=\"", at + 1)) {
    const std::size_t id = at + 13;
    const std::size_t id_end = body.find('"', id);
    const std::size_t title = body.find("<h2>", at) + 4;
    const std::size_t title_end = body.find("</h2>", title);
    links += fmt::format("<a href=\"#{}\">{}</a>", body.substr(id, id_end - id), body.substr(title, title_end - title));
  }
  return links;
}

// One pass over the template: what is put in is never searched for further marks.
std::string fill(std::string_view page, const std::vector<std::pair<std::string_view, std::string_view>>& parts) {
  std::string out;
  while (true) {
    const std::size_t open = page.find("{{");
    out += page.substr(0, open);
    if (open == std::string_view::npos) return out;
    const std::size_t close = page.find("}}", open);
    const std::string_view name = page.substr(open + 2, close - open - 2);
    bool found = false;
    for (const auto& [key, value] : parts) {
      if (key != name) continue;
      out += value;
      found = true;
    }
    if (!found) throw std::logic_error("report: the page asks for an unknown part " + std::string(name));
    page.remove_prefix(close + 2);
  }
}

}  // namespace

std::string section(const std::string& id, const std::string& title, const std::string& body) {
  if (body.empty()) return {};
  return fmt::format("<section id=\"{}\"><h2>{}</h2>\n{}</section>\n", id, title, body);
}

std::string cell(const std::string& html, const char* css) {
  return *css == '\0' ? "<td>" + html + "</td>" : fmt::format("<td class=\"{}\">{}</td>", css, html);
}

std::string head(std::initializer_list<std::string> titles) {
  std::string row = "<thead><tr>";
  for (const std::string& title : titles) row += "<th scope=\"col\">" + title + "</th>";
  return row + "</tr></thead>";
}

std::string table(const std::string& inside, const std::string& caption) {
  const std::string title = caption.empty() ? "" : "<caption>" + caption + "</caption>";
  return "<div class=\"scroll\" tabindex=\"0\"><table>" + title + inside + "</table></div>\n";
}

std::string findings_list(std::vector<Finding> findings) {
  if (findings.empty()) return {};
  std::stable_sort(findings.begin(), findings.end(), [](const auto& a, const auto& b) { return rank(a) < rank(b); });
  std::string html = "<ul class=\"findings\">";
  for (const Finding& finding : findings) html += finding_item(finding);
  return html + "</ul>\n";
}

std::string metadata_table(const std::map<std::string, std::string>& metadata) {
  std::string rows = "<tbody>";
  for (const auto& [key, value] : metadata) {
    rows += "<tr><th scope=\"row\">" + escape_html(key) + "</th>" + cell(escape_html(value), "text") + "</tr>";
  }
  return table(rows + "</tbody>");
}

std::string page_html(const PageParts& parts) {
  const std::string links = navigation(parts.body);
  std::string more;
  for (const std::string_view name : parts.more) more += report_asset(name);
  return fill(report_asset("page.html"), {{"title", parts.title},
                                          {"subtitle", parts.subtitle},
                                          {"navigation", links},
                                          {"body", parts.body},
                                          {"data", parts.data},
                                          {"style", report_asset("style.css")},
                                          {"licence", report_asset("LICENSE")},
                                          {"library", report_asset("uPlot.iife.min.js")},
                                          {"chart", report_asset("chart.js")},
                                          {"more", more},
                                          {"page", report_asset(parts.script)}});
}

}  // namespace silith::report
