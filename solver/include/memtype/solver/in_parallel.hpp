// One pool of threads for everything that is done many times over: machines, checks, files.
#pragma once

#include <cstddef>
#include <exception>
#include <functional>

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
  // On the calling thread, when more items are done than at the last call. Empty: not wanted.
  std::function<void(std::size_t done)> tick;
};

// Works off the items on `jobs` threads, with one job (or none) on the calling one. An exception of
// one item ends that item alone. What take() or tick() throw is thrown here, when the items under
// way are done; no further ones are begun. Where the system gives fewer threads, fewer do the work.
void in_parallel(unsigned jobs, const ParallelItems& items);

}  // namespace memtype::solver
