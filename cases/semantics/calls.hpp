// What kernel calls do to a machine: for each KernelRule a function that calls the rule in
// memtype/linux.
#pragma once

#include <vector>

#include "memtype/cases/case.hpp"
#include "memtype/cases/functions.hpp"
#include "memtype/linux/devres.hpp"
#include "memtype/linux/user_map.hpp"
#include "memtype/machine/system.hpp"
#include "semantics/area_calls.hpp"

namespace memtype::cases {

// One executed call, for traces and for checks after it.
template <class D>
struct Step {
  int program = -1;
  Location at;
  const FunctionInfo* function = nullptr;  // a kernel call
  typename D::Bool executed{false};        // the guard
  std::vector<typename D::Int> arguments;  // a memory type as its encoding
  typename D::Int result{0};
  bool on_mapping = false;  // the first argument is a mapping where it could be an address
  int mapping = -1;         // index into System::mappings that the call made or removed, or -1
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
    Bool physical(false);
    Word address(0);
    const std::size_t count = space_.mappings.size();
    for (std::size_t k = 0; k < count; ++k) {
      const Bool here = guard_ && kernel::points_to<D>(done_.arguments[0], k);
      const kernel::Mapping<D>& mapping = space_.mappings[k];
      if (known_false(here)) continue;
      if (mapping.kind == kernel::MappingKind::direct) {
        address = ite(here, mapping.owned_begin, address);
        physical = physical || here;
      } else if (mapping.kind == kernel::MappingKind::io && mapping.part_of < 0 &&
                 !is_pages_array()) {
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

// Executes one call on a system. `devres`: what the devm_*() calls of all programs hold.
template <Domain D>
class Calls {
  using Bool = typename D::Bool;
  using Int = typename D::Int;
  using Word = typename D::Word;
  using Set = typename D::Set;

 public:
  Calls(System<D>& system, kernel::Devres<D>& devres, const Bool& guard, Step<D>& done)
      : system_(system),
        devres_(devres),
        guard_(guard),
        done_(done),
        space_{system.memtype, system.belief(), system.pat, system.mappings, system.users} {}

  // Fills in the result and the mapping of the step.
  void perform() {
    const std::size_t before = system_.mappings.size();
    execute();
    if (done_.mapping < 0) note_mapping(before);
  }

 private:
  const KernelCall& row() const { return *done_.function->kernel_call(); }
  Int argument(std::size_t n) const { return done_.arguments[n]; }
  Word word(std::size_t n) const { return to_word(done_.arguments[n]); }
  MemoryType type(std::size_t n) const {
    return static_cast<MemoryType>(known_value(word(n)).value_or(0));
  }
  int owner() const { return done_.program; }

  // The cache mode of the row. Rules that read it have one in each of their rows (functions.cpp).
  MemoryType mode() const { return *row().mode; }

  void execute() {
    switch (row().rule) {
      case KernelRule::ioremap: return ioremap();
      case KernelRule::ioremap_prot: return ioremap_prot();
      case KernelRule::ioremap_resource: return ioremap_resource();
      case KernelRule::pci_iomap: return pci_iomap();
      case KernelRule::memremap: return memremap();
      case KernelRule::unmap: return unmap();
      case KernelRule::release_managed: return release_managed();
      case KernelRule::mtrr_add: return mtrr_add();
      case KernelRule::mtrr_del: return mtrr_del();
      case KernelRule::phys_wc_add: return phys_wc_add();
      case KernelRule::phys_wc_del: return phys_wc_del();
      case KernelRule::reserve_io_memtype: return reserve_io_memtype();
      case KernelRule::free_io_memtype: return free_io_memtype();
      case KernelRule::remap_pfn_range: return remap_pfn_range();
      case KernelRule::insert_pfn: return insert_pfn();
      case KernelRule::make_area: return make_area();
      case KernelRule::remap_into_area:
      case KernelRule::zap_pages:
      case KernelRule::mremap:
      case KernelRule::fork:
      case KernelRule::munmap: return area();
      case KernelRule::mmap_dev_mem: return mmap_dev_mem();
      case KernelRule::mmap_resource: return mmap_resource();
      case KernelRule::mmap_frame_buffer: return mmap_frame_buffer();
      case KernelRule::set_memory:
      case KernelRule::set_pages_array: return PageChange<D>(space_, guard_, done_).perform();
    }
  }

  // --- Mappings of the kernel ---

  // The mapping that the result points to, else the first new one that may exist.
  void note_mapping(std::size_t before) {
    for (std::size_t k = before; k < system_.mappings.size() && done_.mapping < 0; ++k)
      if (system_.mappings[k].part_of < 0 &&
          system_.mappings[k].kind != kernel::MappingKind::direct &&
          system_.mappings[k].kind != kernel::MappingKind::area)
        done_.mapping = static_cast<int>(k);
  }

  void ioremap() {
    done_.result =
        row().managed
            ? kernel::devm_ioremap<D>(space_, devres_, owner(), guard_, word(0), word(1), mode())
            : kernel::map_io<D>(space_, guard_, word(0), word(1), Set(TypeSet(mode())));
  }
  void ioremap_prot() {
    done_.result = kernel::ioremap_prot<D>(space_, guard_, word(0), word(1), type(2));
  }
  void ioremap_resource() {
    done_.result = kernel::devm_ioremap_resource<D>(space_, devres_, owner(), guard_, word(0),
                                                    word(1), mode());
  }
  void pci_iomap() {
    const bool part = done_.arguments.size() > 2;
    done_.result =
        kernel::pci_iomap_range<D>(space_, guard_, word(0), word(1), part ? word(2) : Word(0),
                                   part ? word(3) : Word(0), mode());
  }
  void memremap() {
    done_.result = kernel::memremap<D>(space_, guard_, word(0), word(1), argument(2));
  }

  void unmap() {
    note_unmapped(kernel::MappingKind::io);
    if (row().managed)
      return kernel::devm_iounmap<D>(space_, devres_, owner(), guard_, argument(0));
    for (std::size_t k = 0; k < system_.mappings.size(); ++k)
      kernel::unmap<D>(space_, guard_ && kernel::points_to<D>(argument(0), k), k);
  }

  void note_unmapped(kernel::MappingKind kind) {
    for (std::size_t k = 0; k < system_.mappings.size(); ++k) {
      const Bool here = guard_ && kernel::points_to<D>(argument(0), k);
      if (system_.mappings[k].kind == kind && !known_false(here))
        done_.mapping = static_cast<int>(k);
    }
  }

  void release_managed() {
    kernel::devres_release_all<D>(space_, system_.mtrr, devres_, owner(), guard_);
  }

  // --- MTRRs, and reservations in their place ---

  void mtrr_add() {
    const Bool increment = done_.arguments.size() < 4 ? Bool(true) : !(argument(3) == Int(0));
    done_.result =
        kernel::mtrr_add<D>(system_.mtrr, guard_, word(0), word(1), argument(2), increment);
  }
  void mtrr_del() {
    done_.result = kernel::mtrr_del<D>(system_.mtrr, guard_, argument(0), word(1), word(2));
  }
  void phys_wc_add() {
    done_.result =
        row().managed ? kernel::devm_arch_phys_wc_add<D>(system_.mtrr, system_.pat.enabled, devres_,
                                                         owner(), guard_, word(0), word(1))
                      : kernel::arch_phys_wc_add<D>(system_.mtrr, system_.pat.enabled, guard_,
                                                    word(0), word(1));
  }
  void phys_wc_del() { kernel::arch_phys_wc_del<D>(system_.mtrr, guard_, argument(0)); }
  void reserve_io_memtype() {
    done_.result = row().managed ? kernel::devm_reserve_memtype_wc<D>(space_, devres_, owner(),
                                                                      guard_, word(0), word(1))
                                 : kernel::reserve_memtype_wc<D>(space_, guard_, word(0), word(1));
  }
  void free_io_memtype() { kernel::free_memtype_wc<D>(space_, guard_, word(0), word(1)); }

  // --- Mappings of a user ---

  void remap_pfn_range() {
    done_.result = kernel::remap_pfn_range<D>(space_, guard_, word(0), word(1), type(2)).error;
  }
  void insert_pfn() { kernel::insert_pfn<D>(space_, guard_, word(0), type(1)); }
  void mmap_dev_mem() {
    const Int flags = done_.arguments.size() < 3 ? Int(0) : argument(2);
    done_.result = kernel::mmap_dev_mem<D>(space_, guard_, word(0), word(1), flags);
  }
  void mmap_resource() {
    done_.result =
        kernel::mmap_resource<D>(space_, guard_, word(0), word(1), mode() == MemoryType::WC);
  }
  void mmap_frame_buffer() { done_.result = kernel::fb_mmap<D>(space_, guard_, word(0), word(1)); }

  // --- Areas of user space ---

  void make_area() { done_.result = kernel::make_area<D>(space_, guard_, word(0)); }
  void area() {
    const std::size_t before = system_.mappings.size();
    if (row().rule == KernelRule::munmap) note_unmapped(kernel::MappingKind::user);
    done_.result = call_on_areas<D>(space_, row().rule, guard_, done_.arguments);
    const bool maps = row().rule == KernelRule::remap_into_area || row().rule == KernelRule::fork;
    if (maps && before < system_.mappings.size() &&
        system_.mappings.back().kind == kernel::MappingKind::user)
      done_.mapping = static_cast<int>(system_.mappings.size()) - 1;
  }

  System<D>& system_;
  kernel::Devres<D>& devres_;
  const Bool& guard_;
  Step<D>& done_;
  kernel::AddressSpace<D> space_;
};

}  // namespace memtype::cases
