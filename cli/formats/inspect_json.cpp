#include "formats/inspect_json.hpp"

#include <algorithm>

#include "formats/machine_json.hpp"
#include "formats/sarif_parts.hpp"
#include "machine/facts.hpp"
#include "memtype/cpu/block.hpp"
#include "results/seen_machine.hpp"
#include "results/version.hpp"

namespace memtype::cli {
namespace {

using inspect::Inspection;
using readers::Observations;
using readers::Place;

Json ends_json(const PhysRange& range) {
  return {{"first", json_hex(range.begin)}, {"last", json_hex(range.end - 1)}};
}

Json places_json(const Observations& seen, std::vector<Place> places) {
  std::sort(places.begin(), places.end());
  places.erase(std::unique(places.begin(), places.end()), places.end());
  Json list = Json::array();
  for (const Place& place : places)
    list.push_back({{"source", seen.sources.at(place.source)}, {"line", place.line}});
  return list;
}

Json findings_json(const Observations& seen, const Inspection& found) {
  Json list = Json::array();
  for (const inspect::Finding& finding : found.findings) {
    Json json = {{"kind", inspect::name(finding.kind)},
                 {"severity", inspect::name(finding.severity)},
                 {"what", finding.what},
                 {"where", Json::array()},
                 {"bytes", json_hex(finding.bytes)},
                 {"evidence", places_json(seen, finding.evidence)},
                 {"why", finding.why}};
    for (const PhysRange& range : finding.where) json["where"].push_back(ends_json(range));
    if (!finding.todo.empty()) json["do"] = finding.todo;
    json["rule"] = finding.rule;
    list.push_back(std::move(json));
  }
  return list;
}

Json place_json(const Observations& seen, Place place, Json json) {
  json["source"] = seen.sources.at(place.source);
  json["line"] = place.line;
  return json;
}

const char* area_kind(inspect::Area::Kind kind) {
  switch (kind) {
    case inspect::Area::Kind::ram: return "ram";
    case inspect::Area::Kind::perhaps_ram: return "perhaps_ram";
    case inspect::Area::Kind::reserved: return "reserved";
    case inspect::Area::Kind::persistent: return "persistent";
    case inspect::Area::Kind::device: return "device";
    case inspect::Area::Kind::frame_buffer: return "frame_buffer";
  }
  return "";
}

// What lies where, by what the texts say.
Json areas_json(const Observations& seen, const Inspection& found) {
  Json list = Json::array();
  for (const inspect::Area& area : found.areas) {
    Json json = ends_json(area.range);
    json["kind"] = area_kind(area.kind);
    json["name"] = area.name;
    if (area.prefetchable) json["prefetchable"] = true;
    list.push_back(place_json(seen, area.place, std::move(json)));
  }
  return list;
}

// A register over a mask with holes covers parts of [first, last] alone.
Json registers_json(const Observations& seen, const readers::KnownMtrrs& mtrrs) {
  Json list = Json::array();
  const std::uint64_t bits = mtrr_address_bits(mtrrs.phys_bits);
  for (const readers::KnownRegister& reg : mtrrs.registers) {
    const std::uint64_t first = reg.base & reg.mask & bits;
    Json json = {{"number", reg.number},
                 {"type", name(reg.type)},
                 {"base", json_hex(reg.base)},
                 {"mask", json_hex(reg.mask)}};
    json.update(ends_json({first, (first | (~reg.mask & bits)) + page_bytes}));
    if (!is_natural<Concrete>(reg.base, reg.mask, mtrrs.phys_bits)) json["odd"] = true;
    list.push_back(place_json(seen, reg.place, std::move(json)));
  }
  return list;
}

Json fixed_json(const Machine& machine) {
  Json list = Json::array();
  if (machine.fixed.empty()) return list;
  for (const FixedRun& run : machine.fixed.front().runs()) {
    list.push_back(ends_json(run.range));
    list.back()["type"] = name(run.type);
  }
  return list;
}

Json reservations_json(const Observations& seen) {
  Json list = Json::array();
  if (seen.pat_lists.empty()) return list;
  for (const readers::PatEntry& entry : seen.pat_lists.back().entries) {
    if (entry.range.empty() || !entry.type) continue;
    Json json = ends_json(entry.range);
    json["type"] = name(*entry.type);
    list.push_back(place_json(seen, entry.place, std::move(json)));
  }
  return list;
}

Json map_json(const Inspection& found) {
  Json list = Json::array();
  for (const inspect::MapRun& run : found.runs) {
    Json json = ends_json(run.range);
    json["area"] = run.area;
    json["mtrr"] = json_types(run.mtrr);
    json["by"] = run.decided_by;
    if (run.undefined) json["undefined"] = true;
    if (!run.reserved.empty()) json["reserved"] = json_types(run.reserved);
    if (!run.effective.empty()) json["effective"] = json_types(run.effective);
    list.push_back(std::move(json));
  }
  return list;
}

Json devices_json(const std::vector<cases::MachineDevice>& devices) {
  Json list = Json::array();
  for (const cases::MachineDevice& device : devices) {
    Json bars = Json::array();
    for (const cases::MachineBar& bar : device.bars)
      bars.push_back({{"number", bar.number},
                      {"start", json_hex(bar.start)},
                      {"length", json_hex(bar.length)},
                      {"prefetchable", bar.prefetchable}});
    list.push_back({{"address", device.address}, {"what", device.what}, {"bars", std::move(bars)}});
  }
  return list;
}

// The facts that make the types of addresses, in words: machines with the same are alike.
std::string layout_text(const cases::MachineSpec& machine) {
  std::string text;
  for (const std::string_view name : {"phys_bits", "mtrr_enabled", "mtrr_default", "mtrr_variable",
                                      "firmware", "mtrr_fixed", "fixed", "tom2", "pat"}) {
    const cases::MachineFact& fact = *cases::find_machine_fact(name);
    if (fact.given(machine))
      text += std::string(text.empty() ? "" : "; ") + std::string(name) + " " +
              print_alternatives(fact.values(machine));
  }
  return text;
}

template <class Said>
void put_last(Json& json, const char* key, const std::vector<Said>& said) {
  if (!said.empty()) json[key] = said.back().value;
}

Json system_json(const Observations& seen) {
  Json json = Json::object();
  put_last(json, "kernel", seen.kernel);
  put_last(json, "hypervisor", seen.hypervisor);
  put_last(json, "board", seen.board);
  for (const auto& cpu : seen.processors)
    if (!cpu.value.name.empty()) json["processor"] = cpu.value.name;
  return json;
}

Json head(const std::string& name, ExitCode exit) {
  return {{"format", inspect_format},
          {"program", {{"version", version_number()}}},
          {"name", name},
          {"exit", exit}};
}

}  // namespace

ExitCode inspect_exit(const Inspection& found) {
  const bool bad = std::any_of(found.findings.begin(), found.findings.end(),
                               [](const inspect::Finding& finding) {
                                 return finding.severity != inspect::Severity::harmless;
                               });
  return bad ? exit_differs : exit_ok;
}

Json inspect_document(const std::string& name, const Observations& seen, const Inspection& found) {
  const SeenMachine machine = seen_machine(seen, found);
  const std::string layout = layout_text(machine.file.machine);
  Json json = head(name, inspect_exit(found));
  json["sources"] = seen.sources;
  json["system"] = system_json(seen);
  json["guest"] = found.guest;
  json["layout"] = {{"id", fingerprint(layout).substr(0, 12)}, {"text", layout}};
  json["machine"] = machine_block_json(machine.file.machine);
  json["left_out"] = machine.left_out;
  json["devices"] = devices_json(machine.file.devices);
  json["areas"] = areas_json(seen, found);
  json["registers"] = registers_json(seen, found.mtrrs);
  json["fixed"] = fixed_json(found.machine);
  json["reservations"] = reservations_json(seen);
  json["map"] = map_json(found);
  json["findings"] = findings_json(seen, found);
  json["open"] = Json::array();
  for (const inspect::OpenQuestion& question : found.open)
    json["open"].push_back({{"what", question.what}, {"run", question.command}});
  json["notes"] = Json::array();
  for (const readers::Note& note : found.notes)
    json["notes"].push_back({{"text", note.text}, {"places", places_json(seen, note.places)}});
  for (const readers::SourceTrouble& trouble : seen.trouble)
    json["notes"].push_back({{"text", seen.sources.at(trouble.source) + ": " + trouble.text},
                             {"places", Json::array()}});
  json["unread"] = seen.unread_count;
  json["dropped"] = seen.dropped;
  return json;
}

Json inspect_failure(const std::string& name, ExitCode exit, const std::string& why) {
  Json json = head(name, exit);
  json["error"] = why;
  return json;
}

std::string dump_line(const Json& document) {
  return document.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace memtype::cli
