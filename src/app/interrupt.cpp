#include "app/interrupt.hpp"

#include <csignal>

namespace silith::app {
namespace {

std::atomic<bool> asked = false;

void on_signal(int signal) {
  if (asked.exchange(true)) {
    std::signal(signal, SIG_DFL);
    std::raise(signal);
  }
}

}  // namespace

void take_interrupts() {
  std::signal(SIGINT, on_signal);
  std::signal(SIGTERM, on_signal);
}

const std::atomic<bool>& interrupt_asked() {
  return asked;
}

}  // namespace silith::app
