// Every rule of the model, run once on plain numbers and once on formulas with pinned unknowns:
// results and the states they leave must be equal.
#include <gtest/gtest.h>

#include "kernel_calls.hpp"
#include "lift.hpp"
#include "random_system.hpp"

namespace memtype::solver::testing {
namespace rules_agree_test {

template <Domain D>
void look(const System<D>& s, const typename D::Word& begin, const typename D::Word& end,
          Results<D>& r) {
  const MtrrState<D>& mtrr = s.mtrr.hardware;
  r.sets.push_back(kernel::lookup_memtype<D>(s.memtype, begin));
  r.sets.push_back(mtrr_type_at<D>(mtrr, begin));
  r.bools.push_back(mtrr_undefined_at<D>(mtrr, begin));
  r.sets.push_back(kernel::believed_type<D>(s.belief(), begin, end));
  r.sets.push_back(base_type_at<D>(s, begin));
  r.bools.push_back(base_undefined_at<D>(s, begin));
  r.bools.push_back(caches_disabled<D>(s));
  for (const VariableRange<D>& range : mtrr.variable) {
    const auto view = kernel::register_view<D>(range, mtrr.phys_bits);
    r.words.push_back(view.size);
    r.bools.push_back(range.valid);
    r.bools.push_back(range.elsewhere);
    r.words.push_back(range.base);
    r.words.push_back(range.mask);
    r.sets.push_back(range.type);
  }
  r.numbers.insert(r.numbers.end(), s.mtrr.usage.begin(), s.mtrr.usage.end());
  r.bools.insert(r.bools.end(), s.mtrr.added.begin(), s.mtrr.added.end());
  for (const auto& refused : s.mtrr.refused) r.bools.push_back(refused.refused);
  r.numbers.push_back(s.mtrr.writes);
}

template <Domain D>
RegionState<D> look_at_region(const System<D>& s, const typename D::Word& begin,
                              const typename D::Word& end, Results<D>& r) {
  RegionState<D> state = region_state<D>(s, begin, end);
  r.bools.insert(r.bools.end(), {state.mapped, state.aliased, state.undefined});
  r.sets.push_back(state.types);
  return state;
}

// The live entries, in order: the plain domain keeps no others.
std::vector<std::string> live(const std::vector<kernel::MemtypeEntry<Concrete>>& entries) {
  std::vector<std::string> list;
  for (const auto& e : entries)
    if (e.live)
      list.push_back(std::to_string(e.begin) + "-" + std::to_string(e.end) + to_string(e.mode));
  return list;
}
std::vector<std::string> live(const std::vector<kernel::MemtypeEntry<Symbolic>>& entries,
                              const Lower& lower) {
  std::vector<kernel::MemtypeEntry<Concrete>> list;
  for (const auto& e : entries)
    list.push_back({lower(e.live), lower(e.begin), lower(e.end), lower(e.mode)});
  return live(list);
}

template <class List, class Plain>
void expect_equal(const List& formulas, const Plain& plain, const Lower& lower, const char* what) {
  ASSERT_EQ(formulas.size(), plain.size());
  for (std::size_t i = 0; i < plain.size(); ++i)
    EXPECT_EQ(lower(formulas[i]), plain[i]) << what << " " << i;
}

// Both sides of one random story: a machine, some calls, and questions after them.
class Story {
 public:
  Story(std::uint64_t seed, const std::vector<int>& calls)
      : random_(seed), machines_(random_), pins_(context_), lift_(pins_, random_) {
    plain_ = machines_();
    formulas_ = lift_(plain_);
    for (std::size_t i = 0, n = 1 + random_.below(4); i < n; ++i) call(random_.any(calls));
    const std::uint64_t begin = machines_.address() & page_mask & (mtrr_address_bits(36) >> 1);
    const std::uint64_t end = begin + (1 + random_.below(64)) * page_bytes;
    const Word symbolic_begin = lift_(begin), symbolic_end = lift_(end);
    look<Concrete>(plain_, begin, end, expected_);
    look<Symbolic>(formulas_, symbolic_begin, symbolic_end, found_);
    complete_ = region_state<Symbolic>(formulas_, symbolic_begin, symbolic_end).complete;
    if (!complete_) return;
    look_at_region<Concrete>(plain_, begin, end, expected_);
    look_at_region<Symbolic>(formulas_, symbolic_begin, symbolic_end, found_);
  }

  void expect_agreement() {
    ASSERT_EQ(pins_.check(), z3::sat);
    const Lower lower(pins_.get_model());
    expect_equal(found_.bools, expected_.bools, lower, "truth value");
    expect_equal(found_.words, expected_.words, lower, "word");
    expect_equal(found_.numbers, expected_.numbers, lower, "number");
    expect_equal(found_.sets, expected_.sets, lower, "set");
    EXPECT_EQ(live(formulas_.memtype.entries, lower), live(plain_.memtype.entries));
    EXPECT_EQ(live(formulas_.memtype.ram_pages, lower), live(plain_.memtype.ram_pages));
    const unsigned bits = plain_.mtrr.hardware.phys_bits;
    for (const auto& range : formulas_.mtrr.hardware.variable)
      EXPECT_TRUE(!range.natural || !lower(range.valid) || lower(range.elsewhere) ||
                  is_natural<Concrete>(lower(range.base), lower(range.mask), bits));
  }
  bool complete() const { return complete_; }

 private:
  void call(int which) {
    Call<Concrete> c;
    c.which = which;
    c.guard = !random_.one_in(4);
    c.increment = !random_.one_in(3);
    const auto& registers = plain_.mtrr.hardware.variable;
    const auto& old = random_.any(registers);
    const bool known = random_.one_in(3);  // what a register holds
    c.address = known ? old.base : machines_.address();
    c.size = known ? kernel::register_view<Concrete>(old, 36).size : machines_.size();
    if (!known && random_.one_in(2)) c.address &= ~(c.size - 1);
    c.number = which == 0 ? random_.pick({0L, 1L, 4L, 5L, 6L, 1L, 0L, 2L, 7L, -1L})
                          : random_.pick({0L, 1L, 2L, 3L, -1L, 4L, -1000L});
    c.mode = random_.pick({MemoryType::UC, MemoryType::UC_minus, MemoryType::WC, MemoryType::WT,
                           MemoryType::WB, MemoryType::WP});
    Call<Symbolic> f;
    f.which = which;
    f.guard = lift_(c.guard);
    f.increment = lift_(c.increment);
    f.address = lift_(c.address);
    f.size = lift_(c.size);
    f.number = lift_(c.number);
    f.mode = lift_(c.mode);
    make_call(plain_, c, expected_);
    make_call(formulas_, f, found_);
  }

  Random random_;
  RandomSystem machines_;
  z3::context context_;
  ContextScope scope_{context_};
  z3::solver pins_;
  Lift lift_;
  System<Concrete> plain_;
  System<Symbolic> formulas_;
  Results<Concrete> expected_;
  Results<Symbolic> found_;
  bool complete_ = false;
};

void expect_stories_agree(const std::vector<int>& calls, std::uint64_t count) {
  std::uint64_t complete = 0;
  for (std::uint64_t k = 0; k < count * rounds(); ++k) {
    SCOPED_TRACE("MEMTYPE_SEED " + std::to_string(base_seed()) + ", story " + std::to_string(k));
    Story story(base_seed() * 1'000'003 + k, calls);
    story.expect_agreement();
    complete += story.complete() ? 1 : 0;
    if (::testing::Test::HasFailure()) return;
  }
  EXPECT_GT(complete, count / 3) << "too few regions were compared";
}

TEST(RulesAgree, MtrrAddAndDel) { expect_stories_agree({0, 0, 1}, 60); }
TEST(RulesAgree, ArchPhysWcAddAndDel) { expect_stories_agree({2, 2, 3, 0}, 40); }
TEST(RulesAgree, MemtypeReserveAndFree) { expect_stories_agree({4, 5, 6}, 80); }
TEST(RulesAgree, IoremapAndIounmap) { expect_stories_agree({7, 7, 8}, 80); }
TEST(RulesAgree, AllCallsTogether) { expect_stories_agree({0, 1, 2, 3, 4, 6, 7, 7, 8}, 80); }

}  // namespace rules_agree_test
}  // namespace memtype::solver::testing
