// The run behind a verdict as JSON.

#include <algorithm>

#include "formats/machine_json.hpp"
#include "memtype/linux/errno.hpp"
#include "semantics/subjects.hpp"
#include "settings/start.hpp"
#include "text/text.hpp"
#include "text/violation.hpp"

namespace memtype::cli {
namespace {

using namespace cases;

Json register_json(std::size_t index, const VariableRange<Concrete>& range, unsigned phys_bits) {
  Json json = {{"register", index}, {"valid", range.valid}};
  if (!range.valid) return json;
  if (range.elsewhere) {
    json["elsewhere"] = true;  // in use for something the case does not speak of
    return json;
  }
  json["type"] = to_string(range.type);
  json["base"] = json_hex(range.base);
  json["mask"] = json_hex(range.mask);
  if (range.natural) {
    json["first"] = json_hex(range.base);
    json["last"] = json_hex(range.base + block_size<Concrete>(range.mask, phys_bits) - 1);
  }
  return json;
}

// Every fact of one machine. The firmware is told register by register, and what is on or off or a
// count of registers is a truth value or a number here.
Json start_json(const Case& c, const solver::Witness& w) {
  const MachineChoice& k = w.choice;
  const MachineSpec machine = spec_of(machine_of(k, w.inputs));
  Json json = {{"text", start_text(c, k, w.inputs)}};
  for (const MachineFact* fact : machine_facts()) {
    if (!fact->counts(k)) continue;
    Json& value = json[std::string(fact->name())] =
        fact_value_json(*fact, fact->values(machine).front());
    if (fact->text().shape == FactShape::on_off) value = value == "on";
    if (fact->text().shape == FactShape::interval) value = value["min"];
    if (fact->text().shape == FactShape::registers) json.erase(std::string(fact->name()));
  }
  if (k.pat.mode == kernel::PatMode::msr)
    json["pat"] = "msr", json["pat_msr"] = json_hex(k.pat.msr);
  json["registers"] = Json::array();
  for (std::size_t i = 0; i < w.inputs.registers.size(); ++i)
    if (w.inputs.registers[i].valid)
      json["registers"].push_back(register_json(i, w.inputs.registers[i], k.phys_bits));
  json["params"] = Json::object();
  for (std::size_t i = 0; i < c.params.size(); ++i)
    json["params"][c.params[i].name] = json_hex(to_word(w.inputs.params[i]));
  return json;
}

Json arguments_json(const Step<Concrete>& step) {
  Json list = Json::array();
  for (std::size_t n = 0; n < step.arguments.size(); ++n) {
    const std::int64_t value = step.arguments[n];
    switch (argument_form(*step.function, n, value)) {
      case ArgumentForm::type: list.push_back(name(static_cast<MemoryType>(value))); break;
      case ArgumentForm::number: list.push_back(value); break;
      case ArgumentForm::size:
      case ArgumentForm::address: list.push_back(json_hex(to_word(value))); break;
    }
  }
  return list;
}

Json mapping_json(const kernel::Mapping<Concrete>& m) {
  return {{"first", json_hex(m.begin)},
          {"last", json_hex(m.end - 1)},
          {"live", m.live},
          {"asked", to_string(m.asked)},
          {"got", to_string(m.mode)}};
}

Json regions_json(const Case& c, const std::vector<RegionView>& views) {
  Json json = Json::object();
  for (const RegionView& view : views)
    json[c.regions[static_cast<std::size_t>(view.region)].name] =
        view.state.mapped ? json_types(view.state.types) : Json::array();
  return json;
}

Json step_json(const Case& c, const Trace& trace, std::size_t n) {
  const TraceStep& step = trace.steps[n];
  const FunctionInfo& f = *step.step.function;
  Json json = {{"n", n + 1},
               {"program", program_of(c, step.step).name},
               {"line", step.step.at.line},
               {"column", step.step.at.column},
               {"text", call_text(c, step.step)},
               {"call", f.name},
               {"arguments", arguments_json(step.step)}};
  if (f.result != ResultKind::nothing) json["result"] = result_text(step.step);
  if (step.step.mapping >= 0)
    json["mapping"] =
        mapping_json(step.system.mappings[static_cast<std::size_t>(step.step.mapping)]);
  for (const RegisterChange& change : step.registers)
    json["registers"].push_back(register_json(change.index, change.after, trace.choice.phys_bits));
  json["regions"] = regions_json(c, step.regions);
  return json;
}

Json violation_json(const Case& c, const Violation& v) {
  Json json = {{"region", c.regions[static_cast<std::size_t>(v.complaint->region)].name},
               {"demand", v.complaint->demand},
               {"address", json_hex(v.page->address)},
               {"page", name(v.mapping->page)},
               {"base", v.page->undefined ? "undefined" : to_string(v.page->base)},
               {"origin", v.page->origin},
               {"effective", json_types(v.mapping->effective)}};
  if (!v.page->undefined) json["rule"] = v.mapping->rule.name;
  return json;
}

Json subject_json(const Case& c, const solver::Witness& w, int subject,
                  const std::vector<Complaint>& demands, int unroll) {
  const auto s = static_cast<std::size_t>(subject);
  const Trace trace = trace_run(c, w.choice, w.inputs, subject, w.orders[s], unroll);
  const std::size_t shown = std::min(
      w.step > 0 ? static_cast<std::size_t>(w.step) : trace.steps.size(), trace.steps.size());
  Json json = {{"subject", c.subjects[s].name}, {"steps", Json::array()}};
  json["areas"] = Json::object();
  for (const RegionView& view : trace.start)
    json["areas"][c.regions[static_cast<std::size_t>(view.region)].name] = {
        {"first", json_hex(view.begin)}, {"last", json_hex(view.end - 1)}};
  for (std::size_t n = 0; n < shown; ++n) json["steps"].push_back(step_json(c, trace, n));
  json["more_steps"] = trace.steps.size() - shown;
  const std::vector<RegionView>& last = shown > 0 ? trace.steps[shown - 1].regions : trace.start;
  const Violation v = find_violation(last, subject, demands);
  if (v.page != nullptr) json["violation"] = violation_json(c, v);
  return json;
}

}  // namespace

Json run_json(const Case& c, const Check& check, const solver::CheckResult& result, int unroll) {
  const solver::Witness& w = *result.witness;
  const std::vector<Complaint> demands = demands_of(c, check);
  Json json = {{"start", start_json(c, w)}, {"subjects", Json::array()}};
  if (w.step > 0) json["step"] = w.step;  // else the end of the programs
  for (int subject : subjects_of(check))
    json["subjects"].push_back(subject_json(c, w, subject, demands, unroll));
  return json;
}

}  // namespace memtype::cli
