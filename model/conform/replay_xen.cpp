#include <optional>

#include "memtype/cpu/effective.hpp"
#include "memtype/cpu/manual.hpp"
#include "memtype/cpu/mtrr_region.hpp"
#include "memtype/linux/pat_setup.hpp"
#include "quirks.hpp"
#include "recordings.hpp"

namespace memtype::conform {
namespace {

constexpr Rule mtrr_rule{"MTRR precedence: off, fixed range, variable ranges, default",
                         cited<"Intel SDM vol. 3A, 11.11.4.1; AMD APM vol. 2, 7.7.4">};
constexpr Rule region_rule{"a region has one type only if every page of it has that type",
                           cited<"Intel SDM vol. 3A, 11.11.4.1">};
constexpr Rule table_rule{"MTRR type and PAT type combined",
                          cited<"Intel SDM vol. 3A, table 11-7">};
constexpr Rule pat_rule{"the lowest PAT entry of a type; UC where there is none",
                        cited<"Intel SDM vol. 3A, tables 11-10 and 11-11">};
constexpr Rule merge_rule{"two MTRR types over one page", cited<"Intel SDM vol. 3A, 11.11.4.1">};
constexpr Rule save_rule{"a saved register is restored with the contents it had",
                         cited<"Intel SDM vol. 3A, 11.11.7.2">};

std::string type_text(int type) {
  if (type < 0) return "split";
  const bool named = is_pat_encoding(static_cast<std::uint64_t>(type));
  return named ? std::string(name(static_cast<MemoryType>(type))) : std::to_string(type);
}

void lookup_page(const MsrFile& file, const MtrrState<Concrete>& mtrr, const Json& record,
                 std::uint64_t address, int theirs, ReplayCounter& tally) {
  const TypeSet ours = mtrr_type_at<Concrete>(mtrr, address);
  const auto example = [&] {
    return Example{0, record["state"].dump(), "type of page " + hex(address), type_text(theirs),
                   to_string(ours)};
  };
  if (mtrr_undefined_at<Concrete>(mtrr, address)) {
    const bool predicted = xen_region_type(file, address, 0) == theirs;
    tally.differ(predicted ? "undefined overlap: type of the last register" : "undefined overlap",
                 mtrr_rule, example);
    return;
  }
  const auto single = ours.single();
  tally.check(single && static_cast<int>(*single) == theirs, "type of a page", mtrr_rule, example);
}

void lookup_region(const MsrFile& file, const MtrrState<Concrete>& mtrr, const Json& record,
                   std::uint64_t address, unsigned order, int theirs, ReplayCounter& tally) {
  const std::uint64_t bytes = page_bytes << order;
  const PhysRange region{address & ~(bytes - 1), (address & ~(bytes - 1)) + bytes};
  const TypeSet ours = mtrr_types_in(mtrr, region);
  const auto single = ours.single();
  const int answer = single ? static_cast<int>(*single) : -1;
  if (answer == theirs) return tally.agree();
  const bool predicted = xen_region_type(file, address, order) == theirs;
  const char* name = single ? "uniform region: not recognised" : "mixed region: one type";
  tally.differ(predicted ? name : "type of a region", region_rule, [&] {
    return Example{0, record["state"].dump(),
                   "types in [" + hex(region.begin) + ", " + hex(region.end) + ")",
                   type_text(theirs), to_string(ours)};
  });
}

void replay_lookup(const Json& record, ReplayCounter& tally) {
  const MsrFile file = registers(field(record, "state"));
  const MtrrState<Concrete> mtrr = mtrr_state(file);
  for (const Json& query : array(field(record, "queries"))) {
    const std::uint64_t address = word(item(query, 0));
    const std::int64_t order = integer(item(query, 1));
    const int theirs = static_cast<int>(integer(item(query, 2)));
    if (order < 0 || order > 40) throw FieldError("page order out of range");
    if (order == 0)
      lookup_page(file, mtrr, record, address, theirs, tally);
    else
      lookup_region(file, mtrr, record, address, static_cast<unsigned>(order), theirs, tally);
  }
}

// The combined type; nothing for reserved encodings.
std::optional<MemoryType> combine(std::uint64_t mtrr, std::uint64_t page) {
  if (!is_mtrr_encoding(mtrr) || !is_pat_encoding(page)) return std::nullopt;
  return effective_row(EffectiveTable::intel_pat, static_cast<MemoryType>(mtrr),
                       static_cast<MemoryType>(page))
      .effective;
}

Example table_example(std::string question, int theirs, int ours) {
  return {0, "", std::move(question), type_text(theirs), type_text(ours)};
}

void replay_effective(const Json& record, ReplayCounter& tally) {
  const std::uint64_t mtrr = word(field(record, "mtrr")), page = word(field(record, "pat"));
  const Json& effective = field(record, "effective");
  const auto row = combine(mtrr, page);
  const int ours = row ? static_cast<int>(*row) : -1;
  const int theirs = effective.is_null() ? -1 : static_cast<int>(integer(effective));
  tally.check(ours == theirs, "effective type", table_rule, [&] {
    return table_example("MTRR " + type_text(int(mtrr)) + " with PAT " + type_text(int(page)),
                         theirs, ours);
  });
}

// Does some PAT type turn this MTRR type into `wanted`?
bool reachable(std::uint64_t mtrr, std::uint64_t wanted) {
  for (MemoryType page : pat_memory_types)
    if (const auto got = combine(mtrr, static_cast<std::uint64_t>(page));
        got && static_cast<std::uint64_t>(*got) == wanted)
      return true;
  return false;
}

// Any PAT type that leads to the wanted type is right; none only where none does.
void replay_inverse(const Json& record, ReplayCounter& tally) {
  const std::uint64_t mtrr = word(field(record, "host_mtrr"));
  const std::uint64_t wanted = word(field(record, "wanted_effective"));
  const Json& chosen = field(record, "pat_type");
  bool right = false;
  if (chosen.is_null()) {
    right = !reachable(mtrr, wanted);
  } else {
    const auto got = combine(mtrr, word(chosen));
    right = got && static_cast<std::uint64_t>(*got) == wanted;
  }
  tally.check(right, "PAT type for a wanted type", table_rule, [&] {
    return Example{
        0, "", "PAT type that makes " + type_text(int(wanted)) + " of MTRR " + type_text(int(mtrr)),
        chosen.dump(), reachable(mtrr, wanted) ? "another" : "none"};
  });
}

// Xen's bits for a PAT type, by its own layout: PAT 0x80, PCD 0x10, PWT 0x08.
std::uint64_t entry_flags(std::uint64_t type) {
  const Pat pat = decode_pat(kernel::pat_msr_for(kernel::PatMode::xen, kernel::newest_version));
  PageBits bits{.pwt = true, .pcd = true};
  for (unsigned i = 8; i-- > 0;)
    if (static_cast<std::uint64_t>(pat[i]) == type) bits = PageBits::from_index(i);
  return (bits.pat ? 0x80U : 0U) | (bits.pcd ? 0x10U : 0U) | (bits.pwt ? 0x08U : 0U);
}

void replay_pat_to_pte(const Json& record, ReplayCounter& tally) {
  const std::uint64_t type = word(field(record, "pat_type"));
  const std::uint64_t theirs = word(field(record, "pte_flags"));
  const std::uint64_t ours = entry_flags(type);
  tally.check(theirs == ours, "entry bits of a PAT type", pat_rule, [&] {
    return Example{0, "", "bits for " + type_text(int(type)), hex(theirs), hex(ours)};
  });
}

// The guest's type, and bits under which the host's MTRR gives it (UC where none do).
void replay_shadow(const Json& record, ReplayCounter& tally) {
  const std::uint64_t host = word(field(record, "host_mtrr"));
  const std::uint64_t flags = word(field(record, "pte_flags"));
  const auto guest = combine(word(field(record, "guest_mtrr")), word(field(record, "guest_pat")));
  const Pat pat = decode_pat(kernel::pat_msr_for(kernel::PatMode::xen, kernel::newest_version));
  const MemoryType page = pat[page_bits(flags, PageSize::size_4K).index()];
  const auto result = combine(host, static_cast<std::uint64_t>(page));
  const bool possible = guest && reachable(host, static_cast<std::uint64_t>(*guest));
  const bool right =
      guest && static_cast<std::int64_t>(*guest) == integer(field(record, "guest_effective")) &&
      (possible ? result == guest : page == MemoryType::UC);
  tally.check(right, "shadow entry bits", table_rule, [&] {
    return Example{0, "", record.dump(), hex(flags),
                   guest ? "bits that give " + std::string(name(*guest)) : "reserved type"};
  });
}

// Xen merges the guest's MTRR type and the host's. Where the overlap of two MTRRs is defined the
// merge must be that; elsewhere no manual says anything.
void replay_ept(const Json& record, ReplayCounter& tally) {
  const MemoryType guest = memory_type(field(record, "guest_mtrr"));
  const MemoryType host = memory_type(field(record, "host_mtrr"));
  const int theirs = static_cast<int>(integer(field(record, "emt")));
  const Overlap ours = mtrr_overlap(TypeSet::of(guest, host));
  const auto example = [&] {
    return Example{
        0, "", "guest MTRR " + std::string(name(guest)) + ", host MTRR " + std::string(name(host)),
        type_text(theirs), to_string(ours.candidates)};
  };
  if (ours.undefined)
    return tally.differ("EPT type where no overlap rule applies", merge_rule, example);
  tally.check(static_cast<int>(*ours.candidates.single()) == theirs, "EPT type", merge_rule,
              example);
}

void replay_save(const Json& record, ReplayCounter& tally) {
  const bool same = field(record, "live") == field(record, "saved");
  const bool first = field(record, "saved") == Json::array({"0x10000006", "0x3ffff0000800"});
  tally.check(same, first ? "saved register: contents of register 0" : "saved register", save_rule,
              [&] {
                return Example{0, "", "register " + record["index"].dump(), record["saved"].dump(),
                               record["live"].dump()};
              });
}

}  // namespace

void replay_xen(const Json& record, ReplayCounter& tally) {
  const std::string kind = text(field(record, "kind"));
  if (kind == "lookup") return replay_lookup(record, tally);
  if (kind == "effective") return replay_effective(record, tally);
  if (kind == "inverse") return replay_inverse(record, tally);
  if (kind == "pat_type_to_pte") return replay_pat_to_pte(record, tally);
  if (kind == "shadow_pte") return replay_shadow(record, tally);
  if (kind == "ept_emt") return replay_ept(record, tally);
  if (kind == "hvm_save_var") return replay_save(record, tally);
  if (kind == "ept_emt_case")
    return tally.skip("policy of the hypervisor, no rule of the processor");
  throw FieldError("unknown kind \"" + kind + "\"");
}

}  // namespace memtype::conform
