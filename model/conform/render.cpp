#include "conform.hpp"
#include "fields.hpp"

namespace memtype::conform {
namespace {

std::string counted(std::uint64_t count, const char* one, const char* many) {
  return std::to_string(count) + " " + (count == 1 ? one : many);
}

void render_example(std::string& out, const Example& example) {
  out += "    line " + std::to_string(example.line) + ": " + example.question + "\n";
  out += "      theirs: " + example.theirs + "\n";
  out += "      ours:   " + example.ours + "\n";
  if (!example.state.empty()) out += "      state:  " + example.state + "\n";
}

void render_class(std::string& out, const DifferenceClass& entry) {
  out += std::string(entry.known ? "  known" : "  NEW") + ": " + entry.kind + ": " + entry.name +
         " (" + std::to_string(entry.count) + ")\n";
  out += "    rule: " + entry.rule + " - " + entry.source + "\n";
  if (entry.known) {
    out += "    why:  " + entry.reason + "\n";
    return;
  }
  for (const Example& example : entry.examples) render_example(out, example);
}

Json to_json(const DifferenceClass& entry) {
  Json examples = Json::array();
  for (const Example& example : entry.examples)
    examples.push_back({{"line", example.line},
                        {"state", example.state},
                        {"question", example.question},
                        {"theirs", example.theirs},
                        {"ours", example.ours}});
  return {{"kind", entry.kind},     {"name", entry.name},
          {"count", entry.count},   {"known", entry.known},
          {"reason", entry.reason}, {"rule", entry.rule},
          {"source", entry.source}, {"examples", std::move(examples)}};
}

}  // namespace

std::string render_text(const ReplayReport& report) {
  if (!report.opened) return report.path + ": cannot be opened\n";
  std::string out = report.path + ": " + counted(report.records, "record", "records") + ", " +
                    counted(report.queries, "answer", "answers") + ", " +
                    std::to_string(report.agreements) + " agree, " +
                    std::to_string(report.known_differences()) + " known differences, " +
                    std::to_string(report.new_differences()) + " new\n";
  for (const DifferenceClass& entry : report.differences) render_class(out, entry);
  for (const Skipped& entry : report.skipped)
    out += "  skipped: " + entry.reason + " (" + std::to_string(entry.count) + ")\n";
  for (const MalformedLine& entry : report.malformed)
    out += "  malformed: line " + std::to_string(entry.line) + ": " + entry.message + "\n";
  if (report.malformed_lines > report.malformed.size())
    out += "  malformed: " + std::to_string(report.malformed_lines) + " lines in all\n";
  return out;
}

std::string render_json(const ReplayReport& report) {
  Json differences = Json::array(), skipped = Json::array(), malformed = Json::array();
  for (const DifferenceClass& entry : report.differences) differences.push_back(to_json(entry));
  for (const Skipped& entry : report.skipped)
    skipped.push_back({{"reason", entry.reason}, {"count", entry.count}});
  for (const MalformedLine& entry : report.malformed)
    malformed.push_back({{"line", entry.line}, {"message", entry.message}});
  const Json whole = {{"file", report.path},
                      {"opened", report.opened},
                      {"records", report.records},
                      {"answers", report.queries},
                      {"agree", report.agreements},
                      {"known", report.known_differences()},
                      {"new", report.new_differences()},
                      {"differences", std::move(differences)},
                      {"skipped", std::move(skipped)},
                      {"malformed_lines", report.malformed_lines},
                      {"malformed", std::move(malformed)}};
  return whole.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace memtype::conform
