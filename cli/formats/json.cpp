#include "formats/json.hpp"

#include <fmt/format.h>

#include <sstream>

#include "formats/machine_json.hpp"
#include "memtype/cases/print.hpp"
#include "results/exit_code.hpp"
#include "results/version.hpp"
#include "semantics/legal.hpp"
#include "text/text.hpp"

namespace memtype::cli {
namespace {

using namespace cases;

Json message_json(const Diagnostic& d) {
  Json json = {{"severity", d.severity == Severity::error ? "error" : "warning"},
               {"id", d.id},
               {"line", d.at.line},
               {"column", d.at.column},
               {"text", d.message}};
  if (!d.hint.empty()) json["hint"] = d.hint;
  for (const Note& note : d.notes) json["notes"].push_back(note.text);
  return json;
}

// "FILE: error: text\n" as the text alone.
std::string bare(const std::string& file, std::string trouble) {
  const std::string start = file + ": ";
  if (trouble.starts_with(start)) trouble.erase(0, start.size());
  while (trouble.ends_with('\n')) trouble.pop_back();
  return trouble;
}

Json error_json(const std::string& file, const std::string& line) {
  const std::string text = bare(file, line);
  for (const std::string severity : {"warning", "error"})
    if (const std::string start = severity + ": "; text.starts_with(start))
      return {{"severity", severity}, {"text", text.substr(start.size())}};
  return {{"severity", "error"}, {"text", text}};
}

Json messages_json(const FileResult& result) {
  Json list = Json::array();
  for (const Diagnostic& d : result.loaded.diagnostics) list.push_back(message_json(d));
  const bool unread = !result.loaded.parsed && result.loaded.diagnostics.empty();
  std::istringstream lines((unread ? result.loaded.messages : "") + result.trouble);
  for (std::string line; std::getline(lines, line);) list.push_back(error_json(result.file, line));
  return list;
}

// What the proof ranges over, defaults filled in.
Json machine_json(const Case& c, const std::vector<LeftOut>& left_out) {
  const std::vector<MachineChoice> choices = machine_choices(c);
  Json json = {{"possible", !choices.empty()}, {"defaulted", defaulted_facts(c.machine)}};
  json["left_out"] = Json::array();
  for (const LeftOut& left : left_out)
    json["left_out"].push_back({{"what", left.what}, {"because", left.because}});
  if (choices.empty()) return json;
  const MachineChoice& first = choices.front();
  MachineSpec filled = c.machine;
  for (const MachineFact* fact : machine_facts())
    if (!fact->given(filled) && fact->text().headline) fact->keep(first, filled);
  json.update(machine_block_json(filled));
  json["firmware"] = Json::array();
  for (const FactValue& value : find_machine_fact("firmware")->values(filled))
    json["firmware"].push_back(print_value(value));
  json["params"] = Json::array();
  for (const Param& p : c.params) {
    const ParamBounds bounds = param_bounds(p, first.phys_bits);
    json["params"].push_back({{"name", p.name},
                              {"align", json_hex(p.align)},
                              {"first", json_hex(bounds.low)},
                              {"last", json_hex(bounds.high)}});
    if (p.bar_size > 0) json["params"].back()["bar_size"] = json_hex(p.bar_size);
    if (const Param* size = size_param_of(p, c.params))
      json["params"].back()["bar_size_param"] = size->name;
  }
  for (const std::string& text : assumed(c)) json["assumed"].push_back(text);
  return json;
}

// What the case has from a computer.
Json use_json(const MachineUse& use, const Case& c) {
  Json json = {{"name", use.name},
               {"facts", use.facts.machine},
               {"own_facts", use.facts.own},
               {"bars", Json::array()}};
  for (const BoundBar& bound : use.bars)
    json["bars"].push_back({{"param", c.params[bound.param].name},
                            {"device", bound.device},
                            {"number", bound.bar.number},
                            {"start", json_hex(bound.bar.start)},
                            {"length", json_hex(bound.bar.length)}});
  return json;
}

std::string because(const solver::CheckResult& r) {
  return r.vacuous ? r.vacuous_because : r.unknown_because;
}

// `trouble`: why its run is not there, rendered.
Json check_json(const FileResult& result, std::size_t i, int unroll, std::string& trouble) {
  const Case& c = *result.loaded.parsed;
  const Check& check = c.checks[i];
  const solver::CheckResult& r = result.proved->checks[i];
  Json json = {{"name", check.name},
               {"line", check.at.line},
               {"column", check.at.column},
               {"quantifier", print_quantifier(check.quantifier)},
               {"condition", print_expr(check.condition)},
               {"verdict", print_verdict(r.verdict)},
               {"expected", print_verdict(check.expect)},
               {"as_expected", r.as_expected},
               {"vacuous", r.vacuous},
               {"needs_undefined", r.needs_undefined},
               {"seconds", r.seconds}};
  if (check.when) json["when"] = print_expr(*check.when);
  if (!because(r).empty()) json["because"] = because(r);
  if (!r.unreached.empty()) json["unreached"] = r.unreached;
  if (r.stopped != Stop::none) json["stopped"] = r.stopped == Stop::memory ? "memory" : "time";
  try {
    if (r.witness) json["run"] = run_json(c, check, r, unroll);
  } catch (...) {
    trouble = run_not_shown(result.file, check.name, std::current_exception());
  }
  if (!r.defect.empty() || !trouble.empty()) json["internal_error"] = true;
  return json;
}

Json outcomes_json(const Case& c, const solver::Outcomes& outcomes) {
  Json list = Json::array();
  for (const solver::Outcome& o : outcomes.list) {
    Json regions = Json::object();
    for (std::size_t r = 0; r < c.regions.size(); ++r)
      regions[c.regions[r].name] = json_types(o.regions[r]);
    list.push_back({{"regions", std::move(regions)},
                    {"mtrr_writes", o.mtrr_writes},
                    {"example", start_text(c, o.example)}});
  }
  return {{"subject", c.subjects[static_cast<std::size_t>(outcomes.subject)].name},
          {"complete", outcomes.complete},
          {"ends", std::move(list)}};
}

Json tally_json(const VerdictCounts& t) {
  return {{"as_expected", t.as_expected}, {"not_expected", t.differs}, {"unknown", t.unknown}};
}

}  // namespace

std::string json_hex(std::uint64_t value) { return fmt::format("{:#x}", value); }

Json json_types(TypeSet types) {
  Json list = Json::array();
  for (MemoryType t : all_memory_types)
    if (types.contains(t)) list.push_back(name(t));
  return list;
}

Json file_json(const FileResult& result, int unroll) {
  Json json = {{"file", result.file}, {"exit", result.exit}, {"messages", messages_json(result)}};
  if (!result.loaded.parsed) return json;
  const Case& c = *result.loaded.parsed;
  json["case"] = c.name;
  json["description"] = c.description;
  json["hash"] = c.hash;
  if (!result.proved) return json;
  json["machine"] = machine_json(c, result.proved->left_out);
  if (result.loaded.use) json["on_machine"] = use_json(*result.loaded.use, c);
  for (const solver::Outcomes& outcomes : result.outcomes)
    json["outcomes"].push_back(outcomes_json(c, outcomes));
  json["checks"] = Json::array();
  for (std::size_t i = 0; i < c.checks.size(); ++i) {
    if (!result.proved->asked[i]) continue;
    std::string trouble;
    json["checks"].push_back(check_json(result, i, unroll, trouble));
    if (trouble.empty()) continue;
    json["messages"].push_back(error_json(result.file, trouble));
    json["exit"] = exit_internal;
  }
  json["summary"] = tally_json(count_verdicts(*result.proved));
  json["seconds"] = result.proved->seconds;
  return json;
}

Json new_document(const Shard& shard, std::size_t files) {
  Json document = {
      {"format", check_format},
      {"program", {{"version", version_number()}, {"solver", solver::solver_version()}}},
      {"corpus", {{"files", files}}},
      {"cases", Json::array()},
      {"summary", tally_json({})}};
  if (shard.of > 1) document["corpus"]["shard"] = {{"number", shard.number}, {"of", shard.of}};
  document["summary"]["bad_files"] = 0;
  document["summary"]["exit"] = exit_ok;
  return document;
}

void add_file(Json& document, Json file) {
  Json& summary = document["summary"];
  const auto add = [&](const char* key, std::size_t count) {
    summary[key] = summary[key].get<std::size_t>() + count;
  };
  if (const auto own = file.find("summary"); own != file.end())
    for (const char* key : {"as_expected", "not_expected", "unknown"})
      add(key, own->at(key).get<std::size_t>());
  else
    add("bad_files", 1);
  summary["exit"] =
      worse(exit_code_of(summary["exit"].get<int>()), exit_code_of(file.at("exit").get<int>()));
  document["cases"].push_back(std::move(file));
}

ExitCode document_exit(const Json& document) {
  return exit_code_of(document.at("summary").at("exit").get<int>());
}

std::string dump(const Json& document) {
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace memtype::cli
