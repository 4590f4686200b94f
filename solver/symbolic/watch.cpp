#include "symbolic/watch.hpp"

#include <malloc.h>
#include <unistd.h>

#include <algorithm>
#include <condition_variable>
#include <fstream>
#include <mutex>
#include <new>
#include <thread>
#include <utility>
#include <vector>

namespace memtype::solver {

using cases::Stop;

// What one thread works on. Locked while it changes and while the watcher looks.
struct WatchedThread {
  WatchedThread();
  ~WatchedThread();
  std::mutex mutex;
  z3::context* context = nullptr;
  Watch* innermost = nullptr;
};

namespace {

constexpr auto pause = std::chrono::milliseconds(10);

}  // namespace

// The thread that looks after the others. It sleeps while there is no Watch.
class Watcher {
 public:
  static Watcher& get() {
    static Watcher watcher;
    return watcher;
  }
  void add(WatchedThread& worker) {
    const std::lock_guard lock(mutex_);
    workers_.push_back(&worker);
  }
  void remove(WatchedThread& worker) {
    const std::lock_guard lock(mutex_);
    std::erase(workers_, &worker);
  }
  void begin() {
    const std::lock_guard lock(mutex_);
    if (++watches_ > 1) return;
    if (!thread_.joinable()) thread_ = std::thread([this] { look_after(); });
    changed_.notify_one();
  }
  void end() {
    const std::lock_guard lock(mutex_);
    --watches_;
  }
  ~Watcher() {
    {
      const std::lock_guard lock(mutex_);
      ending_ = true;
    }
    changed_.notify_one();
    if (thread_.joinable()) thread_.join();
  }

 private:
  void look_after() {
    std::unique_lock lock(mutex_);
    while (!ending_) {
      changed_.wait(lock, [&] { return ending_ || watches_ > 0; });
      const std::uint64_t memory = resident_memory();
      for (WatchedThread* worker : workers_) look_at(*worker, memory);
      changed_.wait_for(lock, pause, [&] { return ending_; });
    }
  }
  static void look_at(WatchedThread& worker, std::uint64_t memory) {
    const std::lock_guard lock(worker.mutex);
    Watch* watch = worker.innermost;
    if (watch == nullptr) return;
    if (Clock::now() >= watch->deadline_.at) watch->flag_ = watch->deadline_.why;
    if (watch->memory_ > 0 && memory > watch->memory_ && watch->flag_ == Stop::none) {
      malloc_trim(0);  // what was freed and not given back does not count
      if (resident_memory() > watch->memory_) watch->flag_ = Stop::memory;
    }
    // A question that begins only now is interrupted the next time.
    if (watch->flag_ != Stop::none && worker.context != nullptr) worker.context->interrupt();
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<WatchedThread*> workers_;
  std::size_t watches_ = 0;
  bool ending_ = false;
  std::thread thread_;
};

WatchedThread::WatchedThread() { Watcher::get().add(*this); }
WatchedThread::~WatchedThread() { Watcher::get().remove(*this); }

namespace {

WatchedThread& this_worker() {
  thread_local WatchedThread worker;
  return worker;
}

}  // namespace

Watch::Watch(Deadline deadline, std::uint64_t memory)
    : deadline_(deadline), memory_(memory), outer_(this_worker().innermost) {
  if (outer_ != nullptr && outer_->deadline_.at < deadline_.at) deadline_ = outer_->deadline_;
  if (Clock::now() >= deadline_.at) flag_ = deadline_.why;
  if (memory_ > 0 && resident_memory() > memory_ && flag_ == Stop::none) flag_ = Stop::memory;
  WatchedThread& worker = this_worker();
  {
    const std::lock_guard lock(worker.mutex);
    worker.innermost = this;
  }
  Watcher::get().begin();
}

Watch::~Watch() {
  Watcher::get().end();
  WatchedThread& worker = this_worker();
  const std::lock_guard lock(worker.mutex);
  worker.innermost = outer_;
}

Stop stop_of(const std::exception_ptr& thrown, const Watch& watch) {
  try {
    std::rethrow_exception(thrown);
  } catch (const cases::Stopped& stopped) {
    return stopped.why();
  } catch (const std::bad_alloc&) {
    return Stop::memory;
  } catch (const z3::exception& e) {
    if (std::string_view(e.msg()) == "out of memory") return Stop::memory;
    return watch.stopped();  // what the interrupted solver throws
  } catch (...) {
    return Stop::none;
  }
}

z3::context* watch_context(z3::context* context) {
  WatchedThread& worker = this_worker();
  const std::lock_guard lock(worker.mutex);
  return std::exchange(worker.context, context);
}

std::uint64_t resident_memory() {
  std::ifstream in("/proc/self/statm");
  std::uint64_t all = 0, resident = 0;
  in >> all >> resident;
  return resident * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

}  // namespace memtype::solver
