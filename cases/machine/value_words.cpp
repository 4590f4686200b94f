// Addresses, the kernel's command line, and what differs between processors.
#include <algorithm>
#include <cctype>

#include "machine/values.hpp"
#include "memtype/cases/print.hpp"

namespace memtype::cases {
namespace {

FactValue one(Expr item) { return {{}, {std::move(item)}, {}, false}; }

// The options with one space between them.
std::string joined_options(std::string_view text) {
  std::string options;
  bool space = false;
  for (const char c : text) {
    const bool blank = std::isspace(static_cast<unsigned char>(c)) != 0;
    if (!blank && space && !options.empty()) options += ' ';
    if (!blank) options += c;
    space = blank;
  }
  return options;
}

struct Difference {
  std::string_view word;
  bool kernel::CpuDifferences::*member;
};
constexpr Difference differences[] = {{"variable", &kernel::CpuDifferences::variable},
                                      {"fixed", &kernel::CpuDifferences::fixed},
                                      {"def_type", &kernel::CpuDifferences::def_type},
                                      {"pat", &kernel::CpuDifferences::pat}};

// False, with a report: this is nothing in which processors differ.
bool add_difference(const Expr& item, FactReader& reader, kernel::CpuDifferences& out) {
  for (const Difference& difference : differences)
    if (item.kind == Expr::Kind::name && item.text == difference.word)
      return out.*difference.member = true;
  if (!is_unreadable(item))
    reader.bad_value(item.at, "processors do not differ in " + quoted(print_expr(item))).hint =
        "they differ in variable, fixed, def_type or pat";
  return false;
}

}  // namespace

void AddressValues::read(FactValue& value, FactReader& reader,
                         std::vector<std::uint64_t>& out) const {
  const Expr* item = single_item(value, reader);
  if (item == nullptr || is_unreadable(*item)) return;
  if (off && item->kind == Expr::Kind::name && item->text == "off") return out.push_back(0);
  const auto number = static_cast<std::uint64_t>(item->number);
  if (item->kind == Expr::Kind::number && low <= number && number <= high && number % multiple == 0)
    return out.push_back(number);
  reader.bad_value(item->at, std::string(refusal)).hint = std::string(hint);
}

FactValue AddressValues::written(std::uint64_t value) const {
  if (off && value == 0) return one(word_expr("off"));
  return one(hex ? address_expr(value) : size_expr(value));
}

void CommandLineValues::read(FactValue& value, FactReader& reader,
                             std::vector<kernel::CommandLine>& out) const {
  const Expr* item = single_item(value, reader);
  if (item == nullptr || is_unreadable(*item)) return;
  if (item->kind == Expr::Kind::name && item->text == "unknown") return void(out.emplace_back());
  if (item->kind != Expr::Kind::word || item->text.find('"') != std::string::npos) {
    reader.bad_value(item->at, "the options of the kernel are written in quotes").hint =
        "for example cmdline \"nopat quiet\"; or unknown";
    return;
  }
  std::string options = joined_options(item->text);
  if (!kernel::has_effect(options, kernel::OptionEffect::hides_feature))
    return out.push_back({true, std::move(options)});
  reader.bad_value(item->at, "'clearcpuid' hides PAT or MTRRs from this kernel").hint =
      "leave the option out, and write 'pat absent' for a PAT that is hidden";
}

FactValue CommandLineValues::written(const kernel::CommandLine& value) const {
  return one(value.known ? string_expr(value.options) : word_expr("unknown"));
}

void CpuDifferenceValues::read(FactValue& value, FactReader& reader,
                               std::vector<kernel::CpuDifferences>& out) const {
  const Expr* item = single_item(value, reader);
  if (item == nullptr || is_unreadable(*item)) return;
  if (item->text != "differ") {
    if (read_word(value, reader, {"same"}, {"differ(...)"})) out.emplace_back();
    return;
  }
  if (item->args.empty()) {
    reader.bad_value(item->at, "this does not say in what the processors differ").hint =
        "for example differ(variable, pat)";
    return;
  }
  kernel::CpuDifferences read;
  for (const Expr& arg : item->args)
    if (!add_difference(arg, reader, read)) return;
  out.push_back(read);
}

FactValue CpuDifferenceValues::written(const kernel::CpuDifferences& value) const {
  if (value == kernel::CpuDifferences{}) return one(word_expr("same"));
  std::vector<Expr> items;
  for (const Difference& difference : differences)
    if (value.*difference.member) items.push_back(word_expr(difference.word));
  return one(call_expr("differ", std::move(items)));
}

}  // namespace memtype::cases
