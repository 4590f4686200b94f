// Where an access goes on AMD: to DRAM or to memory-mapped I/O, apart for reads and for writes.
//
// AMD APM vol. 2, 7.7.1 and 7.9 (RdMem and WrMem of the fixed ranges, IORRs, top of memory) and
// 3.2.1 (SYSCFG). The route is decided beside the memory type; the two must fit each other (table
// 7-13). MTRRdefType.E does not take part: the routes hold with MTRRs off as well.
#pragma once

#include <array>
#include <vector>

#include "memtype/cpu/msr.hpp"

namespace memtype {

// The route of an access: true is DRAM, false is memory-mapped I/O.
template <class D>
struct AmdRoute {
  typename D::Bool read_dram{false};
  typename D::Bool write_dram{false};
  // Several IORRs match: which one counts is implementation-dependent. The two flags above mean
  // nothing then.
  typename D::Bool undefined{false};
};

// One I/O range register pair. RdMem is bit 4 of the base, WrMem bit 3.
template <class D>
struct Iorr {
  typename D::Bool valid{false};
  typename D::Word base{0};  // address bits only
  typename D::Word mask{0};
  typename D::Bool read_dram{false};
  typename D::Bool write_dram{false};
};

inline constexpr std::uint64_t iorr_read_dram = 1U << 4;
inline constexpr std::uint64_t iorr_write_dram = 1U << 3;

// A run of addresses below 1 MiB with one pair of RdMem and WrMem.
struct FixedRouteRun {
  PhysRange range;
  bool read_dram = false;
  bool write_dram = false;
};

// The switches of SYSCFG are the same on every machine of one proof.
template <class D>
struct AmdRouting {
  bool fixed_dram = false;           // MtrrFixDramEn
  bool variable_dram = false;        // MtrrVarDramEn: TOP_MEM and the IORRs count
  bool tom2 = false;                 // MtrrTom2En: TOP_MEM2 counts
  std::vector<FixedRouteRun> fixed;  // in address order, covering [0, 1 MiB)
  std::array<Iorr<D>, 2> iorr{};
  typename D::Word top_mem{0};   // bytes: DRAM ends here below 4 GiB
  typename D::Word top_mem2{0};  // bytes: DRAM ends here above 4 GiB
};

// The routing that the registers describe. Meaningful for AMD and Hygon only.
AmdRouting<Concrete> amd_routing(const MsrFile& file);

template <Domain D>
typename D::Bool matches(const Iorr<D>& iorr, const typename D::Word& address) {
  return iorr.valid && ((address ^ iorr.base) & iorr.mask) == typename D::Word(0);
}

// DRAM by the top-of-memory registers alone: [0, TOP_MEM) and [4 GiB, TOP_MEM2), each while its
// switch is on; everything else is memory-mapped I/O. TOP_MEM says nothing above 4 GiB.
template <Domain D>
typename D::Bool below_top_of_memory(const AmdRouting<D>& routing,
                                     const typename D::Word& address) {
  using Bool = typename D::Bool;
  using Word = typename D::Word;
  const Bool high = Word(4_GiB) <= address;
  const Bool low_dram = Bool(routing.variable_dram) && address < routing.top_mem;
  const Bool high_dram = Bool(routing.tom2) && address < routing.top_mem2;
  return ite(high, high_dram, low_dram);
}

// Below 1 MiB: RdMem and WrMem of the fixed range; memory-mapped I/O while MtrrFixDramEn is 0.
template <Domain D>
AmdRoute<D> fixed_route_at(const AmdRouting<D>& routing, const typename D::Word& address) {
  using Bool = typename D::Bool;
  using Word = typename D::Word;
  AmdRoute<D> route;
  if (!routing.fixed_dram) return route;
  for (const FixedRouteRun& run : routing.fixed) {
    const Bool here = Word(run.range.begin) <= address && address < Word(run.range.end);
    route.read_dram = route.read_dram || (here && Bool(run.read_dram));
    route.write_dram = route.write_dram || (here && Bool(run.write_dram));
  }
  return route;
}

// The route of one address. Below 1 MiB the fixed ranges; from there on a matching IORR, else the
// top of memory. Cost: constant, but for the runs of fixed ranges.
template <Domain D>
AmdRoute<D> amd_route_at(const AmdRouting<D>& routing, const typename D::Word& address) {
  using Bool = typename D::Bool;
  const Bool on(routing.variable_dram);
  const Bool first = on && matches<D>(routing.iorr[0], address);
  const Bool second = on && matches<D>(routing.iorr[1], address);
  const Bool top = below_top_of_memory<D>(routing, address);
  const auto choose = [&](const Bool& a, const Bool& b) {
    return ite(first, a, ite(second, b, top));
  };
  const AmdRoute<D> fixed = fixed_route_at<D>(routing, address);
  const Bool low = address < typename D::Word(FixedRanges::end);
  AmdRoute<D> route;
  route.read_dram =
      ite(low, fixed.read_dram, choose(routing.iorr[0].read_dram, routing.iorr[1].read_dram));
  route.write_dram =
      ite(low, fixed.write_dram, choose(routing.iorr[0].write_dram, routing.iorr[1].write_dram));
  route.undefined = !low && first && second;
  return route;
}

// One line of table 7-13: the types that a route admits. Every other type is reserved with it.
struct RouteTypesRow {
  bool read_dram;
  bool write_dram;
  TypeSet types;
};
inline constexpr RouteTypesRow route_types_rows[] = {
    {false, false, TypeSet::of(MemoryType::UC, MemoryType::WC, MemoryType::WT, MemoryType::WP)},
    {false, true, TypeSet::of(MemoryType::UC, MemoryType::WC)},
    {true, false, TypeSet::of(MemoryType::UC, MemoryType::WP)},
    {true, true, TypeSet::of(MemoryType::UC, MemoryType::WC, MemoryType::WT, MemoryType::WB)},
};

// Does table 7-13 reserve this route for a memory type of the set? What the processor does then,
// the manual does not say. Holds for the extended types of fixed ranges, and for IORRs and top of
// memory with the type of the MTRRs. False for an undefined route.
template <Domain D>
typename D::Bool is_reserved_route(const AmdRoute<D>& route, const typename D::Set& types) {
  typename D::Bool reserved(false);
  for (const RouteTypesRow& row : route_types_rows) {
    const typename D::Bool here = route.read_dram == typename D::Bool(row.read_dram) &&
                                  route.write_dram == typename D::Bool(row.write_dram);
    reserved = reserved || (here && !subset(types, row.types));
  }
  return reserved && !route.undefined;
}

}  // namespace memtype
