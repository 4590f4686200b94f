#include "memtype/linux/cache_map.hpp"
#include "memtype/linux/ioremap.hpp"
#include "memtype/linux/pat_setup.hpp"
#include "memtype_table.hpp"
#include "recordings.hpp"

namespace memtype::conform {
namespace {

using kernel::Mapping;
using kernel::PatMode;
using kernel::PatSetup;

constexpr Rule map_rule{"ioremap(): checks, reservation, page-table bits",
                        "v6.12, arch/x86/mm/ioremap.c: __ioremap_caller"};

struct Configuration {
  const char* name;
  PatSetup pat;
};

// The three PAT configurations of a record.
const std::vector<Configuration>& configurations() {
  static const std::vector<Configuration> all = {
      {"full",
       kernel::pat_setup(true, true, kernel::pat_msr_for(PatMode::full, kernel::newest_version))},
      {"errata4",
       kernel::pat_setup(true, true, kernel::pat_msr_for(PatMode::linux4, kernel::newest_version))},
      {"nopat", kernel::pat_setup(false, true, pat_power_on)}};
  return all;
}

MemoryType requested_mode(const PatSetup& pat, const std::string& call, const Json& op) {
  if (call == "ioremap") return MemoryType::UC_minus;
  if (call == "ioremap_uc") return MemoryType::UC;
  if (call == "ioremap_wc") return MemoryType::WC;
  if (call == "ioremap_wt") return MemoryType::WT;
  if (call == "ioremap_cache") return MemoryType::WB;
  if (call == "ioremap_prot") return pat.mode_of(page_bits(word(item(op, 3)), PageSize::size_4K));
  throw FieldError("unknown operation \"" + call + "\"");
}

// One configuration of one record: the machine, and the mappings made so far.
struct Run {
  const PatSetup& pat;
  const MtrrState<Concrete>& mtrr;
  kernel::MemtypeTable<Concrete> table;
  std::vector<Mapping<Concrete>> mappings;
};

std::string mapping_text(const PatSetup& pat, const Mapping<Concrete>& mapping) {
  if (!mapping.live) return "fail";
  const PageBits bits = pat.bits_of(mapping.mode.single().value());
  return to_string(mapping.tracked) + " pwt " + std::to_string(bits.pwt) + " pcd " +
         std::to_string(bits.pcd) + " pat " + std::to_string(bits.pat) + " " +
         std::string(name(pat.mode_of(bits))) + " " + hex(mapping.begin) + " " +
         hex(mapping.end - mapping.begin);
}

bool same_mapping(const PatSetup& pat, const Mapping<Concrete>& ours, std::uint64_t start,
                  const Json& theirs) {
  const std::string outcome = text(item(theirs, 0));
  if (outcome != "ok") return outcome == "fail" && !ours.live;
  if (!ours.live) return false;
  const PageBits bits = pat.bits_of(ours.mode.single().value());
  const PageBits recorded{flag(item(theirs, 2)), flag(item(theirs, 3)), flag(item(theirs, 4))};
  return TypeSet(memory_type(item(theirs, 1))) == ours.tracked && bits == recorded &&
         memory_type(item(theirs, 5)) == pat.mode_of(bits) && word(item(theirs, 6)) == ours.begin &&
         word(item(theirs, 7)) == ours.end - ours.begin &&
         word(item(theirs, 8)) == (start & (page_bytes - 1));
}

// Performs one operation. Returns whether the outcome is the recorded one, and ours as text.
std::pair<bool, std::string> perform(Run& run, const Json& op, const Json& theirs) {
  const std::string call = text(item(op, 0));
  if (call == "iounmap") {
    const std::uint64_t index = word(item(op, 1));
    if (index >= run.mappings.size()) throw FieldError("iounmap of a mapping never made");
    Mapping<Concrete>& mapping = run.mappings[index];
    const std::string outcome = mapping.live ? "unmapped" : "skipped";
    kernel::iounmap<Concrete>(run.table, run.pat.enabled, true, mapping);
    return {text(item(theirs, 0)) == outcome, outcome};
  }
  const std::uint64_t start = word(item(op, 1)), size = word(item(op, 2));
  run.mappings.push_back(kernel::ioremap<Concrete>(run.table, run.mtrr, run.pat.enabled, true,
                                                   start, size, requested_mode(run.pat, call, op)));
  const Mapping<Concrete>& made = run.mappings.back();
  return {same_mapping(run.pat, made, start, theirs), mapping_text(run.pat, made)};
}

void replay_configuration(const Json& record, const MtrrState<Concrete>& mtrr,
                          const Configuration& configuration, ReplayCounter& tally) {
  Run run{configuration.pat, mtrr, {}, {}};
  run.table.ram = ram_of(field(record, "e820"));
  const Json& results = field(field(record, "results"), configuration.name);
  const Json& ops = array(field(record, "ops"));
  const Json& outcomes = array(field(results, "ops"));
  if (ops.size() != outcomes.size()) throw FieldError("as many results as operations wanted");
  const auto state = [&] {
    return std::string(configuration.name) + " " + record["state"].dump() + " e820 " +
           record["e820"].dump();
  };
  for (std::size_t i = 0; i < ops.size(); ++i) {
    const auto done = perform(run, ops[i], outcomes[i]);
    tally.check(done.first, "mapping", map_rule, [&] {
      return Example{0, state(), "operation " + std::to_string(i) + " of " + ops.dump(),
                     outcomes[i].dump(), done.second};
    });
  }
  const auto list = tracked_list(run.table);
  tally.check(tracked_list(field(results, "list")) == list, "list afterwards", list_rule, [&] {
    return Example{0, state(), "after " + ops.dump(), results["list"].dump(), list_text(list)};
  });
}

}  // namespace

void replay_linux_ioremap(const Json& record, ReplayCounter& tally) {
  const MtrrState<Concrete> mtrr = kernel::kernel_mtrr_state(registers(field(record, "state")));
  for (const Configuration& configuration : configurations())
    replay_configuration(record, mtrr, configuration, tally);
}

}  // namespace memtype::conform
