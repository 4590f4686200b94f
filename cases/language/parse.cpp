// The way from text to Case: lexer, parser, resolver; the hash; the name of the file.
#include "memtype/cases/parse.hpp"

#include "language/lexer.hpp"
#include "language/on_machine.hpp"
#include "language/parser.hpp"
#include "language/resolver.hpp"
#include "language/text_kind.hpp"
#include "memtype/cases/machine_file.hpp"

namespace memtype::cases {
namespace {

// FNV-1a, 64 bits.
class Hash {
 public:
  void add(char c) { value_ = (value_ ^ static_cast<unsigned char>(c)) * 0x100000001b3U; }

  std::string digits() const {
    constexpr std::string_view hex = "0123456789abcdef";
    const std::uint64_t folded = value_ ^ value_ >> 48;  // 12 digits show the lower 48 bits
    std::string text;
    for (int shift = 44; shift >= 0; shift -= 4) text += hex[folded >> shift & 15];
    return text;
  }

 private:
  std::uint64_t value_ = 0xcbf29ce484222325U;
};

// Over the tokens; in strings a run of layout counts as one space.
std::string hash_of(const std::vector<Token>& tokens) {
  Hash hash;
  for (const Token& token : tokens) {
    char before = '\0';
    for (char c : token.text) {
      const bool layout = c == ' ' || c == '\t' || c == '\n' || c == '\r';
      const char normal = layout ? ' ' : c;
      if (!(normal == ' ' && before == ' ')) hash.add(normal);
      before = normal;
    }
    hash.add('\0');
  }
  return hash.digits();
}

// "drivers/nic.case" as "nic".
std::string_view stem(std::string_view file_name) {
  const std::size_t slash = file_name.find_last_of("/\\");
  if (slash != std::string_view::npos) file_name.remove_prefix(slash + 1);
  if (file_name.ends_with(".case")) file_name.remove_suffix(5);
  return file_name;
}

void check_name(std::string_view file_name, const NamedPlace& name, Report& report) {
  const std::string_view wanted = stem(file_name);
  if (wanted.empty() || wanted == "-" || name.name.empty() || name.name == wanted) return;
  auto& d =
      report.error("E008", name.at,
                   "the case is called " + quoted(name.name) + " but its file " + quoted(wanted));
  d.hint = "one of them must be renamed, so that a name in a report leads to its file";
}

}  // namespace

ParseResult parse_case(std::string_view file_name, std::string_view text) {
  return parse_case(file_name, text, nullptr);
}

ParseResult parse_case(std::string_view file_name, std::string_view text,
                       const MachineFile* machine) {
  Report report;
  if (const std::string_view other = other_than_text(text); !other.empty()) {
    report.error("E001", {}, "this is " + std::string(other) + "; a case is text in UTF-8");
    return {std::nullopt, report.take()};
  }
  TokenList list = lex(text, report);
  const std::string hash = hash_of(list.tokens);
  SyntaxTree tree = Parser(std::move(list), report).file();
  check_name(file_name, tree.name, report);
  if (machine != nullptr) put_on_machine(machine->machine, tree);
  Case parsed = resolve(std::move(tree), report);
  parsed.hash = hash;
  ParseResult result;
  if (report.errors() == 0) result.parsed = std::move(parsed);
  result.diagnostics = report.take();
  return result;
}

}  // namespace memtype::cases
