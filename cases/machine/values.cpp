// Values that are words, numbers or versions.
#include "machine/values.hpp"

#include <algorithm>

#include "memtype/cases/print.hpp"
#include "memtype/linux/releases.hpp"

namespace memtype::cases {
namespace {

constexpr kernel::PatMode pat_modes[] = {kernel::PatMode::absent, kernel::PatMode::nopat,
                                         kernel::PatMode::linux4, kernel::PatMode::full,
                                         kernel::PatMode::xen};

FactValue one_item(Expr item) { return {{}, {std::move(item)}, {}, false}; }

std::optional<Interval> read_interval(const FactValue& value, FactReader& reader, unsigned low,
                                      unsigned high) {
  if (value.items.size() != 1) return single_item(value, reader), std::nullopt;
  const auto from = whole_number(value.items[0], reader, low, high);
  const auto to = value.up_to ? whole_number(*value.up_to, reader, low, high) : from;
  if (!from || !to) return std::nullopt;
  if (*from > *to) {
    reader.bad_value(value.at, "this range ends below its start");
    return std::nullopt;
  }
  return Interval{static_cast<unsigned>(*from), static_cast<unsigned>(*to)};
}

// The value of an IA32_PAT that a processor can hold.
void read_pat_msr(const Expr& e, kernel::PatMode mode, FactReader& reader,
                  std::vector<PatFact>& out) {
  if (e.args.size() != 1 || e.args[0].kind != Expr::Kind::number) {
    reader.bad_value(e.at, e.text + "() takes the value of the PAT register").hint =
        "for example " + e.text + "(0x0007010600070106)";
    return;
  }
  if (is_unreadable(e.args[0])) return;
  const auto value = static_cast<std::uint64_t>(e.args[0].number);
  for (unsigned slot = 0; slot < 8; ++slot) {
    const std::uint64_t type = value >> (8 * slot) & 0xff;
    if (is_pat_encoding(type)) continue;
    reader
        .bad_value(e.args[0].at, "PAT entry " + std::to_string(slot) + " holds " +
                                     print_address(type) + ", which is no memory type")
        .hint = "0 UC, 1 WC, 4 WT, 5 WP, 6 WB, 7 UC-; the CPU refuses to load anything else";
    return;
  }
  if (mode == kernel::PatMode::nopat && value == pat_power_on) {
    reader.bad_value(e.args[0].at, "nopat(VALUE) takes another value than the power-on one").hint =
        "write nopat: nothing was left in the register, and a Xen PV kernel finds Xen's layout";
    return;
  }
  out.push_back({mode, value});
}

}  // namespace

const Expr* single_item(const FactValue& value, FactReader& reader) {
  if (value.items.size() == 1 && !value.up_to) return value.items.data();
  auto& d = reader.bad_value(value.at, value.up_to ? quoted(reader.fact) + " takes no range"
                                                   : quoted(reader.fact) + " takes one value");
  d.hint = value.up_to ? "list the values: any of (...)"
                       : "alternatives are written " + reader.fact + " any of (A, B);";
  return nullptr;
}

std::optional<std::uint64_t> whole_number(const Expr& e, FactReader& reader, std::uint64_t low,
                                          std::uint64_t high) {
  const auto value = static_cast<std::uint64_t>(e.number);
  if (is_unreadable(e)) return std::nullopt;
  if (e.kind == Expr::Kind::number && value >= low && value <= high) return value;
  reader.bad_value(e.at, quoted(reader.fact) + " is a number from " + std::to_string(low) + " to " +
                             std::to_string(high));
  return std::nullopt;
}

std::optional<std::size_t> read_word(const FactValue& value, FactReader& reader,
                                     const std::vector<std::string>& known,
                                     const std::vector<std::string>& forms) {
  const Expr* word = single_item(value, reader);
  if (word == nullptr || is_unreadable(*word)) return std::nullopt;
  const auto found = std::find(known.begin(), known.end(), word->text);
  const bool is_word = word->kind == Expr::Kind::name || word->kind == Expr::Kind::word;
  if (is_word && found != known.end()) return static_cast<std::size_t>(found - known.begin());
  std::vector<std::string> all = known;
  all.insert(all.end(), forms.begin(), forms.end());
  reader.unknown_word(*word, all);
  return std::nullopt;
}

WordValues<const CpuProfile*> cpu_values() {
  std::vector<Named<const CpuProfile*>> named;
  for (const CpuProfile& cpu : cpu_profiles()) named.push_back({cpu.name, &cpu});
  return WordValues<const CpuProfile*>(std::move(named));
}

WordValues<bool> switch_values(std::string_view yes, std::string_view no) {
  return WordValues<bool>({{yes, true}, {no, false}});
}

WordValues<MemoryType> mtrr_type_values() { return named_values<MemoryType>(mtrr_memory_types); }

std::vector<kernel::Environment> EnvironmentValues::all() const {
  return {std::begin(kernel::all_environments), std::end(kernel::all_environments)};
}

std::vector<std::string> EnvironmentValues::words() const {
  std::vector<std::string> words =
      named_values<kernel::Environment>(kernel::all_environments).words();
  words.emplace_back("xen_pv");
  return words;
}

void EnvironmentValues::read(FactValue& value, FactReader& reader,
                             std::vector<kernel::Environment>& out) const {
  const auto index = read_word(value, reader, words());
  if (!index) return;
  for (const kernel::Environment environment : kernel::all_environments)
    if (kernel::is_named(environment, words()[*index])) out.push_back(environment);
}

FactValue EnvironmentValues::written(kernel::Environment value) const {
  return one_item(word_expr(kernel::name(value)));
}

void NumberValues::read(FactValue& value, FactReader& reader, std::vector<unsigned>& out) const {
  if (!ranges_) {
    const Expr* e = single_item(value, reader);
    const auto number = e == nullptr ? std::nullopt : whole_number(*e, reader, low_, high_);
    if (number) out.push_back(static_cast<unsigned>(*number));
    return;
  }
  if (const auto range = read_interval(value, reader, low_, high_))
    for (unsigned n = range->low; n <= range->high; ++n) out.push_back(n);
}

FactValue NumberValues::written(unsigned value) const {
  Expr e = size_expr(value);
  e.text = std::to_string(value);
  return one_item(std::move(e));
}

void IntervalValues::read(FactValue& value, FactReader& reader, std::vector<Interval>& out) const {
  if (const auto range = read_interval(value, reader, low_, high_)) out.push_back(*range);
}

FactValue IntervalValues::written(Interval value) const {
  FactValue written = one_item(size_expr(value.low));
  if (value.low != value.high) written.up_to = size_expr(value.high);
  return written;
}

std::vector<PatFact> PatValues::all() const {
  std::vector<PatFact> list;
  for (const kernel::PatMode mode : pat_modes) list.push_back({mode});
  return list;
}

std::vector<std::string> PatValues::words() const {
  std::vector<std::string> list;
  for (const kernel::PatMode mode : pat_modes) list.emplace_back(kernel::name(mode));
  return list;
}

void PatValues::read(FactValue& value, FactReader& reader, std::vector<PatFact>& out) const {
  const bool call =
      value.items.size() == 1 && !value.up_to && value.items[0].kind == Expr::Kind::call;
  std::vector<std::string> forms;
  for (const kernel::PatMode mode : {kernel::PatMode::nopat, kernel::PatMode::msr}) {
    const std::string name(kernel::name(mode));
    if (call && value.items[0].text == name) return read_pat_msr(value.items[0], mode, reader, out);
    forms.push_back(name + "(VALUE)");
  }
  if (const auto index = read_word(value, reader, words(), forms))
    out.push_back({pat_modes[*index]});
}

FactValue PatValues::written(PatFact value) const {
  const bool left = value.mode == kernel::PatMode::nopat && value.msr != pat_power_on;
  if (value.mode != kernel::PatMode::msr && !left)
    return one_item(word_expr(kernel::name(value.mode)));
  Expr number = address_expr(value.msr);
  number.text = "0x";
  for (int shift = 60; shift >= 0; shift -= 4)
    number.text += "0123456789abcdef"[value.msr >> shift & 15];
  return one_item(call_expr(kernel::name(value.mode), {std::move(number)}));
}

void VersionValues::read(FactValue& value, FactReader& reader,
                         std::vector<kernel::Version>& out) const {
  const Expr* e = single_item(value, reader);
  if (e == nullptr || is_unreadable(*e)) return;
  const auto v = e->kind == Expr::Kind::word ? kernel::version_from(e->text) : std::nullopt;
  if (!v) {
    reader.bad_value(e->at,
                     "a kernel version is written in quotes, such as \"6.18\" or \"6.12.54\"");
    return;
  }
  if (kernel::is_known(*v) && kernel::may_exist(*v)) return out.push_back(*v);
  if (kernel::is_known(*v)) {
    reader.bad_value(e->at, "there is no kernel " + kernel::to_string(*v)).hint =
        "the last release of its series is " + kernel::series_name(*v) + "." +
        std::to_string(*kernel::last_patch(*v));
    return;
  }
  const std::string what = kernel::is_series(*v)
                               ? "the rules of kernel " + kernel::to_string(*v) + " are not known"
                               : "there is no kernel " + kernel::series_name(*v);
  reader.bad_value(e->at, what).hint = "known are " + kernel::series_name(kernel::oldest_version) +
                                       " to " + kernel::series_name(kernel::newest_version);
}

FactValue VersionValues::written(kernel::Version value) const {
  return one_item(string_expr(kernel::to_string(value)));
}

}  // namespace memtype::cases
