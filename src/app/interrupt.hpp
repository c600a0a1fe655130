#pragma once
#include <atomic>

namespace silith::app {

/// From now on Ctrl-C (and SIGTERM) asks the computation to end with what it has; a second one ends the program.
void take_interrupts();

/// Whether that was asked for.
const std::atomic<bool>& interrupt_asked();

}  // namespace silith::app
