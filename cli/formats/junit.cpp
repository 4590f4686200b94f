#include <fmt/format.h>

#include "formats/reports.hpp"
#include "formats/xml.hpp"

namespace memtype::cli {
namespace {

struct Counts {
  std::size_t tests = 0, failures = 0, errors = 0, skipped = 0;
  double seconds = 0;

  void add(const Counts& other) {
    tests += other.tests;
    failures += other.failures;
    errors += other.errors;
    skipped += other.skipped;
    seconds += other.seconds;
  }
  std::string attributes() const {
    return fmt::format(R"(tests="{}" failures="{}" errors="{}" skipped="{}" time="{:.3f}")", tests,
                       failures, errors, skipped, seconds);
  }
};

std::string text_of(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found == object.end() ? "" : found->get<std::string>();
}

std::string element(const char* name, const std::string& message, const std::string& body) {
  return fmt::format("      <{0} message=\"{1}\">{2}</{0}>\n", name, xml_text(message),
                     xml_text(body));
}

std::string headline(const Json& check) {
  std::string because = text_of(check, "because");
  if (const Json* violation = violation_of(check); violation != nullptr && because.empty())
    because = violation_text(*violation);
  return fmt::format("{}, {} expected{}", check.at("verdict").get<std::string>(),
                     check.at("expected").get<std::string>(),
                     because.empty() ? "" : ": " + because);
}

// The messages of the file about an internal error of this check.
std::string defects(const Json& file, const Json& check) {
  const std::string about = "check " + check.at("name").get<std::string>() + ": ";
  std::string text;
  for (const Json& message : file.at("messages"))
    if (text_of(message, "text").find(about) != std::string::npos)
      text += text_of(message, "text") + "\n";
  return text;
}

std::string testcase(const Json& file, const Json& check, Counts& counts) {
  ++counts.tests;
  std::string inner;
  if (check.contains("internal_error")) {
    ++counts.errors;
    inner = element("error", "internal error", defects(file, check));
  } else if (!check.at("as_expected").get<bool>()) {
    const bool unknown = check.at("verdict") == "Unknown";
    ++(unknown ? counts.skipped : counts.failures);
    inner = unknown ? fmt::format("      <skipped message=\"{}\"/>\n", xml_text(headline(check)))
                    : element("failure", headline(check), run_lines(check));
  }
  return fmt::format(
      "    <testcase name=\"{}\" classname=\"{}\" file=\"{}\" line=\"{}\" "
      "time=\"{:.3f}\">\n{}    </testcase>\n",
      xml_text(check.at("name").get<std::string>()), xml_text(text_of(file, "case")),
      xml_text(text_of(file, "file")), check.at("line").get<int>(),
      check.at("seconds").get<double>(), inner);
}

// What kept the file from being proved.
std::string broken(const Json& file, Counts& counts) {
  ++counts.tests;
  ++counts.errors;
  std::string body;
  for (const Json& message : file.at("messages")) {
    if (message.contains("line"))
      body += fmt::format("{}:{}: ", message["line"].get<int>(), message["column"].get<int>());
    body += message.at("severity").get<std::string>() + ": " + text_of(message, "text") + "\n";
  }
  return "    <testcase name=\"read\" classname=\"" + xml_text(text_of(file, "file")) + "\">\n" +
         element("error", "this file was not proved", body) + "    </testcase>\n";
}

std::string suite(const Json& file, Counts& total) {
  Counts counts;
  std::string cases;
  if (file.contains("checks")) {
    counts.seconds = file.at("seconds").get<double>();
    for (const Json& check : file["checks"]) cases += testcase(file, check, counts);
  } else {
    cases = broken(file, counts);
  }
  total.add(counts);
  const std::string name = file.contains("case") ? text_of(file, "case") : text_of(file, "file");
  return fmt::format("  <testsuite name=\"{}\" file=\"{}\" {}>\n{}  </testsuite>\n", xml_text(name),
                     xml_text(text_of(file, "file")), counts.attributes(), cases);
}

}  // namespace

std::string violation_text(const Json& v) {
  std::string types;
  for (const Json& type : v.at("effective"))
    types += (types.empty() ? "" : "|") + type.get<std::string>();
  return fmt::format("{} at {} is {}, {}", v.at("region").get<std::string>(),
                     v.at("address").get<std::string>(), types, v.at("demand").get<std::string>());
}

const Json* violation_of(const Json& check) {
  if (check.contains("run"))
    for (const Json& subject : check["run"].at("subjects"))
      if (subject.contains("violation")) return &subject["violation"];
  return nullptr;
}

std::string run_lines(const Json& check) {
  if (!check.contains("run")) return "";
  const Json& run = check["run"];
  std::string text = "Start  " + run.at("start").at("text").get<std::string>() + "\n";
  for (const Json& subject : run.at("subjects")) {
    text += "Program " + subject.at("subject").get<std::string>() + "\n";
    for (const Json& step : subject.at("steps"))
      text += fmt::format("Step {} :{}  {}\n", step.at("n").get<int>(), step.at("line").get<int>(),
                          step.at("text").get<std::string>());
    if (!subject.contains("violation")) continue;
    const Json& v = subject["violation"];
    text += violation_text(v) + "\n" + v.at("why").get<std::string>() + "\n";
  }
  return text;
}

std::string junit(const Json& document, const ReportOptions&) {
  Counts total;
  std::string suites;
  for (const Json& file : document.at("cases")) suites += suite(file, total);
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"memtype\" " +
         total.attributes() + ">\n" + suites + "</testsuites>\n";
}

}  // namespace memtype::cli
