#include "formats/map_json.hpp"

#include "results/version.hpp"

namespace memtype::cli {
namespace {

Json map_head() { return {{"format", map_format}, {"program", {{"version", version_number()}}}}; }

Json range_json(PhysRange range) {
  return {{"begin", json_hex(range.begin)}, {"end", json_hex(range.end)}};
}

Json type_json(const std::optional<MemoryType>& type) {
  return type ? Json(name(*type)) : Json(nullptr);
}

Json mapping_json(const inspect::MappedAs& mapped) {
  Json json = {{"mode", name(mapped.mode)},
               {"page", json_types(mapped.page)},
               {"effective", json_types(mapped.effective)}};
  if (mapped.granted) json["granted"] = json_types(*mapped.granted);
  json["rules"] = Json::array();
  for (const RuleUsed& rule : mapped.rules)
    json["rules"].push_back({{"name", rule.name}, {"source", rule.source}});
  return json;
}

Json piece_json(const inspect::PlacePiece& piece) {
  Json json = range_json(piece.range);
  json["mtrr"] = json_types(piece.mtrr);
  json["known"] = piece.known;
  json["open"] = piece.open;
  json["undefined"] = piece.undefined;
  json["decided_by"] = piece.decided_by;
  json["mappings"] = Json::array();
  for (const inspect::MappedAs& mapped : piece.mappings)
    json["mappings"].push_back(mapping_json(mapped));
  return json;
}

std::string_view answer_name(inspect::LargePages::Answer answer) {
  switch (answer) {
    case inspect::LargePages::Answer::may: return "may";
    case inspect::LargePages::Answer::some_not: return "not everywhere";
    case inspect::LargePages::Answer::unknown: break;
  }
  return "not known";
}

Json large_json(const inspect::LargePages& large) {
  Json json = {{"size", large.size == PageSize::size_2M ? "2M" : "1G"},
               {"answer", answer_name(large.answer)},
               {"multiple", !large.begins_inside && !large.ends_inside},
               {"split_count", large.split_count},
               {"splits", Json::array()}};
  for (const auto& split : large.splits) {
    Json one = range_json(split.page);
    one["at"] = json_hex(split.at);
    json["splits"].push_back(std::move(one));
  }
  return json;
}

Json place_json(const readers::Observations& seen, const NamedAnswer& answer) {
  Json json = range_json(answer.place.range);
  json["name"] = answer.named.name;
  json["what"] = answer.place.what;
  json["pieces"] = Json::array();
  for (const auto& piece : answer.place.pieces) json["pieces"].push_back(piece_json(piece));
  json["has_list"] = answer.place.has_list;
  json["reserved"] = Json::array();
  for (const readers::PatEntry& entry : answer.place.reserved) {
    Json one = range_json(entry.range);
    one["type"] = type_json(entry.type);
    one["source"] = seen.sources.at(entry.place.source);
    one["line"] = entry.place.line;
    json["reserved"].push_back(std::move(one));
  }
  json["large_pages"] = Json::array();
  for (const auto& large : answer.place.large) json["large_pages"].push_back(large_json(large));
  return json;
}

}  // namespace

Json map_document(const readers::Observations& seen, const std::vector<NamedAnswer>& places,
                  const std::vector<inspect::OpenQuestion>& open) {
  Json json = map_head();
  json["places"] = Json::array();
  for (const NamedAnswer& answer : places) json["places"].push_back(place_json(seen, answer));
  json["open"] = Json::array();
  for (const auto& question : open)
    json["open"].push_back({{"what", question.what}, {"command", question.command}});
  return json;
}

Json difference_document(const inspect::Difference& found) {
  Json json = map_head();
  Json diff = {{"types_known", found.types_known}, {"has_lists", found.has_lists},
               {"some_open", found.some_open},     {"facts", Json::array()},
               {"types", Json::array()},           {"reservations", Json::array()}};
  for (const auto& fact : found.facts)
    diff["facts"].push_back({{"name", fact.name}, {"before", fact.before}, {"after", fact.after}});
  for (const auto& change : found.types) {
    Json one = range_json(change.range);
    one["before"] = json_types(change.before);
    one["after"] = json_types(change.after);
    one["before_by"] = change.before_by;
    one["after_by"] = change.after_by;
    one["what"] = change.what;
    diff["types"].push_back(std::move(one));
  }
  for (const auto& change : found.reservations) {
    Json one = range_json(change.range);
    one["change"] = change.came ? "came" : change.went ? "went" : "type";
    if (!change.came) one["before"] = type_json(change.before);
    if (!change.went) one["after"] = type_json(change.after);
    one["what"] = change.what;
    diff["reservations"].push_back(std::move(one));
  }
  json["difference"] = std::move(diff);
  return json;
}

}  // namespace memtype::cli
