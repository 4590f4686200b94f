#include "formats/xml.hpp"

namespace memtype::cli {

std::string xml_text(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '"')
      out += "&quot;";
    else if (c == '\n')
      out += "&#10;";
    else if (static_cast<unsigned char>(c) < ' ' && c != '\t')
      out += '?';
    else
      out += c;
  }
  return out;
}

}  // namespace memtype::cli
