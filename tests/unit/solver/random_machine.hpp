// Random machine blocks, parameters and regions, as text: the first part of a random case.
#pragma once

#include <sstream>
#include <string>

#include "random.hpp"

namespace memtype::solver::testing {

inline std::string random_type(Random& random) {
  return random.word({"UC", "WC", "WC", "WT", "WP", "WB", "WB"});
}

// `finite`: every machine can be listed: parameters with at most four values, firmware written out.
class RandomMachine {
 public:
  RandomMachine(Random& random, bool finite) : r_(random), finite_(finite) {}

  std::string text() {
    parameters();
    machine();
    return out_.str();
  }

 private:
  std::string type() { return random_type(r_); }

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
    std::string wants[] = {" wants " + type(), " wants " + type()};
    for (std::string& w : wants) w += r_.word({"", " where mapped"});
    out_ << "region ra (" << r_.word({"bar", "bar", "bar + 4K", "0xd0000000"}) << ", "
         << r_.word({"4K", "64K", "8K"}) << ")" << wants[0] << ";\n"
         << "region rb (" << r_.word({"bar + 64K", "bar + 8K", "bar + k * 4K", "0xa0000"}) << ", "
         << r_.word({"4K", "16K", "128K", "k * 4K + 4K"}) << ")" << wants[1] << ";\n";
  }

  void machine() {
    const bool xen = r_.one_in(10), kvm = !xen && r_.one_in(12);
    variable_ = 1 + r_.below(finite_ ? 4 : 3);
    // Without a PAT, or with one that Linux hides, only `pat absent` can be.
    const bool pat = xen || !r_.one_in(3);
    const std::string cpu = pat ? r_.word({"intel", "intel", "amd64", "intel_pat_low4",
                                           "any of (intel, amd64)", "any of (intel_p6, intel)"})
                                : r_.word({"intel_p6", "intel_p3", "intel_ppro"});
    bool confidential = false;
    out_ << "machine {\n  cpu " << cpu << ";\n  phys_bits 36;\n";
    if (xen) {
      out_ << "  env xen_pv; pat " << r_.word({"xen", "any of (xen, nopat)"}) << ";\n";
    } else {
      if (kvm)
        out_ << "  env kvm; guest_pat " << r_.word({"honored", "ignored"}) << "; host_type "
             << type() << ";\n";
      if (!kvm && r_.one_in(16)) {
        confidential = true;
        out_ << "  env " << (cpu == "amd64" ? "snp" : "tdx") << "; host_type " << type() << ";\n";
      }
      if (pat && r_.one_in(2))
        out_ << "  pat "
             << r_.word({"nopat", "linux", "any of (nopat, linux)",
                         "any of (absent, nopat, linux4, linux)", "msr(0x0007010600070106)",
                         "msr(0x0407050600070106)"})
             << ";\n";
    }
    out_ << "  mtrr_variable " << variable_ << ";\n";
    if (r_.one_in(2)) out_ << "  mtrr_default " << type() << ";\n";
    if (r_.one_in(6)) out_ << "  mtrr_fixed " << r_.word({"on", "off", "any"}) << ";\n";
    if (r_.one_in(8)) out_ << "  fixed " << type() << ";\n";
    if (r_.one_in(8)) out_ << "  mtrr_enabled " << r_.word({"off", "any"}) << ";\n";
    if (r_.one_in(3))
      out_ << "  kernel "
           << (confidential ? r_.word({"\"6.1\"", "\"6.6\""})
                            : r_.word({"\"4.2\"", "\"5.10\"", "\"6.6\""}))
           << ";\n";
    if (r_.one_in(4))
      out_ << "  memory "
           << r_.word(
                  {"ram(0, 1G)", "ram(0, 640K), ram(1M, 512M)", "ram(0, 1G), ram(0xd0010000, 64K)"})
           << ";\n";
    firmware();
    out_ << "}\n";
  }

  std::string range() {
    if (r_.one_in(4))
      return r_.word({"raw(0xd0000006, 0xffffd0800)", "raw(0xd0000001, 0xfffff0800)",
                      "raw(0xd0000004, 0xfffedf800)", "raw(0xd0003000, 0xfffff0800)",
                      "raw(6, 0x0ff000800)", "raw(0xd0000000, 0xfffffb800)",
                      "raw(0xd0000001, 0xfffff0000)"});
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
      out_ << "  firmware "
           << r_.word({"any", "any", "any (WB, UC, WC) min 16K", "any (UC, WC, WT) max 64K"})
           << ";\n";
    else if (!r_.one_in(4))
      out_ << "  firmware "
           << (r_.one_in(4) ? "any of (" + ranges() + ", " + range() + ")" : ranges()) << ";\n";
    if (!r_.one_in(3)) return;
    const std::uint64_t low = r_.below(variable_ + 1);
    out_ << "  mtrr_free " << low;
    if (r_.one_in(2)) out_ << ".." << low + r_.below(variable_ - low + 1);
    out_ << ";\n";
  }

  Random& r_;
  bool finite_;
  std::ostringstream out_;
  std::uint64_t variable_ = 0;  // registers
};

}  // namespace memtype::solver::testing
