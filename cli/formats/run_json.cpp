// The run behind a verdict as JSON.

#include <algorithm>

#include "formats/trace_json.hpp"
#include "semantics/subjects.hpp"
#include "text/parts.hpp"
#include "text/violation.hpp"

namespace memtype::cli {
namespace {

using namespace cases;

Json violation_json(const Case& c, const Violation& v) {
  Json json = {{"region", c.regions[static_cast<std::size_t>(v.complaint->region)].name},
               {"demand", v.complaint->demand},
               {"address", json_hex(v.page->address)},
               {"page", name(v.mapping->page)},
               {"base", v.page->undefined ? "undefined" : to_string(v.page->base)},
               {"origin", v.page->origin},
               {"effective", json_types(v.mapping->effective)}};
  if (!v.page->undefined) json["rule"] = v.mapping->rule.name;
  json["why"] = why_sentence(c, v);
  return json;
}

Json also_json(const solver::AlsoOn& also) {
  Json json = {{"fails", also.fails}, {"holds", also.holds}, {"not_asked", also.open}};
  json["firmware"] = Json::array();
  for (const auto& [firmware, fails] : also.firmware)
    json["firmware"].push_back({{"text", firmware}, {"fails", fails}});
  return json;
}

Json subject_json(const Case& c, const solver::Witness& w, const Trace& trace,
                  const std::vector<Complaint>& demands) {
  const int subject = trace.subject;
  const auto s = static_cast<std::size_t>(subject);
  const std::size_t shown = std::min(
      w.step > 0 ? static_cast<std::size_t>(w.step) : trace.steps.size(), trace.steps.size());
  Json json = {{"subject", c.subjects[s].name}, {"steps", Json::array()}};
  json["areas"] = areas_json(c, trace);
  for (std::size_t n = 0; n < shown; ++n) json["steps"].push_back(step_json(c, trace, n));
  json["more_steps"] = trace.steps.size() - shown;
  const std::vector<RegionView>& last = shown > 0 ? trace.steps[shown - 1].regions : trace.start;
  const Violation v = find_violation(last, subject, demands);
  if (v.page == nullptr) return json;
  json["violation"] = violation_json(c, v);
  if (shown > 0) json["violation"]["step"] = begins_at(trace, shown, demands);
  return json;
}

}  // namespace

Json run_json(const Case& c, const Check& check, const solver::CheckResult& result, int unroll) {
  const solver::Witness& w = *result.witness;
  const std::vector<Trace> traces = traces_of(c, check, w, unroll);
  const std::vector<PartText> parts = decisive_parts(c, check, w, traces, unroll);
  const std::vector<Complaint> demands = demands_of(parts);
  Json json = {{"start", start_json(c, *w.start)}, {"subjects", Json::array()}};
  if (w.step > 0) json["step"] = w.step;  // else the end of the programs
  for (const Trace& trace : traces) json["subjects"].push_back(subject_json(c, w, trace, demands));
  for (const PartText& part : parts) {
    json["parts"].push_back({{"text", part.text}, {"value", part.value}});
    if (!part.why.empty()) json["parts"].back()["why"] = part.why;
  }
  if (result.also) json["also"] = also_json(*result.also);
  return json;
}

}  // namespace memtype::cli
