// /proc/iomem (kernel/resource.c: r_show): "fc000000-fdffffff : 0000:00:00.0", inclusive, a level
// of indentation for each parent. Pasted text loses the indentation; what lies inside what tells it
// as well. Read without root all numbers are 0.
#include "readers.hpp"
#include "scan.hpp"

namespace memtype::readers {
namespace {

// /proc/ioports has the same form with 4 digits.
constexpr std::size_t fewest_digits = 8;

class Iomem final : public LineReader {
 public:
  Outcome read(const Line& line, Observations& seen) override {
    const std::size_t dash = line.text.find('-');
    if (dash == line.text.npos || dash < fewest_digits || dash > 16) return Outcome::not_mine;
    const std::size_t colon = line.text.find(" : ");
    if (colon == line.text.npos || colon > 34) return Outcome::not_mine;
    const auto first = hex_number(line.text.substr(0, dash));
    const auto last = hex_number(line.text.substr(dash + 1, colon - dash - 1));
    if (!first || !last) return Outcome::not_mine;
    const auto range = inclusive(*first, *last);
    if (!range) return Outcome::unreadable;
    if (*first == 0 && *last == 0) {
      if (!hidden_) keep(seen.hidden_resources, line.place, seen);
      hidden_ = true;
      return Outcome::taken;
    }
    add(*range, line.text.substr(colon + 3), line, seen);
    return Outcome::taken;
  }
  void reset() override {
    hidden_ = false;
    around_.clear();
  }

 private:
  void add(PhysRange range, std::string_view name, const Line& line, Observations& seen) {
    while (!around_.empty() &&
           (range.begin < around_.back().begin || range.end > around_.back().end))
      around_.pop_back();
    const auto depth = static_cast<unsigned>(around_.size());
    keep(seen.resources, Resource{range, depth, std::string(name), line.place}, seen);
    if (around_.size() < 64) around_.push_back(range);
  }
  bool hidden_ = false;
  std::vector<PhysRange> around_;
};

}  // namespace

std::unique_ptr<LineReader> make_iomem() { return std::make_unique<Iomem>(); }

}  // namespace memtype::readers
