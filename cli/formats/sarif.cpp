#include <fmt/format.h>

#include <map>

#include "formats/reports.hpp"
#include "memtype/cases/diagnostic.hpp"

namespace memtype::cli {
namespace {

// A path as a URI reference (RFC 3986): everything but unreserved characters and '/' escaped.
std::string uri(const std::string& path) {
  constexpr std::string_view plain = "-._~/";
  std::string out = path.starts_with('/') ? "file://" : "";
  for (const char c : path) {
    const bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (word || plain.find(c) != std::string_view::npos)
      out += c;
    else
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

Json location(const std::string& file, const Json& place) {
  Json physical = {{"artifactLocation", {{"uri", uri(file)}}}};
  if (place.contains("line"))
    physical["region"] = {{"startLine", place["line"]}, {"startColumn", place["column"]}};
  return {{"physicalLocation", std::move(physical)}};
}

class Rules {
 public:
  // The index of a rule, which is added when it is new.
  std::size_t index(const std::string& id, const std::string& description) {
    const auto [at, fresh] = known_.emplace(id, list_.size());
    if (fresh) list_.push_back({{"id", id}, {"shortDescription", {{"text", description}}}});
    return at->second;
  }
  Json take() { return std::move(list_); }

 private:
  std::map<std::string, std::size_t> known_;
  Json list_ = Json::array();
};

Json result(Rules& rules, const std::string& id, const std::string& description, const char* kind,
            const std::string& level, const std::string& text, Json where) {
  return {{"ruleId", id},
          {"ruleIndex", rules.index(id, description)},
          {"kind", kind},
          {"level", level},
          {"message", {{"text", text}}},
          {"locations", Json::array({std::move(where)})}};
}

std::string catalogue_text(const std::string& id) {
  for (const cases::ErrorInfo& info : cases::error_catalogue())
    if (info.id == id) return std::string(info.meaning);
  return "memtype could not do its work";
}

Json message_result(Rules& rules, const std::string& file, const Json& message) {
  const std::string id = message.contains("id") ? message["id"].get<std::string>() : "internal";
  return result(rules, id, catalogue_text(id), "fail", message.at("severity").get<std::string>(),
                message.at("text").get<std::string>(), location(file, message));
}

Json thread_flow(const std::string& file, const Json& subject) {
  Json locations = Json::array();
  for (const Json& step : subject.at("steps")) {
    Json place = location(file, step);
    place["message"] = {{"text", fmt::format("step {}: {}", step.at("n").get<int>(),
                                             step.at("text").get<std::string>())}};
    locations.push_back({{"location", std::move(place)}, {"executionOrder", step.at("n")}});
  }
  return {{"id", subject.at("subject")}, {"locations", std::move(locations)}};
}

// Steps of the run, one thread flow for each program or group. SARIF has no empty flows.
Json code_flows(const std::string& file, const Json& check) {
  Json flows = Json::array();
  if (!check.contains("run")) return flows;
  for (const Json& subject : check["run"].at("subjects"))
    if (!subject.at("steps").empty()) flows.push_back(thread_flow(file, subject));
  if (flows.empty()) return flows;
  return Json::array({{{"message", {{"text", check["run"].at("start").at("text")}}},
                       {"threadFlows", std::move(flows)}}});
}

Json check_result(Rules& rules, const Json& file, const Json& check) {
  const std::string path = file.at("file").get<std::string>();
  const std::string name = check.at("name").get<std::string>();
  const std::string verdict = check.at("verdict").get<std::string>();
  const bool expected = check.at("as_expected").get<bool>();
  const bool open = !expected && verdict == "Unknown" && !check.contains("internal_error");
  std::string text = name + ": " + verdict;
  if (!expected) text += ", " + check.at("expected").get<std::string>() + " expected";
  if (check.contains("because")) text += ": " + check["because"].get<std::string>();
  Json json = result(rules, file.at("case").get<std::string>() + "/" + name,
                     check.at("quantifier").get<std::string>() + " (" +
                         check.at("condition").get<std::string>() + ")",
                     expected ? "pass"
                     : open   ? "open"
                              : "fail",
                     expected || open ? "none" : "error", text, location(path, check));
  Json flows = expected ? Json::array() : code_flows(path, check);
  if (!flows.empty()) json["codeFlows"] = std::move(flows);
  return json;
}

}  // namespace

std::string sarif(const Json& document) {
  Rules rules;
  Json results = Json::array();
  for (const Json& file : document.at("cases")) {
    for (const Json& message : file.at("messages"))
      results.push_back(message_result(rules, file.at("file").get<std::string>(), message));
    if (!file.contains("checks")) continue;
    for (const Json& check : file["checks"]) results.push_back(check_result(rules, file, check));
  }
  const Json& summary = document.at("summary");
  const bool worked = summary.at("bad_files") == 0 && summary.at("exit") != exit_internal;
  Json run = {{"tool",
               {{"driver",
                 {{"name", "memtype"},
                  {"version", document.at("program").at("version")},
                  {"rules", rules.take()}}}}},
              {"columnKind", "unicodeCodePoints"},
              {"invocations", Json::array({{{"executionSuccessful", worked}}})},
              {"results", std::move(results)}};
  return dump({{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
               {"version", "2.1.0"},
               {"runs", Json::array({std::move(run)})}});
}

}  // namespace memtype::cli
