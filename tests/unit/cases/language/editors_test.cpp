// The words that the editors' files colour are those of the language.
#include <gtest/gtest.h>

#include <regex>
#include <set>
#include <sstream>

#include "helpers.hpp"
#include "language/names.hpp"
#include "machine/facts.hpp"
#include "memtype/cases/functions.hpp"

namespace memtype::cases::testing {
namespace editors_test {

using Words = std::set<std::string>;

// Groups by name.
std::map<std::string, Words> vim_groups() {
  std::map<std::string, Words> groups;
  std::istringstream file(read_file(MEMTYPE_SOURCE_DIR "/docs/editors/vim/syntax/memtype.vim"));
  const std::string start = "syn keyword memtype";
  for (std::string line; std::getline(file, line);) {
    if (line.compare(0, start.size(), start) != 0) continue;
    std::istringstream words(line.substr(start.size()));
    std::string group, word;
    words >> group;
    while (words >> word) groups[group].insert(word);
  }
  return groups;
}

std::map<std::string, Words> textmate_groups() {
  std::map<std::string, Words> groups;
  const std::string text =
      read_file(MEMTYPE_SOURCE_DIR "/docs/editors/vscode/syntaxes/memtype.tmLanguage.json");
  const std::regex rule("\"comment\": \"(\\w+)\",\\s*\"match\": \"\\\\\\\\b\\(\\?:([\\w|]+)\\)");
  for (std::sregex_iterator i(text.begin(), text.end(), rule), end; i != end; ++i) {
    std::string group = (*i)[1];
    group[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(group[0])));
    std::istringstream words((*i)[2]);
    for (std::string word; std::getline(words, word, '|');) groups[group].insert(word);
  }
  return groups;
}

// Is the text a case but for this complaint?
bool complains(const std::string& text, const std::string& id) {
  for (const Diagnostic& d : parse_case("", text).diagnostics)
    if (d.id == id) return true;
  return false;
}

Words functions_of(bool kernel) {
  Words words;
  for (const FunctionInfo& f : functions())
    if ((f.kernel_call() != nullptr) == kernel) words.emplace(f.name);
  return words;
}

TEST(Editors, BothColourTheSameWords) {
  auto vim = vim_groups(), vscode = textmate_groups();
  vim.erase("Todo");
  EXPECT_GE(vim.size(), 11U);
  EXPECT_EQ(vim, vscode);
}

TEST(Editors, FunctionsAndConstants) {
  const auto vim = vim_groups();
  EXPECT_EQ(vim.at("Call"), functions_of(true));
  EXPECT_EQ(vim.at("Function"), functions_of(false));
  EXPECT_EQ(vim.at("Constant"), Words(predefined_names().begin(), predefined_names().end()));
}

TEST(Editors, Sections) {
  Words words = vim_groups().at("Section");
  EXPECT_EQ(words.erase("case"), 1U);
  for (const std::string& word : words)
    EXPECT_FALSE(complains("case t\n" + word + " x", "E009")) << word;
  EXPECT_TRUE(complains("case t\nregoin x", "E009"));
}

TEST(Editors, Facts) {
  const std::vector<std::string> names = fact_names();
  Words known(names.begin(), names.end());
  known.insert({"pat_enabled", "start"});
  EXPECT_EQ(vim_groups().at("Fact"), known);
}

TEST(Editors, ValuesAreThoseOfTheFacts) {
  const Words types = vim_groups().at("Type");
  Words known = {"msr"};
  for (const MachineFact* fact : machine_facts())
    for (const std::string& word : fact->words())
      if (!types.contains(word) && word != "any") known.insert(word);
  EXPECT_EQ(vim_groups().at("Value"), known);
}

TEST(Editors, QuantifiersVerdictsAndTypes) {
  const auto vim = vim_groups();
  const std::string before =
      "case t machine { cpu intel; } region r (16M, 4K); after { "
      "va = ioremap(16M, 4K); } check ";
  for (const std::string& word : vim.at("Quantifier"))
    EXPECT_TRUE(parse_case("", before + word + " c (after.r == UC) expect Holds;").parsed) << word;
  for (const std::string& word : vim.at("Verdict"))
    EXPECT_TRUE(parse_case("", before + "always c (after.r == UC) expect " + word + ";").parsed);
  for (const std::string& word : vim.at("Type"))
    EXPECT_TRUE(
        parse_case("", before + "always c (has(after.r, " + word + ")) expect Fails;").parsed)
        << word;
  EXPECT_EQ(vim.at("Statement"),
            (Words{"if", "else", "while", "do", "for", "break", "continue", "return", "goto",
                   "switch", "default", "fallthrough"}));  // `case` is there as a section
}

}  // namespace editors_test
}  // namespace memtype::cases::testing
