#include "memtype/solver/summary.hpp"

#include <algorithm>
#include <map>

#include "memtype/cases/functions.hpp"
#include "memtype/solver/synthesis.hpp"
#include "questions/classes.hpp"
#include "questions/ranges.hpp"
#include "questions/region_answers.hpp"
#include "semantics/wants.hpp"

namespace memtype::solver {
namespace {

using namespace cases;

// One WB register over all of memory: whatever the address width, no bit of the mask is set.
FirmwareRange wb_over_all() {
  FirmwareRange all;
  all.type = MemoryType::WB;
  all.raw = true;
  all.start = number_expr(6);       // PHYSBASE: from 0, WB
  all.length = number_expr(0x800);  // PHYSMASK: valid
  return all;
}

// Nothing if the layout speaks of a BAR that is not known.
std::optional<Firmware> firmware_of(const FirmwareLayout& layout, const SummaryRow& row) {
  Firmware firmware;
  if (layout.wb_over_all) firmware.ranges.push_back(wb_over_all());
  if (!layout.over_bar) return firmware;
  if (!row.bar) return std::nullopt;
  FirmwareRange over;
  over.type = *layout.over_bar;
  over.start = row.bar->first;
  over.length = row.bar->second;
  firmware.ranges.push_back(std::move(over));
  return firmware;
}

std::size_t mtrr_calls(const Case& c, const Subject& subject) {
  std::size_t count = 0;
  for (int p : subject.programs)
    for (const Stmt* call : kernel_calls(c.programs[static_cast<std::size_t>(p)])) {
      if (call->expr.function->kernel_call()->adds_mtrr) ++count;
    }
  return count;
}

// One class of machines of one row, and what was found out about it.
struct RowClass {
  std::size_t row = 0;
  Cube cube;
  std::optional<HowRight> how;
  std::string reason;
};

class Summarizer {
 public:
  Summarizer(const Case& c, const std::vector<int>& subjects, const CheckOptions& options)
      : c_(c), options_(options) {
    options_.only.clear();
    options_.smt2 = {};
    options_.shows = [](const Check&, const CheckResult&) { return false; };
    c_.checks.clear();
    for (int subject : subjects)
      for (std::size_t r = 0; r < c_.regions.size(); ++r)
        if (c_.regions[r].wants) add_row(subject, static_cast<int>(r));
  }

  std::vector<SummaryRow> run() {
    for (const FirmwareLayout& layout : firmware_layouts) ask_layout(layout);
    return std::move(rows_);
  }

 private:
  const Region& region(const SummaryRow& row) const {
    return c_.regions[static_cast<std::size_t>(row.region)];
  }

  void add_row(int subject, int r) {
    SummaryRow row{subject, r, std::nullopt, {}, {}, {}};
    const Region& region = c_.regions[static_cast<std::size_t>(r)];
    const auto span = span_of(c_, region);
    const auto bar = span ? bar_around(c_, *span) : std::nullopt;
    if (!bar) row.no_bar = why_no_bar(c_, region);
    if (bar) row.bar = {place_expr(c_, bar->start), number_expr(bar->length)};
    atoms_.push_back(atoms_of(c_, mtrr_calls(c_, c_.subjects[static_cast<std::size_t>(subject)])));
    row.not_tried = atoms_.back().left_out;
    rows_.push_back(std::move(row));
    bars_.push_back(bar);
  }

  void ask_layout(const FirmwareLayout& layout) {
    std::vector<bool> done(rows_.size(), false);
    for (std::size_t first = 0; first < rows_.size(); ++first) {
      if (done[first]) continue;
      std::vector<std::size_t> together;  // what the firmware left is the same for these
      for (std::size_t k = first; k < rows_.size(); ++k)
        if (!layout.over_bar || bars_[k] == bars_[first]) together.push_back(k);
      for (std::size_t k : together) done[k] = true;
      const auto one = case_on(c_, layout, rows_[first]);
      for (std::size_t k : together) rows_[k].cells.emplace_back();
      if (!one) {
        for (std::size_t k : together)
          if (!rows_[k].no_bar.empty())
            rows_[k].cells.back().parts.push_back(
                {HowRight::unknown, "", number_expr(1), rows_[k].no_bar});
        continue;
      }
      std::vector<RowClass> leaves;
      for (std::size_t k : together) leaves.push_back({k, {}, std::nullopt, {}});
      refine(*one, leaves);
      for (std::size_t k : together) rows_[k].cells.back() = cell_of(k, leaves);
    }
  }

  // Asks about the coarse classes, splits the mixed ones, and asks again.
  void refine(const Case& one, std::vector<RowClass>& leaves) {
    using Round = Atom::Round;
    for (Round round : {Round::machine, Round::inputs, Round::versions}) {
      std::vector<RowClass> kept, parts;
      for (RowClass& leaf : leaves) {
        const auto cubes = split(atoms_[leaf.row], leaf.cube, round);
        const bool mixed = leaf.how && is_mixed(*leaf.how) && cubes.size() > 1;
        if (round != Round::machine && !mixed) {
          kept.push_back(std::move(leaf));
          continue;
        }
        for (const Cube& cube : cubes) parts.push_back({leaf.row, cube, std::nullopt, {}});
      }
      leaves = std::move(kept);
      if (!parts.empty()) judge(one, parts);
      leaves.insert(leaves.end(), parts.begin(), parts.end());
    }
  }

  void judge(Case one, std::vector<RowClass>& leaves) const {
    one.checks.clear();
    for (const RowClass& leaf : leaves) add_checks(one, leaf);
    CheckOptions quick = options_;
    quick.vacuity = false;
    quick.machines = [&](const Facts& facts) {
      return std::any_of(leaves.begin(), leaves.end(), [&](const RowClass& leaf) {
        return may_be_in(atoms_[leaf.row], leaf.cube, facts);
      });
    };
    const CaseResult result = check_case(one, quick);
    auto next = result.checks.begin();
    std::vector<RowClass*> bare;
    for (RowClass& leaf : leaves) {
      RegionAnswers answers{next[0], next[1], next[0]};
      next += 2;
      if (each_call(leaf)) answers.at_end = *next++;
      leaf.how = answers.how();
      if (leaf.how == HowRight::unknown) leaf.reason = answers.reason();
      if (answers.nothing_seen()) bare.push_back(&leaf);
    }
    if (!bare.empty()) look_closer(std::move(one), bare);
  }

  // Is there a machine in these classes, and is the region ever mapped on one?
  void look_closer(Case one, const std::vector<RowClass*>& leaves) const {
    one.checks.clear();
    for (const RowClass* leaf : leaves) {
      add(one, *leaf, Quantifier::finally_, number_expr(1));
      add(one, *leaf, right_when(*leaf), right(one, *leaf));
    }
    CheckOptions thorough = options_;
    thorough.machines = [&](const Facts& facts) {
      return std::any_of(leaves.begin(), leaves.end(), [&](const RowClass* leaf) {
        return may_be_in(atoms_[leaf->row], leaf->cube, facts);
      });
    };
    const CaseResult result = check_case(one, thorough);
    for (std::size_t n = 0; n < leaves.size(); ++n) {
      const CheckResult &there = result.checks[2 * n], &right = result.checks[2 * n + 1];
      RowClass& leaf = *leaves[n];
      for (const CheckResult* r : {&there, &right})
        if (r->verdict != Verdict::holds)
          leaf.how = HowRight::unknown, leaf.reason = r->unknown_because;
      if (leaf.how == HowRight::unknown) continue;
      if (right.vacuous) leaf.how = HowRight::not_mapped;
      if (there.vacuous) leaf.how.reset();
    }
  }

  void add(Case& one, const RowClass& leaf, Quantifier quantifier, Expr condition) const {
    const auto listed = static_cast<std::int64_t>(one.machine.firmware[0].ranges.size());
    Expr when = binary_expr(
        Operator::logical_and,
        binary_expr(Operator::greater_equal, fact_expr(Fact::mtrr_variable), number_expr(listed)),
        guard(atoms_[leaf.row], {leaf.cube}));
    one.checks.push_back(make_check(quantifier, "q" + std::to_string(one.checks.size()),
                                    region(rows_[leaf.row]).at, std::move(condition),
                                    std::move(when)));
  }
  // At each moment that counts.
  Expr right(const Case& one, const RowClass& leaf) const {
    const SummaryRow& row = rows_[leaf.row];
    return each_call(leaf) ? right_expr(one, row.subject, row.region) : at_end(one, leaf);
  }
  Expr at_end(const Case& one, const RowClass& leaf) const {
    const SummaryRow& row = rows_[leaf.row];
    return right_at_end(one, row.subject, row.region);
  }
  Quantifier right_when(const RowClass& leaf) const {
    return wanted_when(*region(rows_[leaf.row]).wants);
  }
  bool each_call(const RowClass& leaf) const { return right_when(leaf) == Quantifier::always; }
  // As RegionAnswers has them.
  void add_checks(Case& one, const RowClass& leaf) const {
    const SummaryRow& row = rows_[leaf.row];
    const Expr mapped =
        call_expr(CheckFunction::mapped, {region_expr(one, row.subject, row.region)});
    add(one, leaf, right_when(leaf), right(one, leaf));
    add(one, leaf, Quantifier::finally_,
        not_expr(binary_expr(Operator::logical_and, mapped, at_end(one, leaf))));
    if (each_call(leaf)) add(one, leaf, Quantifier::finally_, at_end(one, leaf));
  }

  // The leaves of one row, those that do alike joined, in words.
  SummaryCell cell_of(std::size_t row, const std::vector<RowClass>& leaves) const {
    std::uint32_t told_apart = 0;
    for (const RowClass& leaf : leaves)
      if (leaf.row == row) told_apart |= leaf.cube.fixed;
    const Atoms& atoms = atoms_[row];
    std::map<HowRight, std::string> kinds;
    for (const RowClass& leaf : leaves)
      if (leaf.row == row && leaf.how) kinds.try_emplace(*leaf.how, leaf.reason);
    SummaryCell cell;
    for (const auto& [how, reason] : kinds) {
      std::vector<InCover> wanted(std::size_t{1} << atoms.list.size(), InCover::either);
      for (std::uint32_t m = 0; m < wanted.size(); ++m)
        for (const RowClass& leaf : leaves)
          if (leaf.row == row && leaf.how && leaf.cube.contains(m) && is_possible(atoms, m))
            wanted[m] = leaf.how == how ? InCover::yes : InCover::no;
      const std::vector<Cube> cubes = cover(told_apart, wanted);
      cell.parts.push_back({how, words(atoms, cubes), guard(atoms, cubes), reason});
    }
    return cell;
  }

  Case c_;
  CheckOptions options_;
  std::vector<SummaryRow> rows_;
  std::vector<std::optional<ParamRange>> bars_;  // by row
  std::vector<Atoms> atoms_;                     // by row
};

}  // namespace

std::optional<Case> case_on(const Case& c, const FirmwareLayout& layout, const SummaryRow& row) {
  const auto firmware = firmware_of(layout, row);
  if (!firmware) return std::nullopt;
  Case one = c;
  one.machine.firmware = {*firmware};
  one.machine.mtrr_default = {layout.default_type};
  // Any number of the other registers is taken.
  one.machine.mtrr_free = {{0, 255}};
  return one;
}

std::vector<SummaryRow> summarize(const Case& c, const std::vector<int>& subjects,
                                  const CheckOptions& options) {
  return Summarizer(c, subjects, options).run();
}

}  // namespace memtype::solver
