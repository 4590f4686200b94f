#include <set>
#include <string>

#include "memtype/linux/boot.hpp"
#include "memtype/linux/cache_map.hpp"
#include "memtype/linux/ioremap.hpp"
#include "memtype/linux/mtrr.hpp"
#include "recordings.hpp"

namespace memtype::conform {

using kernel::BootFacts;

namespace {

// The features of a record name its environment.
kernel::Environment environment_of(const std::set<std::string>& features) {
  using kernel::Environment;
  const bool xen = features.contains("XENPV");
  const bool tdx = features.contains("TDX_GUEST");
  const bool snp = features.contains("SEV_SNP");
  if (xen + tdx + snp > 1) throw FieldError("features of two kinds of guest");
  const bool hypervisor = features.contains("HYPERVISOR");
  if ((xen || tdx || snp) && !hypervisor) throw FieldError("a guest without HYPERVISOR");
  if (xen) return Environment::xen_dom0;
  if (tdx) return Environment::tdx;
  if (snp) return Environment::snp;
  return hypervisor ? Environment::kvm : Environment::bare_metal;
}

}  // namespace

BootFacts guest_boot_facts(const Json& record) {
  const MsrFile file = registers(field(record, "state"));
  std::set<std::string> features;
  for (const Json& feature : array(field(record, "features")))
    features.insert(feature.get<std::string>());
  BootFacts facts;
  facts.environment = environment_of(features);
  facts.mtrr_feature = features.contains("MTRR");
  facts.mtrr_on = (file.def_type & mtrr_def_enable) != 0;
  facts.mtrr_given = !field(record, "force").is_null();
  facts.pat_in_hardware = features.contains("PAT");
  facts.pat_found = word(field(record, "initial_pat_msr"));
  if (!is_legal_pat(facts.pat_found)) throw FieldError("illegal IA32_PAT");
  return facts;
}

namespace {

constexpr Rule boot_rule{"what Linux believes without ordinary MTRRs",
                         "v6.12, arch/x86/kernel/cpu/mtrr/generic.c: guest_force_mtrr_state"};
constexpr Rule pat_rule{"PAT at boot", "v6.12, arch/x86/mm/pat/memtype.c: pat_bp_init"};
constexpr Rule call_rule{"one call of each interface in such a guest",
                         "v6.12, arch/x86/kernel/cpu/mtrr/mtrr.c, arch/x86/mm/ioremap.c"};

// The state that the record's platform gives; an empty one where it gives none.
MtrrState<Concrete> given_by(const Json& record, const MsrFile& file) {
  const Json& force = field(record, "force");
  std::vector<VariableRange<Concrete>> variable;
  if (force.is_null()) return kernel::forced_mtrrs<Concrete>({}, MemoryType::UC, file.phys_bits);
  const std::uint64_t count = word(field(force, "num_var"));
  if (count > file.variable.size()) throw FieldError("more forced ranges than registers");
  for (std::size_t i = 0; i < count; ++i)
    variable.push_back(
        range_from_msrs(file.variable[i].base, file.variable[i].mask, file.phys_bits));
  return kernel::forced_mtrrs<Concrete>(std::move(variable), memory_type(field(force, "def_type")),
                                        file.phys_bits);
}

struct Guest {
  const Json& record;
  ReplayCounter& tally;
  kernel::Boot boot;
  MtrrState<Concrete> believed;

  template <class Value, class Text>
  void check(const char* name, const Rule& rule, const Value& theirs, const Value& ours,
             const Text& text_of) const {
    tally.check(theirs == ours, name, rule, [&] {
      return Example{0, record["state"].dump() + " features " + record["features"].dump(), name,
                     text_of(theirs), text_of(ours)};
    });
  }
};

std::string bits_text(const PageBits& bits) {
  return std::to_string(bits.pat) + std::to_string(bits.pcd) + std::to_string(bits.pwt);
}
std::string mode_text(MemoryType mode) { return std::string(name(mode)); }

void check_lookups(const Guest& guest) {
  const kernel::CacheMap map(guest.believed);
  for (const Json& query : array(field(guest.record, "queries"))) {
    const kernel::TypeLookup theirs{raw_type(item(query, 2)), flag(item(query, 3))};
    kernel::TypeLookup ours = map.lookup(word(item(query, 0)), word(item(query, 1)));
    ours.uniform = ours.uniform && guest.boot.mtrr_belief != kernel::MtrrBelief::nothing;
    guest.check("type and uniformity", boot_rule, theirs, ours, [](const kernel::TypeLookup& t) {
      return kernel::raw_type_name(t.type) + (t.uniform ? ", 1" : ", 0");
    });
  }
}

void check_pat(const Guest& guest) {
  const auto yes_no = [](bool b) { return std::string(b ? "yes" : "no"); };
  guest.check("pat_enabled", pat_rule, flag(field(guest.record, "pat_enabled")),
              guest.boot.pat.enabled, yes_no);
  guest.check("IA32_PAT", pat_rule, word(field(guest.record, "pat_msr_after")), guest.boot.pat.msr,
              hex);
  for (MemoryType mode : pat_memory_types) {
    const Json& entry =
        field(field(guest.record, "cachemode2pte"), std::string(name(mode)).c_str());
    guest.check("bits of a mode", pat_rule, page_bits(word(entry), PageSize::size_4K),
                guest.boot.pat.bits_of(mode), bits_text);
  }
  for (unsigned i = 0; i < 8; ++i)
    guest.check("mode of an index", pat_rule,
                memory_type(item(field(guest.record, "pte2cachemode"), i)), guest.boot.pat.modes[i],
                mode_text);
}

void check_calls(const Guest& guest, kernel::MtrrTable<Concrete>& table) {
  const auto number = [](std::int64_t n) { return kernel::result_name(n); };
  const auto theirs = [&](const char* key) { return integer(field(guest.record, key)); };
  guest.check("mtrr_add", call_rule, theirs("mtrr_add_0xd0000000_16M_WC"),
              kernel::mtrr_add<Concrete>(table, true, 0xd0000000, 16_MiB, 1, true), number);
  guest.check("mtrr_del", call_rule, theirs("mtrr_del_reg0"),
              kernel::mtrr_del<Concrete>(table, true, 0, 0, 0), number);
  guest.check(
      "arch_phys_wc_add", call_rule, theirs("arch_phys_wc_add_0xe0000000_16M"),
      kernel::arch_phys_wc_add<Concrete>(table, guest.boot.pat.enabled, true, 0xe0000000, 16_MiB),
      number);
}

void check_reserve(const Guest& guest, const MtrrState<Concrete>& mtrr,
                   kernel::MemtypeTable<Concrete>& tracked, const char* key, std::uint64_t start,
                   MemoryType request) {
  const auto ours = kernel::memtype_reserve<Concrete>(tracked, mtrr, guest.boot.pat.enabled, true,
                                                      start, start + page_bytes, request, true);
  const Json& theirs = field(guest.record, key);
  const std::pair<std::int64_t, TypeSet> recorded{integer(item(theirs, 0)),
                                                  memory_type(item(theirs, 1))};
  guest.check("memtype_reserve", call_rule, recorded, {ours.error, ours.mode}, [](const auto& r) {
    return kernel::result_name(r.first) + ", " + to_string(r.second);
  });
}

void check_ioremap(const Guest& guest, const MtrrState<Concrete>& mtrr,
                   kernel::MemtypeTable<Concrete>& tracked) {
  constexpr std::pair<const char*, MemoryType> calls[] = {{"ioremap_wc", MemoryType::WC},
                                                          {"ioremap_wt", MemoryType::WT},
                                                          {"ioremap_cache", MemoryType::WB},
                                                          {"ioremap", MemoryType::UC_minus},
                                                          {"ioremap_uc", MemoryType::UC}};
  std::uint64_t address = 0xe1000000;
  for (const auto& [call, mode] : calls) {
    const auto mapping = kernel::ioremap<Concrete>(tracked, mtrr, guest.boot.pat.enabled, true,
                                                   address, page_bytes, mode);
    address += page_bytes;
    const Json& theirs = field(field(guest.record, "ioremap"), call);
    const PageBits bits = guest.boot.pat.bits_of(mapping.mode.single().value());
    const PageBits recorded{flag(item(theirs, 1)), flag(item(theirs, 2)), flag(item(theirs, 3))};
    const auto text_of = [](const auto& r) {
      return to_string(r.first) + " " + bits_text(r.second);
    };
    guest.check(call, call_rule,
                std::pair<TypeSet, PageBits>{memory_type(item(theirs, 0)), recorded},
                {mapping.live ? mapping.tracked : TypeSet{}, bits}, text_of);
    guest.check(call, call_rule, memory_type(item(theirs, 4)), guest.boot.pat.mode_of(bits),
                mode_text);
  }
}

}  // namespace

void replay_linux_guest(const Json& record, ReplayCounter& tally) {
  const MsrFile file = registers(field(record, "state"));
  const kernel::Boot boot = kernel::boot(guest_boot_facts(record));
  const Guest guest{record, tally, boot,
                    kernel::belief_beside_registers<Concrete>(boot, given_by(record, file))
                        .value_or(kernel::kernel_mtrr_state(file))};
  check_lookups(guest);
  check_pat(guest);
  kernel::MtrrTable<Concrete> table;
  table.hardware = guest.believed;
  table.present = guest.boot.mtrr_present;
  table.write_combining = (file.cap & mtrr_cap_wc) != 0;
  table.start_counting();
  check_calls(guest, table);
  kernel::MemtypeTable<Concrete> tracked;
  check_reserve(guest, table.hardware, tracked, "memtype_reserve_WB_0xe0000000", 0xe0000000,
                MemoryType::WB);
  check_reserve(guest, table.hardware, tracked, "memtype_reserve_WC_0x400000000", 0x400000000,
                MemoryType::WC);
  check_ioremap(guest, table.hardware, tracked);
}

}  // namespace memtype::conform
