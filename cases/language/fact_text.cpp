#include "language/fact_text.hpp"

#include <algorithm>

#include "language/lexer.hpp"
#include "language/parser.hpp"
#include "language/suggest.hpp"
#include "memtype/cases/print.hpp"
#include "memtype/cpu/block.hpp"

namespace memtype::cases {
namespace {

enum class FactNames { refused, kept };

// Keeps the first thing that is wrong, in words.
class TextReader final : public FactReader {
 public:
  TextReader(const MachineFact* row, FactNames names) : row_(row), names_(names) {
    if (row != nullptr) fact = row->name();
  }

  Diagnostic& bad_value(Location at, std::string message) override {
    list_.push_back({Severity::error, "E028", at, std::move(message), {}, {}});
    return list_.back();
  }
  void unknown_word(const Expr& word, const std::vector<std::string>& all) override {
    std::vector<std::string> known = all;
    if (names_ == FactNames::refused)
      std::erase_if(known, [&](const std::string& other) { return is_several(other); });
    bad_value(word.at, quoted(word.text) + " is not a value of " + quoted(fact) +
                           did_you_mean(word.text, known));
    list_.back().hint = "values are " + quoted_list(known, 40);
  }
  bool resolve(Expr& e) override { return names_ == FactNames::kept || known(e, "an address"); }
  std::optional<std::uint64_t> known(Expr& e, const std::string& what) override {
    if (e.kind == Expr::Kind::number && !is_unreadable(e))
      return static_cast<std::uint64_t>(e.number);
    bad_value(e.at, what + " is a number, not " + quoted(print_expr(e)));
    return std::nullopt;
  }
  void check_block(const FirmwareRange& range, Location at) override {
    if (names_ == FactNames::kept) return;  // read again as part of its case
    const auto start = static_cast<std::uint64_t>(range.start.number);
    const auto length = static_cast<std::uint64_t>(range.length.number);
    if (is_mtrr_block(start, length)) return;
    bad_value(at,
              "no single MTRR can hold " + print_number(length) + " at " + print_address(start));
  }

  // Settings are one value each, and some words stand for several: "xen_pv".
  bool is_several(const std::string& word) const {
    if (row_ == nullptr) return false;
    MachineSpec machine;
    TextReader reader(nullptr, names_);
    FactValue value{{}, {word_expr(word)}, {}, false};
    row_->read(value, reader, machine);
    return row_->count(machine) > 1;
  }

  std::string trouble() const {
    if (list_.empty()) return "";
    const Diagnostic& first = list_.front();
    return first.message + (first.hint.empty() ? "" : "; " + first.hint);
  }

 private:
  const MachineFact* row_;
  FactNames names_;
  std::vector<Diagnostic> list_;
};

std::string read(const MachineFact& fact, std::string_view text, FactNames names,
                 MachineSpec& machine) {
  const std::vector<std::string> words = fact.words();
  const bool bare = fact.text().shape == FactShape::text && !text.empty() &&
                    text.find('"') == std::string_view::npos &&
                    std::find(words.begin(), words.end(), text) == words.end();
  std::string line(fact.name());
  line += bare ? " \"" + std::string(text) + "\";" : " " + std::string(text) + ";";
  Report report;
  auto syntax = Parser(lex(line, report), report).one_fact();
  if (!syntax || report.errors() > 0)
    return quoted(text) + " is not a value of " + quoted(fact.name());
  TextReader reader(&fact, names);
  read_fact(fact, *syntax, reader, machine);
  return reader.trouble();
}

}  // namespace

std::string read_fact_text(const MachineFact& fact, std::string_view text, MachineSpec& machine) {
  return read(fact, text, FactNames::refused, machine);
}

std::string read_fact_word(const MachineFact& fact, std::string_view text, MachineSpec& machine) {
  return read(fact, text, FactNames::kept, machine);
}

std::string read_fact_value(const MachineFact& fact, FactValue value, MachineSpec& machine) {
  TextReader reader(&fact, FactNames::kept);
  fact.read(value, reader, machine);
  return reader.trouble();
}

std::optional<std::uint64_t> read_number(std::string_view text) {
  Report report;
  const TokenList list = lex(text, report);
  if (report.errors() > 0 || list.tokens.size() != 2 || list.tokens[0].kind != Token::Kind::number)
    return std::nullopt;
  return list.tokens[0].number;
}

}  // namespace memtype::cases
