// Random case files, as text: machines, programs and checks around one BAR.
#pragma once

#include <sstream>
#include <string>
#include <vector>

#include "random.hpp"

namespace memtype::solver::testing {

// `finite`: every machine of the case can be listed: parameters with at most four values, firmware
// written out.
class RandomCase {
 public:
  RandomCase(Random& random, bool finite) : r_(random), finite_(finite) {}

  std::string text() {
    out_ << "case t\n";
    parameters();
    machine();
    together_ = r_.one_in(4);
    for (int p = 0; p < 2; ++p) program(p);
    if (together_) {
      out_ << "async g { p0; p1; }\n";
      subjects_.push_back("g");
    }
    for (int i = 0; i < 8; ++i) check(i);
    return out_.str();
  }

 private:
  std::string number(std::uint64_t n) { return std::to_string(n); }
  std::string size() {
    return r_.word({"4K", "4K", "8K", "16K", "64K", "64K", "128K", "12K", "0x1800", "k * 4K"});
  }
  std::string block() { return r_.word({"4K", "8K", "16K", "64K", "64K", "128K", "1M"}); }
  std::string address() {
    return r_.word({"bar", "bar", "bar", "bar + 4K", "bar + 8K", "bar + 16K", "bar + 64K",
                    "bar + k * 4K", "bar - 4K", "0xd0000000", "0xd0010000", "0xa0000", "16M"});
  }
  std::string type() { return r_.word({"UC", "WC", "WC", "WT", "WP", "WB", "WB"}); }

  void parameters() {
    if (finite_) {
      out_ << r_.word({"param bar align 64K range 0xd0000000..0xd003ffff;\n",
                       "param bar align 64K range 0xd0000000..0xd001ffff;\n",
                       "param bar align 4K range 0xd000e000..0xd0011000;\n",
                       "param bar align 8K range 0xd000c000..0xd0012000;\n",
                       "param bar align 64K range 0x90000..0xbffff;\n"});
      out_ << r_.word({"param k range 0..2;\n", "param k align 2 range 2..4;\n", "const k = 2;\n"});
    } else {
      out_ << r_.word({"param bar align 64K range 0xc0000000..0xefffffff;\n",
                       "param bar align 4K range 0xd0000000..0xd00fffff;\n",
                       "param bar align 16K range 0xd0000000..0xd00fffff;\n",
                       "param bar align 64K;\n", "param bar align 1M range 0..0x7ffffffff;\n"});
      out_ << r_.word({"param k range 0..31;\n", "param k range 1..16;\n", "const k = 1 << 2;\n"});
    }
    const std::string wants[] = {" wants " + type(), " wants " + type()};
    out_ << "region ra (" << r_.word({"bar", "bar", "bar + 4K", "0xd0000000"}) << ", "
         << r_.word({"4K", "64K", "8K"}) << ")" << wants[0] << ";\n"
         << "region rb (" << r_.word({"bar + 64K", "bar + 8K", "bar + k * 4K", "0xa0000"}) << ", "
         << r_.word({"4K", "16K", "128K", "k * 4K + 4K"}) << ")" << wants[1] << ";\n";
  }

  void machine() {
    const bool xen = r_.one_in(10), kvm = !xen && r_.one_in(12);
    variable_ = 1 + r_.below(finite_ ? 4 : 3);
    out_ << "machine {\n  cpu "
         << r_.word({"intel", "intel", "amd64", "intel_pat_low4", "intel_p6", "intel_p3",
                     "intel_ppro", "any of (intel, amd64)", "any of (intel_p6, intel)"})
         << ";\n  phys_bits 36;\n";
    if (xen) {
      out_ << "  env xen_pv; pat " << r_.word({"xen", "any of (xen, nopat)"}) << ";\n";
    } else {
      if (kvm)
        out_ << "  env kvm; guest_pat " << r_.word({"honored", "ignored"}) << "; host_type "
             << type() << ";\n";
      if (!kvm && r_.one_in(16)) out_ << "  env " << r_.word({"tdx", "snp"}) << ";\n";
      if (r_.one_in(2))
        out_ << "  pat " << r_.word({"nopat", "linux", "any of (nopat, linux)",
                                     "any of (absent, nopat, linux4, linux)",
                                     "msr(0x0007010600070106)", "msr(0x0407050600070106)"})
             << ";\n";
    }
    out_ << "  mtrr_variable " << variable_ << ";\n";
    if (r_.one_in(2)) out_ << "  mtrr_default " << type() << ";\n";
    if (r_.one_in(6)) out_ << "  mtrr_fixed " << r_.word({"on", "off", "any"}) << ";\n";
    if (r_.one_in(8)) out_ << "  fixed " << type() << ";\n";
    if (r_.one_in(8)) out_ << "  mtrr_enabled " << r_.word({"off", "any"}) << ";\n";
    if (r_.one_in(3)) out_ << "  kernel " << r_.word({"\"4.2\"", "\"5.10\"", "\"6.6\""}) << ";\n";
    if (r_.one_in(4))
      out_ << "  memory " << r_.word({"ram(0, 1G)", "ram(0, 640K), ram(1M, 512M)",
                                      "ram(0, 1G), ram(0xd0010000, 64K)"})
           << ";\n";
    firmware();
    out_ << "}\n";
  }

  std::string range() {
    if (r_.one_in(4))
      return r_.word({"raw(0xd0000006, 0xffffd0800)", "raw(0xd0000001, 0xfffff0800)",
                      "raw(0xd0000004, 0xfffedf800)", "raw(0xd0003000, 0xfffff0800)",
                      "raw(6, 0x0ff000800)", "raw(0xd0000000, 0xfffffb800)"});
    return type() + r_.word({"(bar, 64K)", "(bar, 4K)", "(bar + 64K, 64K)", "(0xd0000000, 64K)",
                             "(0xd0000000, 1M)", "(0xc0000000, 1G)", "(0, 4G)", "(0, 1G)",
                             "(bar + 8K, 8K)"});
  }
  std::string ranges() {
    std::string list = range();
    if (variable_ > 1 && r_.one_in(2)) list += " + " + range();
    return list;
  }
  void firmware() {
    const bool any = !finite_ && r_.one_in(2);
    if (any)
      out_ << "  firmware any;\n";
    else if (!r_.one_in(4))
      out_ << "  firmware "
           << (r_.one_in(4) ? "any of (" + ranges() + ", " + range() + ")" : ranges()) << ";\n";
    if (!r_.one_in(3)) return;
    const std::uint64_t low = r_.below(variable_ + 1);
    out_ << "  mtrr_free " << low;
    if (r_.one_in(2)) out_ << ".." << low + r_.below(variable_ - low + 1);
    out_ << ";\n";
  }

  // Variables of program p: pointers v, w; register r; cookie c; size s.
  std::string local(const char* stem) { return std::string(stem) + number(program_); }
  void program(int p) {
    program_ = static_cast<std::uint64_t>(p);
    budget_ = together_ ? 2 : 4;
    out_ << "program p" << p << " {\n  " << local("v") << " = NULL; " << local("w") << " = NULL; "
         << local("r") << " = " << r_.word({"-1", "0"}) << "; " << local("c") << " = 0; "
         << local("s") << " = " << r_.word({"16K", "64K", "k * 4K"}) << ";\n";
    const auto statements = 2 + r_.below(3);
    for (std::uint64_t i = 0; i < statements; ++i) statement(1);
    out_ << "}\n";
    subjects_.push_back("p" + number(program_));
  }

  void statement(int depth) {
    if (budget_ <= 0) return;
    if (depth < 3 && r_.one_in(4)) return branch(depth);
    if (depth < 2 && !together_ && r_.one_in(6)) return loop();
    --budget_;
    call();
  }
  void call() {
    const std::string v = r_.one_in(2) ? local("v") : local("w");
    switch (r_.below(12)) {
      case 0: case 1: case 2: case 3: case 4:
        out_ << "  " << v << " = "
             << r_.word({"ioremap", "ioremap", "ioremap_uc", "ioremap_wc", "ioremap_wc",
                         "ioremap_wt", "ioremap_cache"})
             << "(" << address() << ", " << size() << ");\n";
        return;
      case 5:
        out_ << "  " << v << " = ioremap_prot(" << address() << ", " << size() << ", " << type()
             << ");\n";
        return;
      case 6: out_ << "  iounmap(" << v << ");\n"; return;
      case 7: case 8:
        out_ << "  " << local("r") << " = mtrr_add(" << address() << ", "
             << (r_.one_in(4) ? local("s") : block()) << ", "
             << r_.word({"MTRR_TYPE_WRCOMB", "MTRR_TYPE_WRCOMB", "MTRR_TYPE_UNCACHABLE",
                         "MTRR_TYPE_WRBACK", "MTRR_TYPE_WRTHROUGH", "k"})
             << ", " << r_.word({"1", "1", "0"}) << ");\n";
        return;
      case 9:
        out_ << "  mtrr_del(" << r_.word({local("r").c_str(), "-1", "0", "1"}) << ", " << address()
             << ", " << block() << ");\n";
        return;
      case 10:
        out_ << "  " << local("c") << " = arch_phys_wc_add(" << address() << ", " << block()
             << ");\n";
        return;
      case 11: out_ << "  arch_phys_wc_del(" << local("c") << ");\n"; return;
    }
  }

  std::string program_condition() {
    return r_.word({(local("r") + " >= 0").c_str(), (local("r") + " == -EINVAL").c_str(),
                    local("v").c_str(), ("!" + local("w")).c_str(),
                    (local("c") + " > 0 && " + local("v")).c_str(), "bar == 0xd0010000", "k == 2",
                    ("k < 2 || " + local("r") + " < 0").c_str(), "(bar & 0x10000) == 0"});
  }
  void branch(int depth) {
    out_ << "  if (" << program_condition() << ") {\n";
    statement(depth + 1);
    if (r_.one_in(5)) out_ << "  return;\n";
    out_ << "  }";
    if (r_.one_in(2)) {
      out_ << " else {\n";
      statement(depth + 1);
      out_ << "  }";
    }
    out_ << "\n";
  }
  // Halves the size as the VESA drivers do, or tries a number of addresses.
  void loop() {
    budget_ -= 3;
    const std::string s = local("s"), r = local("r");
    if (r_.one_in(2)) {
      out_ << "  while (" << s << " >= 16K && " << r << " < 0) {\n";
      call();
      out_ << "  " << s << " >>= 1;\n  }\n";
      return;
    }
    out_ << "  do {\n";
    call();
    out_ << "  if (" << program_condition() << ") " << r_.word({"break;", "return;"}) << "\n  "
         << s << " = " << s << " / 64;\n  } while (" << s << " > 0);\n";
  }

  std::string region() { return r_.any(subjects_) + r_.word({".ra", ".rb"}); }
  std::string types() {
    return r_.word({"{UC}", "{UC, WC}", "{WB, WT}", "{UC, WB, WC}", "{WC, UC-}", "{CD, WB}"});
  }
  std::string atom(const std::string& s, bool end) {
    const std::string ra = s + r_.word({".ra", ".rb"});
    const std::string own = s == "g" ? number(r_.below(2)) : s.substr(1);
    switch (r_.below(end ? 12 : 8)) {
      case 0: case 1: case 2: return ra + " == " + type();
      case 3: return "has(" + ra + ", " + type() + ")";
      case 4: return ra + " in " + types();
      case 5: return r_.word({"mapped(", "aliased("}) + ra + ")";
      case 6: return "mtrr_writes(" + s + ") <= " + number(r_.below(3));
      case 7: return "mtrr_used(" + s + ") " + r_.word({"==", "<"}) + " " + number(r_.below(3));
      case 8: return s + ".r" + own + r_.word({" >= 0", " == -EINVAL", " < 1", " == 1"});
      case 9: return s + ".v" + own + r_.word({" != NULL", " == NULL"});
      case 10: return s + ".c" + own + r_.word({" > 0", " == 0", " < 0"});
      default: return r_.word({"same(", "no_worse("}) + ra + ", " + region() + ")";
    }
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
  std::uint64_t variable_ = 0, program_ = 0;
  int budget_ = 0;         // of calls in this program
  bool together_ = false;  // the programs also run as one group
  std::vector<std::string> subjects_;
};

}  // namespace memtype::solver::testing
