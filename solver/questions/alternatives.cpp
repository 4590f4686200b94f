#include "questions/alternatives.hpp"

#include <set>

#include "memtype/solver/synthesis.hpp"

namespace memtype::solver {

using namespace cases;

namespace {

// Another spelling of the same rule: as managed as the other, a BAR where that is one.
bool is_alike(const FunctionInfo& a, const FunctionInfo& b) {
  const KernelCall &x = *a.kernel_call(), &y = *b.kernel_call();
  return x.rule == y.rule && x.managed == y.managed && x.by_bar == y.by_bar && maps(a) && maps(b);
}

// Might the range and the region have bytes in common?
bool meets(const Case& c, const std::optional<ParamRange>& now, const Region& region) {
  const auto span = span_of(c, region);
  if (!now || !span) return true;
  return now->start.param == span->start.param && now->start.offset < span->end() &&
         span->start.offset < now->end();
}

// The parts of the range between any two borders of regions in it.
std::vector<ParamRange> pieces(const Case& c, const ParamRange& now) {
  std::set<std::int64_t> borders = {now.start.offset, now.end()};
  for (const Region& r : c.regions) {
    const auto span = span_of(c, r);
    if (!span || span->start.param != now.start.param) continue;
    for (const std::int64_t border : {span->start.offset, span->end()})
      if (now.start.offset < border && border < now.end()) borders.insert(border);
  }
  std::vector<ParamRange> list;
  for (auto a = borders.begin(); a != borders.end(); ++a)
    for (auto b = std::next(a); b != borders.end(); ++b)
      list.push_back({{now.start.param, *a}, *b - *a});
  return list;
}

}  // namespace

bool maps(const FunctionInfo& f) {
  const KernelCall& call = *f.kernel_call();
  return call.mode && !call.user_space && f.returns_mapping() && f.arguments == "nn";
}

std::vector<const FunctionInfo*> alternatives(const FunctionInfo& f) {
  std::vector<const FunctionInfo*> list;
  if (!maps(f)) return list;
  const auto add = [&](const FunctionInfo& other) {
    for (const FunctionInfo* there : list)
      if (there->kernel_call()->mode == other.kernel_call()->mode) return;
    list.push_back(&other);
  };
  for (const FunctionInfo& other : functions())
    if (other.kernel_call() != nullptr && is_alike(f, other)) add(other);
  if (f.kernel_call()->by_bar) add(plain_call(KernelRule::ioremap, MemoryType::UC));
  return list;
}

const FunctionInfo& wc_add() { return plain_call(KernelRule::phys_wc_add); }

bool has_range(const Expr& call) {
  return maps(*call.function) || call.function->kernel_call()->adds_mtrr;
}

std::vector<ParamRange> blocks_around(const Case& c, const ParamRange& span) {
  std::vector<ParamRange> list;
  for (const auto& block : {block_around(c, span), block_of_all(c, span), bar_around(c, span)})
    if (block) list.push_back(*block);
  return list;
}

std::vector<std::pair<Expr, Expr>> other_ranges(const Case& c, const Expr& call) {
  std::vector<std::pair<Expr, Expr>> list;
  const auto now = span_of(c, call.args[0], call.args[1]);
  for (const Region& r : c.regions)
    if (meets(c, now, r)) list.emplace_back(r.start, r.length);
  if (!now) return list;
  const auto add = [&](const ParamRange& span) {
    if (span == *now) return;
    for (const Region& r : c.regions)
      if (span_of(c, r) == span) return;
    list.emplace_back(place_expr(c, span.start), number_expr(span.length));
  };
  for (const ParamRange& piece : pieces(c, *now)) add(piece);
  if (call.function->kernel_call()->adds_mtrr)
    for (const Region& r : c.regions)
      if (const auto span = span_of(c, r); span && meets(c, now, r))
        for (const ParamRange& block : blocks_around(c, *span)) add(block);
  return list;
}

}  // namespace memtype::solver
