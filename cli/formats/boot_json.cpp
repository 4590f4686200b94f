#include "formats/boot_json.hpp"

#include "results/version.hpp"

namespace memtype::cli {
namespace {

using namespace kernel;

Json steps_json(const std::vector<PathStep>& steps) {
  Json list = Json::array();
  for (const PathStep& step : steps) {
    Json json = {{"phase", name(step.phase)},        {"what", step.what},
                 {"function", step.function},        {"file", step.file},
                 {"since", series_name(step.first)}, {"outcome", name(step.report.outcome)}};
    if (step.end <= newest_version) json["before"] = series_name(step.end);
    if (!step.report.why.empty()) json["why"] = step.report.why;
    list.push_back(std::move(json));
  }
  return list;
}

Json calls_json(const std::vector<CallAfterBoot>& calls) {
  Json list = Json::array();
  for (const CallAfterBoot& call : calls) {
    Json json = {{"call", call.name}, {"text", call.text}, {"result", call.result}};
    if (!call.page.empty()) {
      json["page"] = json_types(call.page);
      json["below"] = json_types(call.below);
      json["effective"] = json_types(call.effective);
    }
    list.push_back(std::move(json));
  }
  return list;
}

Json path_json(const BootRow& row) {
  const BootPath& path = row.path;
  const PatSetup& pat = path.boot().pat;
  Json json = {{"env", name(path.machine.env)},
               {"cpu", path.machine.cpu->name},
               {"kernels", {{"first", to_string(row.first)}, {"last", to_string(row.last)}}},
               {"pat", boot_fact(path, "pat")},
               {"entry", entry_of(path.steps)},
               {"mtrrs", belief_text(path)},
               {"mtrr_enabled", path.machine.mtrr_enabled},
               {"mtrr_add_works", path.boot().mtrr_present},
               {"pat_enabled", pat.enabled}};
  if (pat.in_hardware) json["pat_msr"] = json_hex(pat.msr);
  json["steps"] = steps_json(path.steps);
  json["calls"] = calls_json(path.calls);
  return json;
}

}  // namespace

Json boot_document(const std::vector<BootRow>& paths) {
  Json json = {{"format", boot_format},
               {"program", {{"version", version_number()}}},
               {"paths", Json::array()}};
  for (const BootRow& row : paths) json["paths"].push_back(path_json(row));
  return json;
}

}  // namespace memtype::cli
