#include <fmt/format.h>

#include <algorithm>

#include "rules/rules.hpp"

namespace memtype::cli {
namespace {

std::string padded(const std::string& text, std::size_t width) {
  return text + std::string(width > text.size() ? width - text.size() : 0, ' ');
}

std::vector<std::size_t> widths_of(const RuleTable& table) {
  std::vector<std::size_t> widths;
  for (const std::string& column : table.columns) widths.push_back(column.size());
  for (const auto& row : table.rows)
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  return widths;
}

std::string text_line(const std::vector<std::string>& cells,
                      const std::vector<std::size_t>& widths) {
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i)
    line += (i == 0 ? "  " : "  ") + padded(cells[i], widths[i]);
  line.erase(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

std::string markdown_line(const std::vector<std::string>& cells) {
  std::string line = "|";
  for (const std::string& cell : cells) {
    std::string safe;
    for (char c : cell) safe += c == '|' ? std::string("\\|") : std::string(1, c);
    line += " " + safe + " |";
  }
  return line + "\n";
}

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (static_cast<unsigned char>(c) < 0x20)
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    else
      out += c;
  }
  return out + "\"";
}

std::string json_list(const std::vector<std::string>& list) {
  std::string out = "[";
  for (std::size_t i = 0; i < list.size(); ++i) out += (i == 0 ? "" : ", ") + quoted(list[i]);
  return out + "]";
}

}  // namespace

std::string render_text(std::span<const RuleTable> tables) {
  std::string out;
  for (const RuleTable& table : tables) {
    if (!out.empty()) out += "\n";
    out += table.name + ": " + table.title + "\n";
    if (!table.note.empty()) out += "  " + table.note + "\n";
    if (!table.source.empty()) out += "  Source: " + table.source + "\n";
    const auto widths = widths_of(table);
    out += text_line(table.columns, widths);
    for (const auto& row : table.rows) out += text_line(row, widths);
  }
  return out;
}

std::string render_markdown(std::span<const RuleTable> tables) {
  std::string out =
      "# Rules\n\nThe rules of the model as tables, printed by `memtype rules --format markdown` "
      "from the rules\nthemselves. Do not edit this page: print it again.\n\n";
  for (const RuleTable& table : tables)
    out += fmt::format("* [{}](#{}): {}\n", table.name, table.name, table.title);
  for (const RuleTable& table : tables) {
    out += fmt::format("\n## {}\n\n{}.", table.name, table.title);
    if (!table.note.empty()) out += " " + table.note;
    out += "\n";
    if (!table.source.empty()) out += "\nSource: " + table.source + "\n";
    out += "\n" + markdown_line(table.columns);
    out += markdown_line(std::vector<std::string>(table.columns.size(), "---"));
    for (const auto& row : table.rows) out += markdown_line(row);
  }
  return out;
}

std::string render_json(std::span<const RuleTable> tables) {
  std::string out = "[";
  for (std::size_t t = 0; t < tables.size(); ++t) {
    const RuleTable& table = tables[t];
    out += fmt::format("{}\n {{\"name\": {}, \"title\": {}, \"note\": {}, \"source\": {},\n",
                       t == 0 ? "" : ",", quoted(table.name), quoted(table.title),
                       quoted(table.note), quoted(table.source));
    out += "  \"columns\": " + json_list(table.columns) + ",\n  \"rows\": [";
    for (std::size_t r = 0; r < table.rows.size(); ++r)
      out += (r == 0 ? "\n   " : ",\n   ") + json_list(table.rows[r]);
    out += "]}";
  }
  return out + "\n]\n";
}

}  // namespace memtype::cli
