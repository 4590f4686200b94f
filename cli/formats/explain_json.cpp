#include "formats/explain_json.hpp"

#include "results/version.hpp"

namespace memtype::cli {
namespace {

Json head() { return {{"format", explain_format}, {"program", {{"version", version_number()}}}}; }

Json message_json(const readers::Observations& seen, const inspect::Explanation& one) {
  const readers::Message& message = one.message;
  const readers::MessageRow& row = message.known->row;
  Json json = {{"source", seen.sources.at(message.place.source)},
               {"line", message.place.line},
               {"count", message.count},
               {"text", message.text},
               {"shape", row.shape},
               {"file", row.file}};
  // Not of kernels that the model does not know.
  Json kernels = {{"last", series_name(row.last)}};
  if (row.first != kernel::Version{}) kernels["first"] = series_name(row.first);
  json["kernels"] = std::move(kernels);
  json["meaning"] = row.meaning;
  json["numbers"] = Json::array();
  for (const inspect::DecodedNumber& number : one.numbers)
    json["numbers"].push_back({{"name", number.name}, {"value", number.value}});
  if (!row.rule.empty()) json["rule"] = row.rule;
  if (!one.instead.empty()) json["instead"] = one.instead;
  return json;
}

Json cells_json(const PageAnswer& answer, const std::vector<PageLine>& lines) {
  Json list = Json::array();
  for (const PageLine& line : lines)
    for (std::size_t i = 0; i < line.cells.size(); ++i)
      list.push_back({{"under", name_below(answer.columns[i])},
                      {"below", memtype::name(line.below)},
                      {"processor", column_name(answer.columns[i])},
                      {"effective", json_types(line.cells[i].effective)},
                      {"rule", line.cells[i].rule.name},
                      {"source", line.cells[i].rule.source}});
  return list;
}

Json ways_json(const PageAnswer& answer) {
  Json list = Json::array();
  for (const PageLine& line : answer.want_lines)
    for (std::size_t i = 0; i < line.ways.size(); ++i) {
      Json ways = Json::array();
      for (const Way& way : line.ways[i])
        ways.push_back({{"pat_index", way.index},
                        {"page", memtype::name(way.page)},
                        {"bits_4k", json_hex(leaf_bits(way.index, PageSize::size_4K))},
                        {"bits_large", json_hex(leaf_bits(way.index, PageSize::size_2M))}});
      list.push_back({{"under", name_below(answer.columns[i])},
                      {"below", memtype::name(line.below)},
                      {"processor", column_name(answer.columns[i])},
                      {"ways", std::move(ways)}});
    }
  return list;
}

}  // namespace

Json explain_document(const readers::Observations& seen,
                      const std::vector<inspect::Explanation>& messages) {
  Json json = head();
  json["messages"] = Json::array();
  for (const inspect::Explanation& one : messages)
    json["messages"].push_back(message_json(seen, one));
  json["unknown"] = Json::array();
  for (const auto& line : seen.unread)
    json["unknown"].push_back({{"source", seen.sources.at(line.place.source)},
                               {"line", line.place.line},
                               {"text", line.text}});
  return json;
}

Json page_document(const PageAnswer& answer) {
  Json json = head();
  json["pat"] = {{"msr", json_hex(answer.pat_msr)}, {"entries", Json::array()}};
  for (MemoryType type : answer.pat.entries) json["pat"]["entries"].push_back(memtype::name(type));
  if (answer.entry) {
    json["entry"] = json_hex(*answer.entry);
    json["readings"] = Json::array();
    for (const PageReadingAnswer& reading : answer.readings) {
      if (!reading.may_be) continue;
      json["readings"].push_back({{"size", name(reading.leaf.size)},
                                  {"address", json_hex(reading.leaf.address)},
                                  {"pat_index", reading.leaf.bits.index()},
                                  {"page", memtype::name(reading.leaf.page)},
                                  {"types", cells_json(answer, reading.lines)}});
    }
  }
  if (answer.want) {
    json["want"] = memtype::name(*answer.want);
    json["ways"] = ways_json(answer);
  }
  return json;
}

}  // namespace memtype::cli
