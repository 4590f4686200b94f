// Params, constants, regions: names and values that the file declares.
#include <algorithm>
#include <bit>

#include "language/resolver.hpp"
#include "memtype/cases/print.hpp"

namespace memtype::cases {
namespace {

// Params and constants share one set of names, which must not hide a predefined one.
bool declare_value(NameTable& table, const std::string& name, int index, Location at,
                   Names& names) {
  if (predefined(name)) {
    names.report.error("E011", at, quoted(name) + " is predefined").hint = "choose another name";
    return false;
  }
  const Case& c = names.parsed;
  const bool constant = find(names.constants, name) >= 0;
  const Location first = constant ? place_of(c.constants, names.constants, name)
                                  : place_of(c.params, names.params, name);
  if (constant || find(names.params, name) >= 0)
    return declare(constant ? names.constants : names.params, name, index, at, first,
                   constant ? "constant" : "parameter", names.report);
  return declare(table, name, index, at, at, "parameter", names.report);
}

void declare_params(SyntaxTree& tree, Names& names) {
  for (ParamSyntax& p : tree.params) {
    Param param;
    param.name = p.name.name;
    param.at = p.name.at;
    param.bar_size = p.size ? 1 : 0;
    declare_value(names.params, param.name, static_cast<int>(names.parsed.params.size()), param.at,
                  names);
    names.parsed.params.push_back(param);
  }
  names.param_used.resize(names.parsed.params.size());
}

void declare_constants(SyntaxTree& tree, Names& names) {
  names.parsed.constants = std::move(tree.constants);
  int index = 0;
  for (Constant& c : names.parsed.constants) {
    declare_value(names.constants, c.name, index++, c.at, names);
  }
}

void fold_constants(Names& names) {
  names.values.clear();
  for (const Constant& c : names.parsed.constants) names.values.push_back(names.value(c.value));
}

void resolve_constants(Names& names) {
  int index = 0;
  for (Constant& c : names.parsed.constants) {
    resolve_value(c.value, {nullptr, "a constant", index++}, names);
    if (const auto where = undefined_arithmetic(c.value, names.parsed.params, names.values))
      names.report.error("E038", *where, "this arithmetic has no result").hint =
          "C does not define division by zero or shifts by 64 and more";
    names.values.push_back(names.value(c.value));
  }
}

// A BAR whose size is parameter `of`, which is resolved: at least the lowest power of two of it.
void size_by_param(const Expr& size, int of, Param& param, Names& names) {
  const auto index = static_cast<std::size_t>(of);
  const Param& values = names.parsed.params[index];
  names.param_used[index] = true;
  const bool bar = values.bar_size > 0 || values.name == param.name;
  if (bar || !values.has_range) {
    names.report
        .error("E037", size.at,
               quoted(size.text) + (bar ? " is a BAR, and no size of one" : " may be any address"))
        .hint = "the size of a BAR is a number, a constant or a parameter with a range";
    return;
  }
  param.size_param = of;
  const std::uint64_t least = std::clamp<std::uint64_t>(values.low, 1, std::uint64_t{1} << 52);
  param.bar_size = param.align = std::bit_ceil(least);
}

void resolve_bar(ParamSyntax& syntax, Param& param, Names& names) {
  param.may_overlap = syntax.may_overlap;
  param.bar_size = 1;  // where the size is not known, nothing more is said of it
  if (const int of = find(names.params, syntax.size->text);
      syntax.size->kind == Expr::Kind::name && of >= 0)
    return size_by_param(*syntax.size, of, param, names);
  const auto size = known_value(*syntax.size, "the size of a BAR", names);
  if (!size) return;
  if (std::has_single_bit(*size)) {
    param.bar_size = param.align = *size;
    return;
  }
  names.report.error("E037", syntax.size->at,
                     "the size of a BAR is a power of two, not " + print_number(*size));
}

void resolve_param(ParamSyntax& syntax, Param& param, Names& names) {
  if (syntax.size) resolve_bar(syntax, param, names);
  if (syntax.align) {
    const auto align = known_value(*syntax.align, "the alignment of a parameter", names);
    if (align && std::has_single_bit(*align)) {
      param.align = *align;
    } else if (align) {
      names.report.error("E037", syntax.align->at,
                         "an alignment must be a power of two, not " + print_number(*align));
    }
  }
  if (!syntax.low || !syntax.high) return;
  const auto low = known_value(*syntax.low, "a range", names);
  const auto high = known_value(*syntax.high, "a range", names);
  if (!low || !high) return;
  param.low = *low;
  param.high = *high;
  param.has_range = true;
  const std::uint64_t mask = param.align - 1;
  const std::uint64_t first = (*low + mask) & ~mask;
  const std::uint64_t behind = std::max<std::uint64_t>(param.bar_size, 1) - 1;  // of a BAR's start
  if (*low <= *high && first >= *low && first <= *high && behind <= *high - first) return;
  const bool empty = *low > *high;
  auto& d = names.report.error("E037", span(syntax.low->at, syntax.high->at),
                               "parameter " + quoted(param.name) + " can have no value");
  d.notes.push_back({empty ? std::string("the range ends below its start")
                     : param.bar_size > 0
                         ? "no multiple of its size has room for it in the range"
                         : "no multiple of " + print_number(param.align) + " lies in the range",
                     {}});
}

void resolve_some_params(SyntaxTree& tree, bool bars, Names& names) {
  for (std::size_t i = 0; i < tree.params.size(); ++i) {
    if (tree.params[i].size.has_value() != bars) continue;
    Param resolved = names.parsed.params[i];
    resolve_param(tree.params[i], resolved, names);
    if (auto assumed = values_of(tree.params[i], resolved, names))
      tree.assumptions.push_back(std::move(*assumed));
    names.parsed.params[i] = resolved;
  }
}

// BARs come last: their sizes may be parameters.
void resolve_params(SyntaxTree& tree, Names& names) {
  for (const bool bars : {false, true}) resolve_some_params(tree, bars, names);
}

void declare_regions(SyntaxTree& tree, Names& names) {
  names.parsed.regions = std::move(tree.regions);
  int index = 0;
  for (const Region& r : names.parsed.regions)
    declare(names.regions, r.name, index++, r.at,
            place_of(names.parsed.regions, names.regions, r.name), "region", names.report);
  names.region_used.resize(names.parsed.regions.size());
}

// "bar + 8M - 4K" as "bar + 0x7ff000"; a number alone in hexadecimal. Only for affine values.
std::string affine_text(const Folded& value, const std::vector<Param>& params) {
  if (value.param < 0) return print_address(value.offset);
  const std::string& name = params[static_cast<std::size_t>(value.param)].name;
  if (value.offset == 0) return name;
  if (value.offset > INT64_MAX) return name + " - " + print_address(-value.offset);
  return name + " + " + print_address(value.offset);
}

void misaligned(const Region& r, const Folded& start, const Folded& length, Names& names) {
  const auto& params = names.parsed.params;
  const Folded end = fold_sum(start, length);
  std::string where;
  if (start.affine && end.affine) {
    Folded last = end;
    --last.offset;
    where = ": [" + affine_text(start, params) + " .. " + affine_text(last, params) + "]";
  }
  auto& d =
      names.report.error("E021", r.at, "region " + quoted(r.name) + " is not page-aligned" + where);
  const std::uint64_t page = page_bytes;
  if (where.empty() ||
      (start.param >= 0 && params[static_cast<std::size_t>(start.param)].align < page)) {
    d.hint =
        "memory types apply to 4K pages; give the parameter an 'align', and start and length "
        "multiples of 4K";
    return;
  }
  Folded first = start, last = end;
  first.offset &= page_mask;
  last.offset = (last.offset + page - 1) & page_mask;
  const std::string bytes = print_number(last.offset - first.offset);
  --last.offset;
  d.notes.push_back({"memory types apply to 4K pages; the pages are [" +
                         affine_text(first, params) + " .. " + affine_text(last, params) + "]",
                     {}});
  d.hint = "write region " + r.name + " (" + affine_text(first, params) + ", " + bytes +
           "), as ioremap() would round it";
}

void check_region(const Region& r, Names& names) {
  const Folded start = names.value(r.start), length = names.value(r.length);
  const auto bytes = length.constant();
  if (is_unreadable(r.start) || is_unreadable(r.length)) return;
  if (bytes && (*bytes == 0 || *bytes > INT64_MAX)) {
    names.report.error("E041", r.length.at, "region " + quoted(r.name) + " contains no byte");
    return;
  }
  const bool off =
      start.modulo(page_bytes).value_or(0) != 0 || length.modulo(page_bytes).value_or(0) != 0;
  if (off) misaligned(r, start, length, names);
}

}  // namespace

std::optional<std::uint64_t> known_value(Expr& e, const std::string& what, Names& names) {
  const int errors = names.report.errors();
  resolve_value(e, {nullptr, what, -1}, names);
  const Folded folded = names.value(e);
  const auto value = folded.constant();
  if (!value && !folded.faulty && names.report.errors() == errors)
    names.report.error("E038", e.at, what + " must be constant").hint =
        "it can use numbers and constants, but no parameters";
  return value;
}

void resolve_declarations(SyntaxTree& tree, Names& names) {
  declare_params(tree, names);
  declare_constants(tree, names);
  declare_regions(tree, names);
  declare_programs(tree, names);
  resolve_constants(names);
  resolve_params(tree, names);
  fold_constants(names);  // again: now the parameters' alignments are known
  declare_externals(tree, names);
}

void check_regions(Names& names) {
  for (Region& r : names.parsed.regions) {
    const int errors = names.report.errors();
    resolve_value(r.start, {nullptr, "a region", -1}, names);
    resolve_value(r.length, {nullptr, "a region", -1}, names);
    if (names.report.errors() == errors) check_region(r, names);
  }
}

void warn_unused(Names& names) {
  const Case& c = names.parsed;
  for (std::size_t i = 0; i < c.params.size(); ++i)
    if (!names.param_used[i] && c.params[i].bar_size == 0)  // a BAR is in the way of others
      names.report.warning("W002", c.params[i].at,
                           "parameter " + quoted(c.params[i].name) + " is never used");
  if (c.checks.empty()) return;
  for (std::size_t i = 0; i < c.regions.size(); ++i)
    if (!names.region_used[i])
      names.report.warning("W001", c.regions[i].at,
                           "region " + quoted(c.regions[i].name) + " is in no check");
}

}  // namespace memtype::cases
