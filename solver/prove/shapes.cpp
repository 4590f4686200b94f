#include "prove/shapes.hpp"

#include <algorithm>

#include "semantics/evaluate.hpp"

namespace memtype::solver {

using namespace cases;

namespace {

class ShapeList {
 public:
  explicit ShapeList(Session& session)
      : session_(session),
        c_(session.the_case()),
        registers_(session.inputs().registers),
        phys_bits_(session.choice().phys_bits) {}

  std::vector<Shape> list() {
    if (!session_.choice().firmware.any) return {};
    add({"no ranges", free_from(0), {}});
    if (registers_.size() > 1) add(write_back_with_hole());
    if (!registers_.empty()) add(one_range());
    return std::move(shapes_);
  }

 private:
  void add(Shape shape) {
    if (!known_false(shape.holds)) shapes_.push_back(std::move(shape));
  }

  Bool free_from(std::size_t first) const {
    Bool all(true);
    for (std::size_t i = first; i < registers_.size(); ++i) all = all && !registers_[i].valid;
    return all;
  }
  static Bool holds_type(const VariableRange<Symbolic>& range, TypeSet types) {
    return range.valid && intersects(range.type, types);
  }
  z3::expr is_block(const VariableRange<Symbolic>& range, const Word& base, std::uint64_t size) {
    const Word mask(block_mask<Concrete>(size, phys_bits_));
    return (range.base == base && range.mask == mask).formula();
  }

  Shape write_back_with_hole() {
    const auto& ram = registers_[0];
    const auto& hole = registers_[1];
    Shape shape{"WB from 0 with a UC hole in it", Bool(true), {}};
    shape.holds = holds_type(ram, MemoryType::WB) && ram.base == Word(0) &&
                  holds_type(hole, MemoryType::UC) && matches<Symbolic>(ram, hole.base) &&
                  free_from(2);
    if (phys_bits_ > 32) shape.wishes.push_back(is_block(ram, Word(0), 4_GiB));
    shape.wishes.push_back(is_block(hole, Word(3 * 1_GiB), 1_GiB));
    return shape;
  }

  // Over the first page of a region; rather over just the BAR or what else a parameter places.
  Shape one_range() {
    const auto& range = registers_[0];
    Bool over(c_.regions.empty());
    for (std::size_t r = 0; r < c_.regions.size(); ++r) {
      const auto area =
          region_pages<Symbolic>(c_, session_.choice(), session_.inputs(), static_cast<int>(r));
      over = over || matches<Symbolic>(range, area.begin);
    }
    Shape shape{"one UC or WC range over a region", Bool(true), {}};
    shape.holds =
        holds_type(range, TypeSet::of(MemoryType::UC, MemoryType::WC)) && over && free_from(1);
    for (std::size_t p = 0; p < c_.params.size(); ++p) {
      const std::uint64_t size = std::max(c_.params[p].bar_size, c_.params[p].align);
      if (!is_mtrr_block(0, size)) continue;
      shape.wishes.push_back(is_block(range, session_.inputs().params[p].word(), size));
      break;
    }
    return shape;
  }

  Session& session_;
  const Case& c_;
  const std::vector<VariableRange<Symbolic>>& registers_;
  unsigned phys_bits_;
  std::vector<Shape> shapes_;
};

}  // namespace

std::vector<Shape> likely_shapes(Session& session) { return ShapeList(session).list(); }

}  // namespace memtype::solver
