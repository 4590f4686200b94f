#include <fmt/format.h>

#include <algorithm>

#include "semantics/subjects.hpp"
#include "text/parts.hpp"
#include "text/text.hpp"
#include "violation.hpp"

namespace memtype::cli {
namespace {

using namespace cases;

// "UC, WT or WP".
std::string joined(const std::vector<std::string_view>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i)
    text += fmt::format("{}{}", i == 0 ? "" : i + 1 == names.size() ? " or " : ", ", names[i]);
  return text;
}

// What other page types that this kernel can ask for would have given on the same page: "Page type
// UC or WT would give UC."
std::string alternatives(const System<Concrete>& system, const Violation& v) {
  std::vector<std::pair<TypeSet, std::vector<std::string_view>>> better;  // what they give
  TypeSet tried = v.mapping->page;
  for (MemoryType mode : pat_memory_types) {
    const MemoryType page = system.pat.page_type(mode);
    if (tried.contains(page)) continue;
    tried |= page;
    const TypeSet effective = effective_type_under<Concrete>(system, v.page->base, TypeSet(page));
    if (effective.intersects(v.complaint->refused)) continue;
    const auto same = std::find_if(better.begin(), better.end(),
                                   [&](const auto& b) { return b.first == effective; });
    if (same == better.end())
      better.push_back({effective, {name(page)}});
    else
      same->second.push_back(name(page));
  }
  if (better.empty()) return "       No other page type would be right here.\n";
  std::string text;
  for (const auto& [effective, pages] : better)
    text += fmt::format("{}age type {} would give {}", text.empty() ? "       P" : "; p",
                        joined(pages), to_string(effective));
  return text + ".\n";
}

std::string why_text(const Case& c, const System<Concrete>& system, const Violation& v) {
  std::string text = "Why    " + why_sentence(c, v) + "\n";
  const kernel::Mapping<Concrete>& m = system.mappings[v.mapping->mapping];
  if (m.asked != m.mode)
    text += fmt::format(
        "       The call asked for {} and got {}, for an overlapping range has that type "
        "already or the kernel's rules say so.\n",
        to_string(m.asked), to_string(m.mode));
  return text + alternatives(system, v);
}

// The demands hold again after some later step?
std::string next_text(const Trace& trace, std::size_t step, const std::vector<Complaint>& demands) {
  if (step >= trace.steps.size()) return "";
  std::string text = "Next   ";
  for (std::size_t n = step; n < trace.steps.size(); ++n) {
    if (is_violated(trace.steps[n].regions, trace.subject, demands)) continue;
    const auto& s = trace.steps[n].step;
    return text + fmt::format("Step {} (:{} {}) puts it right.\n", n + 1, s.at.line, s.name);
  }
  const std::size_t more = trace.steps.size() - step;
  return text + (more == 1 ? "One more step does not put it right.\n"
                           : fmt::format("{} more steps do not put it right.\n", more));
}

std::string watch_lines(const Case& c, const Trace& trace, const std::vector<Complaint>& demands) {
  std::string text;
  for (const RegionView& view : trace.start)
    for (const Complaint& d : demands)
      if (d.region == view.region) {
        text += fmt::format(
            "Watch  {} {} {}: {}\n", c.regions[static_cast<std::size_t>(view.region)].name,
            range_text(view.begin, view.end), print_number(view.end - view.begin), d.demand);
        break;
      }
  return text;
}

std::string subject_text(const Case& c, const Check& check, const solver::Witness& w,
                         const Trace& trace, const std::vector<Complaint>& demands,
                         bool with_picture) {
  const int subject = trace.subject;
  const std::size_t shown = w.step > 0 ? static_cast<std::size_t>(w.step) : trace.steps.size();
  std::string text = watch_lines(c, trace, demands);
  if (subjects_of(check).size() > 1)
    text += "Program " + c.subjects[static_cast<std::size_t>(subject)].name + "\n";
  for (std::size_t n = 0; n < shown && n < trace.steps.size(); ++n)
    text += step_text(c, trace, n, demands);
  if (shown == 0) text += begin_text(c, trace, demands);
  const System<Concrete>& last = shown > 0 ? trace.steps[shown - 1].system : trace.end;
  const std::vector<RegionView>& regions = shown > 0 ? trace.steps[shown - 1].regions : trace.start;
  const std::string drawn =
      with_picture
          ? (shown > 0 ? fmt::format("Picture after step {}\n", shown) : std::string("Picture\n")) +
                picture(c, w.start->choice, w.start->inputs, last)
          : "";
  if (demands.empty()) return text + drawn;
  const Violation v = find_violation(regions, subject, demands);
  if (v.page != nullptr) text += why_text(c, last, v);
  if (is_violated(regions, subject, demands)) text += next_text(trace, shown, demands);
  return text + drawn;
}

// "Also   fails on pat=nopat; not on pat=linux; with WB from 0 with a UC hole in it, not with no
// ranges."
std::string also_line(const solver::AlsoOn& also) {
  std::string text;
  const auto add = [&](std::string_view words, const std::vector<std::string>& machines) {
    if (machines.empty()) return;
    text += fmt::format("{}{} {}", text.empty() ? "" : "; ", words, fmt::join(machines, ", "));
  };
  add("fails on", also.fails);
  add("not on", also.holds);
  add("not asked:", also.open);
  std::vector<std::string> firmware;
  for (const bool fails : {true, false})
    for (const auto& [name, does] : also.firmware)
      if (does == fails) firmware.push_back((fails ? "with " : "not with ") + name);
  if (!firmware.empty())
    text += fmt::format("{}{}", text.empty() ? "" : "; ", fmt::join(firmware, ", "));
  return text.empty() ? "" : "Also   " + text + ".\n";
}

// The parts of the condition that decided, where the regions do not say it all.
std::string part_lines(const std::vector<PartText>& parts, bool joined) {
  std::string text;
  for (const PartText& part : parts) {
    const bool said = !joined && !part.demands.empty() && !part.demands.front().uncovered;
    if (!said)
      text += fmt::format("{:<7}{}{}\n", part.value ? "True" : "False", part.text,
                          part.why.empty() ? "" : ": " + part.why);
  }
  return text;
}

}  // namespace

std::string headline(const std::string& file, const Check& check,
                     const solver::CheckResult& result) {
  const solver::Witness& w = *result.witness;
  const std::string when =
      w.step > 0 ? fmt::format("after step {}", w.step) : std::string("at the end");
  const bool good = check.quantifier == Quantifier::exists;
  return fmt::format("{}:{}:{}: check {} ({}) {} {}{}", file, check.at.line, check.at.column,
                     check.name, print_quantifier(check.quantifier),
                     good ? "holds, for example" : "fails", when,
                     result.needs_undefined ? ", only through an " + undefined_text(result) : "");
}

std::string why_sentence(const Case& c, const Violation& v) {
  const Region& region = c.regions[static_cast<std::size_t>(v.complaint->region)];
  if (v.page->undefined)
    return fmt::format("{:#x} ({}): the manuals define no type where {} overlap; any is possible.",
                       v.page->address, region.name, v.page->origin);
  const std::string from =
      v.page->origin == v.page->below ? "" : fmt::format(" ({})", v.page->origin);
  return fmt::format("{:#x} ({}): {} {}{} under page type {} gives {} (rule {}; {}).",
                     v.page->address, region.name, v.page->below, to_string(v.page->base), from,
                     name(v.mapping->page), to_string(v.mapping->effective), v.mapping->rule.name,
                     v.mapping->rule.source);
}

std::size_t begins_at(const Trace& trace, std::size_t step, const std::vector<Complaint>& demands) {
  while (step > 1 && is_violated(trace.steps[step - 2].regions, trace.subject, demands)) --step;
  return step;
}

std::string witness_text(const Case& c, const std::string& file, const Check& check,
                         const solver::CheckResult& result, int unroll, bool with_picture) {
  if (!result.witness) return "";
  const solver::Witness& w = *result.witness;
  const std::vector<Trace> traces = traces_of(c, check, w, unroll);
  const std::vector<PartText> parts = decisive_parts(c, check, w, traces, unroll);
  const std::vector<Complaint> demands = demands_of(parts);
  std::string text = headline(file, check, result) + "\n";
  text += "Start  " + start_text(c, w) + "\n";
  for (const Trace& trace : traces) text += subject_text(c, check, w, trace, demands, with_picture);
  text += part_lines(parts, has_parts(check.condition));
  return text + (result.also ? also_line(*result.also) : "");
}

}  // namespace memtype::cli
