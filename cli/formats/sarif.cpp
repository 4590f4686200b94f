#include <fmt/format.h>

#include <map>

#include "formats/inspect_json.hpp"
#include "formats/reports.hpp"
#include "formats/sarif_parts.hpp"
#include "memtype/cases/diagnostic.hpp"

namespace memtype::cli {
namespace {

class Rules {
 public:
  explicit Rules(std::string docs) : docs_(std::move(docs)) {
    while (docs_.ends_with('/')) docs_.pop_back();
  }
  // The index of a rule, which is added when it is new. `full`: more than the description.
  std::size_t index(const std::string& id, const std::string& description,
                    const std::string& full) {
    const auto [at, fresh] = known_.emplace(id, list_.size());
    if (!fresh) return at->second;
    list_.push_back({{"id", id},
                     {"shortDescription", {{"text", description}}},
                     {"fullDescription", {{"text", full}}}});
    if (!docs_.empty()) list_.back()["helpUri"] = docs_ + page(id);
    return at->second;
  }
  Json take() { return std::move(list_); }

 private:
  // A check has the language's page about verdicts, a message the list of messages.
  static const char* page(const std::string& id) {
    return id.find('/') == std::string::npos ? "/errors.md" : "/case-language.md#checks";
  }

  std::string docs_;
  std::map<std::string, std::size_t> known_;
  Json list_ = Json::array();
};

// Results of one log.
class Log {
 public:
  explicit Log(const ReportOptions& options)
      : options_(options), places_(options.root), rules_(options.docs) {}

  void add(const Json& file) {
    for (const Json& message : file.at("messages"))
      results_.push_back(message_result(file.at("file").get<std::string>(), message));
    if (!file.contains("checks")) return;
    for (const Json& check : file["checks"])
      if (options_.all || !check.at("as_expected").get<bool>() || check.at("verdict") == "Unknown")
        results_.push_back(check_result(file, check));
  }

  Json run(const std::string& version, bool worked) {
    Json run = {
        {"tool",
         {{"driver", {{"name", "memtype"}, {"version", version}, {"rules", rules_.take()}}}}},
        {"columnKind", "unicodeCodePoints"},
        {"invocations", Json::array({{{"executionSuccessful", worked}}})},
        {"results", std::move(results_)}};
    if (Json bases = places_.bases(); !bases.is_null())
      run["originalUriBaseIds"] = std::move(bases);
    return run;
  }

 private:
  Json message_result(const std::string& file, const Json& message) {
    const std::string id = message.contains("id") ? message["id"].get<std::string>() : "internal";
    const std::string text = message.at("text").get<std::string>();
    return {{"ruleId", id},
            {"ruleIndex", rules_.index(id, catalogue_text(id), catalogue_text(id))},
            {"kind", "fail"},
            {"level", message.at("severity")},
            {"message", {{"text", text}}},
            {"locations", Json::array({places_.location(file, message)})},
            {"partialFingerprints", {{"memtype/v1", fingerprint(id + text)}}}};
  }

  // Steps of the run, one thread flow for each program or group. SARIF has no empty flows.
  Json code_flows(const std::string& file, const Json& check) const {
    Json flows = Json::array();
    if (!check.contains("run")) return flows;
    for (const Json& subject : check["run"].at("subjects"))
      if (!subject.at("steps").empty()) flows.push_back(thread_flow(file, subject));
    if (flows.empty()) return flows;
    return Json::array({{{"message", {{"text", check["run"].at("start").at("text")}}},
                         {"threadFlows", std::move(flows)}}});
  }

  Json thread_flow(const std::string& file, const Json& subject) const {
    Json locations = Json::array();
    for (const Json& step : subject.at("steps")) {
      Json place = places_.location(file, step);
      place["message"] = {{"text", fmt::format("step {}: {}", step.at("n").get<int>(),
                                               step.at("text").get<std::string>())}};
      locations.push_back({{"location", std::move(place)}, {"executionOrder", step.at("n")}});
    }
    return {{"id", subject.at("subject")}, {"locations", std::move(locations)}};
  }

  Json check_result(const Json& file, const Json& check) {
    const std::string path = file.at("file").get<std::string>();
    const std::string id =
        file.at("case").get<std::string>() + "/" + check.at("name").get<std::string>();
    const std::string verdict = check.at("verdict").get<std::string>();
    const bool expected = check.at("as_expected").get<bool>();
    const bool open = verdict == "Unknown" && !check.contains("internal_error");
    Json json = {{"ruleId", id},
                 {"ruleIndex", rules_.index(id, condition_text(check), rule_text(file, check))},
                 {"kind", open       ? "open"
                          : expected ? "pass"
                                     : "fail"},
                 {"level", expected || open ? "none" : "error"},
                 {"message", {{"text", message_text(check)}}}};
    Json own = places_.location(path, check);
    const Json* culprit = expected ? nullptr : culprit_of(check);
    if (culprit != nullptr) {
      json["locations"] = Json::array({places_.location(path, *culprit)});
      own["id"] = 1;
      own["message"] = {{"text", "the check " + check.at("name").get<std::string>()}};
      json["relatedLocations"] = Json::array({std::move(own)});
    } else {
      json["locations"] = Json::array({std::move(own)});
    }
    json["partialFingerprints"] = {{"memtype/v1", fingerprint(id + " " + verdict)}};
    Json flows = expected ? Json::array() : code_flows(path, check);
    if (!flows.empty()) json["codeFlows"] = std::move(flows);
    return json;
  }

  // The call with which the violation began; null if there is none.
  static const Json* culprit_of(const Json& check) {
    if (!check.contains("run")) return nullptr;
    for (const Json& subject : check["run"].at("subjects"))
      if (subject.contains("violation") && subject["violation"].contains("step"))
        return &subject.at("steps").at(subject["violation"]["step"].get<std::size_t>() - 1);
    return nullptr;
  }

  static std::string condition_text(const Json& check) {
    return check.at("quantifier").get<std::string>() + " (" +
           check.at("condition").get<std::string>() + ")";
  }
  static std::string rule_text(const Json& file, const Json& check) {
    std::string text = condition_text(check);
    if (check.contains("when")) text += " when (" + check["when"].get<std::string>() + ")";
    text += ", expected: " + check.at("expected").get<std::string>() + ".";
    if (file.contains("description") && !file["description"].get<std::string>().empty())
      text += " " + file["description"].get<std::string>();
    return text;
  }
  // The reason first: what people read in a list is its first line.
  static std::string message_text(const Json& check) {
    std::string text;
    if (const Json* violation = violation_of(check))
      text = violation_text(*violation) + ". " + violation->at("why").get<std::string>() + " ";
    text += check.at("name").get<std::string>() + ": " + check.at("verdict").get<std::string>();
    if (!check.at("as_expected").get<bool>())
      text += ", " + check.at("expected").get<std::string>() + " expected";
    if (check.contains("because")) text += ": " + check["because"].get<std::string>();
    return text;
  }
  static std::string catalogue_text(const std::string& id) {
    for (const cases::ErrorInfo& info : cases::error_catalogue())
      if (info.id == id) return std::string(info.meaning);
    return "memtype could not do its work";
  }

  const ReportOptions& options_;
  SarifPlaces places_;
  Rules rules_;
  Json results_ = Json::array();
};

}  // namespace

std::string sarif(const Json& document, const ReportOptions& options) {
  if (document.at("format") == inspect_format) return inspect_sarif(document, options);
  Log log(options);
  for (const Json& file : document.at("cases")) log.add(file);
  const Json& summary = document.at("summary");
  const bool worked = summary.at("bad_files") == 0 && summary.at("exit") != exit_internal;
  return sarif_log(log.run(document.at("program").at("version").get<std::string>(), worked));
}

}  // namespace memtype::cli
