#include "memtype/linux/cache_map.hpp"
#include "memtype/linux/pat_setup.hpp"
#include "memtype/linux/remap_pfn.hpp"
#include "memtype_table.hpp"
#include "recordings.hpp"

namespace memtype::conform {
namespace {

constexpr Rule reserve_rule{"memtype_reserve(): untracked, MTRR hint, RAM, conflicts",
                            "v6.12, arch/x86/mm/pat/memtype.c: memtype_reserve"};
constexpr Rule free_rule{"memtype_free(): exact range, until 6.15 else an end cut off",
                         "v6.12, arch/x86/mm/pat/memtype_interval.c: memtype_erase"};
constexpr Rule lookup_rule{"lookup_memtype()", "v6.12, arch/x86/mm/pat/memtype.c: lookup_memtype"};
constexpr Rule io_rule{"memtype_reserve_io()",
                       "v6.12, arch/x86/mm/pat/memtype.c: memtype_reserve_io"};
constexpr Rule pfn_rule{"reserve_pfn_range()",
                        "v6.12, arch/x86/mm/pat/memtype.c: reserve_pfn_range"};

// One recorded sequence with PAT on and Linux's full layout.
struct Sequence {
  const Json& record;
  ReplayCounter& tally;
  MtrrState<Concrete> mtrr;
  kernel::PatSetup pat = kernel::pat_setup(
      true, true, kernel::pat_msr_for(kernel::PatMode::full, kernel::newest_version));
  kernel::MemtypeTable<Concrete> table{};

  void check(bool same, const char* name, const Rule& rule, const Json& op,
             std::string ours) const {
    tally.check(same, name, rule, [&] {
      return Example{0, record["state"].dump() + " e820 " + record["e820"].dump(), op.dump(),
                     "as recorded in the question", std::move(ours)};
    });
  }
};

std::string result_text(std::int64_t error, TypeSet mode) {
  return kernel::result_name(error) + ", " + to_string(mode);
}

void reserve(Sequence& run, const Json& op) {
  const bool adapt = flag(field(op, "with_new"));
  const auto ours = kernel::memtype_reserve<Concrete>(
      run.table, run.mtrr, true, true, word(field(op, "start")), word(field(op, "end")),
      memory_type(field(op, "req")), adapt);
  const Json& written = field(op, "new");
  const TypeSet mode = written.is_null() ? TypeSet{} : TypeSet(memory_type(written));
  const bool same = integer(field(op, "ret")) == ours.error && (!adapt || mode == ours.mode);
  run.check(same, "memtype_reserve", reserve_rule, op, result_text(ours.error, ours.mode));
}

void reserve_io(Sequence& run, const Json& op) {
  const auto ours = kernel::memtype_reserve_io<Concrete>(
      run.table, run.mtrr, true, true, word(field(op, "start")), word(field(op, "end")),
      memory_type(field(op, "req")));
  const bool same = integer(field(op, "ret")) == ours.error &&
                    TypeSet(memory_type(field(op, "type"))) == ours.mode;
  run.check(same, "memtype_reserve_io", io_rule, op, result_text(ours.error, ours.mode));
}

void pfn_range(Sequence& run, const Json& op) {
  const auto ours = kernel::reserve_pfn_range<Concrete>(
      run.table, run.mtrr, true, true, word(field(op, "start")), word(field(op, "end")),
      memory_type(field(op, "want")), flag(field(op, "strict")));
  const PageBits bits = run.pat.bits_of(ours.mode.single().value());
  const PageBits theirs{flag(field(op, "pwt")), flag(field(op, "pcd")), flag(field(op, "pat"))};
  const bool same = integer(field(op, "ret")) == ours.error && bits == theirs &&
                    memory_type(field(op, "mode")) == run.pat.mode_of(bits);
  run.check(same, "reserve_pfn_range", pfn_rule, op, result_text(ours.error, ours.mode));
}

void perform(Sequence& run, const Json& op) {
  const std::string kind = text(field(op, "op"));
  if (kind == "reserve") return reserve(run, op);
  if (kind == "reserve_io") return reserve_io(run, op);
  if (kind == "pfn_range") return pfn_range(run, op);
  if (kind == "free") {
    const std::int64_t ours = kernel::memtype_free<Concrete>(
        run.table, true, true, word(field(op, "start")), word(field(op, "end")));
    return run.check(integer(field(op, "ret")) == ours, "memtype_free", free_rule, op,
                     kernel::result_name(ours));
  }
  if (kind != "lookup") throw FieldError("unknown operation \"" + kind + "\"");
  const TypeSet ours = kernel::lookup_memtype<Concrete>(run.table, word(field(op, "addr")));
  run.check(TypeSet(memory_type(field(op, "type"))) == ours, "lookup_memtype", lookup_rule, op,
            to_string(ours));
}

}  // namespace

void replay_linux_memtype(const Json& record, ReplayCounter& tally) {
  Sequence run{record, tally, kernel::kernel_mtrr_state(registers(field(record, "state")))};
  run.table.rules = kernel::rules_of(version_of(record));
  run.table.ram = ram_of(field(record, "e820"));
  for (const Json& op : array(field(record, "ops"))) perform(run, op);
  const auto ours = tracked_list(run.table);
  const Json& list = field(record, "list");
  run.check(tracked_list(list) == ours, "list afterwards", list_rule, list, list_text(ours));
  if (!record.contains("final_lookup")) return;
  for (const Json& query : array(record["final_lookup"])) {
    const TypeSet mode = kernel::lookup_memtype<Concrete>(run.table, word(item(query, 0)));
    run.check(TypeSet(memory_type(item(query, 1))) == mode, "lookup_memtype", lookup_rule, query,
              to_string(mode));
  }
}

}  // namespace memtype::conform
