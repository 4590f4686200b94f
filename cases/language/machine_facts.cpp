// The machine block: facts by name, each with the values it can have.
#include <algorithm>
#include <bit>
#include <functional>

#include "language/resolver.hpp"
#include "language/suggest.hpp"
#include "memtype/cases/print.hpp"
#include "memtype/cpu/profiles.hpp"

namespace memtype::cases {
namespace {

std::vector<std::string> profiles() {
  const auto known = profile_names();
  return {known.begin(), known.end()};
}

template <class Enum, std::size_t n>
std::vector<std::string> names_of(const Enum (&values)[n]) {
  std::vector<std::string> out;
  for (Enum value : values) out.emplace_back(name(value));
  return out;
}

constexpr kernel::PatMode pat_modes[] = {kernel::PatMode::absent, kernel::PatMode::nopat,
                                         kernel::PatMode::linux4, kernel::PatMode::full,
                                         kernel::PatMode::xen};
constexpr kernel::Environment environments[] = {
    kernel::Environment::bare_metal, kernel::Environment::xen_pv, kernel::Environment::xen_domu,
    kernel::Environment::kvm,        kernel::Environment::tdx,    kernel::Environment::snp,
    kernel::Environment::hyperv};

class MachineResolver {
 public:
  MachineResolver(Names& names) : names_(names), m_(names.parsed.machine) {}

  void run(MachineSyntax& syntax) {
    m_.at = syntax.at;
    for (FactSyntax& f : syntax.facts) fact(f);
    between_facts();
  }

 private:
  using Handler = void (MachineResolver::*)(FactSyntax&);
  struct Row {
    std::string_view name;
    Handler handler;
  };
  static std::span<const Row> rows();

  void fact(FactSyntax& f) {
    const auto [first, fresh] = seen_.emplace(f.name, f.at);
    if (!fresh) {
      report()
          .error("E011", f.at, "fact " + quoted(f.name) + " is given twice")
          .notes.push_back({"the first one is here", first->second});
      return;
    }
    for (const Row& row : rows())
      if (row.name == f.name) return (this->*row.handler)(f);
    std::vector<std::string> known;
    for (const Row& row : rows()) known.emplace_back(row.name);
    auto& d = report().error(
        "E027", f.at,
        "unknown fact " + quoted(f.name) + " of the machine" + did_you_mean(f.name, known));
    d.notes.push_back({"facts are " + quoted_list(known, 40), {}});
  }

  Report& report() { return names_.report; }

  Diagnostic& bad_value(Location at, std::string message) {
    return report().error("E028", at, std::move(message));
  }

  // Values that are one word each. `choose` takes the index into `known`.
  void words(FactSyntax& f, const std::vector<std::string>& known,
             const std::function<void(std::size_t)>& choose) {
    if (f.any)
      for (std::size_t i = 0; i < known.size(); ++i) choose(i);
    for (const FactValue& value : f.values)
      if (const Expr* word = single(value, f.name); word != nullptr && !is_unreadable(*word)) {
        const auto found = std::find(known.begin(), known.end(), word->text);
        const bool is_word = word->kind == Expr::Kind::name || word->kind == Expr::Kind::word;
        if (is_word && found != known.end())
          choose(static_cast<std::size_t>(found - known.begin()));
        else
          unknown_word(*word, f.name, known);
      }
  }

  void unknown_word(const Expr& word, const std::string& fact,
                    const std::vector<std::string>& known) {
    const std::string written = word.kind == Expr::Kind::call ? word.text + "(...)" : word.text;
    auto& d = bad_value(word.at, quoted(written) + " is not a value of " + quoted(fact) +
                                     did_you_mean(word.text, known));
    d.notes.push_back({"values are " + quoted_list(known, 40), {}});
  }

  // The only item of a value that is no list and no range; null with a report otherwise.
  const Expr* single(const FactValue& value, const std::string& fact) {
    if (value.items.size() == 1 && !value.up_to) return value.items.data();
    auto& d = bad_value(value.at, value.up_to ? quoted(fact) + " takes no range"
                                              : quoted(fact) + " takes one value");
    d.hint = value.up_to ? "list the values: any of (...)"
                         : "alternatives are written " + fact + " any of (A, B);";
    return nullptr;
  }

  // A whole number in [low, high].
  std::optional<std::uint64_t> whole(const Expr& e, const std::string& fact, std::uint64_t low,
                                     std::uint64_t high) {
    const auto value = static_cast<std::uint64_t>(e.number);
    if (is_unreadable(e)) return std::nullopt;
    if (e.kind == Expr::Kind::number && value >= low && value <= high) return value;
    bad_value(e.at, quoted(fact) + " is a number from " + std::to_string(low) + " to " +
                        std::to_string(high));
    return std::nullopt;
  }

  std::optional<MachineSpec::Interval> interval(const FactValue& value, const std::string& fact,
                                                unsigned low, unsigned high) {
    if (value.items.size() != 1) return single(value, fact), std::nullopt;
    const auto from = whole(value.items[0], fact, low, high);
    const auto to = value.up_to ? whole(*value.up_to, fact, low, high) : from;
    if (!from || !to) return std::nullopt;
    if (*from > *to) {
      bad_value(value.at, "this range ends below its start");
      return std::nullopt;
    }
    return MachineSpec::Interval{static_cast<unsigned>(*from), static_cast<unsigned>(*to)};
  }

  void not_any(const FactSyntax& f, const std::string& hint) {
    bad_value(f.at, quoted(f.name) + " cannot be 'any'").hint = hint;
  }

  void cpu(FactSyntax& f) {
    const auto known = profiles();
    words(f, known, [&](std::size_t i) { m_.cpu.push_back(known[i]); });
  }

  void phys_bits(FactSyntax& f) {
    if (f.any) return not_any(f, "write the widths: 36, or 36..46, or any of (36, 40)");
    for (const FactValue& value : f.values)
      if (const auto range = interval(value, f.name, 32, 52))
        for (unsigned bits = range->low; bits <= range->high; ++bits) m_.phys_bits.push_back(bits);
  }

  void pat(FactSyntax& f) {
    std::vector<FactValue> plain;
    for (FactValue& value : f.values) {
      const bool literal = value.items.size() == 1 && value.items[0].text == "msr" &&
                           value.items[0].kind == Expr::Kind::call;
      if (literal)
        pat_msr(value.items[0]);
      else
        plain.push_back(std::move(value));
    }
    f.values = std::move(plain);
    words(f, names_of(pat_modes), [&](std::size_t i) { m_.pat.push_back({pat_modes[i], 0}); });
  }

  void pat_msr(Expr& e) {
    if (e.args.size() != 1 || e.args[0].kind != Expr::Kind::number) {
      bad_value(e.at, "msr() takes the value of the PAT register").hint =
          "for example msr(0x0007010600070106)";
      return;
    }
    if (is_unreadable(e.args[0])) return;
    const auto value = static_cast<std::uint64_t>(e.args[0].number);
    for (unsigned slot = 0; slot < 8; ++slot) {
      const std::uint64_t type = value >> (8 * slot) & 0xff;
      if (is_pat_encoding(type)) continue;
      bad_value(e.args[0].at, "PAT entry " + std::to_string(slot) + " holds " +
                                  print_address(type) + ", which is no memory type")
          .hint = "0 UC, 1 WC, 4 WT, 5 WP, 6 WB, 7 UC-; the CPU refuses to load anything else";
      return;
    }
    m_.pat.push_back({kernel::PatMode::msr, value});
  }

  void mtrr_variable(FactSyntax& f) {
    if (f.any || f.values.size() != 1)
      return not_any(f, "write one number of registers, such as 8");
    if (const Expr* e = single(f.values[0], f.name))
      if (const auto n = whole(*e, f.name, 0, 255)) m_.mtrr_variable = static_cast<unsigned>(*n);
  }

  void mtrr_free(FactSyntax& f) {
    if (f.any || f.values.size() != 1) return not_any(f, "write a range, such as 0..8");
    m_.mtrr_free = interval(f.values[0], f.name, 0, 255);
    free_at_ = f.values[0].at;
  }

  void types(FactSyntax& f, std::vector<MemoryType>& out) {
    words(f, names_of(mtrr_memory_types),
          [&](std::size_t i) { out.push_back(mtrr_memory_types[i]); });
  }
  void on_off(FactSyntax& f, std::vector<bool>& out, const char* yes, const char* no) {
    words(f, {yes, no}, [&](std::size_t i) { out.push_back(i == 0); });
  }

  void mtrr_default(FactSyntax& f) { types(f, m_.mtrr_default); }
  void fixed(FactSyntax& f) { types(f, m_.fixed_type); }
  void host_type(FactSyntax& f) { types(f, m_.host_type); }
  void mtrr_fixed(FactSyntax& f) { on_off(f, m_.mtrr_fixed, "on", "off"); }
  void mtrr_enabled(FactSyntax& f) { on_off(f, m_.mtrr_enabled, "on", "off"); }
  void guest_pat(FactSyntax& f) { on_off(f, m_.guest_pat_honored, "honored", "ignored"); }

  void env(FactSyntax& f) {
    words(f, names_of(environments), [&](std::size_t i) { m_.env.push_back(environments[i]); });
    env_at_ = f.at;
  }

  void kernel_version(FactSyntax& f) {
    if (f.any) return not_any(f, "list the versions: any of (\"4.2\", \"6.18\")");
    for (const FactValue& value : f.values)
      if (const Expr* e = single(value, f.name)) version(*e);
  }

  void version(const Expr& e) {
    if (is_unreadable(e)) return;
    const auto v = e.kind == Expr::Kind::word ? kernel::version_from(e.text) : std::nullopt;
    if (!v) {
      bad_value(e.at, "a kernel version is written in quotes, such as \"6.18\" or \"6.12.54\"");
      return;
    }
    if (kernel::is_known(*v)) {
      m_.kernel.push_back(*v);
      return;
    }
    const std::string what = kernel::is_series(*v)
                                 ? "the rules of kernel " + kernel::to_string(*v) + " are not known"
                                 : "there is no kernel " + kernel::series_name(*v);
    bad_value(e.at, what).hint = "known are " + kernel::series_name(kernel::oldest_version) +
                                 " to " + kernel::series_name(kernel::newest_version);
  }

  void firmware(FactSyntax& f) {
    if (f.any) m_.firmware.push_back({true, {}});
    for (FactValue& value : f.values) firmware_list(value);
  }

  void firmware_list(FactValue& value) {
    Firmware list;
    if (value.up_to) return void(single(value, "firmware"));
    for (Expr& item : value.items) {
      const bool alone = value.items.size() == 1 && item.kind == Expr::Kind::name;
      if (alone && item.text == "any") list.any = true;
      if (alone && (item.text == "none" || item.text == "any")) continue;
      if (auto range = firmware_range(item)) list.ranges.push_back(std::move(*range));
    }
    if (m_.mtrr_variable && list.ranges.size() > *m_.mtrr_variable)
      report().error("E032", value.at,
                     std::to_string(list.ranges.size()) + " firmware ranges do not fit into " +
                         std::to_string(*m_.mtrr_variable) + " registers");
    m_.firmware.push_back(std::move(list));
  }

  std::optional<FirmwareRange> firmware_range(Expr& item) {
    const auto type = memory_type_named(item.text);
    const bool raw = item.text == "raw";
    const bool call = item.kind == Expr::Kind::call && item.args.size() == 2;
    if (!call || (!raw && !(type && any_mtrr_type.contains(*type)))) {
      if (!is_unreadable(item))
        bad_value(item.at, quoted(item.text) + " is not something firmware can leave").hint =
            "write none, any, or a list such as WB(0, 4G) + UC(0xc0000000, 1G)";
      return std::nullopt;
    }
    const int errors = report().errors();
    for (Expr& e : item.args) resolve_value(e, {nullptr, "the firmware", -1}, names_);
    FirmwareRange range{type.value_or(MemoryType::UC), raw, item.args[0], item.args[1], item.at};
    if (!raw && errors == report().errors()) one_register(range);
    return range;
  }

  void one_register(const FirmwareRange& range) {
    const auto length = names_.value(range.length).constant();
    if (!length) return;
    const bool power = std::has_single_bit(*length) && *length >= page_bytes;
    const auto off = power ? names_.value(range.start).modulo(*length) : std::nullopt;
    if (power && off.value_or(0) == 0) return;
    const std::string what = power
                                 ? "its start is not a multiple of " + print_number(*length)
                                 : print_number(*length) + " is not a power of two of at least 4K";
    report().error("E029", range.at, "no single MTRR can hold this range: " + what).hint =
        "split it into several, TYPE(start, length) + TYPE(start, length), or give the two "
        "register values with raw(base, mask)";
  }

  void memory(FactSyntax& f) {
    if (f.any || f.values.size() != 1)
      return not_any(f, "write the ranges: memory ram(0, 2G), reserved(2G, 16M);");
    for (Expr& item : f.values[0].items) memory_range(item);
  }

  void memory_range(Expr& item) {
    using Kind = MemoryRange::Kind;
    const std::vector<std::string> kinds = {"ram", "reserved", "acpi"};
    const auto kind = std::find(kinds.begin(), kinds.end(), item.text);
    if (is_unreadable(item)) return;
    if (kind == kinds.end() || item.kind != Expr::Kind::call || item.args.size() != 2) {
      bad_value(item.at,
                quoted(item.text) + " is not a range of memory" + did_you_mean(item.text, kinds))
          .hint = "write ram(START, LENGTH), reserved(START, LENGTH) or acpi(START, LENGTH)";
      return;
    }
    std::uint64_t value[2] = {};
    for (std::size_t i = 0; i < 2; ++i) {
      const auto known = known_value(item.args[i], "the memory map", names_);
      if (!known) return;
      value[i] = *known;
    }
    const Kind which = static_cast<Kind>(kind - kinds.begin());
    if (value[1] == 0 || value[0] + value[1] < value[0])
      bad_value(item.at, value[1] == 0 ? "this range is empty" : "this range does not end");
    m_.memory.push_back({which, value[0], value[1]});
  }

  // What one fact says about another.
  void between_facts() {
    if (m_.cpu.empty() && !seen_.contains("cpu") && !names_.skipped.contains("cpu"))
      report().error("E010", m_.at, "the machine does not say which cpu it has").hint =
          "add cpu NAME; with one of " + quoted_list(profiles(), 20);
    if (m_.mtrr_variable && m_.mtrr_free && m_.mtrr_free->high > *m_.mtrr_variable)
      report().error(
          "E032", free_at_,
          "more registers are free than the " + std::to_string(*m_.mtrr_variable) + " that exist");
    const bool kvm =
        std::find(m_.env.begin(), m_.env.end(), kernel::Environment::kvm) != m_.env.end();
    if (!kvm) return;
    for (const std::string needed : {"guest_pat", "host_type"}) {
      if (seen_.contains(needed) || names_.skipped.contains(needed)) continue;
      auto& d = report().error("E031", env_at_, "'env kvm' also needs the fact " + quoted(needed));
      d.hint = needed == "guest_pat"
                   ? "add guest_pat honored; or guest_pat ignored;"
                   : "add the type the host maps this memory with, such as host_type UC;";
    }
  }

  Names& names_;
  MachineSpec& m_;
  std::unordered_map<std::string, Location> seen_;
  Location free_at_, env_at_;
};

std::span<const MachineResolver::Row> MachineResolver::rows() {
  using M = MachineResolver;
  static constexpr Row table[] = {
      {"cpu", &M::cpu},
      {"phys_bits", &M::phys_bits},
      {"pat", &M::pat},
      {"mtrr_variable", &M::mtrr_variable},
      {"mtrr_free", &M::mtrr_free},
      {"mtrr_default", &M::mtrr_default},
      {"mtrr_fixed", &M::mtrr_fixed},
      {"mtrr_enabled", &M::mtrr_enabled},
      {"fixed", &M::fixed},
      {"firmware", &M::firmware},
      {"memory", &M::memory},
      {"env", &M::env},
      {"kernel", &M::kernel_version},
      {"guest_pat", &M::guest_pat},
      {"host_type", &M::host_type},
  };
  return table;
}

}  // namespace

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
