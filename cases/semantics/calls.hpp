// What kernel calls do to a machine: for each KernelRule a function that calls the rule in
// memtype/linux.
#pragma once

#include "memtype/cases/functions.hpp"
#include "memtype/linux/user_map.hpp"
#include "memtype/machine/system.hpp"
#include "semantics/area_calls.hpp"
#include "semantics/bar_calls.hpp"
#include "semantics/mtrr_calls.hpp"
#include "semantics/page_change.hpp"

namespace memtype::cases {

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
    system_.mtrr.why = {};
    system_.memtype.why = {};
    execute();
    done_.why = system_.memtype.why;
    done_.why.take_noted(guard_, system_.mtrr.why);
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
      case KernelRule::pcim_iomap:
      case KernelRule::pcim_iomap_range:
      case KernelRule::pcim_iomap_region:
      case KernelRule::pcim_iomap_regions:
      case KernelRule::pcim_iomap_all:
      case KernelRule::pcim_iounmap:
      case KernelRule::pcim_iounmap_region: return bar();
      case KernelRule::io_mapping: return io_mapping();
      case KernelRule::part_of_io_mapping: return part_of_io_mapping();
      case KernelRule::no_effect: return;
      case KernelRule::mtrr_add:
      case KernelRule::mtrr_del:
      case KernelRule::phys_wc_add:
      case KernelRule::phys_wc_del: return mtrrs();
      case KernelRule::reserve_io_memtype: return reserve_io_memtype();
      case KernelRule::free_io_memtype: return free_io_memtype();
      case KernelRule::remap_pfn_range: return remap_pfn_range();
      case KernelRule::rdma_mmap_io: return rdma_mmap_io();
      case KernelRule::insert_pfn: return insert_pfn(true);
      case KernelRule::insert_mixed: return insert_pfn(system_.memtype.rules.mixed_is_tracked);
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
      case KernelRule::external: return;
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
    done_.result = row().managed
                       ? kernel::devm_memremap<D>(space_, devres_, owner(), guard_, word(0),
                                                  word(1), argument(2))
                       : kernel::memremap<D>(space_, guard_, word(0), word(1), argument(2));
  }
  void io_mapping() { done_.result = kernel::io_mapping_wc<D>(space_, guard_, word(0), word(1)); }
  void part_of_io_mapping() {
    done_.result = kernel::io_mapping_part<D>(space_, guard_, argument(0), word(1));
  }
  void bar() {
    if (row().rule == KernelRule::pcim_iounmap) note_unmapped(kernel::MappingKind::io);
    done_.result = call_on_bar<D>(space_, devres_, owner(), row().rule, guard_, done_.arguments);
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

  void mtrrs() {
    done_.result = call_on_mtrrs<D>(system_, devres_, owner(), row(), guard_, done_.arguments);
  }
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
  void rdma_mmap_io() {
    done_.result = kernel::rdma_user_mmap_io<D>(space_, guard_, word(0), word(1), type(2));
  }
  void insert_pfn(bool tracked) {
    kernel::insert_pfn<D>(space_, guard_, word(0), type(1), tracked);
  }
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
