#include "memtype/linux/interval_tree.hpp"

#include <cstring>
#include <iterator>

namespace memtype::kernel {
namespace {

// One more value at `at`; the last one, which is unused, falls out.
template <class T, std::size_t width>
void open_gap(T (&values)[width], std::uint32_t at) {
  std::memmove(values + at + 1, values + at, (width - at - 1) * sizeof *values);
}
template <class T, std::size_t width>
void close_gap(T (&values)[width], std::uint32_t at, T unused = {}) {
  std::memmove(values + at, values + at + 1, (width - at - 1) * sizeof *values);
  values[width - 1] = unused;
}
// The upper half of a full node.
template <class T, std::size_t width>
void move_half(T (&from)[width], T (&to)[width], T unused = {}) {
  std::copy(from + width / 2, from + width, to);
  std::fill(to + width / 2, to + width, unused);
  std::fill(from + width / 2, from + width, unused);
}

template <class Node>
std::uint32_t allocate(std::vector<Node>& nodes, std::vector<std::uint32_t>& free) {
  std::uint32_t index = static_cast<std::uint32_t>(nodes.size());
  if (free.empty()) {
    nodes.emplace_back();
  } else {
    index = free.back();
    free.pop_back();
    nodes[index] = {};
  }
  std::fill(std::begin(nodes[index].key), std::end(nodes[index].key),
            ~decltype(+nodes[index].key[0]){0});
  return index;
}

}  // namespace

std::uint32_t IntervalTree::new_leaf() { return allocate(leaves_, free_leaves_); }
std::uint32_t IntervalTree::new_inner() { return allocate(inners_, free_inners_); }

void IntervalTree::insert(std::uint64_t begin, std::uint64_t end, MemoryType mode) {
  const Key key = make_key(begin, end);
  Step path[max_height];
  std::uint32_t index = descend(key, path);
  ++size_;
  std::uint32_t at = position(leaves_[index], key);
  if (at < leaves_[index].n && leaves_[index].key[at] == key) {
    ++leaves_[index].count[at];
    return;
  }
  if (leaves_[index].n == width) {
    split_leaf(index, path);
    index = descend(key, path);
    at = position(leaves_[index], key);
  }
  Leaf& leaf = leaves_[index];
  open_gap(leaf.key, at);
  open_gap(leaf.count, at);
  open_gap(leaf.mode, at);
  leaf.key[at] = key;
  leaf.count[at] = 1;
  leaf.mode[at] = mode;
  ++leaf.n;
  for (unsigned level = 0; level < height_; ++level) {
    std::uint64_t& reach = inners_[path[level].node].reach[path[level].slot];
    reach = std::max(reach, end);
  }
}

bool IntervalTree::erase(std::uint64_t begin, std::uint64_t end) {
  const Key key = make_key(begin, end);
  Step path[max_height];
  const std::uint32_t index = descend(key, path);
  Leaf& leaf = leaves_[index];
  const std::uint32_t at = position(leaf, key);
  if (at == leaf.n || leaf.key[at] != key) return false;
  --size_;
  if (--leaf.count[at] != 0) return true;
  close_gap(leaf.key, at, no_key);
  close_gap(leaf.count, at);
  close_gap(leaf.mode, at);
  --leaf.n;
  if (leaf.n == 0 && height_ != 0) {
    free_leaves_.push_back(index);
    remove_child(0, path);
  }
  shrink_reach(end, path);
  while (height_ != 0 && inners_[root_].n == 1) {
    free_inners_.push_back(root_);
    root_ = inners_[root_].child[0];
    --height_;
  }
  return true;
}

void IntervalTree::split_leaf(std::uint32_t index, Step (&path)[max_height]) {
  const std::uint32_t right = new_leaf();
  Leaf &from = leaves_[index], &to = leaves_[right];
  move_half(from.key, to.key, no_key);
  move_half(from.count, to.count);
  move_half(from.mode, to.mode);
  to.n = from.n = width / 2;
  add_child(0, path, index, right, to.key[0]);
}

// The node at path[level] is full.
void IntervalTree::split_inner(std::uint32_t index, unsigned level, Step (&path)[max_height]) {
  const std::uint32_t right = new_inner();
  Inner &from = inners_[index], &to = inners_[right];
  move_half(from.key, to.key, no_key);
  move_half(from.child, to.child);
  move_half(from.reach, to.reach);
  to.n = from.n = width / 2;
  add_child(level + 1, path, index, right, to.key[0]);
  if (path[level].slot >= width / 2) path[level] = {right, path[level].slot - width / 2};
}

// A new right neighbour of `left`, which is the child that path[level] leads to.
void IntervalTree::add_child(unsigned level, Step (&path)[max_height], std::uint32_t left,
                             std::uint32_t child, Key key) {
  if (level == height_) {
    const std::uint32_t root = new_inner();
    Inner& node = inners_[root];
    node.n = 1;
    node.child[0] = left;
    node.key[0] = 0;
    root_ = root;
    path[height_++] = {root, 0};
  } else if (inners_[path[level].node].n == width) {
    split_inner(path[level].node, level, path);
  }
  Inner& node = inners_[path[level].node];
  const std::uint32_t at = path[level].slot + 1;
  open_gap(node.key, at);
  open_gap(node.child, at);
  open_gap(node.reach, at);
  node.key[at] = key;
  node.child[at] = child;
  ++node.n;
  node.reach[at - 1] = reach_of(left, level);
  node.reach[at] = reach_of(child, level);
}

// The child that path[level] leads to is empty and gone.
void IntervalTree::remove_child(unsigned level, Step (&path)[max_height]) {
  Inner& node = inners_[path[level].node];
  const std::uint32_t at = path[level].slot;
  close_gap(node.key, at, no_key);
  close_gap(node.child, at);
  close_gap(node.reach, at);
  --node.n;
  path[level].slot = width;  // leads nowhere
  if (node.n != 0) return;
  free_inners_.push_back(path[level].node);
  if (level + 1 == height_) {
    root_ = new_leaf();
    height_ = 0;
  } else {
    remove_child(level + 1, path);
  }
}

std::uint64_t IntervalTree::reach_of(std::uint32_t index, unsigned height) const {
  std::uint64_t reach = 0;
  if (height == 0) {
    const Leaf& leaf = leaves_[index];
    for (std::uint32_t i = 0; i < leaf.n; ++i) reach = std::max(reach, end_of(leaf.key[i]));
  } else {
    const Inner& node = inners_[index];
    for (std::uint64_t other : node.reach) reach = std::max(reach, other);
  }
  return reach;
}

// A range with this end is gone: subtrees on the way up may reach less far.
void IntervalTree::shrink_reach(std::uint64_t end, const Step (&path)[max_height]) {
  for (unsigned level = 0; level < height_; ++level) {
    if (path[level].slot == width) continue;
    Inner& node = inners_[path[level].node];
    std::uint64_t& reach = node.reach[path[level].slot];
    if (reach != end) return;
    reach = reach_of(node.child[path[level].slot], level);
  }
}

}  // namespace memtype::kernel
