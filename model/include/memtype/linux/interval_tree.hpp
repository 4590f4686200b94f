// Tracked ranges in a B+-tree that knows, for every subtree, how far its ranges reach: the same
// questions as Linux's interval tree (arch/x86/mm/pat/memtype_interval.c), at any number of ranges.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "memtype/types.hpp"

namespace memtype::kernel {

struct TrackedInterval {
  PhysRange range;
  MemoryType mode = MemoryType::WB;
  std::uint32_t count = 0;  // how often exactly this range is tracked
};

// Ranges [begin, end) with a mode, in order of begin, then end. They may overlap; equal ranges must
// have equal modes. Not thread-safe; allocates as it grows, and keeps the memory of what was erased
// for what comes next.
class IntervalTree {
 public:
  IntervalTree() { root_ = new_leaf(); }

  // Number of ranges; equal ones count each.
  std::size_t size() const { return size_; }

  // One range more. Cost: log.
  void insert(std::uint64_t begin, std::uint64_t end, MemoryType mode);
  // One range of exactly these ends less; false: there is none. Cost: log.
  bool erase(std::uint64_t begin, std::uint64_t end);

  // Calls visit(TrackedInterval) for the ranges that share a byte with [begin, end), in order,
  // while it returns true. Cost: log, and the ranges visited.
  template <class Visit>
  void each_overlap(std::uint64_t begin, std::uint64_t end, Visit&& visit) const {
    visit_node(root_, height_, begin, end, visit);
  }

 private:
  static constexpr std::uint32_t width = 16;
  static constexpr unsigned max_height = 16;
  __extension__ using Key = unsigned __int128;  // begin, then end

  static constexpr Key no_key = ~Key{0};

  // Places from n on hold no_key, and a reach of 0.
  struct Leaf {
    std::uint32_t n = 0;
    Key key[width];
    std::uint32_t count[width];
    MemoryType mode[width];
  };
  // Every range in child[i] lies at key[i] or behind; key[0] is never looked at.
  struct Inner {
    std::uint32_t n = 0;
    std::uint32_t child[width];
    std::uint64_t reach[width];  // the highest end in the child
    Key key[width];
  };
  struct Step {
    std::uint32_t node, slot;
  };

  static Key make_key(std::uint64_t begin, std::uint64_t end) { return Key{begin} << 64 | end; }
  static std::uint64_t begin_of(Key key) { return static_cast<std::uint64_t>(key >> 64); }
  static std::uint64_t end_of(Key key) { return static_cast<std::uint64_t>(key); }

  template <class Visit>
  bool visit_node(std::uint32_t index, unsigned height, std::uint64_t begin, std::uint64_t end,
                  Visit& visit) const {
    if (height == 0) return visit_leaf(leaves_[index], begin, end, visit);
    const Inner& node = inners_[index];
    for (std::uint32_t i = 0; i < node.n; ++i) {
      if (i != 0 && begin_of(node.key[i]) >= end) return true;
      if (node.reach[i] <= begin) continue;
      if (!visit_node(node.child[i], height - 1, begin, end, visit)) return false;
    }
    return true;
  }

  template <class Visit>
  bool visit_leaf(const Leaf& leaf, std::uint64_t begin, std::uint64_t end, Visit& visit) const {
    for (std::uint32_t i = 0; i < leaf.n; ++i) {
      const PhysRange range{begin_of(leaf.key[i]), end_of(leaf.key[i])};
      if (range.begin >= end) return true;
      if (range.end <= begin) continue;
      if (!visit(TrackedInterval{range, leaf.mode[i], leaf.count[i]})) return false;
    }
    return true;
  }

  // The way down to the leaf where a key is or would be; returns the leaf.
  std::uint32_t descend(Key key, Step (&path)[max_height]) const {
    std::uint32_t index = root_;
    for (unsigned level = height_; level != 0; --level) {
      const Inner& node = inners_[index];
      std::uint32_t slot = 0;
      for (std::uint32_t i = 1; i < node.n; ++i) slot += node.key[i] <= key ? 1U : 0U;
      path[level - 1] = {index, slot};
      index = node.child[slot];
    }
    return index;
  }
  static std::uint32_t position(const Leaf& leaf, Key key) {
    std::uint32_t at = 0;
    for (std::uint32_t i = 0; i < leaf.n; ++i) at += leaf.key[i] < key ? 1U : 0U;
    return at;
  }

  std::uint32_t new_leaf();
  std::uint32_t new_inner();
  void split_leaf(std::uint32_t index, Step (&path)[max_height]);
  void split_inner(std::uint32_t index, unsigned level, Step (&path)[max_height]);
  void add_child(unsigned level, Step (&path)[max_height], std::uint32_t left, std::uint32_t child,
                 Key key);
  void remove_child(unsigned level, Step (&path)[max_height]);
  std::uint64_t reach_of(std::uint32_t index, unsigned height) const;
  void shrink_reach(std::uint64_t end, const Step (&path)[max_height]);

  std::vector<Leaf> leaves_;
  std::vector<Inner> inners_;
  std::vector<std::uint32_t> free_leaves_, free_inners_;
  std::uint32_t root_ = 0;
  unsigned height_ = 0;  // of the tree above its leaves
  std::size_t size_ = 0;
};

}  // namespace memtype::kernel
