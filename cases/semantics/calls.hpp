// What kernel calls do to a machine: each a branch to its rule in memtype/linux.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "memtype/cases/case.hpp"
#include "memtype/cases/functions.hpp"
#include "memtype/linux/devres.hpp"
#include "memtype/linux/user_map.hpp"
#include "memtype/machine/system.hpp"

namespace memtype::cases {

// One executed call, for traces and for checks after it.
template <class D>
struct Step {
  int program = -1;
  Location at;
  Function function = Function::ioremap;
  typename D::Bool executed{false};        // the guard
  std::vector<typename D::Int> arguments;  // a memory type as its encoding
  typename D::Int result{0};
  bool on_mapping = false;  // the first argument is a mapping where it could be an address
  int mapping = -1;         // index into System::mappings that the call made or removed, or -1
};

// The page cache mode that each call stands for.
struct CallMode {
  Function function;
  MemoryType mode;
};

// The ioremap() family: direct, managed or by BAR.
inline constexpr CallMode mapping_modes[] = {
    {Function::ioremap, MemoryType::UC_minus},
    {Function::ioremap_nocache, MemoryType::UC_minus},
    {Function::ioremap_uc, MemoryType::UC},
    {Function::ioremap_wc, MemoryType::WC},
    {Function::ioremap_wt, MemoryType::WT},
    {Function::ioremap_cache, MemoryType::WB},
    {Function::pci_iomap, MemoryType::UC_minus},
    {Function::pci_iomap_wc, MemoryType::WC},
    {Function::pci_iomap_range, MemoryType::UC_minus},
    {Function::pci_iomap_wc_range, MemoryType::WC},
    {Function::pci_ioremap_bar, MemoryType::UC_minus},
    {Function::pci_ioremap_wc_bar, MemoryType::WC},
    {Function::devm_ioremap, MemoryType::UC_minus},
    {Function::devm_ioremap_uc, MemoryType::UC},
    {Function::devm_ioremap_wc, MemoryType::WC},
    {Function::devm_ioremap_resource, MemoryType::UC_minus},
    {Function::devm_ioremap_resource_wc, MemoryType::WC},
};

// set_memory_*() and set_pages_array_*().
inline constexpr CallMode change_modes[] = {
    {Function::set_memory_uc, MemoryType::UC_minus},
    {Function::set_memory_wc, MemoryType::WC},
    {Function::set_memory_wt, MemoryType::WT},
    {Function::set_memory_wb, MemoryType::WB},
    {Function::set_pages_array_uc, MemoryType::UC_minus},
    {Function::set_pages_array_wc, MemoryType::WC},
    {Function::set_pages_array_wt, MemoryType::WT},
    {Function::set_pages_array_wb, MemoryType::WB},
};

constexpr std::optional<MemoryType> mode_of(std::span<const CallMode> table, Function f) {
  for (const CallMode& row : table)
    if (row.function == f) return row.mode;
  return std::nullopt;
}

constexpr bool is_pages_array(Function f) {
  return f == Function::set_pages_array_uc || f == Function::set_pages_array_wc ||
         f == Function::set_pages_array_wt || f == Function::set_pages_array_wb;
}

// Executes one call on a system. `devres`: what the devm_*() calls of all programs hold.
template <Domain D>
class Calls {
  using Bool = typename D::Bool;
  using Int = typename D::Int;
  using Word = typename D::Word;
  using Set = typename D::Set;
  using F = Function;

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
    const bool known = map() || unmap() || managed() || mtrr() || user() || change();
    if (known && done_.mapping < 0) note_mapping(before);
  }

 private:
  Int argument(std::size_t n) const { return done_.arguments[n]; }
  Word word(std::size_t n) const { return to_word(done_.arguments[n]); }
  MemoryType type(std::size_t n) const {
    return static_cast<MemoryType>(known_value(word(n)).value_or(0));
  }
  int owner() const { return done_.program; }

  // The mapping that the result points to, else the first new one that may exist.
  void note_mapping(std::size_t before) {
    for (std::size_t k = before; k < system_.mappings.size() && done_.mapping < 0; ++k)
      if (system_.mappings[k].part_of < 0 &&
          system_.mappings[k].kind != kernel::MappingKind::direct)
        done_.mapping = static_cast<int>(k);
  }

  bool map() {
    const F f = done_.function;
    if (f == F::memremap) {
      done_.result = kernel::memremap<D>(space_, guard_, word(0), word(1), argument(2));
      return true;
    }
    const bool part = f == F::pci_iomap_range || f == F::pci_iomap_wc_range;
    const bool bar = part || f == F::pci_iomap || f == F::pci_iomap_wc;
    if (f == F::ioremap_prot) {
      done_.result = kernel::ioremap_prot<D>(space_, guard_, word(0), word(1), type(2));
      return true;
    }
    const auto mode = mode_of(mapping_modes, f);
    if (!mode || is_managed(f)) return false;
    done_.result =
        bar ? kernel::pci_iomap_range<D>(space_, guard_, word(0), word(1), part ? word(2) : Word(0),
                                         part ? word(3) : Word(0), *mode)
            : kernel::map_io<D>(space_, guard_, word(0), word(1), Set(TypeSet(*mode)));
    return true;
  }

  bool unmap() {
    const F f = done_.function;
    if (f == F::devm_iounmap) {
      note_unmapped(kernel::MappingKind::io);
      kernel::devm_iounmap<D>(space_, devres_, owner(), guard_, argument(0));
      return true;
    }
    if (f == F::munmap) {
      note_unmapped(kernel::MappingKind::user);
      each_area([&](const Bool& here, int area) { kernel::unmap_area<D>(space_, here, area); });
      return true;
    }
    if (f != F::iounmap && f != F::pci_iounmap && f != F::memunmap) return false;
    note_unmapped(kernel::MappingKind::io);
    for (std::size_t k = 0; k < system_.mappings.size(); ++k)
      kernel::unmap<D>(space_, guard_ && kernel::points_to<D>(argument(0), k), k);
    return true;
  }

  // The areas of user space that the first argument may point to.
  template <class Act>
  void each_area(Act act) {
    for (std::size_t k = 0; k < system_.mappings.size(); ++k) {
      const Bool here = guard_ && kernel::points_to<D>(argument(0), k);
      if (!known_false(here)) act(here, static_cast<int>(k));
    }
  }

  void note_unmapped(kernel::MappingKind kind) {
    for (std::size_t k = 0; k < system_.mappings.size(); ++k) {
      const Bool here = guard_ && kernel::points_to<D>(argument(0), k);
      if (system_.mappings[k].kind == kind && !known_false(here))
        done_.mapping = static_cast<int>(k);
    }
  }

  static bool is_managed(F f) {
    return f == F::devm_ioremap || f == F::devm_ioremap_uc || f == F::devm_ioremap_wc ||
           f == F::devm_ioremap_resource || f == F::devm_ioremap_resource_wc;
  }

  bool managed() {
    const F f = done_.function;
    const auto mode = mode_of(mapping_modes, f);
    if (f == F::devm_ioremap_resource || f == F::devm_ioremap_resource_wc) {
      done_.result = kernel::devm_ioremap_resource<D>(space_, devres_, owner(), guard_, word(0),
                                                      word(1), *mode);
    } else if (is_managed(f)) {
      done_.result =
          kernel::devm_ioremap<D>(space_, devres_, owner(), guard_, word(0), word(1), *mode);
    } else if (f == F::devm_arch_phys_wc_add) {
      done_.result = kernel::devm_arch_phys_wc_add<D>(system_.mtrr, system_.pat.enabled, devres_,
                                                      owner(), guard_, word(0), word(1));
    } else if (f == F::devm_arch_io_reserve_memtype_wc) {
      done_.result =
          kernel::devm_reserve_memtype_wc<D>(space_, devres_, owner(), guard_, word(0), word(1));
    } else if (f == F::devres_release_all) {
      kernel::devres_release_all<D>(space_, system_.mtrr, devres_, owner(), guard_);
    } else {
      return false;
    }
    return true;
  }

  bool mtrr() {
    const F f = done_.function;
    if (f == F::mtrr_add) {
      const Bool increment = done_.arguments.size() < 4 ? Bool(true) : !(argument(3) == Int(0));
      done_.result =
          kernel::mtrr_add<D>(system_.mtrr, guard_, word(0), word(1), argument(2), increment);
    } else if (f == F::mtrr_del) {
      done_.result = kernel::mtrr_del<D>(system_.mtrr, guard_, argument(0), word(1), word(2));
    } else if (f == F::arch_phys_wc_add) {
      done_.result =
          kernel::arch_phys_wc_add<D>(system_.mtrr, system_.pat.enabled, guard_, word(0), word(1));
    } else if (f == F::arch_phys_wc_del) {
      kernel::arch_phys_wc_del<D>(system_.mtrr, guard_, argument(0));
    } else if (f == F::arch_io_reserve_memtype_wc) {
      done_.result = kernel::reserve_memtype_wc<D>(space_, guard_, word(0), word(1));
    } else if (f == F::arch_io_free_memtype_wc) {
      kernel::free_memtype_wc<D>(space_, guard_, word(0), word(1));
    } else {
      return false;
    }
    return true;
  }

  bool user() {
    const F f = done_.function;
    if (f == F::remap_pfn_range || f == F::io_remap_pfn_range) {
      done_.result = kernel::remap_pfn_range<D>(space_, guard_, word(0), word(1), type(2)).error;
    } else if (f == F::vmf_insert_pfn) {
      kernel::insert_pfn<D>(space_, guard_, word(0), type(1));
    } else if (f == F::mmap_dev_mem) {
      const Int flags = done_.arguments.size() < 3 ? Int(0) : argument(2);
      done_.result = kernel::mmap_dev_mem<D>(space_, guard_, word(0), word(1), flags);
    } else if (f == F::mmap_resource || f == F::mmap_resource_wc) {
      done_.result =
          kernel::mmap_resource<D>(space_, guard_, word(0), word(1), f == F::mmap_resource_wc);
    } else if (f == F::fb_mmap) {
      done_.result = kernel::fb_mmap<D>(space_, guard_, word(0), word(1));
    } else {
      return false;
    }
    return true;
  }

  // set_memory_*() and set_pages_array_*(), of an address or of what a mapping points to.
  bool change() {
    const auto mode = mode_of(change_modes, done_.function);
    if (!mode) return false;
    const Int result = done_.on_mapping ? change_mapping(*mode) : change_at(guard_, word(0), *mode);
    done_.result = ite(guard_, result, Int(0));
    return true;
  }

  // The direct map's address of RAM, an address that ioremap() returned, or nothing.
  Int change_mapping(MemoryType mode) {
    Int result(kernel::error_fault);
    Bool physical(false);
    Word address(0);
    const std::size_t count = system_.mappings.size();
    for (std::size_t k = 0; k < count; ++k) {
      const Bool here = guard_ && kernel::points_to<D>(argument(0), k);
      const kernel::Mapping<D>& mapping = system_.mappings[k];
      if (known_false(here)) continue;
      if (mapping.kind == kernel::MappingKind::direct) {
        address = ite(here, mapping.owned_begin, address);
        physical = physical || here;
      } else if (mapping.kind == kernel::MappingKind::io && mapping.part_of < 0 &&
                 !is_pages_array(done_.function)) {
        result =
            ite(here, kernel::set_memory_of_mapping<D>(space_, here, k, word(1), mode), result);
      }
    }
    if (known_false(physical)) return result;
    return ite(physical, change_at(physical, address, mode), result);
  }

  Int change_at(const Bool& guard, const Word& address, MemoryType mode) {
    const bool wb = mode == MemoryType::WB;
    if (is_pages_array(done_.function))
      return wb ? kernel::set_pages_array_wb<D>(space_, guard, address, word(1))
                : kernel::set_pages_array<D>(space_, guard, address, word(1), mode);
    return wb ? kernel::set_memory_wb<D>(space_, guard, address, word(1))
              : kernel::set_memory<D>(space_, guard, address, word(1), mode);
  }

  System<D>& system_;
  kernel::Devres<D>& devres_;
  const Bool& guard_;
  Step<D>& done_;
  kernel::AddressSpace<D> space_;
};

}  // namespace memtype::cases
