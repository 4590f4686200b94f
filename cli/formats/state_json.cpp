// The whole state of a machine, and the document of `memtype run`.

#include "formats/trace_json.hpp"
#include "results/version.hpp"

namespace memtype::cli {
namespace {

using namespace cases;

Json range_json(std::uint64_t begin, std::uint64_t end) {
  return {{"first", json_hex(begin)}, {"last", json_hex(end - 1)}};
}

Json mtrr_json(const kernel::MtrrTable<Concrete>& table) {
  const MtrrState<Concrete>& hardware = table.hardware;
  Json json = {{"present", table.present},
               {"enabled", hardware.enabled},
               {"fixed_enabled", hardware.fixed_enabled},
               {"default", name(hardware.default_type)},
               {"writes", table.writes},
               {"registers", Json::array()}};
  for (std::size_t i = 0; i < hardware.variable.size(); ++i) {
    json["registers"].push_back(register_json(i, hardware.variable[i], hardware.phys_bits));
    json["registers"].back()["used"] = table.usage[i];
    json["registers"].back()["added"] = static_cast<bool>(table.added[i]);
  }
  return json;
}

Json belief_json(const MtrrState<Concrete>& belief) {
  Json json = {{"enabled", belief.enabled},
               {"default", name(belief.default_type)},
               {"registers", Json::array()}};
  for (std::size_t i = 0; i < belief.variable.size(); ++i)
    json["registers"].push_back(register_json(i, belief.variable[i], belief.phys_bits));
  return json;
}

Json pat_json(const kernel::PatSetup& pat) {
  Json json = {{"enabled", pat.enabled}, {"in_hardware", pat.in_hardware}};
  if (pat.in_hardware) json["msr"] = json_hex(pat.msr);
  json["page_types"] = Json::object();
  for (MemoryType mode : pat_memory_types)
    json["page_types"][std::string(name(mode))] = name(pat.page_type(mode));
  return json;
}

const char* kind_name(kernel::MappingKind kind) {
  switch (kind) {
    case kernel::MappingKind::io: return "io";
    case kernel::MappingKind::user: return "user";
    case kernel::MappingKind::fault: return "fault";
    case kernel::MappingKind::direct: return "direct";
    case kernel::MappingKind::area: return "area";
  }
  return "?";
}

// Live ones; an area of user space is told with its pieces.
Json mappings_json(const System<Concrete>& system) {
  Json list = Json::array();
  for (std::size_t i = 0; i < system.mappings.size(); ++i) {
    const kernel::Mapping<Concrete>& m = system.mappings[i];
    if (!m.live || m.kind == kernel::MappingKind::area) continue;
    Json json = {{"mapping", i + 1}, {"kind", kind_name(m.kind)}};
    json.update(range_json(m.begin, m.end));
    json["asked"] = json_types(m.asked);
    json["tracked"] = json_types(m.tracked);
    json["mode"] = json_types(m.mode);
    json["page_types"] = json_types(kernel::page_types<Concrete>(system.pat, m.mode));
    if (m.part_of >= 0) json["part_of"] = m.part_of + 1;
    list.push_back(std::move(json));
  }
  return list;
}

Json areas_of_users_json(const kernel::UserAreas<Concrete>& users) {
  Json list = Json::array();
  for (const kernel::UserArea<Concrete>& area : users.areas) {
    if (!area.live) continue;
    Json json = {{"mapping", area.number + 1},
                 {"offset", json_hex(area.start)},
                 {"length", json_hex(area.end - area.start)}};
    if (area.tracked > 0) {
      const auto& tracked = users.tracked[static_cast<std::size_t>(area.tracked) - 1];
      json["tracked"] = range_json(tracked.begin, tracked.end);
    }
    list.push_back(std::move(json));
  }
  return list;
}

Json entries_json(const std::vector<kernel::MemtypeEntry<Concrete>>& entries) {
  Json list = Json::array();
  for (const kernel::MemtypeEntry<Concrete>& entry : entries) {
    if (!entry.live) continue;
    list.push_back(range_json(entry.begin, entry.end));
    list.back()["mode"] = to_string(entry.mode);
  }
  return list;
}

Json state_json(const System<Concrete>& system) {
  Json json = {{"mtrr", mtrr_json(system.mtrr)}};
  if (system.forced_belief) json["believed_mtrr"] = belief_json(*system.forced_belief);
  json["pat"] = pat_json(system.pat);
  json["mappings"] = mappings_json(system);
  json["user_areas"] = areas_of_users_json(system.users);
  json["reservations"] = entries_json(system.memtype.entries);
  json["ram_pages"] = entries_json(system.memtype.ram_pages);
  return json;
}

}  // namespace

Json run_document(const Case& c, const std::string& file, const Trace& trace) {
  const Start start{trace.choice, trace.inputs};
  Json json = {{"format", run_format},
               {"program", {{"version", version_number()}}},
               {"file", file},
               {"case", c.name},
               {"hash", c.hash},
               {"subject", c.subjects[static_cast<std::size_t>(trace.subject)].name},
               {"start", start_json(c, start)},
               {"areas", areas_json(c, trace)},
               {"state", state_json(make_system<Concrete>(trace.choice, trace.inputs))},
               {"steps", Json::array()}};
  for (std::size_t n = 0; n < trace.steps.size(); ++n) {
    json["steps"].push_back(step_json(c, trace, n));
    json["steps"].back()["state"] = state_json(trace.steps[n].system);
  }
  json["cut"] = trace.cut;
  return json;
}

}  // namespace memtype::cli
