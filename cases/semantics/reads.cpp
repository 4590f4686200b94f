#include "semantics/reads.hpp"

#include "memtype/linux/memtype_table.hpp"
#include "semantics/fold.hpp"

namespace memtype::cases {

using kernel::VersionRules;

namespace {

constexpr VersionRules no_rules = [] {
  VersionRules none;
  for (const auto rule : kernel::all_version_rules) none.*rule = false;
  return none;
}();

constexpr VersionRules operator|(VersionRules a, VersionRules b) {
  for (const auto rule : kernel::all_version_rules) a.*rule = a.*rule || b.*rule;
  return a;
}

// The value is never below this.
std::uint64_t lowest_value(const Case& c, const Expr& e) {
  const Folded value = fold(e, c);
  if (const auto constant = value.constant()) return *constant;
  if (!value.affine || value.param < 0) return 0;
  const Param& param = c.params[static_cast<std::size_t>(value.param)];
  const bool wraps = !param.has_range || param.high > ~value.offset;
  return wraps ? 0 : param.low + value.offset;
}

class Reader {
 public:
  explicit Reader(const Case& c) : case_(c) {
    for (kernel::Version version : c.machine.kernel)
      has_old_kernel_ = has_old_kernel_ || kernel::rules_of(version).isa_by_direct_map;
    reads_.rules = no_rules;
    reads_.rules.wb_without_mtrrs = true;  // any request may be one for WB
    reads_.modes = TypeSet::of(MemoryType::UC_minus, MemoryType::UC, MemoryType::WB);
    for (const Reservations& list : c.machine.reserved)
      for (const Reservation& r : list) reads_.modes |= r.mode;
    for (const Constant& constant : c.constants) read_calls(constant.value);
    for (const Assumption& assumption : c.assumptions) read_facts(assumption.condition);
  }

  void read(const Program& program) { read(program.body); }
  void read(const Check& check) {
    read_facts(check.condition);
    if (check.when) read_facts(*check.when);
  }
  CaseReads result() { return std::move(reads_); }

 private:
  void read(const std::vector<Stmt>& body) {
    for (const Stmt& s : body) {
      read_calls(s.expr);
      read(s.body);
      read(s.otherwise);
    }
  }

  void read_calls(const Expr& e) {
    reads_.modes |= e.types;
    if (e.kind == Expr::Kind::call && e.function != nullptr)
      if (const KernelCall* call = e.function->kernel_call()) read_call(*call, e);
    for (const Expr& part : e.args) read_calls(part);
  }

  void read_call(const KernelCall& call, const Expr& e) {
    VersionRules rules = version_rules_of(call.rule);
    if (rules.isa_by_direct_map)
      rules.isa_by_direct_map = has_old_kernel_ && !e.args.empty() &&
                                lowest_value(case_, e.args[0]) < kernel::isa_hole.end;
    reads_.rules = reads_.rules | rules;
    if (call.mode) reads_.modes |= *call.mode;
    if (call.rule == KernelRule::reserve_io_memtype) reads_.modes |= MemoryType::WC;
    if (call.rule == KernelRule::memremap)
      reads_.modes |= TypeSet::of(MemoryType::WT, MemoryType::WC);
  }

  void read_facts(const Expr& e) {
    if (e.symbol.kind == Symbol::Kind::fact) {
      reads_.cpu = reads_.cpu || e.symbol.fact == Fact::cpu;
      reads_.pat = reads_.pat || e.symbol.fact == Fact::pat;
    }
    for (std::size_t i = 0; i < e.args.size(); ++i) {
      read_facts(e.args[i]);
      if (is_version(e.args[i])) read_words(e);
    }
  }
  static bool is_version(const Expr& e) {
    return e.symbol.kind == Symbol::Kind::fact && e.symbol.fact == Fact::kernel;
  }
  void read_words(const Expr& comparison) {
    for (const Expr& side : comparison.args)
      if (side.kind == Expr::Kind::word) reads_.versions.push_back(side.text);
  }

  const Case& case_;
  bool has_old_kernel_ = false;  // one with VersionRules::isa_by_direct_map
  CaseReads reads_;
};

}  // namespace

CaseReads reads_of(const Case& c) {
  Reader reader(c);
  for (const Program& program : c.programs) reader.read(program);
  for (const Check& check : c.checks) reader.read(check);
  return reader.result();
}

CaseReads reads_of(const Case& c, const Check& check, const std::vector<int>& subjects) {
  Reader reader(c);
  for (const int subject : subjects)
    for (const int program : c.subjects[static_cast<std::size_t>(subject)].programs)
      reader.read(c.programs[static_cast<std::size_t>(program)]);
  reader.read(check);
  return reader.result();
}

VersionRules version_rules_of(KernelRule rule) {
  VersionRules read = no_rules;
  switch (rule) {
    case KernelRule::ioremap:
    case KernelRule::ioremap_prot:
    case KernelRule::ioremap_resource:
    case KernelRule::pci_iomap: read.isa_by_direct_map = true; break;
    case KernelRule::unmap:
    case KernelRule::release_managed:
    case KernelRule::part_of_io_mapping:
    case KernelRule::no_effect:
    case KernelRule::mtrr_add:
    case KernelRule::mtrr_del:
    case KernelRule::phys_wc_add:
    case KernelRule::phys_wc_del:
    case KernelRule::reserve_io_memtype:
    case KernelRule::remap_pfn_range:
    case KernelRule::rdma_mmap_io:
    case KernelRule::make_area:
    case KernelRule::insert_pfn:
    case KernelRule::external:
    case KernelRule::mmap_frame_buffer: break;
    case KernelRule::free_io_memtype:
    case KernelRule::set_memory:
    case KernelRule::set_pages_array: read.exact_erase = true; break;
    case KernelRule::remap_into_area:
    case KernelRule::zap_pages:
    case KernelRule::mremap:
    case KernelRule::fork:
    case KernelRule::munmap: read.exact_erase = read.shared_tracking = true; break;
    case KernelRule::memremap: read.isa_by_direct_map = read.devm_memremap_errno = true; break;
    case KernelRule::io_mapping: read.isa_by_direct_map = read.io_mapping_may_fail = true; break;
    case KernelRule::insert_mixed: read.mixed_is_tracked = true; break;
    case KernelRule::pcim_iomap:
    case KernelRule::pcim_iomap_range:
    case KernelRule::pcim_iomap_region:
    case KernelRule::pcim_iomap_regions:
    case KernelRule::pcim_iomap_all: read.isa_by_direct_map = read.pcim_entries = true; break;
    case KernelRule::pcim_iounmap:
    case KernelRule::pcim_iounmap_region: read.pcim_entries = true; break;
    case KernelRule::mmap_dev_mem: read.dev_mem_sync_needs_pat = true; break;
    case KernelRule::mmap_resource: read.generic_pci_mmap = true; break;
  }
  return read;
}

}  // namespace memtype::cases
