#include "field/gmsh_file.hpp"

#include <fmt/format.h>

#include <fstream>
#include <map>
#include <sstream>

#include "base/diagnostic.hpp"

namespace silith::field {
namespace {

class Reader {
public:
  explicit Reader(const std::filesystem::path& path) : path_(path), stream_(path) {
    if (!stream_) fail("there is no such mesh file, or it can't be read");
  }

  GmshFile read() {
    expect("$MeshFormat");
    read_format();
    while (next()) {
      const std::string section = line_;
      if (section == "$PhysicalNames")
        read_names();
      else if (section == "$Entities")
        read_entities();
      else if (section == "$Nodes")
        version_ > 4.0 ? read_node_blocks() : read_nodes();
      else if (section == "$Elements")
        version_ > 4.0 ? read_element_blocks() : read_elements();
      else if (section.rfind("$", 0) == 0)
        skip(section);
      else
        fail("\"" + section + "\" is not the start of a section");
    }
    if (out_.nodes.empty()) fail("the mesh has no nodes");
    if (out_.elements.empty()) fail("the mesh has no elements");
    return std::move(out_);
  }

private:
  [[noreturn]] void fail(const std::string& what, const std::string& hint = {}) const {
    Diagnostic diagnostic;
    diagnostic.where = {path_.string(), number_, 0};
    diagnostic.message = what;
    diagnostic.hint = hint;
    throw InputError({diagnostic});
  }

  bool next() {
    while (std::getline(stream_, line_)) {
      ++number_;
      while (!line_.empty() && (line_.back() == '\r' || line_.back() == ' ')) line_.pop_back();
      if (!line_.empty()) return true;
    }
    return false;
  }

  void need(const char* what) {
    if (!next()) fail(fmt::format("the file ends where {} is expected", what));
  }

  void expect(const std::string& wanted) {
    need(wanted.c_str());
    if (line_ != wanted) fail(fmt::format("\"{}\" stands where \"{}\" is expected", line_.substr(0, 40), wanted));
  }

  /// The numbers of the next line, at least `least` of them.
  std::vector<double> numbers(std::size_t least, const char* what) {
    need(what);
    std::istringstream in(line_);
    std::vector<double> out;
    std::string word;
    while (in >> word) {
      char* end = nullptr;
      out.push_back(std::strtod(word.c_str(), &end));
      if (*end != '\0') fail(fmt::format("\"{}\" is not a number; {} is expected", word, what));
    }
    if (out.size() < least) fail(fmt::format("{} numbers stand where {} is expected", out.size(), what));
    return out;
  }

  std::size_t count(double value) const {
    if (!(value >= 0.0 && value < 1e9)) fail(fmt::format("{} is not a number of things", value));
    return static_cast<std::size_t>(value);
  }

  void read_format() {
    const auto format = numbers(3, "the version of the format");
    version_ = format[0];
    if (format[1] != 0.0) fail("the mesh is binary", "write it as ASCII: gmsh -format msh41 -bin 0");
    if (version_ != 4.1 && version_ != 2.2)
      fail(fmt::format("version {} of the format is not read", version_), "write version 4.1 or 2.2");
    expect("$EndMeshFormat");
  }

  void skip(std::string section) {
    section.insert(1, "End");
    do need(section.c_str());
    while (line_ != section);
  }

  void read_names() {
    const auto names = count(numbers(1, "the number of names")[0]);
    for (std::size_t i = 0; i < names; ++i) {
      need("a name");
      std::istringstream in(line_);
      GmshFile::Group group;
      const auto from = line_.find('"'), to = line_.rfind('"');
      if (!(in >> group.dimension >> group.tag) || from == std::string::npos || to == from)
        fail("a physical name is: dimension, tag, \"name\"");
      group.name = line_.substr(from + 1, to - from - 1);
      out_.groups.push_back(group);
    }
    expect("$EndPhysicalNames");
  }

  void read_entities() {
    const auto counts = numbers(4, "the numbers of entities");
    for (int dimension = 0; dimension < 4; ++dimension)
      for (std::size_t i = 0; i < count(counts[static_cast<std::size_t>(dimension)]); ++i) {
        const auto values = numbers(dimension == 0 ? 5 : 8, "an entity");
        const std::size_t at = dimension == 0 ? 4 : 7;
        const auto groups = count(values[at]);
        if (values.size() < at + 1 + groups) fail("an entity has fewer groups than it says");
        for (std::size_t g = 0; g < groups; ++g)
          groups_of_[{dimension, static_cast<int>(values[0])}].push_back(
              std::abs(static_cast<int>(values[at + 1 + g])));
      }
    expect("$EndEntities");
  }

  void add_node(double tag, double x, double y, double z) {
    node_of_[static_cast<long>(tag)] = static_cast<unsigned>(out_.nodes.size());
    out_.nodes.push_back({x, y, z});
  }

  void read_nodes() {
    const auto nodes = count(numbers(1, "the number of nodes")[0]);
    for (std::size_t i = 0; i < nodes; ++i) {
      const auto node = numbers(4, "a node");
      add_node(node[0], node[1], node[2], node[3]);
    }
    expect("$EndNodes");
  }

  void read_node_blocks() {
    const auto blocks = count(numbers(4, "the numbers of nodes")[0]);
    for (std::size_t block = 0; block < blocks; ++block) {
      const auto nodes = count(numbers(4, "a block of nodes")[3]);
      std::vector<double> tags;
      for (std::size_t i = 0; i < nodes; ++i) tags.push_back(numbers(1, "the tag of a node")[0]);
      for (std::size_t i = 0; i < nodes; ++i) {
        const auto at = numbers(3, "the place of a node");
        add_node(tags[i], at[0], at[1], at[2]);
      }
    }
    expect("$EndNodes");
  }

  void read_elements() {
    const auto elements = count(numbers(1, "the number of elements")[0]);
    for (std::size_t i = 0; i < elements; ++i) {
      const auto values = numbers(4, "an element");
      const auto tags = count(values[2]);
      if (values.size() < 3 + tags || tags == 0) fail("an element has no group");
      add_element(static_cast<int>(values[1]), static_cast<int>(values[3]), values, 3 + tags);
    }
    expect("$EndElements");
  }

  void read_element_blocks() {
    const auto blocks = count(numbers(4, "the numbers of elements")[0]);
    for (std::size_t block = 0; block < blocks; ++block) {
      const auto head = numbers(4, "a block of elements");
      const int dimension = static_cast<int>(head[0]), entity = static_cast<int>(head[1]);
      const auto groups = groups_of_.find({dimension, entity});
      if (groups != groups_of_.end() && groups->second.size() > 1)
        fail(fmt::format("regions overlap: the elements of entity {} are in the groups {} and {}", entity,
                         name(dimension, groups->second[0]), name(dimension, groups->second[1])),
             "let every cell and every outer face be in one physical group");
      const int tag = groups == groups_of_.end() ? 0 : groups->second[0];
      for (std::size_t i = 0; i < count(head[3]); ++i)
        add_element(static_cast<int>(head[2]), tag, numbers(2, "an element"), 1);
    }
    expect("$EndElements");
  }

  std::string name(int dimension, int tag) const {
    for (const auto& group : out_.groups)
      if (group.dimension == dimension && group.tag == tag) return "\"" + group.name + "\"";
    return std::to_string(tag);
  }

  unsigned group(int dimension, int tag) {
    for (unsigned i = 0; i < out_.groups.size(); ++i)
      if (out_.groups[i].dimension == dimension && out_.groups[i].tag == tag) return i;
    fail(tag == 0 ? "an element is in no physical group"
                  : fmt::format("the physical group {} of dimension {} has no name", tag, dimension),
         "give it one: Physical Surface(\"silicon\") = {1};");
  }

  void add_element(int type, int tag, const std::vector<double>& values, std::size_t first) {
    static const std::map<int, std::pair<int, std::size_t>> kinds = {{1, {1, 2}}, {3, {2, 4}}, {5, {3, 8}}};
    if (type == 15) return;  // a point
    if (type == 2 || type == 4)
      fail("the mesh has triangles or tetrahedra", "recombine them to quadrilaterals or hexahedra");
    const auto kind = kinds.find(type);
    if (kind == kinds.end())
      fail(fmt::format("elements of type {} are not read", type), "write straight elements: Mesh.ElementOrder = 1;");
    const auto [dimension, corners] = kind->second;
    if (values.size() != first + corners) fail(fmt::format("an element of type {} has {} nodes", type, corners));
    GmshFile::Element element{dimension, group(dimension, tag), {}, number_};
    for (std::size_t i = 0; i < corners; ++i) {
      const auto node = node_of_.find(static_cast<long>(values[first + i]));
      if (node == node_of_.end()) fail(fmt::format("there is no node {}", values[first + i]));
      element.nodes.push_back(node->second);
    }
    out_.elements.push_back(element);
  }

  std::filesystem::path path_;
  std::ifstream stream_;
  std::string line_;
  int number_ = 0;
  double version_ = 0.0;
  std::map<std::pair<int, int>, std::vector<int>> groups_of_;  // of entities, by dimension and tag
  std::map<long, unsigned> node_of_;
  GmshFile out_;
};

}  // namespace

GmshFile read_gmsh(const std::filesystem::path& file) {
  return Reader(file).read();
}

}  // namespace silith::field
