// One pool of threads for everything that is done many times over: machines, checks, files.
#pragma once

#include <cstddef>
#include <exception>
#include <functional>
#include <string>

namespace memtype::solver {

// What in_parallel() calls. An item is known by its number.
struct ParallelItems {
  std::size_t count = 0;
  // On any thread, once for each item; may throw anything.
  std::function<void(std::size_t item)> work;
  // On the calling thread, in the order of the items, as soon as this one and those before it are
  // done. `failure` is what work() threw, or null. Empty: the first failure in the order of the
  // items is thrown by in_parallel(), after all items are done.
  std::function<void(std::size_t item, std::exception_ptr failure)> take;
  // On the calling thread, with the number of items that are done: whenever more are while it waits
  // for the next one in order, and after each take(). Empty: not wanted.
  std::function<void(std::size_t done)> tick;
};

// Works off the items on `jobs` threads, with one job (or none) on the calling one. An exception of
// one item ends that item alone. What take() or tick() throw is thrown here, when the items under
// way are done; no further ones are begun. Where the system gives fewer threads, fewer do the work.
void in_parallel(unsigned jobs, const ParallelItems& items);

// What was thrown, in words.
std::string words_of(const std::exception_ptr& failure);

}  // namespace memtype::solver
