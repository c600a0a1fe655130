// Holds every #include of src/ against src/LAYERS.
#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <sstream>

#include "tree.hpp"

namespace silith::house {
namespace {

using Rooms = std::map<std::string, std::set<std::string>>;

Rooms read_layers() {
  Rooms rooms;
  for (const Line& line : lines("src/LAYERS")) {
    if (line.text.empty() || line.text.front() == '#') continue;
    std::istringstream words(line.text);
    std::string room, used;
    words >> room;
    room.pop_back();  // the colon
    rooms[room] = {};
    while (words >> used) rooms[room].insert(used);
  }
  return rooms;
}

std::string first_part(const std::string& path) {
  return path.substr(0, path.find('/'));
}

/// Nodes of a directed graph on a cycle through `start`, or nothing.
bool reaches_itself(const Rooms& graph, const std::string& start) {
  std::set<std::string> seen;
  std::function<bool(const std::string&)> visit = [&](const std::string& node) {
    const auto found = graph.find(node);
    if (found == graph.end()) return false;
    for (const std::string& next : found->second) {
      if (next == start) return true;
      if (seen.insert(next).second && visit(next)) return true;
    }
    return false;
  };
  return visit(start);
}

TEST(Layers, EveryRoomIsInTheTable) {
  const Rooms rooms = read_layers();
  for (const auto& file : files("src", {".hpp", ".cpp"})) {
    const std::string room = (++file.begin())->string();
    EXPECT_TRUE(rooms.contains(room)) << file << ": add the room " << room << " to src/LAYERS";
  }
}

TEST(Layers, RoomsIncludeOnlyWhatTheTableAllows) {
  const Rooms rooms = read_layers();
  for (const auto& file : files("src", {".hpp", ".cpp"})) {
    const std::string room = (++file.begin())->string();
    for (const Line& line : lines(file)) {
      const Include include = include_of(line.text);
      if (!include.quoted) continue;
      ASSERT_NE(include.target.find('/'), std::string::npos) << place(line) << "\nwrite \"room/file.hpp\"";
      const std::string used = first_part(include.target);
      EXPECT_TRUE(rooms.contains(used)) << place(line) << "\n" << used << " is no room of src/LAYERS";
      EXPECT_TRUE(used == room || rooms.at(room).contains(used))
          << place(line) << "\nsrc/LAYERS does not let " << room << " see " << used;
    }
  }
}

TEST(Layers, TableHasNoCyclesAndIsClosed) {
  const Rooms rooms = read_layers();
  for (const auto& [room, uses] : rooms) {
    EXPECT_FALSE(reaches_itself(rooms, room)) << room << " depends on itself";
    for (const std::string& used : uses) {
      ASSERT_TRUE(rooms.contains(used)) << room << " uses the unknown room " << used;
      for (const std::string& through : rooms.at(used)) {
        EXPECT_TRUE(uses.contains(through)) << room << " sees " << through << " through " << used << ": list it";
      }
    }
  }
}

TEST(Layers, HeadersHaveNoCycles) {
  Rooms graph;
  for (const auto& file : files("src", {".hpp"})) {
    for (const Line& line : lines(file)) {
      const Include include = include_of(line.text);
      if (include.quoted) graph["src/" + include.target];
      if (include.quoted) graph[file.generic_string()].insert("src/" + include.target);
    }
  }
  for (const auto& [header, included] : graph) EXPECT_FALSE(reaches_itself(graph, header)) << header;
}

}  // namespace
}  // namespace silith::house
