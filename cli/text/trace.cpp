#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "memtype/cases/print.hpp"
#include "memtype/linux/errno.hpp"
#include "text/refusal.hpp"
#include "text/text.hpp"

namespace memtype::cli {
namespace {

using namespace cases;

// The instruction behind a step; its expression is the case's.
std::optional<Instruction> instruction_of(const Case& c, const Step<Concrete>& step) {
  const auto code = compile(c);
  for (const Instruction& i : code[static_cast<std::size_t>(step.program)])
    if (i.kind == Instruction::Kind::call && i.at.line == step.at.line &&
        i.at.column == step.at.column)
      return i;
  return std::nullopt;
}

// The variable that a step assigns.
std::string target_of(const Case& c, const Step<Concrete>& step) {
  const int target = assigned_by(c, step);
  const Program& program = c.programs[static_cast<std::size_t>(step.program)];
  return target < 0 ? "" : program.locals[static_cast<std::size_t>(target)] + " = ";
}

// The name of a parameter of a function, as its table has it.
std::string_view parameter_name(const FunctionInfo& f, std::size_t n) {
  std::string_view names = f.parameters;
  for (; n > 0 && names.find(", ") != std::string_view::npos; --n)
    names.remove_prefix(names.find(", ") + 2);
  return names.substr(0, names.find(','));
}

// A mapping as the program names it: no line tells its number.
std::string handle_text(const Case& c, const Step<Concrete>& step, std::size_t n) {
  const std::int64_t value = step.arguments[n];
  if (value <= 0 || parameter_name(*step.function, n) != "mapping") return std::to_string(value);
  const auto i = instruction_of(c, step);
  return i && n < i->expr->args.size() ? print_expr(i->expr->args[n]) : std::to_string(value);
}

const RegionView& before_step(const Trace& trace, std::size_t step, std::size_t region) {
  return step == 0 ? trace.start[region] : trace.steps[step - 1].regions[region];
}

bool same_types(const MappingView& a, const MappingView& b) {
  return a.page == b.page && a.effective == b.effective;
}

bool changed(const RegionView& a, const RegionView& b) {
  if (a.state.types != b.state.types || a.state.aliased != b.state.aliased ||
      a.mapped_bytes != b.mapped_bytes || a.pages.size() != b.pages.size())
    return true;
  for (std::size_t i = 0; i < a.pages.size(); ++i)
    if (a.pages[i].base != b.pages[i].base || a.pages[i].origin != b.pages[i].origin ||
        !std::equal(a.pages[i].mappings.begin(), a.pages[i].mappings.end(),
                    b.pages[i].mappings.begin(), b.pages[i].mappings.end(), same_types))
      return true;
  return false;
}

std::size_t name_width(const Case& c) {
  std::size_t width = 4;
  for (const Region& region : c.regions) width = std::max(width, region.name.size());
  return width;
}

std::string page_line(const Case& c, const RegionView& view, const PageView& page,
                      const MappingView& m, std::size_t count, int subject,
                      const std::vector<Complaint>& watch) {
  const Region& region = c.regions[static_cast<std::size_t>(view.region)];
  const std::string from = page.origin == page.below ? "" : " (" + page.origin + ")";
  const std::string base = page.undefined ? "undefined" : to_string(page.base);
  std::string line =
      fmt::format("       {:<{}} {:<3} x  {} {:<20} =  {}", region.name, name_width(c),
                  name(m.page), page.below, base + from, to_string(m.effective));
  if (view.pages.size() > 1) line += "   at " + print_address(page.address);
  if (count > 1) line += fmt::format("   ({} mappings)", count);
  for (const Complaint& w : watch)
    if (w.subject == subject && w.region == view.region && m.effective.intersects(w.refused))
      return line + "   <== " + w.demand + "\n";
  return line + "\n";
}

// Of a region that is mapped in part, or ought to be mapped.
std::string part_line(const Case& c, const RegionView& view, int subject,
                      const std::vector<Complaint>& watch) {
  const std::uint64_t bytes = view.end - view.begin;
  const auto demand = std::find_if(watch.begin(), watch.end(), [&](const Complaint& w) {
    return w.uncovered && w.subject == subject && w.region == view.region;
  });
  if (view.mapped_bytes == bytes || (view.mapped_bytes == 0 && demand == watch.end())) return "";
  return fmt::format("       {:<{}} {} of {} mapped{}\n",
                     c.regions[static_cast<std::size_t>(view.region)].name, name_width(c),
                     view.mapped_bytes == 0 ? "nothing" : print_number(view.mapped_bytes),
                     print_number(bytes), demand == watch.end() ? "" : "   <== " + demand->demand);
}

// A line for each page that differs and each of its mappings, equal mappings together.
std::string region_lines(const Case& c, const RegionView& view, int subject,
                         const std::vector<Complaint>& watch) {
  std::string text;
  for (const PageView& page : view.pages) {
    for (std::size_t i = 0; i < page.mappings.size(); ++i) {
      const MappingView& m = page.mappings[i];
      const auto same = [&](const MappingView& other) {
        return other.page == m.page && other.effective == m.effective;
      };
      const auto first = page.mappings.begin();
      const auto here = first + static_cast<std::ptrdiff_t>(i);
      if (std::any_of(first, here, same)) continue;
      const auto count = static_cast<std::size_t>(std::count_if(here, page.mappings.end(), same));
      text += page_line(c, view, page, m, count, subject, watch);
    }
  }
  if (view.state.aliased)
    text += fmt::format("       {:<{}} two mappings, two types\n",
                        c.regions[static_cast<std::size_t>(view.region)].name, name_width(c));
  return text + part_line(c, view, subject, watch);
}

std::string mapping_line(const Trace& trace, std::size_t n) {
  const TraceStep& step = trace.steps[n];
  const kernel::Mapping<Concrete>& m =
      step.system.mappings[static_cast<std::size_t>(step.step.mapping)];
  if (!m.live) return fmt::format("       gone  {}\n", range_text(m.begin, m.end));
  std::string line = fmt::format("       page  {}  asked {}  got {}", range_text(m.begin, m.end),
                                 to_string(m.asked), to_string(m.mode));
  if (const auto why = other_mode_of(trace, n)) line += ": " + why->words;
  if (m.tracked != m.mode) line += fmt::format(" (tracked as {})", to_string(m.tracked));
  const TypeSet page = kernel::page_types<Concrete>(step.system.pat, m.mode);
  if (page != m.mode) line += fmt::format(", page type {}", to_string(page));
  if (m.address != 0 && m.address != step.step.mapping + 1)
    line += fmt::format(", at the address of mapping {}, which is gone", m.address);
  return line + "\n";
}

}  // namespace

ArgumentForm argument_form(const FunctionInfo& f, std::size_t n, std::int64_t value) {
  const std::string_view parameter = parameter_name(f, n);
  const auto encoding = static_cast<std::uint64_t>(value);
  const bool type = parameter == "TYPE" && is_pat_encoding(encoding);
  if (type || (parameter == "type" && is_mtrr_encoding(encoding))) return ArgumentForm::type;
  constexpr std::string_view numbers[] = {"mapping",   "cookie", "register",
                                          "increment", "type",   "numpages"};
  constexpr std::string_view sizes[] = {"size", "length", "offset", "maxlen"};
  const auto among = [&](const auto& list) {
    return std::find(std::begin(list), std::end(list), parameter) != std::end(list);
  };
  if (among(numbers)) return ArgumentForm::number;
  return among(sizes) ? ArgumentForm::size : ArgumentForm::address;
}

std::string result_text(const Step<Concrete>& step) {
  const ResultKind kind = step.function->result;
  if (kind == ResultKind::nothing) return "";
  if (step.function->returns_mapping() && step.result >= 0)
    return step.result == 0 ? "NULL" : "mapped";
  return kernel::result_name(step.result);
}

std::string call_text(const Case& c, const Step<Concrete>& step) {
  std::string arguments;
  for (std::size_t n = 0; n < step.arguments.size(); ++n) {
    if (n > 0) arguments += ", ";
    const std::int64_t value = step.arguments[n];
    switch (argument_form(*step.function, n, value)) {
      case ArgumentForm::type: arguments += name(static_cast<MemoryType>(value)); break;
      case ArgumentForm::number: arguments += handle_text(c, step, n); break;
      case ArgumentForm::address: arguments += print_address(to_word(value)); break;
      case ArgumentForm::size: arguments += print_number(to_word(value)); break;
    }
  }
  const std::string result = result_text(step);
  return fmt::format("{}{}({}){}{}{}", target_of(c, step), step.name, arguments,
                     result.empty() ? "" : " = ", result, step.failed ? " (may fail)" : "");
}

std::string begin_text(const Case& c, const Trace& trace, const std::vector<Complaint>& watch) {
  std::string text = "Begin  no call is made\n";
  for (const RegionView& view : trace.start) text += region_lines(c, view, trace.subject, watch);
  return text;
}

std::string step_text(const Case& c, const Trace& trace, std::size_t n,
                      const std::vector<Complaint>& watch) {
  const TraceStep& step = trace.steps[n];
  const Subject& subject = c.subjects[static_cast<std::size_t>(trace.subject)];
  const std::string who = subject.async ? program_of(c, step.step).name + " " : "";
  std::string text =
      fmt::format("Step {} {}:{}  {}\n", n + 1, who, step.step.at.line, call_text(c, step.step));
  if (const std::string why = refusal_line(trace, n); !why.empty()) text += "       " + why + "\n";
  if (step.step.mapping >= 0) text += mapping_line(trace, n);
  for (const RegisterChange& change : step.registers)
    text += fmt::format("       mtrr{} {}\n", change.index,
                        register_text(change.after, trace.choice.phys_bits));
  for (std::size_t r = 0; r < step.regions.size(); ++r) {
    const bool last = n + 1 == trace.steps.size();
    const bool watched = last && !watch.empty();
    if (watched || changed(before_step(trace, n, r), step.regions[r]))
      text += region_lines(c, step.regions[r], trace.subject, watch);
  }
  return text;
}

}  // namespace memtype::cli
