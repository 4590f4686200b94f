// Random case files, as text: a machine, two programs and eight checks around one BAR.
#pragma once

#include <sstream>
#include <string>
#include <vector>

#include "random_machine.hpp"
#include "random_program.hpp"

namespace memtype::solver::testing {

class RandomCase {
 public:
  RandomCase(Random& random, bool finite) : r_(random), finite_(finite) {}

  std::string text() {
    out_ << "case t\nexternal ext() any of (0, -EINVAL);\n" << RandomMachine(r_, finite_).text();
    const bool together = r_.one_in(4);  // the programs also run as one group
    for (std::uint64_t n = 0; n < 2; ++n)
      out_ << RandomProgram(r_, n, together ? 2 : 4, !together).text();
    if (together) {
      out_ << "async g { p0; p1; }\n";
      subjects_.push_back("g");
    }
    for (int i = 0; i < 8; ++i) check(i);
    return out_.str();
  }

 private:
  std::string number(std::uint64_t n) { return std::to_string(n); }
  std::string type() { return random_type(r_); }

  std::string region() { return r_.any(subjects_) + r_.word({".ra", ".rb"}); }
  std::string types() {
    return r_.word({"{UC}", "{UC, WC}", "{WB, WT}", "{UC, WB, WC}", "{WC, UC-}", "{CD, WB}"});
  }
  std::string atom(const std::string& s, bool end) {
    const std::string ra = s + r_.word({".ra", ".rb"});
    const std::string own = s == "g" ? number(r_.below(2)) : s.substr(1);
    switch (r_.below(end ? 12 : 8)) {
      case 0:
      case 1:
      case 2: return ra + " == " + type();
      case 3: return "has(" + ra + ", " + type() + ")";
      case 4: return ra + " in " + types();
      case 5: return r_.word({"mapped(", "aliased(", "covered("}) + ra + ")";
      case 6:
        if (r_.one_in(3)) return "mtrr_type(" + s + ", bar, " + type() + ")";
        if (r_.one_in(2)) return "register_kept(" + s + ", " + number(r_.below(3)) + ")";
        return "mtrr_writes(" + s + ") <= " + number(r_.below(3));
      case 7: return "mtrr_used(" + s + ") " + r_.word({"==", "<"}) + " " + number(r_.below(3));
      case 8: return s + ".r" + own + r_.word({" >= 0", " == -EINVAL", " < 1", " == 1"});
      case 9:
        if (is_mapping("v" + own) && is_mapping("w" + own))
          return s + ".v" + own + r_.word({" == ", " != "}) + s + ".w" + own;
        return s + ".v" + own + r_.word({" != NULL", " == NULL"});
      case 10: return s + ".c" + own + r_.word({" > 0", " == 0", " < 0"});
      default: return r_.word({"same(", "no_worse(", "keeps_mapped("}) + ra + ", " + region() + ")";
    }
  }
  // Something else than NULL is assigned to it.
  bool is_mapping(const std::string& local) const {
    const std::string text = out_.str(), assigned = " " + local + " = ";
    for (std::size_t at = text.find(assigned); at != std::string::npos;
         at = text.find(assigned, at + 1))
      if (text.compare(at + assigned.size(), 4, "NULL") != 0) return true;
    return false;
  }
  std::string condition(bool end) {
    const std::string s = r_.any(subjects_);
    const std::string a = atom(s, end), b = atom(end ? r_.any(subjects_) : s, end);
    switch (r_.below(8)) {
      case 0: return a + " && " + b;
      case 1: return a + " || " + b;
      case 2: return "!(" + a + ")";
      case 3: return "!(" + a + ") || " + b;
      case 4: return "!(" + a + " && " + b + ")";
      default: return a;
    }
  }
  std::string guard() {
    return r_.word({"pat_enabled", "!pat_enabled", "start.mtrr_free >= 1", "k == 2",
                    "bar == 0xd0010000", "firmware_covers(bar, 64K)", "!firmware_covers(bar, 1M)",
                    "cpu == intel", "env != kvm", "kernel >= \"5.0\"", "mtrr_enabled && k >= 2",
                    "start.mtrr_used == 2", "mtrr_variable > 2", "pat == linux",
                    "ALIGN(bar, 64K) == bar", "max(k, 3) == k"});
  }
  void check(int i) {
    const std::string quantifier = r_.word({"always", "finally", "finally", "never", "exists"});
    const bool end = quantifier == "finally";
    out_ << "check " << quantifier << " c" << i << " (" << condition(end) << ")";
    if (r_.one_in(4)) out_ << " when (" << guard() << ")";
    out_ << " expect Holds;\n";
  }

  Random& r_;
  bool finite_;
  std::ostringstream out_;
  std::vector<std::string> subjects_{"p0", "p1"};
};

}  // namespace memtype::solver::testing
