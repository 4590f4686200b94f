// One machine while a program runs on it: processor, MTRRs, PAT, the kernel's books, and the
// mappings that exist. And the question all this is for: which types does a region have?
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "memtype/cpu/smrr.hpp"
#include "memtype/linux/address_space.hpp"
#include "memtype/linux/boot.hpp"
#include "memtype/linux/mtrr.hpp"
#include "memtype/linux/pat_setup.hpp"
#include "memtype/machine/page_rule.hpp"

namespace memtype {

template <class D>
struct System {
  kernel::Environment environment = kernel::Environment::bare_metal;
  EffectiveTable table = EffectiveTable::intel_pat;
  kernel::PatSetup pat;
  kernel::MtrrTable<D> mtrr;
  kernel::MemtypeTable<D> memtype;
  // What the kernel takes the MTRRs to be, where that is not what the processor has (Xen PV,
  // confidential guests).
  std::optional<MtrrState<D>> forced_belief;
  std::vector<kernel::Mapping<D>> mappings;
  kernel::UserAreas<D> users;
  // Guests with a host type: whether the guest's PAT takes part; what lies below the page attribute
  // in place of the MTRRs (page_rule.hpp), but WB in the guest's own memory, in whole pages.
  bool guest_pat_honored = true;
  MemoryType host_type = MemoryType::UC;
  std::vector<PhysRange> guest_memory;
  // Where MTRRs lie below the page attributes: the range of System Management Mode; CR0.CD of all
  // processors before the first register update; and what they then make of WC, where the manual
  // leaves it open (cpu/cache_control.hpp).
  Smrr<Concrete> smrr;
  bool cache_disable = false;
  typename D::Set wc_without_caches{wc_with_cache_disabled};

  const MtrrState<D>& belief() const { return forced_belief ? *forced_belief : mtrr.hardware; }
  PageRule page_rule() const { return memtype::page_rule(environment, table, guest_pat_honored); }
};

// The kernel takes over: what boot() says of PAT and MTRRs, on the hardware that is in `system`.
// `ram`: RAM and ACPI tables of the memory map, in any order.
template <Domain D>
void take_over(System<D>& system, const kernel::Boot& boot, std::span<const PhysRange> ram) {
  system.pat = boot.pat;
  system.mtrr.present = boot.mtrr_present;
  system.forced_belief = kernel::belief_beside_registers<D>(
      boot, kernel::given_mtrrs<D>(system.environment, boot.uc_hole, ram, system.mtrr.hardware));
}

// Do MTRRs lie below the page attributes? Guest MTRRs have no effect on hardware.
template <class D>
bool goes_by_mtrrs(const System<D>& system) {
  return !kernel::has_host_type(system.environment);
}

// The type that the host gives at one address: WB where the guest's own memory is, which KVM maps
// so whatever the guest's MTRRs say (vmx_get_mt_mask(); TDX: the module does), else the host type.
template <Domain D>
typename D::Set host_type_at(const System<D>& system, const typename D::Word& address) {
  using Word = typename D::Word;
  using Set = typename D::Set;
  Set type{TypeSet(system.host_type)};
  for (const PhysRange& range : system.guest_memory)
    type = ite(Word(range.begin) <= address && address < Word(range.end),
               Set(TypeSet(MemoryType::WB)), type);
  return type;
}

// The same range over a domain.
template <Domain D>
Smrr<D> smrr_of(const System<D>& system) {
  const Smrr<Concrete>& known = system.smrr;
  return {typename D::Bool(known.valid), typename D::Word(known.base), typename D::Word(known.mask),
          typename D::Set(known.type)};
}

// The type that lies below the page attribute at one address: outside System Management Mode, where
// programs run, the MTRRs' and SMRR's; or the host's.
template <Domain D>
typename D::Set base_type_at(const System<D>& system, const typename D::Word& address) {
  if (!goes_by_mtrrs(system)) return host_type_at<D>(system, address);
  const typename D::Set type = mtrr_type_at<D>(system.mtrr.hardware, address);
  if (!system.smrr.valid) return type;
  return smrr_access_at<D>(smrr_of(system), typename D::Bool(false), address, type).type;
}

// Does the type of this address hang on an undefined overlap of MTRRs?
template <Domain D>
typename D::Bool base_undefined_at(const System<D>& system, const typename D::Word& address) {
  using Bool = typename D::Bool;
  if (!goes_by_mtrrs(system)) return Bool(false);
  const Bool undefined = mtrr_undefined_at<D>(system.mtrr.hardware, address);
  return system.smrr.valid ? undefined && !smrr_covers<D>(smrr_of(system), address) : undefined;
}

// Is CR0.CD set? An update of a register leaves it clear, as its last step is cache_enable()
// (arch/x86/kernel/cpu/cacheinfo.c; post_set() in mtrr/generic.c up to 6.1). CR0 of a guest is the
// hypervisor's business: false.
template <Domain D>
typename D::Bool caches_disabled(const System<D>& system) {
  if (!system.cache_disable || !goes_by_mtrrs(system)) return typename D::Bool(false);
  return system.mtrr.writes == typename D::Int(0);
}

// The effective type under the page attribute `page`: `base` from base_type_at().
template <Domain D>
typename D::Set effective_type_under(const System<D>& system, const typename D::Set& base,
                                     const typename D::Set& page) {
  const typename D::Set type = page_type_under<D>(system.page_rule(), base, page);
  const typename D::Bool off = caches_disabled(system);
  if (known_false(off)) return type;
  return ite(off, effective_with_cache_disabled<D>(system.table, type, system.wc_without_caches),
             type);
}

// The effective type of a page: `base` from base_type_at(), `mode` of the mapping.
template <Domain D>
typename D::Set page_effective_type(const System<D>& system, const typename D::Set& base,
                                    const typename D::Set& mode) {
  return effective_type_under<D>(system, base, kernel::page_types<D>(system.pat, mode));
}

// Does that type hang on something that the manuals leave undefined? `vague`: base_undefined_at().
template <Domain D>
typename D::Bool page_undefined(const System<D>& system, const typename D::Set& base,
                                const typename D::Bool& vague, const typename D::Set& page) {
  const auto sensitive = [&](bool off) {
    return vague && intersects(page, sensitive_page_types(system.table, off));
  };
  const typename D::Bool off = caches_disabled(system);
  if (known_false(off)) return sensitive(false);
  const typename D::Bool open =
      typename D::Bool(leaves_wc_open(system.table)) &&
      has(page_type_under<D>(system.page_rule(), base, page), MemoryType::WC);
  return ite(off, sensitive(true) || open, sensitive(false));
}

// What is known of a region [begin, end) at one moment.
template <class D>
struct RegionState {
  typename D::Set types{TypeSet{}};   // over all pages and all live mappings of them
  typename D::Bool mapped{false};     // some page has a live mapping
  typename D::Bool aliased{false};    // some page has two live mappings of different type
  typename D::Bool undefined{false};  // some type hangs on what the manuals leave undefined
  bool complete = true;               // false: a mask had too many pieces to look at all of them
};

// A page of the region at which something may change; `valid` says whether it lies inside.
template <class D>
struct RegionPoint {
  typename D::Bool valid{false};
  typename D::Word address{0};
};

inline constexpr std::size_t max_mask_pieces = 64;

// Where a register's blocks begin and end. False if there are too many, or the mask is not the same
// on every machine.
template <Domain D>
bool register_edges(const VariableRange<D>& range, unsigned phys_bits,
                    std::vector<typename D::Word>& edges) {
  using Word = typename D::Word;
  if (range.natural) {
    edges.push_back(range.base);
    edges.push_back(range.base + block_size<D>(range.mask, phys_bits));
    return true;
  }
  const auto mask = known_value(range.mask);
  if (!mask) return false;
  const MaskBlocks blocks = mask_blocks(*mask, phys_bits);
  if (blocks.count(max_mask_pieces) > max_mask_pieces) return false;
  const Word start = range.base & range.mask;
  blocks.each_offset([&](std::uint64_t offset) {
    edges.push_back(start + Word(offset));
    edges.push_back(start + Word(offset + blocks.size));
  });
  return true;
}

// Types change only at the region's first page, at the edges of mappings, of registers, of SMRR and
// of fixed ranges: looking at these pages is looking at all of them.
template <Domain D>
std::vector<RegionPoint<D>> region_points(const System<D>& system, const typename D::Word& begin,
                                          const typename D::Word& end, bool& complete) {
  using Word = typename D::Word;
  using Bool = typename D::Bool;
  std::vector<RegionPoint<D>> points;
  const auto add = [&](const Bool& exists, const Word& address) {
    const Bool valid = exists && begin < address && address < end;
    if (!known_false(valid)) points.push_back({valid, address});
  };
  points.push_back({begin < end, begin});
  for (const kernel::Mapping<D>& mapping : system.mappings) {
    add(mapping.live, mapping.begin);
    add(mapping.live, mapping.end);
  }
  if (!goes_by_mtrrs(system)) {
    for (const PhysRange& range : system.guest_memory) {
      add(Bool(true), Word(range.begin));
      add(Bool(true), Word(range.end));
    }
    return points;
  }
  if (system.smrr.valid) {
    add(Bool(true), Word(system.smrr.base));
    add(Bool(true), Word(system.smrr.base + block_size<Concrete>(system.smrr.mask, 32)));
  }
  const MtrrState<D>& mtrr = system.mtrr.hardware;
  if (!mtrr.enabled) return points;
  std::vector<Word> edges;
  for (const VariableRange<D>& range : mtrr.variable) {
    if (known_false(range.valid)) continue;
    edges.clear();
    complete = register_edges<D>(range, mtrr.phys_bits, edges) && complete;
    for (const Word& edge : edges) add(range.valid && !range.elsewhere, edge);
  }
  if (mtrr.fixed_enabled)
    for (const FixedRun& run : mtrr.fixed) add(Bool(true), Word(run.range.end));
  if (mtrr.tom2_wb_end > 4_GiB) {
    add(Bool(true), Word(4_GiB));
    add(Bool(true), Word(mtrr.tom2_wb_end));
  }
  return points;
}

// What is known of one page, at `address`; all of it empty or false where `valid` is not.
template <Domain D>
RegionState<D> page_state(const System<D>& system, const typename D::Bool& valid,
                          const typename D::Word& address) {
  using Set = typename D::Set;
  using Bool = typename D::Bool;
  RegionState<D> state;
  const Set base = base_type_at<D>(system, address);
  const Bool vague = base_undefined_at<D>(system, address);
  std::vector<std::pair<Bool, Set>> seen;
  for (const kernel::Mapping<D>& mapping : system.mappings) {
    const Bool covers = valid && mapping.live && mapping.begin <= address && address < mapping.end;
    if (known_false(covers)) continue;
    const Set type = page_effective_type<D>(system, base, mapping.mode);
    const Set pages = kernel::page_types<D>(system.pat, mapping.mode);
    state.types = state.types | when(covers, type);
    state.mapped = state.mapped || covers;
    state.undefined = state.undefined || (covers && page_undefined<D>(system, base, vague, pages));
    for (const auto& [other_covers, other] : seen)
      state.aliased = state.aliased || (covers && other_covers && !equal_sets(type, other));
    seen.emplace_back(covers, type);
  }
  return state;
}

// The state of [begin, end), whole pages. Cost: edges x (registers + mappings squared).
template <Domain D>
RegionState<D> region_state(const System<D>& system, const typename D::Word& begin,
                            const typename D::Word& end) {
  RegionState<D> state;
  for (const RegionPoint<D>& point : region_points<D>(system, begin, end, state.complete)) {
    const RegionState<D> page = page_state<D>(system, point.valid, point.address);
    state.types = state.types | page.types;
    state.mapped = state.mapped || page.mapped;
    state.aliased = state.aliased || page.aliased;
    state.undefined = state.undefined || page.undefined;
  }
  return state;
}

}  // namespace memtype
