// Findings about a machine for what reads SARIF: each at a line of a log.
#include <map>

#include "formats/inspect_json.hpp"
#include "formats/sarif_parts.hpp"

namespace memtype::cli {
namespace {

std::string level_of(const std::string& severity) {
  if (severity == "dangerous") return "error";
  return severity == "harmless" ? "note" : "warning";
}

// The rules of the log so far, by their names.
class FindingRules {
 public:
  explicit FindingRules(std::string docs) : docs_(std::move(docs)) {
    while (docs_.ends_with('/')) docs_.pop_back();
  }
  std::size_t index(const Json& finding) {
    const auto [at, fresh] = known_.emplace(finding.at("kind").get<std::string>(), list_.size());
    if (!fresh) return at->second;
    list_.push_back({{"id", at->first},
                     {"shortDescription", {{"text", at->first}}},
                     {"fullDescription", {{"text", finding.at("rule")}}}});
    if (!docs_.empty()) list_.back()["helpUri"] = docs_ + "/inspect.md#what-is-found";
    return at->second;
  }
  Json take() { return std::move(list_); }

 private:
  std::string docs_;
  std::map<std::string, std::size_t> known_;
  Json list_ = Json::array();
};

std::string sentence(const Json& finding) {
  std::string text =
      finding.at("what").get<std::string>() + " " + finding.at("why").get<std::string>();
  if (finding.contains("do")) text += " Do: " + finding["do"].get<std::string>();
  return text;
}

Json finding_result(const Json& finding, const SarifPlaces& places, FindingRules& rules) {
  const std::string kind = finding.at("kind").get<std::string>();
  Json json = {{"ruleId", kind},
               {"ruleIndex", rules.index(finding)},
               {"kind", "fail"},
               {"level", level_of(finding.at("severity").get<std::string>())},
               {"message", {{"text", sentence(finding)}}}};
  bool first = true;
  for (const Json& place : finding.at("evidence")) {
    json[first ? "locations" : "relatedLocations"].push_back(
        places.location(place.at("source").get<std::string>(), place));
    first = false;
  }
  json["partialFingerprints"] = {
      {"memtype/v1", fingerprint(kind + finding.at("what").get<std::string>())}};
  return json;
}

}  // namespace

std::string inspect_sarif(const Json& document, const ReportOptions& options) {
  const SarifPlaces places(options.root);
  FindingRules rules(options.docs);
  Json results = Json::array();
  if (document.contains("findings"))
    for (const Json& finding : document["findings"])
      if (!finding.at("evidence").empty())
        results.push_back(finding_result(finding, places, rules));
  Json run = {
      {"tool",
       {{"driver",
         {{"name", "memtype"},
          {"version", document.at("program").at("version")},
          {"rules", rules.take()}}}}},
      {"invocations", Json::array({{{"executionSuccessful", !document.contains("error")}}})},
      {"results", std::move(results)}};
  if (Json bases = places.bases(); !bases.is_null()) run["originalUriBaseIds"] = std::move(bases);
  return sarif_log(std::move(run));
}

}  // namespace memtype::cli
