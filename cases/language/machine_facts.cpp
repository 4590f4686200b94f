// The machine block: facts by name, each with the values it can have.
#include <algorithm>
#include <bit>

#include "language/fact_text.hpp"
#include "language/resolver.hpp"
#include "language/suggest.hpp"
#include "machine/facts.hpp"
#include "memtype/cases/print.hpp"

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
    for (FactSyntax& f : syntax.facts) fact(f);
    between_facts();
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
    reader_.fact = f.name;
    read_fact(*known, f, reader_, m_);
    for (const FactValue& value : f.values) values_at_[f.name] = value.at;
  }

  void unknown(const FactSyntax& f) {
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
    const auto& env = m_.env;
    if (std::find(env.begin(), env.end(), kernel::Environment::kvm) != env.end()) guest();
    top_of_memory();
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
    for (const std::string needed : {"guest_pat", "host_type"}) {
      if (seen_.contains(needed) || names_.skipped.contains(needed)) continue;
      auto& d =
          report().error("E031", seen_["env"], "'env kvm' also needs the fact " + quoted(needed));
      d.hint = needed == "guest_pat"
                   ? "add guest_pat honored; or guest_pat ignored;"
                   : "add the type the host maps this memory with, such as host_type UC;";
    }
  }

  void top_of_memory() {
    const auto forces = [](const CpuProfile* cpu) { return cpu->has_tom2_force_wb; };
    const auto off = [](std::uint64_t end) { return end == 0; };
    if (std::all_of(m_.tom2.begin(), m_.tom2.end(), off) || m_.cpu.empty() ||
        std::any_of(m_.cpu.begin(), m_.cpu.end(), forces))
      return;
    report().error("E032", seen_["tom2"], "none of these processors has a TOP_MEM2").hint =
        "Tom2ForceMemTypeWB is AMD's: cpu amd64";
  }

  Names& names_;
  MachineSpec& m_;
  FileReader reader_;
  std::unordered_map<std::string, Location> seen_, values_at_;
};

}  // namespace

void read_fact(const MachineFact& fact, FactSyntax& syntax, FactReader& reader,
               MachineSpec& machine) {
  const MachineFact::Text& text = fact.text();
  const bool too_many = text.count == FactCount::one && (syntax.any || syntax.values.size() != 1);
  if (too_many || (syntax.any && text.count != FactCount::any)) {
    reader.bad_value(syntax.at, quoted(syntax.name) + " cannot be 'any'").hint = text.needs_value;
    return;
  }
  if (syntax.any) fact.add_all(machine);
  for (FactValue& value : syntax.values) fact.read(value, reader, machine);
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
