// Seeded choices for tests that draw their cases.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <initializer_list>
#include <random>
#include <string>

namespace memtype::solver::testing {

// The seed of this run; the environment variable MEMTYPE_SEED replaces it, for longer runs.
inline std::uint64_t base_seed() {
  const char* text = std::getenv("MEMTYPE_SEED");
  return text == nullptr ? 1 : std::strtoull(text, nullptr, 0);
}

// Multiplies the number of drawn cases: MEMTYPE_ROUNDS, 1 when it is not set.
inline std::uint64_t rounds() {
  const char* text = std::getenv("MEMTYPE_ROUNDS");
  return text == nullptr ? 1 : std::strtoull(text, nullptr, 0);
}

class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}

  std::uint64_t bits() { return engine_(); }
  // In [0, n); any number when n is 0.
  std::uint64_t below(std::uint64_t n) { return n == 0 ? engine_() : engine_() % n; }
  bool one_in(std::uint64_t n) { return below(n) == 0; }
  template <class T>
  T pick(std::initializer_list<T> list) {
    return list.begin()[below(list.size())];
  }
  template <class List>
  const auto& any(const List& list) {
    return list[below(list.size())];
  }
  std::string word(std::initializer_list<const char*> list) { return pick(list); }

 private:
  std::mt19937_64 engine_;
};

}  // namespace memtype::solver::testing
