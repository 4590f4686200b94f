// The address space of a real machine as layers.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "formats/picture.hpp"

namespace memtype::cli {
namespace {

std::string joined_types(const Json& types) {
  std::string text;
  for (const Json& type : types) text += (text.empty() ? "" : "/") + type.get<std::string>();
  return text;
}

std::string said_at(const Json& json) {
  return fmt::format("{}:{}", json.at("source").get<std::string>(), json.at("line").get<int>());
}

Json item(const Json& range, const std::string& label) {
  return {{"first", range.at("first")}, {"last", range.at("last")}, {"label", label}};
}

// Of a layer: what a page can hold and a person look through.
constexpr std::ptrdiff_t most_items = 2000;

class InspectLayers {
 public:
  explicit InspectLayers(const Json& document) : document_(document) {}

  Json all() {
    add("Findings", "What is wrong; a click leads to it", findings());
    add("Memory map", "What the firmware or the kernel says lies here", areas(false));
    add("BARs", "Regions of devices, and frame buffers", areas(true));
    add("Variable MTRRs", "Each register that is in use", registers());
    add("Fixed MTRRs", "Below 1 MiB", typed("fixed", "fixed range"));
    add("Default type", "Where no register lies", default_type(), true);
    add("MTRR type", "What all of the MTRRs come to", runs("mtrr"));
    add("Reserved (PAT)", "Modes that the kernel has given to mappings", typed("reservations", ""));
    add("Effective", "RAM under write-back pages, devices as they are reserved", runs("effective"));
    return std::move(layers_);
  }
  // What there is too much of, in words; after all().
  Json left_out() { return std::move(left_out_); }

 private:
  void add(const char* name, const char* what, Json items, bool whole = false) {
    if (items.empty()) return;
    if (items.size() > std::size_t{most_items}) {
      left_out_.push_back(fmt::format("{}: {} more ranges are not drawn; --json has them.", name,
                                      items.size() - std::size_t{most_items}));
      items.erase(items.begin() + most_items, items.end());
    }
    layers_.push_back({{"name", name}, {"what", what}, {"items", std::move(items)}});
    if (whole) layers_.back()["whole"] = true;
  }

  Json findings() const {
    Json items = Json::array();
    std::size_t number = 0;
    for (const Json& finding : document_.at("findings")) {
      for (const Json& range : finding.at("where")) {
        Json one =
            item(range, fmt::format("{} {}", number + 1, finding.at("kind").get<std::string>()));
        one["lines"] = {finding.at("what")};
        one["finding"] = number;
        items.push_back(std::move(one));
      }
      ++number;
    }
    return items;
  }

  Json areas(bool of_devices) const {
    Json items = Json::array();
    for (const Json& area : document_.at("areas")) {
      const std::string kind = area.at("kind").get<std::string>();
      if ((kind == "device" || kind == "frame_buffer") != of_devices) continue;
      Json one = item(area, area.at("name").get<std::string>());
      if (kind == "ram") one["kind"] = "ram";
      if (area.contains("prefetchable")) one["lines"].push_back("prefetchable");
      one["lines"].push_back(said_at(area));
      items.push_back(std::move(one));
    }
    return items;
  }

  Json registers() const {
    Json items = Json::array();
    for (const Json& reg : document_.at("registers")) {
      Json one = item(reg, fmt::format("reg {}", reg.at("number").get<unsigned>()));
      one["type"] = reg.at("type");
      one["lines"] = {fmt::format("base {}, mask {}", reg.at("base").get<std::string>(),
                                  reg.at("mask").get<std::string>())};
      if (reg.contains("odd"))
        one["lines"].push_back("a mask with holes: it covers parts of this range alone");
      one["lines"].push_back(said_at(reg));
      items.push_back(std::move(one));
    }
    return items;
  }

  Json typed(const char* list, const std::string& label) const {
    Json items = Json::array();
    for (const Json& range : document_.at(list)) {
      Json one = item(range, label);
      one["type"] = range.at("type");
      if (range.contains("source")) one["lines"] = {said_at(range)};
      items.push_back(std::move(one));
    }
    return items;
  }

  Json runs(const char* types) const {
    Json items = Json::array();
    for (const Json& run : document_.at("map")) {
      if (!run.contains(types)) continue;
      Json one = item(run, run.at("area").get<std::string>());
      one["type"] = joined_types(run[types]);
      one["lines"] = {"MTRR " + joined_types(run.at("mtrr")) + ", by " +
                      run.at("by").get<std::string>()};
      if (run.contains("undefined"))
        one["lines"].push_back("the manuals define no type where these meet");
      items.push_back(std::move(one));
    }
    return items;
  }

  // From 0 to the end of what is drawn.
  Json default_type() const {
    const Json& machine = document_.at("machine");
    std::uint64_t last = 0;
    for (const Json& layer : layers_)
      for (const Json& one : layer["items"]) {
        const std::string text = one["last"].get<std::string>();
        std::uint64_t value = 0;
        std::from_chars(text.data() + 2, text.data() + text.size(), value, 16);
        last = std::max(last, value);
      }
    if (!machine.contains("mtrr_default") || last == 0) return Json::array();
    Json one = {{"first", "0x0"}, {"last", json_hex(last)}, {"label", "default"}};
    one["type"] = joined_types(machine["mtrr_default"]);
    return Json::array({std::move(one)});
  }

  const Json& document_;
  Json layers_ = Json::array(), left_out_ = Json::array();
};

// "dmesg.txt:3, 4; lspci.txt:7".
std::string evidence_text(const Json& places) {
  std::string text, source;
  for (const Json& place : places) {
    const std::string name = place.at("source").get<std::string>();
    text += name == source ? ", " : (text.empty() ? "" : "; ") + name + ":";
    text += std::to_string(place.at("line").get<unsigned>());
    source = name;
  }
  return text;
}

Json finding_words(const Json& finding) {
  const std::string severity = finding.at("severity").get<std::string>();
  Json words = {
      {"title", finding.at("kind")},      {"severity", severity},
      {"worst", severity == "dangerous"}, {"what", finding.at("what")},
      {"why", finding.at("why")},         {"evidence", evidence_text(finding.at("evidence"))},
      {"rule", finding.at("rule")},       {"where", Json::array()}};
  if (finding.contains("do")) words["do"] = finding["do"];
  for (const Json& range : finding.at("where"))
    words["where"].push_back({range.at("first"), range.at("last")});
  return words;
}

Json facts_of(const Json& document) {
  Json facts = Json::array();
  const Json& system = document.at("system");
  for (const auto& [key, label] : {std::pair{"board", "Board"},
                                   {"processor", "Processor"},
                                   {"kernel", "Kernel"},
                                   {"hypervisor", "Hypervisor"}})
    if (system.contains(key)) facts.push_back({label, system[key]});
  if (const std::string layout = document.at("layout").at("text").get<std::string>();
      !layout.empty())
    facts.push_back({"MTRRs and PAT", layout});
  if (document.at("guest").get<bool>())
    facts.push_back({"Guest", "a hypervisor decides what these MTRRs mean"});
  return facts;
}

}  // namespace

Json inspect_picture(const Json& document) {
  Json picture = {{"title", document.at("name")}};
  const Json& findings = document.at("findings");
  picture["verdict"] = findings.empty() ? std::string("Nothing wrong in what the text says.")
                                        : findings[0].at("severity").get<std::string>() + ": " +
                                              findings[0].at("what").get<std::string>();
  picture["facts"] = facts_of(document);
  InspectLayers layers(document);
  picture["pages"] = Json::array({{{"layers", layers.all()}}});
  picture["text"] = layers.left_out();
  picture["findings"] = Json::array();
  for (const Json& finding : findings) picture["findings"].push_back(finding_words(finding));
  picture["open"] = Json::array();
  for (const Json& question : document.at("open"))
    picture["open"].push_back({question.at("what"), question.at("run")});
  return picture;
}

std::string inspect_html(const Json& document, const ReportOptions&) {
  return picture_html(inspect_picture(document));
}

std::string inspect_svg(const Json& document, const ReportOptions&) {
  return picture_svg(inspect_picture(document));
}

}  // namespace memtype::cli
