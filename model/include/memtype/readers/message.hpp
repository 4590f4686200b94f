// Messages about memory types, and where they stand.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>

#include "memtype/types.hpp"

namespace memtype::readers {

// A line of a source. `source`: an index into Observations::sources; `line` counts from 1.
struct Place {
  std::uint32_t source = 0;
  std::uint32_t line = 0;
  friend constexpr auto operator<=>(Place, Place) = default;
};

// What a kernel or driver says about memory types.
enum class MessageKind : std::uint8_t {
  pat_conflict,         // "conflicting memory types a-b A<->B"
  reserve_failed,       // "memtype_reserve failed", "reserve_memtype failed"
  ioremap_failed,       // "ioremap memtype_reserve failed -16", "ioremap error for ..."
  map_pfn_mismatch,     // "map pfn expected mapping type A for [mem ..], got B"
  free_invalid,         // "freeing invalid memtype"
  ram_mismatch,         // reserve_ram_pages_type, "map pfn RAM range req"
  mtrr_mismatch,        // "type mismatch for b,s old: A new: B"
  mtrr_overlaps,        // "b,s overlaps existing b,s"
  mtrr_not_aligned,     // "base(..) is not aligned on a size(..) boundary"
  mtrr_full,            // "no more MTRRs available"
  mtrr_absent,          // "no MTRR for b,s found", "MTRR 2 not used"
  drm_no_mtrr,          // "[drm] MTRR allocation failed"
  xorg_no_wc,           // "Failed to set up write-combining range"
  huge_page_refused,    // "pmd_set_huge: Cannot satisfy"
  cpus_inconsistent,    // "your CPUs had inconsistent ... MTRR settings"
  incorrect_mask,       // "your BIOS has set up an incorrect mask"
  ram_not_covered,      // "CPU MTRRs don't cover all of memory, losing ..MB"
  strange_uc_entry,     // "contains strange UC entry under 1M"
  mtrr_disabled,        // "MTRRs disabled by BIOS", "MTRR: Disabled"
  mtrr_blank,           // "CPU MTRRs all blank - virtualized system."
  mtrr_read_only,       // "MTRRs set to read-only"
  pat_skipped,          // "MTRRs disabled, skipping PAT initialization too."
  pat_not_supported,    // "PAT not supported by CPU."
  pat_disabled,         // "PAT support disabled ..."
  cleanup_not_found,    // "mtrr_cleanup: can not find optimal value"
  cleanup_found,        // "Found optimal setting for mtrr clean up"
  cleanup_bad_options,  // "invalid mtrr_gran_size or mtrr_chunk_size"
  proc_mtrr_error,      // "cat: /proc/mtrr: Input/output error"
  other,                // in the area, of no consequence
  state,                // a line of a list, a heading: other readers read it
};
struct KnownMessage;  // message_rows.hpp
struct Message {
  MessageKind kind = MessageKind::other;
  std::string text;  // without what stood before the message
  std::string who;   // process or driver; empty: not said
  PhysRange range, existing;
  std::optional<MemoryType> first, second;  // A and B as above
  std::uint64_t number = 0;                 // megabytes lost, errno, register
  std::uint32_t count = 1;                  // equal lines
  std::uint32_t boot = 0;
  Place place;                          // of the first
  const KnownMessage* known = nullptr;  // its row of the table; null: of none
};

}  // namespace memtype::readers
