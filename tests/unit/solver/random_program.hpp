// Random programs, as text: calls around `bar`, branches and loops on their results.
#pragma once

#include <sstream>
#include <string>

#include "random_machine.hpp"

namespace memtype::solver::testing {

// Program n has pointers vn and wn, a register rn, a cookie cn and a size sn.
class RandomProgram {
 public:
  // `budget`: of calls, about.
  RandomProgram(Random& random, std::uint64_t n, int budget, bool loops)
      : r_(random), n_(n), budget_(budget), loops_(loops) {}

  std::string text() {
    out_ << "program p" << n_ << " {\n  " << local("v") << " = NULL; " << local("w") << " = NULL; "
         << declaration() << local("r") << " = " << r_.word({"-1", "0"}) << "; " << declaration()
         << local("c") << " = 0; " << declaration() << local("s") << " = "
         << r_.word({"16K", "64K", "k * 4K", "(u16)bar + 16K"}) << ";\n";
    for (std::uint64_t i = 0, count = 2 + r_.below(3); i < count; ++i) {
      statement(1);
      if (r_.one_in(6)) out_ << "  if (" << program_condition() << ") goto out;\n";
    }
    if (r_.one_in(4)) out_ << "  return;\n";
    out_ << "out:\n";
    behind_out_ = true;
    if (r_.one_in(2)) statement(2);
    out_ << "}\n";
    return out_.str();
  }

 private:
  std::string declaration() {
    return r_.word({"", "", "", "int ", "unsigned int ", "u8 ", "s16 ", "long ", "size_t "});
  }
  std::string local(const char* stem) { return std::string(stem) + std::to_string(n_); }
  std::string size() {
    return r_.word({"4K", "4K", "8K", "16K", "64K", "64K", "128K", "12K", "0x1800", "k * 4K"});
  }
  std::string block() { return r_.word({"4K", "8K", "16K", "64K", "64K", "128K", "1M"}); }
  std::string address() {
    return r_.word({"bar", "bar", "bar", "bar + 4K", "bar + 8K", "bar + 16K", "bar + 64K",
                    "bar + k * 4K", "bar - 4K", "(u32)(bar + 0x300000000)",
                    "(bar & ~(64U * 1024 - 1))", "0xd0000000", "0xd0010000", "0xa0000", "16M"});
  }
  std::string type() { return random_type(r_); }

  void statement(int depth) {
    if (budget_ <= 0) return;
    if (depth < 3 && r_.one_in(4)) return branch(depth);
    if (depth < 2 && loops_ && r_.one_in(6)) return loop();
    --budget_;
    call();
  }
  void call() {
    const std::string v = r_.one_in(2) ? local("v") : local("w");
    switch (r_.below(16)) {
      case 0:
      case 1:
      case 2:
      case 3:
      case 4:
        out_ << "  " << v << " = "
             << r_.word({"ioremap", "ioremap", "ioremap_uc", "ioremap_wc", "ioremap_wc",
                         "ioremap_wt", "ioremap_cache"})
             << "(" << address() << ", " << size() << ")" << failing() << ";\n";
        return;
      case 5:
        out_ << "  " << v << " = ioremap_prot(" << address() << ", " << size() << ", " << type()
             << ");\n";
        return;
      case 6: out_ << "  iounmap(" << v << ");\n"; return;
      case 7:
      case 8:
        out_ << "  " << local("r") << " = mtrr_add(" << address() << ", "
             << (r_.one_in(4) ? local("s") : block()) << ", "
             << r_.word({"MTRR_TYPE_WRCOMB", "MTRR_TYPE_WRCOMB", "MTRR_TYPE_UNCACHABLE",
                         "MTRR_TYPE_WRBACK", "MTRR_TYPE_WRTHROUGH", "k"})
             << ", " << r_.word({"1", "1", "0"}) << ");\n";
        return;
      case 9:
        if (may_fail_ > 0 && r_.one_in(3)) {
          --may_fail_;
          out_ << "  " << local("r") << " = ext();\n";
          return;
        }
        out_ << "  mtrr_del(" << r_.word({local("r").c_str(), "-1", "0", "1"}) << ", " << address()
             << ", " << block() << ");\n";
        return;
      case 10:
        out_ << "  " << local("c") << " = arch_phys_wc_add(" << address() << ", " << block()
             << ");\n";
        return;
      case 11: out_ << "  arch_phys_wc_del(" << local("c") << ");\n"; return;
      case 12: return bar_call(v);
      default: return user_call(v);
    }
  }
  // What goes with the device, and parts of one mapping.
  void bar_call(const std::string& v) {
    const std::string other = local(v == local("v") ? "w" : "v");
    switch (r_.below(6)) {
      case 0: out_ << "  " << v << " = pcim_iomap(bar, 64K);\n"; return;
      case 1: out_ << "  " << local("r") << " = pcim_iomap_regions(bar, 64K);\n"; return;
      case 2: out_ << "  pcim_iounmap(" << v << ");\n"; return;
      case 3: out_ << "  devres_release_all();\n"; return;
      case 4: out_ << "  " << v << " = io_mapping_create_wc(bar, 64K);\n"; return;
      case 5: out_ << "  " << v << " = io_mapping_map_wc(" << other << ", k * 4K - 4K);\n"; return;
    }
  }
  std::string leaving() { return behind_out_ ? "return;" : r_.word({"return;", "goto out;"}); }
  // Few: each making of such a call doubles the runs.
  const char* failing() {
    const bool marked = may_fail_ > 0 && r_.one_in(5);
    may_fail_ -= marked ? 1 : 0;
    return marked ? " may fail" : "";
  }
  // On areas of user space.
  void user_call(const std::string& v) {
    const std::string other = local(v == local("v") ? "w" : "v");
    switch (r_.below(5)) {
      case 0:
        out_ << "  " << v << " = "
             << r_.word({"mmap(16K)", ("fork(" + other + ")").c_str(), "mmap_resource(bar, 12K)"})
             << ";\n";
        return;
      case 1:
      case 2:
        out_ << "  " << local("r") << " = remap_pfn_range_into(" << v << ", "
             << r_.word({"0", "0", "4K"}) << ", " << address() << ", "
             << r_.word({"16K", "16K", "4K"}) << ", " << type() << ");\n";
        return;
      case 3:
        out_ << "  munmap(" << v << r_.word({"", ", 0, 4K", ", 4K, 4K", ", 8K, 8K"}) << ");\n";
        return;
      case 4:
        if (r_.one_in(2))
          out_ << "  zap_vma_ptes(" << v << ", 0, " << r_.word({"4K", "16K"}) << ");\n";
        else
          out_ << "  " << local("r") << " = mremap(" << v << ", 8K);\n";
        return;
    }
  }

  std::string program_condition() {
    return r_.word({(local("r") + " >= 0").c_str(), (local("r") + " < k - 3U").c_str(),
                    ("(u8)" + local("r") + " - 300 < " + local("s") + " / 7").c_str(),
                    (local("r") + " == -EINVAL").c_str(), local("v").c_str(),
                    ("!" + local("w")).c_str(), (local("c") + " > 0 && " + local("v")).c_str(),
                    "bar == 0xd0010000", "k == 2", ("k < 2 || " + local("r") + " < 0").c_str(),
                    "(bar & 0x10000) == 0"});
  }
  // Of a number: what is done where it is one value, or another.
  void selection(int depth) {
    out_ << "  switch (" << r_.word({"k", local("r").c_str(), local("s").c_str()}) << ") {\n";
    out_ << "  case " << r_.word({"1", "2", "-EINVAL"}) << ":\n";
    statement(depth + 1);
    if (r_.one_in(2)) out_ << "  break;\n";
    out_ << "  " << r_.word({"default", "case 0", "case 64K"}) << ":\n";
    statement(depth + 1);
    out_ << "  }\n";
  }
  void branch(int depth) {
    if (r_.one_in(5)) return selection(depth);
    out_ << "  if (" << program_condition() << ") {\n";
    statement(depth + 1);
    if (r_.one_in(5)) out_ << "  " << leaving() << "\n";
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
      if (r_.one_in(3)) {  // endless where no register is free or the base is not aligned
        out_ << "  " << r << " = mtrr_add(bar + k * 4K, 64K, MTRR_TYPE_WRCOMB, 1);\n  }\n";
        return;
      }
      call();
      out_ << "  " << s << " >>= 1;\n  }\n";
      return;
    }
    out_ << "  do {\n";
    call();
    out_ << "  if (" << program_condition() << ") "
         << (r_.one_in(2) ? r_.word({"break;", "continue;"}) : leaving()) << "\n  " << s << " = "
         << s << " / 64;\n  } while (" << s << " > 0);\n";
  }

  Random& r_;
  std::uint64_t n_;
  int budget_;
  bool loops_;
  int may_fail_ = 1;
  bool behind_out_ = false;
  std::ostringstream out_;
};

}  // namespace memtype::solver::testing
