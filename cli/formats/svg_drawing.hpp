// Lines of text and rows of boxes over an address axis, from the top of a page to its end, as SVG.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace memtype::cli {

struct Box {
  std::string text;
  std::string_view fill;
  bool marked = false;  // red
  friend bool operator==(const Box&, const Box&) = default;
};

class Drawing {
 public:
  enum class Font { plain, bold, faint };

  // `longest`: letters in the widest box of one column.
  Drawing(std::size_t columns, std::size_t longest);

  void line(std::string_view words, Font font = Font::plain, int indent = 0);
  // As many lines as it takes; those below the first begin further in.
  void paragraph(std::string_view words, Font font = Font::plain);
  void down(int pixels) { y_ += pixels; }
  // What stands above each column, a line of it each.
  void heads(const std::vector<std::string>& words);
  // One layer; neighbours that are alike become one box.
  void row(std::string_view label, const std::vector<Box>& boxes);
  // Small boxes with a word behind each, in one line.
  void legend(const std::vector<Box>& samples);

  // The document. `title` is for those who cannot see it.
  std::string finish(std::string_view title) const;

 private:
  int left(std::size_t column) const;
  void text(int x, int y, std::string_view words, std::string_view more);
  void box(int x, int width, const Box& box);

  std::size_t columns_;
  int column_width_;
  int y_;
  int widest_ = 0;
  std::string body_;
};

}  // namespace memtype::cli
