// A still of a picture: the first page, all of the axis, the findings below.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>

#include "formats/picture.hpp"
#include "formats/xml.hpp"
#include "memtype/cases/print.hpp"
#include "memtype/cpu/block.hpp"

namespace memtype::cli {
namespace {

// Pixels.
constexpr double still_margin = 16, still_labels = 130, still_axis = 1080, still_lane = 24,
                 still_gap = 3;
constexpr double still_letter = 7.3;

std::uint64_t number_of(const Json& hex) {
  const std::string text = hex.get<std::string>();
  std::uint64_t value = 0;
  std::from_chars(text.data() + 2, text.data() + text.size(), value, 16);
  return value;
}

struct StillSpan {
  std::uint64_t begin = 0, end = 0;
};
StillSpan item_span(const Json& item) {
  return {number_of(item.at("first")), number_of(item.at("last")) + 1};
}

// As picture.html has it: pieces between two edges, as wide as the logarithm of their size; those
// in which nothing lies are narrower.
class Scale {
 public:
  explicit Scale(const Json& layers) {
    std::map<std::uint64_t, int> change;
    for (const Json& layer : layers)
      for (const Json& item : layer.at("items")) {
        const StillSpan span = item_span(item);
        const int counts = layer.contains("whole") ? 0 : 1;
        change[span.begin] += counts;
        change[span.end] -= counts;
      }
    int deep = 0;
    double at = 0;
    std::uint64_t before = 0;
    for (const auto& [edge, steps] : change) {
      if (!places_.empty())
        at += (deep > 0 ? 1 : 0.45) *
              (1 + std::log2(static_cast<double>(edge - before) / page_bytes + 1) / 6);
      places_[edge] = at;
      deep += steps;
      before = edge;
    }
    for (auto& [edge, place] : places_) place *= still_axis / std::max(at, 1e-9);
  }
  double operator()(std::uint64_t edge) const { return places_.at(edge); }
  const std::map<std::uint64_t, double>& places() const { return places_; }

 private:
  std::map<std::uint64_t, double> places_;
};

// Light fills, so that the letters on them can be read; the letters alone say everything.
std::string_view still_fill(const Json& item) {
  static const std::map<std::string, std::string_view> fills = {
      {"UC", "#d8dce1"},  {"UC-", "#e8ebee"}, {"CD", "#d8dce1"}, {"WC", "#ffdf91"},
      {"WC+", "#ffdf91"}, {"WT", "#bcd9f5"},  {"WP", "#dccbf2"}, {"WB", "#bfe3b8"}};
  if (!item.contains("type")) return item.value("kind", "") == "ram" ? "#dff0ea" : "#eef1f4";
  const auto known = fills.find(item["type"].get<std::string>());
  return known == fills.end() ? "#f6c9c4" : known->second;
}

class Still {
 public:
  void line(const std::string& words, bool bold = false) {
    constexpr std::size_t most = 150;
    std::string_view rest = words;
    while (rest.size() > most && rest.rfind(' ', most) != std::string_view::npos) {
      const std::size_t at = rest.rfind(' ', most);
      text(still_margin, y_ + 14, rest.substr(0, at), bold ? " font-weight=\"bold\"" : "");
      rest.remove_prefix(at + 1);
      y_ += 18;
    }
    text(still_margin, y_ + 14, rest, bold ? " font-weight=\"bold\"" : "");
    y_ += 18;
  }
  void down(double pixels) { y_ += pixels; }

  // Addresses at the edges for which there is room, widest neighbours first.
  void ticks(const Scale& scale) {
    std::vector<std::pair<double, double>> taken;
    const auto put = [&](std::uint64_t edge, double place) {
      const std::string words = cases::print_address(edge);
      const double half = static_cast<double>(words.size()) * still_letter / 2;
      const double at = std::clamp(place, half, still_axis - half);
      for (const auto& [from, to] : taken)
        if (at - half < to + 8 && from < at + half + 8) return;
      taken.emplace_back(at - half, at + half);
      text(still_margin + still_labels + at, y_ + 12, words,
           " text-anchor=\"middle\" fill=\"#59636e\"");
    };
    const auto& places = scale.places();
    if (places.empty()) return;
    put(places.begin()->first, 0);
    put(places.rbegin()->first, still_axis);
    for (const auto& [edge, place] : places) put(edge, place);
    y_ += 18;
  }

  void layer(const Json& layer, const Scale& scale) {
    text(still_margin, y_ + 16, layer.at("name").get<std::string>());
    std::vector<std::uint64_t> ends;  // of each lane
    for (const Json& item : in_order(layer.at("items"))) {
      const StillSpan span = item_span(item);
      std::size_t lane = 0;
      while (lane < ends.size() && ends[lane] > span.begin) ++lane;
      if (lane == ends.size()) ends.push_back(0);
      ends[lane] = span.end;
      box(item, span, still_margin + still_labels + scale(span.begin),
          std::max(scale(span.end) - scale(span.begin), 1.5),
          y_ + static_cast<double>(lane) * (still_lane + still_gap));
    }
    y_ += static_cast<double>(std::max<std::size_t>(ends.size(), 1)) * (still_lane + still_gap) + 7;
  }

  std::string finish() const {
    const double width = 2 * still_margin + still_labels + still_axis;
    return fmt::format(
               "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
               "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0:.0f}\" height=\"{1:.0f}\" "
               "viewBox=\"0 0 {0:.0f} {1:.0f}\" font-family=\"monospace\" font-size=\"12\">\n"
               "<rect width=\"{0:.0f}\" height=\"{1:.0f}\" fill=\"#ffffff\"/>\n",
               width, y_ + still_margin) +
           body_ + "</svg>\n";
  }

 private:
  static std::vector<Json> in_order(const Json& items) {
    std::vector<Json> list(items.begin(), items.end());
    std::stable_sort(list.begin(), list.end(), [](const Json& a, const Json& b) {
      const StillSpan x = item_span(a), y = item_span(b);
      return x.begin != y.begin ? x.begin < y.begin : x.end > y.end;
    });
    return list;
  }

  void text(double x, double y, std::string_view words, std::string_view more = "") {
    body_ +=
        fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\"{}>{}</text>\n", x, y, more, xml_text(words));
  }

  void box(const Json& item, StillSpan span, double x, double width, double y) {
    const std::string type = item.value("type", ""), label = item.value("label", "");
    const std::string size = cases::print_number(span.end - span.begin);
    const std::string where = fmt::format("[{}-{}]", cases::print_address(span.begin),
                                          cases::print_address(span.end - 1));
    body_ += fmt::format(
        "<g><title>{}</title><rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{}\" "
        "fill=\"{}\" stroke=\"#6b7580\"/></g>\n",
        xml_text(type + " " + label + " " + where + " " + size), x, y, width, still_lane,
        still_fill(item));
    const std::string named = type + (type.empty() || label.empty() ? "" : " ") + label;
    for (const std::string& words :
         {named + " " + where + " " + size, named + " " + size, named, type.empty() ? label : type})
      if (!words.empty() && static_cast<double>(words.size()) * still_letter + 8 <= width)
        return text(x + 4, y + 16, words);
  }

  double y_ = still_margin;
  std::string body_;
};

}  // namespace

std::string picture_svg(const Json& picture) {
  Still still;
  still.line(picture.at("title").get<std::string>(), true);
  if (picture.contains("verdict")) still.line(picture["verdict"].get<std::string>());
  still.down(8);
  if (!picture.at("pages").empty()) {
    const Json& layers = picture["pages"][0].at("layers");
    const Scale scale(layers);
    still.ticks(scale);
    for (const Json& layer : layers) still.layer(layer, scale);
  }
  std::size_t number = 0;
  for (const Json& finding : picture.at("findings"))
    still.line(fmt::format("{}. {}: {}", ++number, finding.at("severity").get<std::string>(),
                           finding.at("what").get<std::string>()));
  still.line("Not to scale: each piece is as wide as the logarithm of its size.");
  return still.finish();
}

}  // namespace memtype::cli
