#include "memtype/maps/interval_map.hpp"

#include <algorithm>
#include <boost/icl/interval_map.hpp>

#include "cpu/layers.hpp"

namespace memtype {
namespace {

namespace icl = boost::icl;
using Interval = icl::right_open_interval<std::uint64_t>;

// What lies over one address. Laying things over each other is a union, whatever their order.
struct Layers {
  TypeSet seen = {};   // registers that match
  TypeSet maybe = {};  // registers that were not expanded and may match
  bool tom2 = false;   // AMD: the default type is WB here
  Layers& operator+=(const Layers& other) {
    seen |= other.seen;
    maybe |= other.maybe;
    tom2 = tom2 || other.tom2;
    return *this;
  }
  friend bool operator==(const Layers&, const Layers&) = default;
};

// The traits matter. With the default ones a segment whose value equals the default-constructed one
// is thrown away: "no register matches" in the first map, and UC (0) in a map of plain types.
using LayerMap = icl::interval_map<std::uint64_t, Layers, icl::partial_enricher, std::less,
                                   icl::inplace_plus, icl::inter_section, Interval>;

// Needed by the library for values of a map; answers are only ever set, not added up.
struct MapAnswer : TypeAnswer {
  MapAnswer& operator+=(const MapAnswer& other) { return *this = other; }
};
using AnswerMap = icl::interval_map<std::uint64_t, MapAnswer, icl::partial_enricher, std::less,
                                    icl::inplace_plus, icl::inter_section, Interval>;

Interval interval(PhysRange range) { return {range.begin, range.end}; }

class AnswerMapBuilder {
 public:
  AnswerMapBuilder(const MtrrState<Concrete>& mtrr, std::size_t max_blocks)
      : mtrr_(mtrr),
        phys_bits_(std::min(mtrr.phys_bits, TypeMap::max_phys_bits)),
        left_(max_blocks) {}

  AnswerMap build() {
    AnswerMap answers;
    const PhysRange space{0, std::uint64_t{1} << phys_bits_};
    if (!mtrr_.enabled) {
      answers.set({interval(space), MapAnswer{{MemoryType::UC}}});
      return answers;
    }
    lay(space, {});
    lay({4_GiB, std::min(mtrr_.tom2_wb_end, space.end)}, {.tom2 = true});
    for (const VariableRange<Concrete>& range : mtrr_.variable)
      if (range.valid && !range.elsewhere) add(range);
    for (const auto& [where, layers] : layers_) answers.set({where, resolve(layers)});
    if (mtrr_.fixed_enabled) {
      answers.set({Interval(0, FixedRanges::end), MapAnswer{}});
      for (const FixedRun& run : mtrr_.fixed)
        answers.set({interval(run.range), MapAnswer{{run.type}}});
    }
    return answers;
  }
  bool complete() const { return complete_; }

 private:
  void lay(PhysRange range, const Layers& layers) {
    if (!range.empty()) layers_.add({interval(range), layers});
  }

  void add(const VariableRange<Concrete>& range) {
    if ((range.base & range.mask & bits_above(phys_bits_)) != 0)
      return;  // matches nothing there is
    const RegisterBlocks blocks = blocks_of(range, phys_bits_);
    const std::size_t count = blocks.all.count(left_);
    if (count > left_) {
      complete_ = false;
      lay(blocks.span(), {.maybe = range.type});
      return;
    }
    left_ -= count;
    blocks.all.each_offset([&](std::uint64_t offset) {
      lay({blocks.first.begin + offset, blocks.first.end + offset}, {.seen = range.type});
    });
  }

  MapAnswer resolve(const Layers& layers) const {
    const TypeSet fallback = layers.tom2 ? MemoryType::WB : mtrr_.default_type;
    return {resolve_layers(layers.seen, layers.maybe, fallback, mtrr_.choice)};
  }

  const MtrrState<Concrete>& mtrr_;
  unsigned phys_bits_;
  std::size_t left_;
  bool complete_ = true;
  LayerMap layers_;
};

}  // namespace

struct TypeMap::Map {
  AnswerMap answers;
  bool complete = true;
};

TypeMap::TypeMap(const MtrrState<Concrete>& mtrr, std::size_t max_blocks)
    : map_(std::make_unique<Map>()) {
  AnswerMapBuilder builder(mtrr, max_blocks);
  map_->answers = builder.build();
  map_->complete = builder.complete();
}

TypeMap::TypeMap(const MsrFile& file, std::size_t max_blocks)
    : TypeMap(mtrr_state(file), max_blocks) {}

TypeMap::TypeMap(TypeMap&&) noexcept = default;
TypeMap& TypeMap::operator=(TypeMap&&) noexcept = default;
TypeMap::~TypeMap() = default;

bool TypeMap::complete() const { return map_->complete; }

TypeAnswer TypeMap::at(std::uint64_t address) const {
  // The interval of one address ends behind it: the last of 64 bits has none.
  if (address >> max_phys_bits != 0) return {};
  const auto found = map_->answers.find(address);
  if (found == map_->answers.end()) return {};
  return found->second;
}

std::vector<TypeRun> TypeMap::runs(PhysRange range) const {
  std::vector<TypeRun> runs;
  if (range.empty()) return runs;
  const auto [first, last] = map_->answers.equal_range(interval(range));
  for (auto it = first; it != last; ++it)
    runs.push_back(
        {{std::max(range.begin, it->first.lower()), std::min(range.end, it->first.upper())},
         it->second});
  return runs;
}

std::optional<MemoryType> TypeMap::uniform(PhysRange range) const {
  if (range.empty()) return std::nullopt;
  const auto [first, last] = map_->answers.equal_range(interval(range));
  TypeSet types;
  std::uint64_t next = range.begin;
  for (auto it = first; it != last; ++it) {
    types |= it->second.candidates;
    next = it->first.upper();
    if (types.size() > 1) return std::nullopt;
  }
  return next < range.end ? std::nullopt : types.single();
}

}  // namespace memtype
