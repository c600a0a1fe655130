#pragma once
#include <sys/types.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace silith::report_test {

using Json = nlohmann::json;

/// The size and theme of a window.
struct Window {
  int width = 1400;
  int height = 900;
  bool dark = false;
};

/// A headless Chromium driven over the WebDriver protocol; one process of its own, in a profile directory of its own,
/// both gone with the object. Every failure is a std::runtime_error that says what was asked for.
class Browser {
public:
  /// @throws std::runtime_error naming the packages if chromium or chromedriver is missing
  Browser();
  ~Browser();
  Browser(const Browser&) = delete;
  Browser& operator=(const Browser&) = delete;

  void set_window(const Window& window);
  void open(const std::filesystem::path& page);
  /// Runs a function body in the page; `arguments` are its arguments.
  Json run(const std::string& body, const Json& arguments = Json::array());
  /// Waits until two frames were drawn.
  void settle();
  /// Messages of the console of level warning or worse since the last call.
  std::vector<std::string> complaints();
  /// A command of the browser's own protocol.
  Json command(const std::string& name, const Json& parameters);
  /// WebDriver actions, then settle().
  void act(const Json& actions);
  void move_mouse(double x, double y);
  void drag(double from_x, double from_y, double to_x, double to_y);
  void press(const std::string& keys);
  /// Where files saved by the page go.
  const std::filesystem::path& downloads() const { return downloads_; }

private:
  void start_driver();
  void stop_driver();
  void start_session();
  Json request(const std::string& method, const std::string& path, const Json& body = nullptr);

  std::filesystem::path folder_, downloads_;
  pid_t driver_ = -1;
  int port_ = 0;
  std::string session_;
};

}  // namespace silith::report_test
