// The page: picture.html with its data.
#include "formats/picture.hpp"
#include "formats/xml.hpp"

namespace memtype::cli {

extern const char* const picture_template;  // picture.html, by cli/CMakeLists.txt

namespace {

void put(std::string& text, const std::string& mark, const std::string& value) {
  const std::size_t at = text.find(mark);
  if (at != std::string::npos) text.replace(at, mark.size(), value);
}

// Nothing in it can end the element of the page in which it stands.
std::string inside_script(const std::string& json) {
  std::string text;
  text.reserve(json.size());
  for (const char c : json) {
    if (c == '<')
      text += "\\u003c";
    else
      text += c;
  }
  return text;
}

}  // namespace

std::string picture_html(const Json& picture) {
  std::string page = picture_template;
  put(page, "{{DATA}}", inside_script(dump_line(picture)));  // the title stands before it
  put(page, "{{TITLE}}", xml_text(picture.at("title").get<std::string>()));
  return page;
}

}  // namespace memtype::cli
