#include "questions/classes.hpp"

#include <algorithm>
#include <bit>
#include <tuple>

#include "memtype/solver/synthesis.hpp"

namespace memtype::solver {

using namespace cases;

namespace {

using kernel::Environment;

// How people call an environment; bare metal is where it is none of the others.
std::string_view word_for(Environment environment) {
  switch (environment) {
    case Environment::bare_metal: return "";
    case Environment::xen_dom0: return "Xen dom0";
    case Environment::xen_domu: return "Xen domU";
    case Environment::kvm: return "KVM";
    case Environment::tdx: return "TDX";
    case Environment::snp: return "SNP";
    case Environment::hyperv: return "Hyper-V";
    case Environment::hyperv_isolated: return "isolated Hyper-V";
  }
  return kernel::name(environment);
}

std::uint32_t values_on(const Atoms& atoms, const Facts& facts) {
  std::uint32_t values = 0;
  for (std::size_t k = 0; k < atoms.list.size(); ++k)
    if (atoms.list[k].on && atoms.list[k].on(facts)) values |= std::uint32_t{1} << k;
  return values;
}

class AtomCollector {
 public:
  explicit AtomCollector(const Case& c) : choices_(machine_choices(c)) {}

  void begin(Atom::Round round, bool rising = false) {
    next_.round = round;
    next_.rising = rising;
    ++next_.family;
  }
  void add(std::string yes, std::string no, Expr fact, std::function<bool(const Facts&)> on = {}) {
    if (list_.size() == max_atoms) {
      left_out_.push_back(std::move(yes));
      return;
    }
    list_.push_back(next_);
    list_.back().yes = std::move(yes);
    list_.back().no = std::move(no);
    list_.back().fact = std::move(fact);
    list_.back().on = std::move(on);
  }
  // Only if `of` is true for some choices and false for others.
  template <class Of>
  void add_choice(std::string yes, std::string no, Expr fact, Of of) {
    const auto count = std::count_if(choices_.begin(), choices_.end(), of);
    if (count > 0 && static_cast<std::size_t>(count) < choices_.size())
      add(std::move(yes), std::move(no), std::move(fact), of);
  }
  const std::vector<MachineChoice>& choices() const { return choices_; }
  Atoms take() {
    Atoms atoms{std::move(list_), 0, {}, std::move(left_out_)};
    for (std::size_t k = 0; k < atoms.list.size(); ++k)
      if (atoms.list[k].on) atoms.on_choice |= std::uint32_t{1} << k;
    for (const MachineChoice& m : choices_) atoms.choices.push_back(values_on(atoms, m));
    return atoms;
  }

 private:
  std::vector<MachineChoice> choices_;
  std::vector<Atom> list_;
  std::vector<std::string> left_out_;
  Atom next_;  // what the next one has in common with the last
};

void add_machine(AtomCollector& atoms) {
  atoms.begin(Atom::Round::machine);
  atoms.add_choice("PAT", "no PAT", fact_expr(Fact::pat_enabled),
                   [](const Facts& m) { return boot_of(m).pat.enabled; });
  atoms.begin(Atom::Round::machine);
  atoms.add_choice("MTRRs", "no MTRRs", fact_expr(Fact::mtrr_enabled),
                   [](const Facts& m) { return boot_of(m).mtrr_present; });
  atoms.begin(Atom::Round::machine);
  for (const Environment env : kernel::all_environments)
    if (const std::string word(word_for(env)); !word.empty())
      atoms.add_choice(word, "no " + word, fact_is(Fact::env, std::string(kernel::name(env))),
                       [env](const Facts& m) { return m.env == env; });
}

// Options of the driver and their like: each value but the lowest is an atom.
void add_params(const Case& c, AtomCollector& atoms) {
  for (std::size_t p = 0; p < c.params.size(); ++p) {
    const Param& param = c.params[p];
    if (!param.has_range || param.align != 1 || param.high - param.low > 4) continue;
    atoms.begin(Atom::Round::inputs);
    const bool option = param.low == 0 && param.high == 1;
    for (std::uint64_t v = param.low + 1; v <= param.high; ++v) {
      const std::string value = std::to_string(v);
      atoms.add(param.name + "=" + value, param.name + (option ? "=0" : "!=" + value),
                binary_expr(Operator::equal, param_expr(c, static_cast<int>(p)),
                            number_expr(static_cast<std::int64_t>(v))));
    }
  }
}

void add_free(std::size_t most, AtomCollector& atoms) {
  atoms.begin(Atom::Round::inputs, true);
  for (std::size_t n = 1; n <= std::min<std::size_t>(most, 3); ++n)
    atoms.add(n == 1 ? "free" : std::to_string(n) + " free",
              n == 1 ? "none free" : "<" + std::to_string(n) + " free",
              binary_expr(Operator::greater_equal, fact_expr(Fact::start_mtrr_free),
                          number_expr(static_cast<std::int64_t>(n))));
}

void add_kernels(const Case& c, AtomCollector& atoms) {
  atoms.begin(Atom::Round::versions, true);
  std::vector<kernel::Version> versions = c.machine.kernel;
  std::sort(versions.begin(), versions.end());
  for (kernel::Version v : versions) {
    Expr word;
    word.kind = Expr::Kind::word;
    word.text = kernel::to_string(v);
    Expr fact = binary_expr(Operator::greater_equal, fact_expr(Fact::kernel), word);
    atoms.add_choice("kernel>=" + word.text, "kernel<" + word.text, std::move(fact),
                     [v](const Facts& m) { return kernel::compare(m.kernel, v) >= 0; });
  }
}

void add_processors(AtomCollector& atoms) {
  atoms.begin(Atom::Round::versions);
  std::vector<std::string> names;
  for (const MachineChoice& m : atoms.choices())
    if (std::find(names.begin(), names.end(), m.cpu->name) == names.end())
      names.emplace_back(m.cpu->name);
  if (!names.empty()) names.erase(names.begin());
  for (const std::string& n : names)
    atoms.add_choice(n, "not " + n, fact_is(Fact::cpu, n),
                     [n](const Facts& m) { return m.cpu->name == n; });
}

std::uint32_t all_classes(std::size_t atoms) { return std::uint32_t{1} << atoms; }

// All cubes over these atoms: three ways for each.
std::vector<Cube> all_cubes(std::uint32_t over) {
  std::vector<Cube> cubes = {Cube{}};
  for (std::size_t k = 0; k < max_atoms; ++k)
    for (std::size_t n = (over >> k & 1) != 0 ? cubes.size() : 0; n > 0; --n)
      for (bool value : {false, true}) cubes.push_back(with(cubes[n - 1], k, value));
  return cubes;
}

}  // namespace

Atoms atoms_of(const Case& c, std::size_t mtrr_calls) {
  AtomCollector atoms(c);
  add_machine(atoms);
  add_params(c, atoms);
  add_free(mtrr_calls, atoms);
  add_kernels(c, atoms);
  add_processors(atoms);
  return atoms.take();
}

bool is_possible(const Atoms& atoms, std::uint32_t machine) {
  for (std::size_t k = 0; k < atoms.list.size(); ++k)
    for (std::size_t before = 0; before < k; ++before) {
      if (atoms.list[k].family != atoms.list[before].family || (machine >> k & 1) == 0) continue;
      const bool other = (machine >> before & 1) != 0;
      if (other != atoms.list[k].rising) return false;
    }
  return std::find(atoms.choices.begin(), atoms.choices.end(), machine & atoms.on_choice) !=
         atoms.choices.end();
}

bool may_be_in(const Atoms& atoms, const Cube& cube, const Facts& facts) {
  const std::uint32_t fixed = cube.fixed & atoms.on_choice;
  return (values_on(atoms, facts) & fixed) == (cube.value & fixed);
}

std::vector<Cube> split(const Atoms& atoms, const Cube& cube, Atom::Round round) {
  std::vector<Cube> classes = {cube};
  for (std::size_t k = 0; k < atoms.list.size(); ++k) {
    if (atoms.list[k].round != round) continue;
    std::vector<Cube> halves;
    for (const Cube& c : classes)
      for (bool value : {false, true}) {
        const Cube half = with(c, k, value);
        bool some = false;
        for (std::uint32_t m = 0; m < all_classes(atoms.list.size()); ++m)
          some = some || (half.contains(m) && is_possible(atoms, m));
        if (some) halves.push_back(half);
      }
    classes = std::move(halves);
  }
  return classes;
}

Cube with(const Cube& cube, std::size_t atom, bool value) {
  const std::uint32_t bit = std::uint32_t{1} << atom;
  return {cube.fixed | bit, value ? cube.value | bit : cube.value};
}

std::vector<Cube> cover(std::uint32_t over, const std::vector<InCover>& wanted) {
  const auto classes = static_cast<std::uint32_t>(wanted.size());
  std::vector<Cube> allowed;
  for (const Cube& cube : all_cubes(over)) {
    bool clean = true;
    for (std::uint32_t m = 0; m < classes; ++m)
      clean = clean && !(wanted[m] == InCover::no && cube.contains(m));
    if (clean) allowed.push_back(cube);
  }
  std::vector<bool> left(classes);
  for (std::uint32_t m = 0; m < classes; ++m) left[m] = wanted[m] == InCover::yes;
  // The most classes first; of those the fewest facts, and true rather than false.
  const auto rank = [&](const Cube& cube) {
    int gain = 0;
    for (std::uint32_t m = 0; m < classes; ++m) gain += left[m] && cube.contains(m);
    return std::tuple(gain, -std::popcount(cube.fixed), std::popcount(cube.value));
  };
  std::vector<Cube> chosen;
  while (std::find(left.begin(), left.end(), true) != left.end()) {
    Cube best = allowed.front();
    for (const Cube& cube : allowed)
      if (rank(best) < rank(cube)) best = cube;
    for (std::uint32_t m = 0; m < classes; ++m)
      if (best.contains(m)) left[m] = false;
    chosen.push_back(best);
  }
  std::sort(chosen.begin(), chosen.end(), [](const Cube& a, const Cube& b) {
    return std::pair(a.fixed, a.value) < std::pair(b.fixed, b.value);
  });
  return chosen;
}

std::string words(const Atoms& atoms, const std::vector<Cube>& cubes) {
  std::string text;
  for (const Cube& cube : cubes) {
    if (!text.empty()) text += " or ";
    std::string facts;
    for (std::size_t k = 0; k < atoms.list.size(); ++k) {
      if ((cube.fixed >> k & 1) == 0) continue;
      if (!facts.empty()) facts += " & ";
      facts += (cube.value >> k & 1) != 0 ? atoms.list[k].yes : atoms.list[k].no;
    }
    text += facts;
  }
  return text;
}

Expr guard(const Atoms& atoms, const std::vector<Cube>& cubes) {
  std::vector<Expr> any;
  for (const Cube& cube : cubes) {
    std::vector<Expr> all;
    for (std::size_t k = 0; k < atoms.list.size(); ++k) {
      if ((cube.fixed >> k & 1) == 0) continue;
      all.push_back((cube.value >> k & 1) != 0 ? atoms.list[k].fact : not_expr(atoms.list[k].fact));
    }
    any.push_back(all_of(std::move(all)));
  }
  return any_of(std::move(any));
}

}  // namespace memtype::solver
