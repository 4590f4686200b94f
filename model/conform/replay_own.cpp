#include "memtype/cpu/manual.hpp"
#include "memtype/cpu/mtrr_region.hpp"
#include "memtype/cpu/nested.hpp"
#include "own_format.hpp"
#include "recordings.hpp"

namespace memtype::conform {
namespace {

constexpr Rule mtrr_rule{"MTRR precedence: off, fixed range, variable ranges, default",
                         cited<"Intel SDM vol. 3A, 11.11.4.1; AMD APM vol. 2, 7.7.4">};
constexpr Rule write_rule{"which values WRMSR takes",
                          cited<"Intel SDM vol. 3A, 11.11.1 to 11.12.2; AMD APM vol. 2, 7.7, 7.8">};
constexpr Rule read_rule{
    "what RDMSR gives after the write",
    cited<"Intel SDM vol. 3A, 11.11.1 to 11.12.2; AMD APM vol. 2, 7.7 to 7.9">};
constexpr Rule table_rule{
    "MTRR type and page type combined",
    cited<"Intel SDM vol. 3A, tables 11-6, 11-7; AMD APM vol. 2, table 7-11">};
constexpr Rule ept_rule{"EPT type and guest PAT type combined",
                        "Intel SDM vol. 3C, 28.2.6 (29.3.7)"};
constexpr Rule npt_rule{"guest PAT, host PAT and host MTRR combined",
                        "AMD APM vol. 2, tables 15-19, 15-20 and 15-40"};

// -1: several types; a number: one; an array: these.
TypeSet read_types(const Json& value) {
  if (!value.is_array()) return memory_type(value);
  TypeSet types;
  for (const Json& type : value) types |= memory_type(type);
  return types;
}

// Where the manuals define no type any single type will do, and so will all of them.
bool right_answer(const Json& theirs, TypeSet ours, bool undefined) {
  if (theirs == -1) return ours.size() > 1 && !undefined;
  const TypeSet types = read_types(theirs);
  return types == ours || (undefined && types.size() == 1 && types.subset_of(ours));
}

void replay_mtrr(const Json& record, ReplayCounter& tally) {
  const Json& state = field(record, "state");
  const MtrrState<Concrete> mtrr = mtrr_state(registers(state));
  for (const Json& query : array(field(record, "queries"))) {
    const std::uint64_t address = word(item(query, 0));
    const std::int64_t order = integer(item(query, 1));
    if (order < 0 || order > 40) throw FieldError("page order out of range");
    const std::uint64_t bytes = page_bytes << order;
    const std::uint64_t begin = address & ~(bytes - 1);
    const TypeSet ours = mtrr_types_in(mtrr, {begin, begin + bytes});
    const bool undefined = order == 0 && mtrr_undefined_at<Concrete>(mtrr, address);
    tally.check(right_answer(item(query, 2), ours, undefined), "types of a region", mtrr_rule, [&] {
      return Example{0, state.dump(), "types in [" + hex(begin) + ", " + hex(begin + bytes) + ")",
                     query[2].dump(), to_string(ours)};
    });
  }
}

void replay_write(const Json& record, ReplayCounter& tally) {
  const std::string vendor = text(field(record, "vendor"));
  if (vendor != "intel" && vendor != "amd") throw FieldError("unknown vendor");
  MsrFile file = reset_msrs(vendor == "amd" ? Vendor::amd : Vendor::intel,
                            address_width(field(record, "phys_bits")), word(field(record, "cap")));
  if (record.contains("in_smm")) file.in_smm = flag(record["in_smm"]);
  if (record.contains("syscfg")) file.syscfg = word(record["syscfg"]);
  const auto msr = static_cast<std::uint32_t>(word(field(record, "msr")));
  const MsrFault ours = write_msr(file, msr, word(field(record, "value")));
  const bool theirs = flag(field(record, "accepted"));
  tally.check(theirs == (ours == MsrFault::none), "WRMSR", write_rule, [&] {
    return Example{0, "", record.dump(), theirs ? "accepted" : "#GP", std::string(name(ours))};
  });
  if (!record.contains("reads")) return;
  const std::uint64_t reads = word(record["reads"]);
  const MsrRead after = read_msr(file, msr);
  tally.check(after.fault == MsrFault::none && after.value == reads, "RDMSR", read_rule, [&] {
    return Example{
        0, "", record.dump(), hex(reads),
        after.fault == MsrFault::none ? hex(after.value) : std::string(name(after.fault))};
  });
}

std::string type_text(std::int64_t number) {
  for (MemoryType type : all_memory_types)
    if (static_cast<std::int64_t>(type) == number) return std::string(name(type));
  return std::to_string(number);
}

void check_effective(const Json& record, TypeSet ours, const Rule& rule, ReplayCounter& tally) {
  const std::int64_t theirs = integer(field(record, "effective"));
  const auto single = ours.single();
  tally.check(single && static_cast<std::int64_t>(*single) == theirs, "effective type", rule, [&] {
    return Example{0, "", record.dump(), type_text(theirs), to_string(ours)};
  });
}

MemoryType mtrr_type(const Json& record, const char* key) {
  const MemoryType type = memory_type(field(record, key));
  if (type == MemoryType::UC_minus) throw FieldError("UC- is no MTRR type");
  return type;
}

void replay_table(const Json& record, ReplayCounter& tally) {
  const std::string table = text(field(record, "table"));
  const MemoryType page = memory_type(field(record, "page"));
  for (EffectiveTable each :
       {EffectiveTable::intel_pat, EffectiveTable::amd_pat, EffectiveTable::no_pat})
    if (table_name(each) == table)
      return check_effective(record,
                             effective_type<Concrete>(each, mtrr_type(record, "mtrr"), page),
                             table_rule, tally);
  throw FieldError("unknown table \"" + table + "\"");
}

}  // namespace

void replay_own(const Json& record, ReplayCounter& tally) {
  const std::string kind = text(field(record, "kind"));
  if (kind == "mtrr") return replay_mtrr(record, tally);
  if (kind == "msr") return replay_write(record, tally);
  if (kind == "effective_type") return replay_table(record, tally);
  if (kind == "ept")
    return check_effective(record,
                           ept_effective_type<Concrete>(
                               mtrr_type(record, "ept"), memory_type(field(record, "page")),
                               flag(field(record, "ignore_pat")), flag(field(record, "cr0_cd"))),
                           ept_rule, tally);
  check_effective(
      record,
      npt_effective_type<Concrete>(memory_type(field(record, "guest")),
                                   memory_type(field(record, "host")), mtrr_type(record, "mtrr"),
                                   flag(field(record, "cr0_cd")), flag(field(record, "snp"))),
      npt_rule, tally);
}

}  // namespace memtype::conform
