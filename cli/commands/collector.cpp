#include "commands/collector.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <ostream>

#include "formats/freeze.hpp"
#include "formats/picture.hpp"
#include "formats/svg.hpp"
#include "results/shown_run.hpp"
#include "results/write_file.hpp"
#include "text/text.hpp"

namespace memtype::cli {
namespace {

using cases::Case;

bool is_identifier(const std::string& word) {
  return !word.empty() && std::isdigit(static_cast<unsigned char>(word[0])) == 0 &&
         std::all_of(word.begin(), word.end(), [](unsigned char c) {
           return c < 0x80 && (std::isalnum(c) != 0 || c == '_');
         });
}

// The name that a case in this file must have; "any" where every name will do.
std::string name_in(const std::string& file) {
  const std::filesystem::path path(file);
  return path.extension() == ".case" ? path.stem().string() : "any";
}

std::string frozen_name(const CheckCommand& command, const Case& c) {
  const std::string wanted = name_in(command.files.main);
  return wanted == "any" ? c.name + "_" + command.freeze : wanted;
}

}  // namespace

bool names_a_case(const std::string& file) { return is_identifier(name_in(file)); }

Collector::Collector(const CheckCommand& command, std::size_t files, std::ostream& out,
                     std::ostream& err)
    : command_(command), out_(out), err_(err), document_(new_document(command.shard, files)) {}

bool Collector::streams() const {
  return command_.freeze.empty() && command_.files.format == nullptr && command_.files.main.empty();
}

void Collector::begin(const FileResult& result, const std::vector<cases::LeftOut>& left_out) {
  begun_ = true;
  err_ << result.loaded.messages << std::flush;
  out_ << report_head(result, left_out) << std::flush;
}

void Collector::tell(const FileResult& result, std::size_t check,
                     const solver::CheckResult& verdict) {
  out_ << check_line(*result.loaded.parsed, check, verdict) << std::flush;
}

std::string Collector::text_of(const FileResult& result, std::string& trouble) const {
  const auto make = begun_ && result.proved ? report_tail : report_text;
  return make(result, command_.show_run, command_.options.unroll, command_.picture, trouble);
}

// What may throw comes first.
void Collector::take(const FileResult& result) {
  Json json;
  if (wants_document(command_.files)) json = file_json(result, command_.options.unroll);
  std::string text, trouble;
  if (command_.freeze.empty() && command_.files.format == nullptr) text = text_of(result, trouble);
  err_ << (begun_ ? "" : result.loaded.messages) << result.trouble << trouble << std::flush;
  if (!command_.svg.empty() || !command_.html.empty()) draw(result);
  if (!command_.freeze.empty()) put_frozen(result);
  if (!trouble.empty()) exit_ = exit_internal;
  put_text(text);
  if (json.is_null()) return;
  exit_ = worse(exit_, exit_code_of(json.at("exit").get<int>()));
  add_file(document_, std::move(json));
}

bool Collector::finish() {
  if (!command_.freeze.empty() && text_.empty()) return false;  // no half of the outputs
  return write_outputs(command_.files, document_, text_, out_, err_) && good_;
}

void Collector::draw(const FileResult& result) {
  std::string why;
  const ShownRun run = find_run(result, command_.show_run, why);
  err_ << why;
  good_ = good_ && run.check != nullptr;
  if (run.check == nullptr) return;
  const auto put = [&](const std::string& file, auto make) {
    if (file.empty()) return;
    const bool written = write_file(file, make());
    if (!written) err_ << file << ": error: cannot be written\n";
    good_ = good_ && written;
  };
  const Case& c = *result.loaded.parsed;
  const int unroll = command_.options.unroll;
  put(command_.svg, [&] { return run_svg(c, result.file, *run.check, *run.result, unroll); });
  put(command_.html,
      [&] { return picture_html(check_picture(c, result.file, *run.check, *run.result, unroll)); });
}

void Collector::put_frozen(const FileResult& result) {
  std::string why;
  const ShownRun run = find_run(result, command_.freeze, why);
  err_ << why;
  good_ = good_ && run.check != nullptr;
  if (run.check == nullptr) return;
  const Case& c = *result.loaded.parsed;
  text_ = freeze(c, result.file, *run.check, *run.result, frozen_name(command_, c));
}

// At once where it can be seen, else with the file.
void Collector::put_text(const std::string& text) {
  if (command_.files.main.empty())
    out_ << text << std::flush;
  else
    text_ += text;
}

}  // namespace memtype::cli
