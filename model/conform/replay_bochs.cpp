#include "memtype/cpu/effective.hpp"
#include "memtype/cpu/manual.hpp"
#include "recordings.hpp"

namespace memtype::conform {
namespace {

constexpr Rule mtrr_rule{"MTRR precedence: off, fixed range, variable ranges, default",
                         cited<"Intel SDM vol. 3A, 11.11.4.1">};
constexpr Rule pat_rule{"PAT entry chosen by PAT, PCD and PWT of the leaf; WB with paging off",
                        cited<"Intel SDM vol. 3A, table 11-11, 4.9.2">};
constexpr Rule table_rule{"MTRR type and PAT type combined; UC while CR0.CD is set",
                          cited<"Intel SDM vol. 3A, tables 11-5 and 11-7">};

// Bochs' number for "no type": an undefined overlap.
constexpr int invalid = 8;

// What one query asks.
struct Query {
  std::uint64_t address = 0;
  PageSize size = PageSize::size_4K;
  std::uint64_t entry = 0;
  bool paging = true;
  int mtrr = 0, page = 0, effective = 0, table = 0;  // Bochs' answers
};

PageSize page_size(const Json& value) {
  if (value == "4K") return PageSize::size_4K;
  if (value == "2M") return PageSize::size_2M;
  if (value == "1G") return PageSize::size_1G;
  throw FieldError("unknown page size");
}

Query read_query(const Json& value) {
  const auto answer = [&](std::size_t i) {
    const std::int64_t type = integer(item(value, i));
    if (type != invalid) memory_type(item(value, i));
    return static_cast<int>(type);
  };
  return {word(item(value, 0)),
          page_size(item(value, 1)),
          word(item(value, 2)),
          flag(item(value, 3)),
          answer(4),
          answer(5),
          answer(6),
          answer(7)};
}

std::string type_text(int type) {
  if (type == invalid) return "invalid";
  return std::string(name(static_cast<MemoryType>(type)));
}

// The two cells in which Bochs has another type than the table.
const char* known_cell(MemoryType mtrr, MemoryType page, int theirs) {
  if (mtrr == MemoryType::WT && page == MemoryType::WP && theirs == int(MemoryType::WT))
    return "WT with PAT WP: WT";
  if (mtrr == MemoryType::WP && page == MemoryType::UC_minus && theirs == int(MemoryType::UC))
    return "WP with PAT UC-: UC";
  return "effective type";
}

void check_effective(MemoryType mtrr, MemoryType page, bool cache_disable, int theirs,
                     const std::string& question, const Json& state, ReplayCounter& tally) {
  const MemoryType ours = cache_disable
                              ? MemoryType::UC
                              : effective_row(EffectiveTable::intel_pat, mtrr, page).effective;
  tally.check(static_cast<int>(ours) == theirs, known_cell(mtrr, page, theirs), table_rule, [&] {
    return Example{
        0, state.is_null() ? "" : state.dump(),
        question + ": MTRR " + std::string(name(mtrr)) + " with PAT " + std::string(name(page)),
        type_text(theirs), std::string(name(ours))};
  });
}

// The MTRR type to combine with: where the overlap is undefined the answer Bochs gave is checked to
// be "invalid", which it then takes for WB.
MemoryType check_mtrr(const MtrrState<Concrete>& mtrr, const Query& query, const Json& state,
                      ReplayCounter& tally) {
  const TypeSet ours = mtrr_type_at<Concrete>(mtrr, query.address);
  const auto example = [&] {
    return Example{0, state.dump(), "type of page " + hex(query.address), type_text(query.mtrr),
                   to_string(ours)};
  };
  if (mtrr_undefined_at<Concrete>(mtrr, query.address)) {
    const bool predicted = query.mtrr == invalid;
    tally.differ(predicted ? "undefined overlap: invalid, then WB" : "undefined overlap", mtrr_rule,
                 example);
    return MemoryType::WB;
  }
  const auto single = ours.single();
  tally.check(single && static_cast<int>(*single) == query.mtrr, "type of a page", mtrr_rule,
              example);
  return *single;
}

void replay_lookup(const Json& record, ReplayCounter& tally) {
  const Json& state = field(record, "state");
  const MtrrState<Concrete> mtrr = mtrr_state(registers(state));
  const std::uint64_t pat_msr = word(field(record, "pat"));
  if (!is_legal_pat(pat_msr)) throw FieldError("illegal IA32_PAT");
  const Pat pat = decode_pat(pat_msr);
  const bool cache_disable = flag(field(record, "cr0_cd"));
  for (const Json& value : array(field(record, "queries"))) {
    const Query query = read_query(value);
    const MemoryType type = check_mtrr(mtrr, query, state, tally);
    const std::string where = "page " + hex(query.address) + ", entry " + hex(query.entry);
    const MemoryType page =
        query.paging ? pat[page_bits(query.entry, query.size).index()] : MemoryType::WB;
    tally.check(static_cast<int>(page) == query.page, "PAT type", pat_rule, [&] {
      return Example{0, record["pat"].dump(), where, type_text(query.page),
                     std::string(name(page))};
    });
    check_effective(type, page, cache_disable, query.effective, where, state, tally);
    if (query.paging)
      check_effective(type, pat[table_bits(query.entry).index()], cache_disable, query.table,
                      where + " as parent", state, tally);
    else
      tally.skip("access to a paging structure with paging off");
  }
}

void replay_row(const Json& record, ReplayCounter& tally) {
  const std::int64_t mtrr = integer(field(record, "mtrr"));
  const MemoryType page = memory_type(field(record, "pat"));
  const int theirs = static_cast<int>(integer(field(record, "effective")));
  const int disabled = static_cast<int>(integer(field(record, "effective_cr0_cd")));
  if (mtrr == invalid) return tally.skip("combination with no MTRR type at all", 2);
  const MemoryType type = memory_type(field(record, "mtrr"));
  check_effective(type, page, false, theirs, "CR0.CD=0", nullptr, tally);
  check_effective(type, page, true, disabled, "CR0.CD=1", nullptr, tally);
}

}  // namespace

void replay_bochs(const Json& record, ReplayCounter& tally) {
  if (field(record, "kind") == "lookup") return replay_lookup(record, tally);
  replay_row(record, tally);
}

}  // namespace memtype::conform
