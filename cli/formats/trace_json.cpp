#include "formats/trace_json.hpp"

#include "formats/machine_json.hpp"
#include "memtype/linux/errno.hpp"
#include "text/refusal.hpp"
#include "text/text.hpp"

namespace memtype::cli {

using namespace cases;

namespace {

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

}  // namespace

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

Json start_json(const Case& c, const Start& start) {
  const MachineChoice& k = start.choice;
  const Inputs<Concrete>& inputs = start.inputs;
  const MachineSpec machine = spec_of(machine_of(k, inputs));
  Json json = {{"text", start_text(c, start)}};
  for (const MachineFact* fact : machine_facts()) {
    if (!fact->counts(k)) continue;
    Json& value = json[std::string(fact->name())] =
        fact_value_json(*fact, fact->values(machine).front());
    if (fact->text().shape == FactShape::on_off) value = value == "on";
    if (fact->text().shape == FactShape::interval) value = value["min"];
    if (fact->text().shape == FactShape::registers) json.erase(std::string(fact->name()));
  }
  const bool left = k.pat.mode == kernel::PatMode::nopat && k.pat.msr != pat_power_on;
  if (k.pat.mode == kernel::PatMode::msr || left)
    json["pat"] = kernel::name(k.pat.mode), json["pat_msr"] = json_hex(k.pat.msr);
  json["registers"] = Json::array();
  for (std::size_t i = 0; i < inputs.registers.size(); ++i)
    if (inputs.registers[i].valid)
      json["registers"].push_back(register_json(i, inputs.registers[i], k.phys_bits));
  json["params"] = Json::object();
  for (std::size_t i = 0; i < c.params.size(); ++i)
    json["params"][c.params[i].name] = json_hex(to_word(inputs.params[i]));
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
               {"call", step.step.name},
               {"arguments", arguments_json(step.step)}};
  if (f.result != ResultKind::nothing) json["result"] = result_text(step.step);
  auto why = refusal_of(trace, n);
  if (!why) why = other_mode_of(trace, n);
  if (why)
    json["why"] = {
        {"guard", why->guard->name}, {"function", why->guard->function}, {"text", why->words}};
  if (step.step.failed) json["no_memory"] = true;
  if (step.step.mapping >= 0)
    json["mapping"] =
        mapping_json(step.system.mappings[static_cast<std::size_t>(step.step.mapping)]);
  for (const RegisterChange& change : step.registers)
    json["registers"].push_back(register_json(change.index, change.after, trace.choice.phys_bits));
  json["regions"] = regions_json(c, step.regions);
  return json;
}

Json areas_json(const Case& c, const Trace& trace) {
  Json json = Json::object();
  for (const RegionView& view : trace.start)
    json[c.regions[static_cast<std::size_t>(view.region)].name] = {
        {"first", json_hex(view.begin)}, {"last", json_hex(view.end - 1)}};
  return json;
}

}  // namespace memtype::cli
