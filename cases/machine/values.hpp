// How the values of facts are read and written, one class for each kind of value.
//
//   all()       the values that `any` stands for
//   words()     the words that are values by themselves
//   read()      adds what is written to `out`, or reports
//   written()   the value as a case file has it
#pragma once

#include <functional>

#include "machine/facts.hpp"

namespace memtype::cases {

// Several words, each with its value.
template <class T>
struct Named {
  std::string_view word;
  T value;
};

// The item of a value that is one word; null, with a report, for lists and ranges.
const Expr* single_item(const FactValue& value, FactReader& reader);
// A whole number in [low, high], or a report.
std::optional<std::uint64_t> whole_number(const Expr& e, FactReader& reader, std::uint64_t low,
                                          std::uint64_t high);
// The two arguments of WORD(START, LENGTH), or nothing with a report. `what`: "a reservation".
struct KnownRange {
  std::uint64_t start = 0, length = 0;
};
std::optional<KnownRange> read_range(Expr& item, FactReader& reader, const std::string& what);
// Index of the word among `known`, or a report. `forms`: values that are no words, as the report
// names them.
std::optional<std::size_t> read_word(const FactValue& value, FactReader& reader,
                                     const std::vector<std::string>& known,
                                     const std::vector<std::string>& forms = {});

template <class T>
class WordValues {
 public:
  using Value = T;
  explicit WordValues(std::vector<Named<T>> named) : named_(std::move(named)) {}

  std::vector<T> all() const {
    std::vector<T> list;
    for (const Named<T>& n : named_) list.push_back(n.value);
    return list;
  }
  std::vector<std::string> words() const {
    std::vector<std::string> list;
    for (const Named<T>& n : named_) list.emplace_back(n.word);
    return list;
  }
  void read(FactValue& value, FactReader& reader, std::vector<T>& out) const {
    if (const auto index = read_word(value, reader, words())) out.push_back(named_[*index].value);
  }
  FactValue written(T value) const {
    for (const Named<T>& n : named_)
      if (n.value == value) return {{}, {word_expr(n.word)}, {}, false};
    return {};
  }

 private:
  std::vector<Named<T>> named_;
};

// The values of an enumeration with a name() each.
template <class T, class List>
WordValues<T> named_values(const List& list) {
  std::vector<Named<T>> named;
  for (const T value : list) named.push_back({name(value), value});
  return WordValues<T>(std::move(named));
}
WordValues<const CpuProfile*> cpu_values();
WordValues<bool> switch_values(std::string_view yes, std::string_view no);
WordValues<MemoryType> mtrr_type_values();

// An environment by its name, or `xen_pv`, which is both PV guests of Xen.
class EnvironmentValues {
 public:
  using Value = kernel::Environment;
  std::vector<kernel::Environment> all() const;
  std::vector<std::string> words() const;
  void read(FactValue& value, FactReader& reader, std::vector<kernel::Environment>& out) const;
  FactValue written(kernel::Environment value) const;
};

// Whole numbers in [low, high]; a range is all of its numbers.
class NumberValues {
 public:
  using Value = unsigned;
  NumberValues(unsigned low, unsigned high, bool ranges)
      : low_(low), high_(high), ranges_(ranges) {}
  std::vector<unsigned> all() const { return {}; }
  std::vector<std::string> words() const { return {}; }
  void read(FactValue& value, FactReader& reader, std::vector<unsigned>& out) const;
  FactValue written(unsigned value) const;

 private:
  unsigned low_, high_;
  bool ranges_;
};

class IntervalValues {
 public:
  using Value = Interval;
  IntervalValues(unsigned low, unsigned high) : low_(low), high_(high) {}
  std::vector<Interval> all() const { return {}; }
  std::vector<std::string> words() const { return {}; }
  void read(FactValue& value, FactReader& reader, std::vector<Interval>& out) const;
  FactValue written(Interval value) const;

 private:
  unsigned low_, high_;
};

// A mode by its name, msr(VALUE) or nopat(VALUE).
class PatValues {
 public:
  using Value = PatFact;
  std::vector<PatFact> all() const;
  std::vector<std::string> words() const;
  void read(FactValue& value, FactReader& reader, std::vector<PatFact>& out) const;
  FactValue written(PatFact value) const;
};

class VersionValues {
 public:
  using Value = kernel::Version;
  std::vector<kernel::Version> all() const { return {}; }
  std::vector<std::string> words() const { return {}; }
  void read(FactValue& value, FactReader& reader, std::vector<kernel::Version>& out) const;
  FactValue written(kernel::Version value) const;
};

// One type for all fixed ranges, or a list that covers [0, 1 MiB): WB(0, 640K) + UC(640K, 384K).
class FixedValues {
 public:
  using Value = FixedRanges;
  std::vector<FixedRanges> all() const;
  std::vector<std::string> words() const;
  void read(FactValue& value, FactReader& reader, std::vector<FixedRanges>& out) const;
  FactValue written(const FixedRanges& value) const;
};

// `off`, which is 0, or a number in [low, high] that is a multiple of `multiple`.
class AddressValues {
 public:
  using Value = std::uint64_t;
  std::vector<std::uint64_t> all() const { return {}; }
  std::vector<std::string> words() const {
    return off ? std::vector<std::string>{"off"} : std::vector<std::string>{};
  }
  void read(FactValue& value, FactReader& reader, std::vector<std::uint64_t>& out) const;
  FactValue written(std::uint64_t value) const;

  bool off = true;   // may it be `off`
  bool hex = false;  // printed as 0x740000, not as 6G
  std::uint64_t low = 0, high = 0, multiple = 1;
  std::string_view refusal, hint;
};

// `none`, `any`, `any (WB, UC) min 1M max 4G`, or a list: WB(0, 4G) + free + raw(0xc0000006,
// 0xfc0000800).
class FirmwareValues {
 public:
  using Value = Firmware;
  std::vector<Firmware> all() const { return {{true, {}, {}}}; }
  std::vector<std::string> words() const { return {"none", "any", "free", "raw"}; }
  void read(FactValue& value, FactReader& reader, std::vector<Firmware>& out) const;
  FactValue written(const Firmware& value) const;
};

// `none`, or ram(0, 2G), reserved(2G, 16M), acpi(...).
class MemoryValues {
 public:
  using Value = MemoryMap;
  std::vector<MemoryMap> all() const { return {}; }
  std::vector<std::string> words() const { return {"none", "ram", "reserved", "acpi"}; }
  void read(FactValue& value, FactReader& reader, std::vector<MemoryMap>& out) const;
  FactValue written(const MemoryMap& value) const;
};

// `none`, or WB(0xffe0000, 12K), UC-(0xfed00000, 4K): whole pages outside the ISA hole, and none of
// two modes at once.
class ReservationValues {
 public:
  using Value = Reservations;
  std::vector<Reservations> all() const { return {}; }
  std::vector<std::string> words() const { return {"none"}; }
  void read(FactValue& value, FactReader& reader, std::vector<Reservations>& out) const;
  FactValue written(const Reservations& value) const;
};

// `none`, or WB(0x7f800000, 8M): one block below 4 GiB.
class SmrrValues {
 public:
  using Value = SmrrFact;
  std::vector<SmrrFact> all() const { return {}; }
  std::vector<std::string> words() const { return {"none"}; }
  void read(FactValue& value, FactReader& reader, std::vector<SmrrFact>& out) const;
  FactValue written(const SmrrFact& value) const;
};

// `none`, or up to two blocks: dram(0xa0000, 128K), mmio(...); rdmem(...) sends reads to DRAM and
// writes to I/O, wrmem(...) the other way round.
class IorrValues {
 public:
  using Value = IorrFacts;
  std::vector<IorrFacts> all() const { return {}; }
  std::vector<std::string> words() const;
  void read(FactValue& value, FactReader& reader, std::vector<IorrFacts>& out) const;
  FactValue written(const IorrFacts& value) const;
};

// `unknown`, or the options in quotes; what stands between them becomes one space.
class CommandLineValues {
 public:
  using Value = kernel::CommandLine;
  std::vector<kernel::CommandLine> all() const { return {}; }
  std::vector<std::string> words() const { return {"unknown"}; }
  void read(FactValue& value, FactReader& reader, std::vector<kernel::CommandLine>& out) const;
  FactValue written(const kernel::CommandLine& value) const;
};

// `same`, or differ(variable, pat).
class CpuDifferenceValues {
 public:
  using Value = kernel::CpuDifferences;
  std::vector<kernel::CpuDifferences> all() const { return {}; }
  std::vector<std::string> words() const { return {"same", "differ"}; }
  void read(FactValue& value, FactReader& reader, std::vector<kernel::CpuDifferences>& out) const;
  FactValue written(const kernel::CpuDifferences& value) const;
};

}  // namespace memtype::cases
