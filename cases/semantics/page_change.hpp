// One executed call, and those of them that change the attributes of pages that are mapped.
#pragma once

#include <string_view>
#include <vector>

#include "memtype/cases/case.hpp"
#include "memtype/cases/functions.hpp"
#include "memtype/linux/direct_map.hpp"

namespace memtype::cases {

// One executed call, for traces and for checks after it.
template <class D>
struct Step {
  int program = -1;
  Location at;
  const FunctionInfo* function = nullptr;  // a kernel call
  std::string_view name;                   // as it is written
  typename D::Bool executed{false};        // the guard
  typename D::Bool failed{false};          // and it found no memory (`may fail`)
  std::vector<typename D::Int> arguments;  // a memory type as its encoding
  typename D::Int result{0};
  bool on_mapping = false;  // the first argument is a mapping where it could be an address
  int mapping = -1;         // index into System::mappings that the call made or removed, or -1
  kernel::Why<D> why = {};  // what refused it, or changed the mode that it asked for
};

// set_memory_*() and set_pages_array_*(), of an address or of what a mapping points to.
template <Domain D>
class PageChange {
  using Bool = typename D::Bool;
  using Int = typename D::Int;
  using Word = typename D::Word;

 public:
  PageChange(kernel::AddressSpace<D>& space, const Bool& guard, Step<D>& done)
      : space_(space), guard_(guard), done_(done), row_(*done.function->kernel_call()) {}

  void perform() {
    const Int result = done_.on_mapping ? of_mapping() : at(guard_, to_word(done_.arguments[0]));
    done_.result = ite(guard_, result, Int(0));
  }

 private:
  bool is_pages_array() const { return row_.rule == KernelRule::set_pages_array; }
  Word pages() const { return to_word(done_.arguments[1]); }

  // The direct map's address of RAM, an address that ioremap() returned, or nothing.
  Int of_mapping() {
    Int result(kernel::error_fault);
    space_.memtype.why.note(guard_, kernel::Guard::no_address);
    Bool physical(false);
    Word address(0);
    const std::size_t count = space_.mappings.size();
    for (std::size_t k = 0; k < count; ++k) {
      const Bool here = guard_ && kernel::points_to<D>(done_.arguments[0], k);
      const kernel::Mapping<D>& mapping = space_.mappings[k];
      if (known_false(here)) continue;
      if (mapping.kind == kernel::MappingKind::direct) {
        space_.memtype.why.note(here, kernel::Guard::none);
        address = ite(here, mapping.owned_begin, address);
        physical = physical || here;
      } else if (mapping.kind == kernel::MappingKind::io && mapping.part_of < 0 &&
                 !is_pages_array()) {
        space_.memtype.why.note(here, kernel::Guard::none);
        result = ite(here, kernel::set_memory_of_mapping<D>(space_, here, k, pages(), *row_.mode),
                     result);
      }
    }
    if (known_false(physical)) return result;
    return ite(physical, at(physical, address), result);
  }

  Int at(const Bool& guard, const Word& address) {
    const bool wb = row_.mode == MemoryType::WB;
    if (is_pages_array())
      return wb ? kernel::set_pages_array_wb<D>(space_, guard, address, pages())
                : kernel::set_pages_array<D>(space_, guard, address, pages(), *row_.mode);
    return wb ? kernel::set_memory_wb<D>(space_, guard, address, pages())
              : kernel::set_memory<D>(space_, guard, address, pages(), *row_.mode);
  }

  kernel::AddressSpace<D>& space_;
  const Bool& guard_;
  Step<D>& done_;
  const KernelCall& row_;
};

}  // namespace memtype::cases
