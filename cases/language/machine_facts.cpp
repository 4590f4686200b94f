// The machine block: facts by name, each with the values it can have.
#include <algorithm>
#include <bit>

#include "language/fact_clashes.hpp"
#include "language/fact_text.hpp"
#include "language/resolver.hpp"
#include "language/suggest.hpp"
#include "machine/facts.hpp"
#include "machine/refused_facts.hpp"
#include "memtype/cases/print.hpp"
#include "memtype/cpu/block.hpp"
#include "memtype/cpu/msr.hpp"

namespace memtype::cases {
namespace {

// Values in a case file: names mean what the case declares.
class FileReader final : public FactReader {
 public:
  explicit FileReader(Names& names) : names_(names) {}

  Diagnostic& bad_value(Location at, std::string message) override {
    return names_.report.error("E028", at, std::move(message));
  }
  void unknown_word(const Expr& word, const std::vector<std::string>& known) override {
    const std::string written = word.kind == Expr::Kind::call ? word.text + "(...)" : word.text;
    auto& d = bad_value(word.at, quoted(written) + " is not a value of " + quoted(fact) +
                                     did_you_mean(word.text, known));
    d.notes.push_back({"values are " + quoted_list(known, 40), {}});
  }
  bool resolve(Expr& e) override {
    const int errors = names_.report.errors();
    resolve_value(e, {nullptr, "the firmware", -1}, names_);
    return names_.report.errors() == errors;
  }
  std::optional<std::uint64_t> known(Expr& e, const std::string& what) override {
    return known_value(e, what, names_);
  }
  void check_block(const FirmwareRange& range, Location at) override {
    const auto length = names_.value(range.length).constant();
    if (!length) return;
    const bool power = std::has_single_bit(*length) && *length >= page_bytes;
    const auto off = power ? names_.value(range.start).modulo(*length) : std::nullopt;
    if (power && off.value_or(0) == 0) return;
    const std::string what = power
                                 ? "its start is not a multiple of " + print_number(*length)
                                 : print_number(*length) + " is not a power of two of at least 4K";
    names_.report.error("E029", at, "no single MTRR can hold this range: " + what).hint =
        "split it into several, TYPE(start, length) + TYPE(start, length), or give the two "
        "register values with raw(base, mask)";
  }

 private:
  Names& names_;
};

class MachineResolver {
 public:
  explicit MachineResolver(Names& names)
      : names_(names), m_(names.parsed.machine), reader_(names) {}

  void run(MachineSyntax& syntax) {
    m_.at = syntax.at;
    const int errors = report().errors();
    for (FactSyntax& f : syntax.facts) fact(f);
    between_facts();
    if (report().errors() == errors && !m_.cpu.empty()) some_machine();
  }

  // Each fact by itself; `any` is one that is not known.
  void run_open(MachineSyntax& syntax) {
    m_.at = syntax.at;
    open_ = true;
    for (FactSyntax& f : syntax.facts) fact(f);
  }

 private:
  Report& report() { return names_.report; }

  void fact(FactSyntax& f) {
    const auto [first, fresh] = seen_.emplace(f.name, f.at);
    if (!fresh) {
      report()
          .error("E011", f.at, "fact " + quoted(f.name) + " is given twice")
          .notes.push_back({"the first one is here", first->second});
      return;
    }
    const MachineFact* known = find_machine_fact(f.name);
    if (known == nullptr) return unknown(f);
    if (open_ && f.any) return;
    reader_.fact = f.name;
    read_fact(*known, f, reader_, m_);
    for (const FactValue& value : f.values) values_at_[f.name] = value.at;
  }

  void unknown(const FactSyntax& f) {
    if (const RefusedFact* refused = find_refused_fact(f.name)) {
      report().error("E027", f.at, quoted(f.name) + " is no fact of a case").hint =
          std::string(refused->why);
      return;
    }
    const std::vector<std::string> known = fact_names();
    auto& d = report().error(
        "E027", f.at,
        "unknown fact " + quoted(f.name) + " of the machine" + did_you_mean(f.name, known));
    d.notes.push_back({"facts are " + quoted_list(known, 40), {}});
  }

  // What one fact says about another.
  void between_facts() {
    if (m_.cpu.empty() && !seen_.contains("cpu") && !names_.skipped.contains("cpu"))
      report().error("E010", m_.at, "the machine does not say which cpu it has").hint =
          "add cpu NAME; with one of " + quoted_list(find_machine_fact("cpu")->words(), 20);
    registers();
    for (const Firmware& list : m_.firmware)
      for (const FirmwareRange& range : list.ranges) can_be_written(range);
    guest();
    top_of_memory();
    reservations();
  }

  // Writing a register that reaches above the address width faults: no firmware left it.
  void can_be_written(const FirmwareRange& range) {
    const auto first = names_.value(range.start).constant();
    const auto second = names_.value(range.length).constant();
    if (!first || !second) return;
    for (const CpuProfile* cpu : m_.cpu)
      for (const unsigned width :
           m_.phys_bits.empty() ? Alternatives<unsigned>{cpu->phys_bits} : m_.phys_bits) {
        const MsrFault fault = write_fault(range, *first, *second, cpu->vendor, width);
        if (fault == MsrFault::none) continue;
        report()
            .error("E032", range.start.at,
                   "no " + std::string(cpu->name) + " with " + std::to_string(width) +
                       " address bits has this register")
            .hint = "writing it faults (" + std::string(name(fault)) +
                    "); leave the processor out, or give another phys_bits";
        return;
      }
  }
  static MsrFault write_fault(const FirmwareRange& range, std::uint64_t first, std::uint64_t second,
                              Vendor vendor, unsigned width) {
    if (!range.raw && second > std::uint64_t{1} << width) return MsrFault::beyond_width;
    const std::uint64_t base = range.raw ? first : first | static_cast<std::uint64_t>(range.type);
    const std::uint64_t mask =
        range.raw ? second : block_mask<Concrete>(second, width) | mtrr_mask_valid;
    const MsrFile file = reset_msrs(vendor, width);
    const MsrFault fault = check_write(file, msr::mtrr_base0, base);
    return fault != MsrFault::none ? fault : check_write(file, msr::mtrr_base0 + 1, mask);
  }

  void registers() {
    if (m_.mtrr_variable.empty()) return;
    const unsigned count = m_.mtrr_variable[0];
    for (const Firmware& list : m_.firmware)
      if (list.ranges.size() > count)
        report().error("E032", values_at_["firmware"],
                       std::to_string(list.ranges.size()) + " firmware ranges do not fit into " +
                           std::to_string(count) + " registers");
    if (!m_.mtrr_free.empty() && m_.mtrr_free[0].high > count)
      report().error("E032", values_at_["mtrr_free"],
                     "more registers are free than the " + std::to_string(count) + " that exist");
  }

  void guest() {
    needs("guest_pat", kernel::may_ignore_guest_pat,
          "add guest_pat honored; or guest_pat ignored;");
    needs("host_type", kernel::has_host_type,
          "add the type the host maps this memory with, such as host_type UC;");
  }

  // Environments of this kind leave a fact open that is in no registers.
  void needs(const std::string& fact, bool (*asked)(kernel::Environment), const char* hint) {
    const auto env = std::find_if(m_.env.begin(), m_.env.end(), asked);
    if (env == m_.env.end() || seen_.contains(fact) || names_.skipped.contains(fact)) return;
    report()
        .error("E031", seen_["env"],
               "'env " + std::string(kernel::name(*env)) + "' also needs the fact " + quoted(fact))
        .hint = hint;
  }

  // Where RAM above 4 GiB is WB by TOP_MEM2 or not at all, and the case does not say which.
  void unknown_top() {
    std::uint64_t end = 0;
    for (const MemoryMap& map : m_.memory)
      for (const MemoryRange& range : map)
        if (range.kind == MemoryRange::Kind::ram) end = std::max(end, range.start + range.length);
    end = (end + 8_MiB - 1) / 8_MiB * 8_MiB;
    if (end <= 4_GiB) return;
    m_.tom2 = {end, 0};
    report()
        .warning("W006", seen_["memory"],
                 "it is not known whether TOP_MEM2 makes the RAM above 4G WB; both are taken")
        .hint = "write tom2 " + print_number(end) + "; or tom2 off; if it is known";
  }

  void reservations() {
    for (const Reservations& list : m_.reserved)
      for (const Reservation& r : list)
        for (const MemoryMap& map : m_.memory)
          for (const MemoryRange& range : map)
            if (range.kind == MemoryRange::Kind::ram && r.start < range.start + range.length &&
                range.start < r.start + r.length)
              report().error("E032", seen_["reserved"],
                             "the reservation at " + print_address(r.start) + " lies in RAM");
  }

  void top_of_memory() {
    const auto forces = [](const CpuProfile* cpu) { return cpu->has_tom2_force_wb; };
    if (m_.tom2.empty() && m_.syscfg.empty() && std::any_of(m_.cpu.begin(), m_.cpu.end(), forces))
      unknown_top();
    const auto off = [](std::uint64_t end) { return end == 0; };
    if (std::all_of(m_.tom2.begin(), m_.tom2.end(), off) || m_.cpu.empty() ||
        std::any_of(m_.cpu.begin(), m_.cpu.end(), forces))
      return;
    report().error("E032", seen_["tom2"], "none of these processors has a TOP_MEM2").hint =
        "Tom2ForceMemTypeWB is AMD's: cpu amd64";
  }

  // Facts that no computer has together are an error; that some of their combinations do not exist
  // is told with the results (semantics/left_out.hpp).
  void some_machine() {
    const auto clash = clash_of_all(m_);
    if (!clash) return;
    std::string facts, at = "cpu";
    for (const std::string name : {"cpu", "env", "cmdline", "pat", "tom2", "syscfg", "cpus"}) {
      if (!seen_.contains(name) && name != "pat") continue;
      if (seen_.contains(name)) at = name;
      facts += (facts.empty() ? "'" : ", '") + name + " " +
               print_value(find_machine_fact(name)->value(clash->first)) + "'";
    }
    auto& d = report().error("E032", values_at_[at], "no machine has " + facts + ": " + clash->why);
    if (!clash->pats.empty())
      d.hint = "with the other facts 'pat' can be " + quoted_list(clash->pats, 40);
  }

  Names& names_;
  MachineSpec& m_;
  FileReader reader_;
  bool open_ = false;
  std::unordered_map<std::string, Location> seen_, values_at_;
};

}  // namespace

void read_fact(const MachineFact& fact, FactSyntax& syntax, FactReader& reader,
               MachineSpec& machine) {
  const MachineFact::Text& text = fact.text();
  if (syntax.any && text.count != FactCount::any) {
    reader.bad_value(syntax.at, quoted(syntax.name) + " cannot be 'any'").hint = text.needs_value;
    return;
  }
  if (text.count == FactCount::one && syntax.values.size() != 1) {
    reader.bad_value(syntax.at, quoted(syntax.name) + " has one value, not several").hint =
        text.needs_value;
    return;
  }
  if (syntax.any) fact.add_all(machine);
  for (FactValue& value : syntax.values) fact.read(value, reader, machine);
}

void resolve_open_machine(MachineSyntax& syntax, Names& names) {
  MachineResolver(names).run_open(syntax);
}

void resolve_machine(SyntaxTree& tree, Names& names) {
  if (tree.machines.empty()) {
    if (!names.skipped.contains("machine") && !names.skipped.contains("cpu"))
      names.report.error("E010", tree.name.at, "the case has no machine").hint =
          "add machine { cpu intel; } with the facts that matter";
    return;
  }
  for (std::size_t i = 1; i < tree.machines.size(); ++i)
    names.report.error("E011", tree.machines[i].at, "there is already a machine block")
        .notes.push_back({"the first one is here", tree.machines[0].at});
  MachineResolver(names).run(tree.machines[0]);
}

}  // namespace memtype::cases
