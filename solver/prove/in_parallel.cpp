#include "memtype/solver/in_parallel.hpp"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

namespace memtype::solver {
namespace {

class Pool {
 public:
  explicit Pool(const ParallelItems& items)
      : items_(items), done_(items.count, false), failures_(items.count) {}

  void run(unsigned jobs) {
    const StopAtExit stop{*this};
    const std::size_t wanted = jobs <= 1 ? 0 : std::min<std::size_t>(jobs, items_.count);
    try {
      while (threads_.size() < wanted && wanted > 1) threads_.emplace_back([this] { work_off(); });
    } catch (const std::system_error&) {
      // No more threads to be had: those there are do it.
    }
    for (std::size_t i = 0; i < items_.count; ++i) {
      if (threads_.empty()) work_on(begin_one());
      wait_for(i);
      hand_over(i);
    }
    if (first_failure_) std::rethrow_exception(first_failure_);
  }

 private:
  // However run() ends: nothing new is begun, and the threads end before anything that they use.
  struct StopAtExit {
    Pool& pool;
    ~StopAtExit() {
      {
        const std::lock_guard lock(pool.mutex_);
        pool.next_ = pool.items_.count;
      }
      for (std::thread& thread : pool.threads_) thread.join();
    }
  };

  std::size_t begin_one() {
    const std::lock_guard lock(mutex_);
    return next_ < items_.count ? next_++ : items_.count;
  }

  void work_off() {
    for (std::size_t i = begin_one(); i < items_.count; i = begin_one()) work_on(i);
  }

  void work_on(std::size_t i) {
    std::exception_ptr failure;
    try {
      items_.work(i);
    } catch (...) {
      failure = std::current_exception();
    }
    const std::lock_guard lock(mutex_);
    failures_[i] = std::move(failure);
    done_[i] = true;
    ++count_done_;
    changed_.notify_one();
  }

  void wait_for(std::size_t i) {
    std::unique_lock lock(mutex_);
    while (!done_[i]) {
      changed_.wait(lock, [&] { return count_done_ != told_; });
      if (!done_[i]) report_progress(lock);
    }
  }

  void report_progress(std::unique_lock<std::mutex>& lock) {
    told_ = count_done_;
    lock.unlock();
    if (items_.tick) items_.tick(told_);
    lock.lock();
  }

  void hand_over(std::size_t i) {
    if (items_.take)
      items_.take(i, std::exchange(failures_[i], nullptr));
    else if (failures_[i] && !first_failure_)
      first_failure_ = failures_[i];
    std::unique_lock lock(mutex_);
    report_progress(lock);
  }

  const ParallelItems& items_;
  std::mutex mutex_;  // of everything here, while threads run
  std::condition_variable changed_;
  std::size_t next_ = 0;  // the first item that nobody has begun
  std::size_t count_done_ = 0;
  std::size_t told_ = 0;  // what tick() was last called with; of the calling thread alone
  std::vector<bool> done_;
  std::vector<std::exception_ptr> failures_;
  std::exception_ptr first_failure_;
  std::vector<std::thread> threads_;
};

}  // namespace

std::string words_of(const std::exception_ptr& failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const std::exception& e) {
    return e.what();
  } catch (...) {
    return "an exception of no known kind";
  }
}

void in_parallel(unsigned jobs, const ParallelItems& items) { Pool(items).run(jobs); }

}  // namespace memtype::solver
