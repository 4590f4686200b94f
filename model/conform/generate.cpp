#include "generate.hpp"

#include "generate_machine.hpp"
#include "memtype/cpu/mtrr_region.hpp"
#include "memtype/cpu/nested.hpp"
#include "own_format.hpp"

namespace memtype::conform {
namespace {

using Sink = std::function<void(const std::string&)>;

constexpr EffectiveTable tables[] = {EffectiveTable::intel_pat, EffectiveTable::amd_pat,
                                     EffectiveTable::no_pat};

void generate_mtrr(const GenerateOptions& options, const Sink& line) {
  Random random(options.seed);
  for (std::uint64_t id = 0; id < options.count; ++id) {
    const MsrFile file = random_machine(random, id);
    const MtrrState<Concrete> mtrr = mtrr_state(file);
    OrderedJson queries = OrderedJson::array();
    for (const RegionQuery& query : random_queries(random, file)) {
      const std::uint64_t begin = query.address & ~(query.bytes() - 1);
      queries.push_back({hex(query.address), query.order,
                         types_json(mtrr_types_in(mtrr, {begin, begin + query.bytes()}))});
    }
    const OrderedJson record = {
        {"kind", "mtrr"}, {"id", id}, {"state", state_json(file)}, {"queries", queries}};
    line(record.dump());
  }
}

void generate_msr(const GenerateOptions& options, const Sink& line) {
  Random random(options.seed);
  for (std::uint64_t id = 0; id < options.count; ++id) {
    const bool amd = random.below(4) == 0;
    const MsrFile file = reset_msrs(amd ? Vendor::amd : Vendor::intel, random.width(), 0x508);
    const MsrWrite write = random_write(random, file.phys_bits);
    const MsrFault fault = check_write(file, write.msr, write.value);
    const OrderedJson record = {{"kind", "msr"},
                                {"id", id},
                                {"vendor", amd ? "amd" : "intel"},
                                {"phys_bits", file.phys_bits},
                                {"cap", hex(file.cap)},
                                {"msr", hex(write.msr)},
                                {"value", hex(write.value)},
                                {"accepted", fault == MsrFault::none},
                                {"reason", name(fault)}};
    line(record.dump());
  }
}

void generate_msr_rest(const GenerateOptions& options, const Sink& line) {
  Random random(options.seed);
  for (std::uint64_t id = 0; id < options.count; ++id) {
    MsrFile file = random_system(random);
    const MsrWrite write = random_system_write(random, file);
    OrderedJson record = {{"kind", "msr"},
                          {"id", id},
                          {"vendor", file.vendor == Vendor::amd ? "amd" : "intel"},
                          {"phys_bits", file.phys_bits},
                          {"cap", hex(file.cap)},
                          {"in_smm", file.in_smm}};
    if (file.vendor == Vendor::amd) record["syscfg"] = hex(file.syscfg);
    record["msr"] = hex(write.msr);
    record["value"] = hex(write.value);
    const MsrFault fault = write_msr(file, write.msr, write.value);
    record["accepted"] = fault == MsrFault::none;
    record["reason"] = name(fault);
    const MsrRead read = read_msr(file, write.msr);
    if (read.fault == MsrFault::none) record["reads"] = hex(read.value);
    line(record.dump());
  }
}

// The first `count` of a finite list.
class Limited {
 public:
  Limited(std::uint64_t count, const Sink& line) : left_(count), line_(line) {}
  void operator()(const OrderedJson& record) {
    if (left_ == 0) return;
    --left_;
    line_(record.dump());
  }

 private:
  std::uint64_t left_;
  const Sink& line_;
};

void generate_effective(const GenerateOptions& options, const Sink& line) {
  Limited write(options.count, line);
  for (EffectiveTable table : tables)
    for (const EffectiveRow& row : rows(table))
      write({{"kind", "effective_type"},
             {"table", table_name(table)},
             {"mtrr", number(row.mtrr)},
             {"page", number(row.page)},
             {"effective", number(row.effective)}});
}

void generate_ept(const GenerateOptions& options, const Sink& line) {
  Limited write(options.count, line);
  for (MemoryType ept : mtrr_memory_types)
    for (MemoryType page : pat_memory_types)
      for (unsigned flags = 0; flags < 4; ++flags) {
        const bool ignore_pat = (flags & 1) != 0, disable = (flags & 2) != 0;
        const TypeSet type = ept_effective_type<Concrete>(ept, page, ignore_pat, disable);
        write({{"kind", "ept"},
               {"ept", number(ept)},
               {"page", number(page)},
               {"ignore_pat", ignore_pat},
               {"cr0_cd", disable},
               {"effective", number(type.single().value())}});
      }
}

void generate_npt(const GenerateOptions& options, const Sink& line) {
  Limited write(options.count, line);
  for (MemoryType guest : pat_memory_types)
    for (MemoryType host : pat_memory_types)
      for (MemoryType mtrr : mtrr_memory_types)
        for (unsigned flags = 0; flags < 4; ++flags) {
          const bool disable = (flags & 1) != 0, snp = (flags & 2) != 0;
          const TypeSet type = npt_effective_type<Concrete>(guest, host, mtrr, disable, snp);
          write({{"kind", "npt"},
                 {"guest", number(guest)},
                 {"host", number(host)},
                 {"mtrr", number(mtrr)},
                 {"cr0_cd", disable},
                 {"snp", snp},
                 {"effective", number(type.single().value())}});
        }
}

constexpr std::pair<std::string_view, VectorKind> kind_names[] = {
    {"mtrr", VectorKind::mtrr},         {"msr", VectorKind::msr},
    {"msr-rest", VectorKind::msr_rest}, {"effective", VectorKind::effective},
    {"ept", VectorKind::ept},           {"npt", VectorKind::npt},
};

}  // namespace

std::optional<VectorKind> vector_kind_named(std::string_view text) {
  for (const auto& [name, kind] : kind_names)
    if (text == name) return kind;
  return std::nullopt;
}

std::vector<std::string> vector_kind_names() {
  std::vector<std::string> names;
  for (const auto& [name, kind] : kind_names) names.emplace_back(name);
  return names;
}

void generate(const GenerateOptions& options, const Sink& line) {
  const OrderedJson metadata = {{"kind", "meta"},
                                {"oracle", "memtype"},
                                {"seed", hex(options.seed)},
                                {"types", "0 UC, 1 WC, 4 WT, 5 WP, 6 WB, 7 UC-, 8 CD, 9 WC+"}};
  line(metadata.dump());
  switch (options.kind) {
    case VectorKind::mtrr: return generate_mtrr(options, line);
    case VectorKind::msr: return generate_msr(options, line);
    case VectorKind::msr_rest: return generate_msr_rest(options, line);
    case VectorKind::effective: return generate_effective(options, line);
    case VectorKind::ept: return generate_ept(options, line);
    case VectorKind::npt: return generate_npt(options, line);
  }
}

}  // namespace memtype::conform
