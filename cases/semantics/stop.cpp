#include "memtype/cases/stop.hpp"

namespace memtype::cases {
namespace {

thread_local const std::atomic<Stop>* innermost = nullptr;

}  // namespace

StopScope::StopScope(const std::atomic<Stop>& flag) : outer_(innermost) { innermost = &flag; }
StopScope::~StopScope() { innermost = outer_; }

void stop_if_asked() {
  if (innermost == nullptr) return;
  const Stop why = innermost->load(std::memory_order_relaxed);
  if (why != Stop::none) throw Stopped(why);
}

}  // namespace memtype::cases
