// Linux's management of the variable MTRRs: mtrr_add(), mtrr_del(), arch_phys_wc_add(), ..._del().
//
// Read from arch/x86/kernel/cpu/mtrr/{mtrr,generic}.c of v6.12; the logic of adding and deleting is
// the same from v4.2 on. Checks stand in the kernel's order, because the errno depends on it.
#pragma once

#include "memtype/cpu/mtrr.hpp"
#include "memtype/domain.hpp"
#include "memtype/linux/errno.hpp"
#include "memtype/linux/mtrr_table.hpp"

namespace memtype::kernel {

// The Pentium Pro rule: the range is refused, because of its base or of the hole that it touches.
template <Domain D>
void ppro_check(Outcome<D>& result, const typename D::Word& base, const typename D::Word& size,
                const typename D::Int& type) {
  using Word = typename D::Word;
  using Int = typename D::Int;
  using Bool = typename D::Bool;
  const auto touches = !(base + size < Word(0x70000000) || Word(0x7003f000) < base);
  const auto wc_or_wb = type == Int(1) || type == Int(6);
  const Bool aligned = (base & Word(4_MiB - 1)) == Word(0);
  result.refuse(!aligned || (touches && wc_or_wb), error_inval, [&] {
    return Refusal<D>{known_true(aligned) ? Guard::mtrr_ppro_hole : Guard::mtrr_ppro_base};
  });
}

// Everything mtrr_add() checks before it looks at the registers; 0 when all is well.
template <Domain D>
Outcome<D> mtrr_add_check(const MtrrTable<D>& table, const typename D::Word& base,
                          const typename D::Word& size, const typename D::Int& type) {
  using Word = typename D::Word;
  using Int = typename D::Int;
  using Bool = typename D::Bool;
  const Word offsets(page_bytes - 1);
  const unsigned phys_bits = table.hardware.phys_bits;
  const Word last = base + size - Word(page_bytes);
  const Bool beyond = !(((base | last) >> phys_bits) == Word(0));
  const Bool bad_type = type < Int(0) || Int(7) <= type;
  const Bool no_wc = type == Int(1) && Bool(!table.write_combining);

  Outcome<D> result;
  result.refuse(size == Word(0) || beyond, error_inval, [&] {
    const Guard guard =
        known_true(size == Word(0)) ? Guard::mtrr_no_byte : Guard::mtrr_beyond_width;
    return Refusal<D>{.guard = guard, .begin = base, .end = base + size, .number = Int(phys_bits)};
  });
  result.refuse(no_wc, error_nosys, Guard::mtrr_no_wc);
  result.refuse(bad_type, error_inval,
                [&] { return Refusal<D>{.guard = Guard::mtrr_no_such_type, .number = type}; });
  // generic_validate_add_page(). Size 0 passes here at base 0, and is refused above all the same.
  result.require(is_aligned_block<D>(base, size), error_inval, [&] {
    const bool power = known_true(is_aligned_block<D>(Word(0), size));
    return Refusal<D>{power ? Guard::mtrr_base_in_block : Guard::mtrr_no_power, base, base + size};
  });
  if (table.ppro_erratum) ppro_check<D>(result, base, size, type);
  result.require(((base | size) & offsets) == Word(0), error_inval, Guard::mtrr_no_pages);
  if (!table.present) result.refuse(Bool(true), error_nodev, Guard::no_mtrrs);
  return result;
}

// The type field of a register, from the number a driver passes.
template <Domain D>
typename D::Set mtrr_type_from(const typename D::Int& type) {
  typename D::Set set{TypeSet{}};
  for (MemoryType t : mtrr_memory_types)
    set = set |
          when(type == typename D::Int(static_cast<std::int64_t>(t)), typename D::Set(TypeSet(t)));
  return set;
}

// The outcome of the search through the registers: either a result that ends the call (an errno or
// the register that already covers the range), or the register to replace, or a free one.
template <class D>
struct OverlapSearch {
  typename D::Bool decided{false};
  typename D::Int result{0};
  typename D::Bool shared{false};  // decided, and register `result` is used once more
  typename D::Int replace{-1};     // -1 none, -2 several
  Why<D> why = {};
};
template <Domain D>
OverlapSearch<D> search_overlaps(const MtrrTable<D>& table, const typename D::Word& base,
                                 const typename D::Word& size, const typename D::Set& type) {
  using Int = typename D::Int;
  using Bool = typename D::Bool;
  OverlapSearch<D> found;
  for (std::size_t i = 0; i < table.hardware.variable.size(); ++i) {
    const VariableRange<D>& range = table.hardware.variable[i];
    if (known_false(range.valid)) continue;
    const Relation<D> r = relation<D>(base, size, range, table.hardware.phys_bits);
    const Bool meets = !found.decided && r.overlap;
    // Types 2 and 3 are no types: they equal nothing.
    const Bool same = equal_sets(type, range.type);
    const Bool compatible = types_compatible<D>(type, range.type);
    const Bool replaces = meets && r.encloses && same;
    const Bool shares = meets && r.enclosed && same;
    const Bool ignored = compatible && !same && (r.encloses || r.enclosed);
    const Bool refused = meets && !replaces && !shares && !ignored;
    const Int index(static_cast<std::int64_t>(i));
    found.why.note(refused, [&] {
      const Guard guard = known_true(r.enclosed) ? Guard::mtrr_lies_in : Guard::mtrr_overlaps;
      return Refusal<D>{guard, base, base + size, type, range.type, index, static_cast<int>(i)};
    });
    found.result = ite(shares, index, ite(refused, Int(error_inval), found.result));
    found.shared = found.shared || shares;
    found.decided = found.decided || shares || refused;
    found.replace = ite(replaces, ite(found.replace == Int(-1), index, Int(-2)), found.replace);
  }
  return found;
}

// The register mtrr_add() writes: the one to replace, else the first free one, else -ENOSPC.
template <Domain D>
typename D::Int target_register(const MtrrTable<D>& table, const typename D::Int& replace) {
  using Int = typename D::Int;
  Int target(error_nospc);
  for (std::size_t i = table.hardware.variable.size(); i-- > 0;)
    target = ite(table.hardware.variable[i].valid, target, Int(static_cast<std::int64_t>(i)));
  return ite(Int(0) <= replace, replace, target);
}

// mtrr_add(base, size, type, increment) when `guard` holds; otherwise nothing changes and the
// result is 0. Bytes. Returns the register or an errno. Types 2 and 3 pass all checks; the base
// write then faults, the mask write does not: the register becomes valid with what it held before.
template <Domain D>
typename D::Int mtrr_add(MtrrTable<D>& table, const typename D::Bool& guard,
                         const typename D::Word& base, const typename D::Word& size,
                         const typename D::Int& type, const typename D::Bool& increment) {
  using Int = typename D::Int;
  using Bool = typename D::Bool;
  const Outcome<D> check = mtrr_add_check<D>(table, base, size, type);
  const Int error = check.error;
  const Bool valid = guard && error == Int(0);
  table.why.take(guard, check.why);
  if (known_false(valid)) return ite(guard, error, Int(0));

  const typename D::Set set = mtrr_type_from<D>(type);
  const OverlapSearch<D> found = search_overlaps<D>(table, base, size, set);
  const Int target = target_register<D>(table, found.replace);
  table.why.note([&] { return valid && !found.decided && target < Int(0); },
                 [&] {
                   const auto all = static_cast<std::int64_t>(table.hardware.variable.size());
                   return Refusal<D>{.guard = Guard::mtrr_none_free, .number = Int(all)};
                 });
  table.why.take([&] { return valid && found.decided; }, found.why);
  const Bool writes = valid && !found.decided && Int(0) <= target;
  const Bool replacing = Int(0) <= found.replace;
  const auto mask = block_mask<D>(size, table.hardware.phys_bits);
  for (std::size_t i = 0; i < table.hardware.variable.size(); ++i) {
    const Int index(static_cast<std::int64_t>(i));
    const Bool here = writes && target == index;
    const Bool shared = valid && found.shared && found.result == index && increment;
    VariableRange<D>& range = table.hardware.variable[i];
    const Bool base_taken = here && !is_empty(set);
    table.usage[i] =
        ite(here, ite(replacing, ite(increment, table.usage[i] + Int(1), table.usage[i]), Int(1)),
            ite(shared, table.usage[i] + Int(1), table.usage[i]));
    if (known_false(here)) continue;
    table.added[i] = ite(here && !replacing, Bool(true), table.added[i]);
    table.refused[i].refused = (table.refused[i].refused && !here) || (here && is_empty(set));
    table.refused[i].base = ite(here, base, table.refused[i].base);
    table.refused[i].type = ite(here, type, table.refused[i].type);
    range.base = ite(base_taken, base, range.base);
    range.type = ite(base_taken, set, range.type);
    range.mask = ite(here, mask, range.mask);
    range.valid = range.valid || here;
    range.elsewhere = range.elsewhere && !here;
    range.natural = (range.natural || known_true(here)) && known_false(here && is_empty(set));
  }
  table.writes = ite(writes, table.writes + Int(1), table.writes);
  const Int result = ite(found.decided, found.result, target);
  return ite(guard, ite(valid, result, error), Int(0));
}

// mtrr_del(reg, base, size) when `guard` holds. A negative register is searched by exact base and
// size, whatever its type and whoever added it. Returns the register or -EINVAL; -ENODEV without
// MTRRs.
template <Domain D>
typename D::Int mtrr_del(MtrrTable<D>& table, const typename D::Bool& guard,
                         const typename D::Int& reg, const typename D::Word& base,
                         const typename D::Word& size) {
  using Int = typename D::Int;
  using Word = typename D::Word;
  using Bool = typename D::Bool;
  const std::size_t count = table.hardware.variable.size();
  if (!table.present) {
    table.why.note(guard, Guard::no_mtrrs);
    return ite(guard, Int(error_nodev), Int(0));
  }
  const Bool aligned = ((base | size) & Word(page_bytes - 1)) == Word(0);

  Int target = reg;
  if (!known_true(Int(0) <= reg)) {
    Int match(error_inval);
    for (std::size_t i = count; i-- > 0;) {
      const VariableRange<D>& range = table.hardware.variable[i];
      const RegisterView<D> view = register_view<D>(range, table.hardware.phys_bits);
      // A free register reads back as base 0, length 0.
      const Bool same = ite(range.valid, !range.elsewhere && view.base == base && view.size == size,
                            base == Word(0) && size == Word(0));
      match = ite(same, Int(static_cast<std::int64_t>(i)), match);
    }
    target = ite(reg < Int(0), match, reg);
  }

  table.why.note(guard, [&] {
    const bool sought = !known_true(Int(0) <= reg);
    const Guard missing = sought ? Guard::mtrr_no_match : Guard::mtrr_no_such_register;
    return Refusal<D>{.guard = missing, .begin = base, .end = base + size, .number = reg};
  });
  Bool done(false);
  for (std::size_t i = 0; i < count; ++i) {
    VariableRange<D>& range = table.hardware.variable[i];
    const Int index(static_cast<std::int64_t>(i));
    const Bool here =
        guard && aligned && target == index && range.valid && Int(1) <= table.usage[i];
    table.why.note([&] { return guard && target == index; },
                   [&] {
                     const bool valid = known_true(range.valid);
                     return Refusal<D>{.guard = known_true(here) ? Guard::none
                                                : valid          ? Guard::mtrr_no_user
                                                                 : Guard::mtrr_not_in_use,
                                       .number = index};
                   });
    if (known_false(here)) continue;
    done = done || here;
    const Bool last = here && table.usage[i] == Int(1);
    table.usage[i] = ite(here, table.usage[i] - Int(1), table.usage[i]);
    range.valid = range.valid && !last;
    range.mask = ite(last, Word(0), range.mask);
    table.added[i] = table.added[i] && !last;
    table.refused[i].refused = table.refused[i].refused && !last;
    table.writes = ite(last, table.writes + Int(1), table.writes);
  }
  table.why.note([&] { return guard && !aligned; }, Guard::mtrr_no_pages);
  return ite(guard, ite(done, target, Int(error_inval)), Int(0));
}

inline constexpr std::int64_t wc_handle_base = 1000;  // MTRR_TO_PHYS_WC_OFFSET

// arch_phys_wc_add(base, size): nothing to do, and 0, where PAT is enabled or the kernel has no
// MTRRs; else mtrr_add(WC) and a handle above 1000, or an errno.
template <Domain D>
typename D::Int arch_phys_wc_add(MtrrTable<D>& table, bool pat_enabled,
                                 const typename D::Bool& guard, const typename D::Word& base,
                                 const typename D::Word& size) {
  using Int = typename D::Int;
  if (pat_enabled || !table.present) return Int(0);
  const Int reg =
      mtrr_add<D>(table, guard, base, size, Int(static_cast<std::int64_t>(MemoryType::WC)),
                  typename D::Bool(true));
  return ite(guard, ite(reg < Int(0), reg, reg + Int(wc_handle_base)), Int(0));
}

// arch_phys_wc_del(handle): handles below 1 are ignored.
template <Domain D>
void arch_phys_wc_del(MtrrTable<D>& table, const typename D::Bool& guard,
                      const typename D::Int& handle) {
  using Int = typename D::Int;
  using Word = typename D::Word;
  const typename D::Bool real = guard && Int(1) <= handle;
  if (known_false(real)) return;
  mtrr_del<D>(table, real, handle - Int(wc_handle_base), Word(0), Word(0));
}

}  // namespace memtype::kernel
