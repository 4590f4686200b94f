#include "formats/svg_drawing.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "formats/xml.hpp"

namespace memtype::cli {
namespace {

// Pixels.
constexpr int margin = 16, label_width = 92, row_height = 22, line_height = 19, text_down = 15;
constexpr int letter = 8, sample_width = 26;

constexpr std::string_view red = "#c00000", grey = "#555555";

int width_of(std::string_view words) { return static_cast<int>(words.size()) * letter; }

std::string_view style(Drawing::Font font) {
  switch (font) {
    case Drawing::Font::bold: return " font-weight=\"bold\"";
    case Drawing::Font::faint: return " fill=\"#555555\"";
    case Drawing::Font::plain: return "";
  }
  return "";
}

}  // namespace

Drawing::Drawing(std::size_t columns, std::size_t longest)
    : columns_(columns),
      column_width_(std::clamp(static_cast<int>(longest) * letter + 16, 96, 280)),
      y_(margin) {}

int Drawing::left(std::size_t column) const {
  return margin + label_width + static_cast<int>(column) * column_width_;
}

void Drawing::text(int x, int y, std::string_view words, std::string_view more) {
  body_ += fmt::format("<text x=\"{}\" y=\"{}\"{}>{}</text>\n", x, y, more, xml_text(words));
}

void Drawing::line(std::string_view words, Font font, int indent) {
  text(margin + indent, y_ + text_down, words, style(font));
  widest_ = std::max(widest_, margin + indent + width_of(words));
  y_ += line_height;
}

void Drawing::paragraph(std::string_view words, Font font) {
  constexpr std::size_t most = 110;
  constexpr int further = 7 * letter;
  int indent = 0;
  while (words.size() > most && words.rfind(' ', most) != std::string_view::npos) {
    const std::size_t at = words.rfind(' ', most);
    line(words.substr(0, at), font, indent);
    words.remove_prefix(at + 1);
    indent = further;
  }
  line(words, font, indent);
}

void Drawing::heads(const std::vector<std::string>& words) {
  for (std::size_t i = 0; i < words.size(); ++i)
    text(left(i) + column_width_ / 2, y_ + text_down - 2, words[i],
         fmt::format(" text-anchor=\"middle\" fill=\"{}\"", grey));
  y_ += line_height - 2;
}

void Drawing::row(std::string_view label, const std::vector<Box>& boxes) {
  text(margin, y_ + text_down, label, "");
  std::vector<std::pair<std::size_t, std::size_t>> marked;
  for (std::size_t i = 0; i < boxes.size();) {
    std::size_t end = i + 1;
    while (end < boxes.size() && boxes[end] == boxes[i]) ++end;
    if (boxes[i].marked) marked.emplace_back(i, end);
    if (!boxes[i].marked) box(left(i), left(end) - left(i), boxes[i]);
    i = end;
  }
  for (const auto& [begin, end] : marked) box(left(begin), left(end) - left(begin), boxes[begin]);
  y_ += row_height;
}

void Drawing::box(int x, int width, const Box& box) {
  const int in = box.marked ? 1 : 0;
  body_ += fmt::format(
      "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"{}\" stroke=\"{}\" "
      "stroke-width=\"{}\"/>\n",
      x + in, y_ + in, width - 2 * in, row_height - 2 * in, box.fill, box.marked ? red : "#888888",
      box.marked ? 3 : 1);
  if (box.text.empty()) return;
  text(x + width / 2, y_ + text_down, box.text,
       box.marked ? fmt::format(" text-anchor=\"middle\" font-weight=\"bold\" fill=\"{}\"", red)
                  : " text-anchor=\"middle\"");
}

void Drawing::legend(const std::vector<Box>& samples) {
  int x = margin;
  for (const Box& sample : samples) {
    box(x, sample_width, {"", sample.fill, sample.marked});
    text(x + sample_width + 6, y_ + text_down, sample.text, "");
    x += sample_width + 6 + width_of(sample.text) + 16;
  }
  widest_ = std::max(widest_, x);
  y_ += row_height;
}

std::string Drawing::finish(std::string_view title) const {
  const int width = std::max(left(columns_), widest_) + margin;
  return fmt::format(
             "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
             "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" "
             "viewBox=\"0 0 {0} {1}\" font-family=\"monospace\" font-size=\"13\">\n"
             "<title>{2}</title>\n"
             "<rect width=\"{0}\" height=\"{1}\" fill=\"#ffffff\"/>\n",
             width, y_ + margin, xml_text(title)) +
         body_ + "</svg>\n";
}

}  // namespace memtype::cli
