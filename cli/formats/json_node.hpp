// A JSON document, value by value, with the place of each for messages.
#pragma once

#include <algorithm>
#include <charconv>
#include <regex>
#include <string>
#include <vector>

#include "formats/case_json.hpp"

namespace memtype::cli {

// A value and its place in the document.
class Node {
 public:
  Node(const Json& value, std::string place) : v(value), at(std::move(place)) {
    constexpr int deepest = 500;
    if (std::count(at.begin(), at.end(), '/') > deepest) fail("too deep");
  }
  const Json& v;
  std::string at;

  [[noreturn]] void fail(const std::string& what) const { throw CaseJsonError(at + ": " + what); }
  bool has(const char* key) const { return v.is_object() && v.contains(key); }
  Node operator[](const char* key) const {
    if (!has(key)) fail(std::string("'") + key + "' is missing");
    return {v[key], at + "/" + key};
  }
  std::vector<Node> list() const {
    if (!v.is_array()) fail("not an array");
    std::vector<Node> nodes;
    for (std::size_t i = 0; i < v.size(); ++i)
      nodes.emplace_back(v[i], at + "/" + std::to_string(i));
    return nodes;
  }
  std::vector<Node> list_or_none(const char* key) const {
    return has(key) ? (*this)[key].list() : std::vector<Node>{};
  }
  std::string text() const {
    if (!v.is_string()) fail("not a string");
    return v.get<std::string>();
  }
  std::string matching(const char* pattern, const char* what) const {
    const std::string words = text();
    if (words.size() > 200 || !std::regex_match(words, std::regex(pattern)))
      fail(std::string("not ") + what);
    return words;
  }
  std::string identifier() const { return matching("[A-Za-z_][A-Za-z0-9_]*", "an identifier"); }
  std::string name() const {
    return matching("[A-Za-z_][A-Za-z0-9_]*((\\.|->)[A-Za-z_][A-Za-z0-9_]*|\\[[0-9]+\\])*",
                    "a name");
  }
  std::uint64_t word() const {
    const std::string digits = matching("0x[0-9a-f]{1,16}", "a word such as \"0x1000\"");
    std::uint64_t value = 0;
    std::from_chars(digits.data() + 2, digits.data() + digits.size(), value, 16);
    return value;
  }
  unsigned number() const {
    if (!v.is_number_unsigned() || v.get<std::uint64_t>() > 1000) fail("not a small number");
    return v.get<unsigned>();
  }
  MemoryType type() const {
    const auto named = memory_type_named(text());
    if (!named) fail("no memory type");
    return *named;
  }
  bool flag() const {
    if (!v.is_boolean()) fail("neither true nor false");
    return v.get<bool>();
  }
  bool either(const char* yes, const char* no) const {
    if (text() != yes && text() != no) fail(std::string("neither ") + yes + " nor " + no);
    return text() == yes;
  }
};

// The value whose text the node is.
template <class T, std::size_t n, class F>
T one_of(const Node& node, const T (&values)[n], F text) {
  for (const T& value : values)
    if (text(value) == node.text()) return value;
  node.fail("not a value of its kind");
}

cases::Expr expr_from_json(const Node& node);
cases::MachineSpec machine_from_json(const Node& node);

}  // namespace memtype::cli
