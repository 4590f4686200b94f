#include "memtype/cpu/manual.hpp"
#include "memtype/cpu/mtrr_region.hpp"
#include "quirks.hpp"
#include "recordings.hpp"

namespace memtype::conform {
namespace {

constexpr Rule mtrr_rule{"MTRR precedence: off, fixed range, variable ranges, default",
                         cited<"Intel SDM vol. 3A, 11.11.4.1; AMD APM vol. 2, 7.7.4">};
constexpr Rule region_rule{"a region is uniform if every page of it has the same type",
                           cited<"Intel SDM vol. 3A, 11.11.4.1">};
constexpr Rule write_rule{"which values WRMSR takes",
                          cited<"Intel SDM vol. 3A, 11.11.1, 11.11.2, 11.12.2">};

std::string type_text(int type) {
  return kernel::raw_type_name(static_cast<kernel::RawType>(type));
}

// Why KVM's answer for a page is wrong: it does not let UC win when it meets it first, or it takes
// a register for the block from its unmasked base.
const char* page_class(const MsrFile& file, const MtrrState<Concrete>& mtrr, std::uint64_t address,
                       int theirs) {
  if (kvm_page_type(file, address) != theirs) return "type of a page";
  if (mtrr_undefined_at<Concrete>(mtrr, address)) return "undefined overlap: WB";
  for (const VariableRange<Concrete>& range : mtrr.variable)
    if (range.valid && !range.natural) return "mask with holes or unaligned base: taken as a block";
  return "UC met before another type: WB";
}

void check_page(const MsrFile& file, const MtrrState<Concrete>& mtrr, const Json& state,
                std::uint64_t address, int theirs, ReplayCounter& tally) {
  const TypeSet ours = mtrr_type_at<Concrete>(mtrr, address);
  const auto single = ours.single();
  if (single && static_cast<int>(*single) == theirs) return tally.agree();
  tally.differ(page_class(file, mtrr, address, theirs), mtrr_rule, [&] {
    return Example{0, state.dump(), "type of page " + hex(address), type_text(theirs),
                   to_string(ours)};
  });
}

// The state has no register that KVM takes for another block than the processor does.
bool all_natural(const MtrrState<Concrete>& mtrr) {
  for (const VariableRange<Concrete>& range : mtrr.variable)
    if (range.valid && !range.natural) return false;
  return true;
}

void check_region(const MsrFile& file, const MtrrState<Concrete>& mtrr, const Json& state,
                  std::uint64_t address, unsigned order, bool theirs, ReplayCounter& tally) {
  const std::uint64_t bytes = page_bytes << order;
  const PhysRange region{address & ~(bytes - 1), (address & ~(bytes - 1)) + bytes};
  const TypeSet types = mtrr_types_in(mtrr, region);
  const bool ours = types.size() == 1;
  if (ours == theirs) return tally.agree();
  const bool predicted = kvm_region_uniform(file, address, order) == theirs;
  const char* name = "uniformity of a region";
  if (predicted && ours) name = "uniform region: not recognised";
  if (predicted && !ours)
    name = all_natural(mtrr) ? "mixed region: undefined overlap taken as uniform"
                             : "mixed region: masks taken as blocks";
  tally.differ(name, region_rule, [&] {
    return Example{0, state.dump(), "uniform [" + hex(region.begin) + ", " + hex(region.end) + ")",
                   theirs ? "yes" : "no", to_string(types)};
  });
}

}  // namespace

void replay_kvm_lookup(const Json& record, ReplayCounter& tally) {
  const Json& state = field(record, "state");
  const MsrFile file = registers(state);
  const MtrrState<Concrete> mtrr = mtrr_state(file);
  for (const Json& query : array(field(record, "queries"))) {
    const std::uint64_t address = word(item(query, 0));
    const std::int64_t order = integer(item(query, 1));
    if (order < 0 || order > 40) throw FieldError("page order out of range");
    check_page(file, mtrr, state, address, static_cast<int>(integer(item(query, 2))), tally);
    check_region(file, mtrr, state, address, static_cast<unsigned>(order), flag(item(query, 3)),
                 tally);
  }
}

void replay_msr(const Json& record, ReplayCounter& tally) {
  const auto msr = static_cast<std::uint32_t>(word(field(record, "msr")));
  const std::uint64_t value = word(field(record, "value"));
  const unsigned phys_bits = address_width(field(record, "phys_bits"));
  const MsrFile file = reset_msrs(Vendor::intel, phys_bits);
  const MsrFault ours = check_write(file, msr, value);
  for (const char* program : {"accepted", "kvm_old", "xen", "bochs"}) {
    const Json& answer = field(record, program);
    if (answer.is_null()) {
      tally.skip("register not modelled by that implementation");
      continue;
    }
    const bool theirs = flag(answer);
    tally.check(theirs == (ours == MsrFault::none), "WRMSR", write_rule, [&] {
      return Example{0, "address width " + std::to_string(phys_bits),
                     std::string(program) + ": WRMSR " + hex(msr) + ", " + hex(value),
                     theirs ? "accepted" : "#GP", std::string(name(ours))};
    });
  }
}

}  // namespace memtype::conform
