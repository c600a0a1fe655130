#include "browser.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <stdexcept>
#include <string_view>
#include <thread>

namespace silith::report_test {

namespace {

std::string find_program(std::initializer_list<const char*> names) {
  const char* path = std::getenv("PATH");
  std::istringstream folders(path == nullptr ? "/usr/bin:/bin" : path);
  for (std::string folder; std::getline(folders, folder, ':');) {
    for (const char* name : names) {
      const std::string candidate = folder + "/" + name;
      if (access(candidate.c_str(), X_OK) == 0) return candidate;
    }
  }
  throw std::runtime_error(std::string("the report is tested in a browser, and ") + *names.begin() +
                           " is not installed: ./dev test installs it, or apt-get install chromium chromium-driver");
}

std::filesystem::path new_folder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "silith-browser-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("cannot create a directory like " + pattern);
  return pattern;
}

class Connection {
public:
  explicit Connection(int port) : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const timeval patience{60, 0};
    setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    if (connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
      close(socket_);
      throw std::runtime_error("chromedriver does not accept connections");
    }
  }
  ~Connection() { close(socket_); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void send(std::string_view text) {
    while (!text.empty()) {
      const ssize_t n = ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
      if (n <= 0) throw std::runtime_error("chromedriver closed the connection");
      text.remove_prefix(static_cast<std::size_t>(n));
    }
  }

  // The body of the answer, whose length the header gives.
  std::string receive() {
    std::string text;
    std::array<char, 65536> part{};
    std::size_t wanted = std::string::npos;
    while (text.size() < wanted) {
      const ssize_t n = recv(socket_, part.data(), part.size(), 0);
      if (n <= 0) throw std::runtime_error("chromedriver does not answer");
      text.append(part.data(), static_cast<std::size_t>(n));
      if (wanted == std::string::npos) wanted = whole_size(text);
    }
    return text.substr(text.find("\r\n\r\n") + 4);
  }

private:
  static std::size_t whole_size(const std::string& text) {
    const std::size_t head = text.find("\r\n\r\n");
    if (head == std::string::npos) return std::string::npos;
    const std::size_t length = text.find("Content-Length:");
    if (length > head) throw std::runtime_error("chromedriver's answer has no length");
    return head + 4 + std::stoul(text.substr(length + 15));
  }

  int socket_;
};

[[noreturn]] void become_driver(const std::string& program, int output) {
  dup2(output, STDOUT_FILENO);
  dup2(open("/dev/null", O_WRONLY), STDERR_FILENO);
  execl(program.c_str(), program.c_str(), "--port=0", "--log-level=WARNING", static_cast<char*>(nullptr));
  _exit(127);
}

// chromedriver picks a free port and says so.
int read_port(int input) {
  std::string said;
  std::array<char, 512> part{};
  constexpr std::string_view mark = "successfully on port ";
  while (true) {
    const std::size_t at = said.find(mark);
    if (at != std::string::npos && said.find('.', at) != std::string::npos)
      return std::stoi(said.substr(at + mark.size()));
    const ssize_t n = read(input, part.data(), part.size());
    if (n <= 0) throw std::runtime_error("chromedriver did not start: " + said);
    said.append(part.data(), static_cast<std::size_t>(n));
  }
}

Json key_action(const char* type, const std::string& key) {
  return {{"type", type}, {"value", key}};
}

}  // namespace

Browser::Browser() : folder_(new_folder()), downloads_(folder_ / "downloads") {
  std::filesystem::create_directories(downloads_);
  try {
    start_driver();
    start_session();
  } catch (...) {
    stop_driver();
    throw;
  }
}

Browser::~Browser() {
  try {
    if (!session_.empty()) request("DELETE", "");
  } catch (const std::exception&) {  // the driver takes the browser down with it
  }
  stop_driver();
}

void Browser::start_driver() {
  const std::string program = find_program({"chromedriver"});
  std::array<int, 2> pipe_ends{};
  if (pipe2(pipe_ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("cannot create a pipe");
  driver_ = fork();
  if (driver_ == 0) {
    setpgid(0, 0);
    become_driver(program, pipe_ends[1]);
  }
  setpgid(driver_, driver_);
  close(pipe_ends[1]);
  try {
    port_ = read_port(pipe_ends[0]);
  } catch (...) {
    close(pipe_ends[0]);
    throw;
  }
  close(pipe_ends[0]);
}

void Browser::stop_driver() {
  if (driver_ > 0) {
    kill(-driver_, SIGTERM);
    waitpid(driver_, nullptr, 0);
    kill(-driver_, SIGKILL);  // what it left of the browser
  }
  std::error_code ignored;  // a dying browser may still hold a file
  std::filesystem::remove_all(folder_, ignored);
}

void Browser::start_session() {
  const Json arguments{"--headless",
                       "--no-sandbox",
                       "--disable-gpu",
                       "--disable-quic",
                       "--no-first-run",
                       "--disable-background-networking",
                       "--disable-component-update",
                       "--disable-sync",
                       "--disable-dev-shm-usage",
                       "--user-data-dir=" + (folder_ / "profile").string()};
  const Json options{{"args", arguments}, {"binary", find_program({"chromium", "chromium-browser", "google-chrome"})}};
  const Json wanted{
      {"browserName", "chrome"}, {"goog:chromeOptions", options}, {"goog:loggingPrefs", {{"browser", "ALL"}}}};
  const Json answer = request("POST", "/session", {{"capabilities", {{"alwaysMatch", wanted}}}});
  session_ = "/session/" + answer.at("sessionId").get<std::string>();
  command("Browser.setDownloadBehavior", {{"behavior", "allow"}, {"downloadPath", downloads_.string()}});
}

Json Browser::request(const std::string& method, const std::string& path, const Json& body) {
  const std::string text = body.is_null() ? "" : body.dump();
  Connection connection(port_);
  connection.send(method + " " + session_ + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port_) +
                  "\r\nContent-Type: application/json; charset=utf-8\r\nConnection: close\r\nContent-Length: " +
                  std::to_string(text.size()) + "\r\n\r\n" + text);
  const Json value = Json::parse(connection.receive()).at("value");
  if (value.is_object() && value.contains("error")) {
    throw std::runtime_error(path + ": " + value.value("message", value.dump()) + "\n" + text.substr(0, 400));
  }
  return value;
}

Json Browser::command(const std::string& name, const Json& parameters) {
  return request("POST", "/goog/cdp/execute", {{"cmd", name}, {"params", parameters}});
}

void Browser::set_window(const Window& window) {
  command("Emulation.setDeviceMetricsOverride",
          {{"width", window.width}, {"height", window.height}, {"deviceScaleFactor", 1}, {"mobile", false}});
  const Json theme{{"name", "prefers-color-scheme"}, {"value", window.dark ? "dark" : "light"}};
  command("Emulation.setEmulatedMedia", {{"features", Json::array({theme})}});
}

void Browser::open(const std::filesystem::path& page) {
  request("POST", "/url", {{"url", "file://" + page.string()}});
  settle();
}

Json Browser::run(const std::string& body, const Json& arguments) {
  return request("POST", "/execute/sync", {{"script", body}, {"args", arguments}});
}

void Browser::settle() {
  request("POST", "/execute/async",
          {{"script", "requestAnimationFrame(() => requestAnimationFrame(arguments[0]));"}, {"args", Json::array()}});
}

std::vector<std::string> Browser::complaints() {
  std::vector<std::string> found;
  for (const Json& entry : request("POST", "/se/log", {{"type", "browser"}})) {
    const std::string level = entry.at("level").get<std::string>();
    if (level == "SEVERE" || level == "WARNING") found.push_back(entry.at("message").get<std::string>());
  }
  return found;
}

void Browser::act(const Json& actions) {
  request("POST", "/actions", {{"actions", actions}});
  settle();
}

void Browser::move_mouse(double x, double y) {
  const Json move{{"type", "pointerMove"}, {"duration", 0}, {"x", static_cast<int>(x)}, {"y", static_cast<int>(y)}};
  act({{{"type", "pointer"}, {"id", "mouse"}, {"parameters", {{"pointerType", "mouse"}}}, {"actions", {move}}}});
}

void Browser::drag(double from_x, double from_y, double to_x, double to_y) {
  const auto move = [](double x, double y) {
    return Json{{"type", "pointerMove"}, {"duration", 30}, {"x", static_cast<int>(x)}, {"y", static_cast<int>(y)}};
  };
  const Json down{{"type", "pointerDown"}, {"button", 0}};
  const Json up{{"type", "pointerUp"}, {"button", 0}};
  const Json steps = Json::array(
      {move(from_x, from_y), down, move(0.5 * (from_x + to_x), 0.5 * (from_y + to_y)), move(to_x, to_y), up});
  act({{{"type", "pointer"}, {"id", "mouse"}, {"parameters", {{"pointerType", "mouse"}}}, {"actions", steps}}});
}

void Browser::press(const std::string& keys) {
  act({{{"type", "key"}, {"id", "keys"}, {"actions", {key_action("keyDown", keys), key_action("keyUp", keys)}}}});
}

}  // namespace silith::report_test
