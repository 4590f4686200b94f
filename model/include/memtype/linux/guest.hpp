// What Linux starts from: MTRRs and PAT at boot, on bare metal and as a guest.
//
// Read from arch/x86/kernel/cpu/mtrr/{mtrr,generic}.c (mtrr_bp_init, guest_force_mtrr_state) and
// arch/x86/mm/pat/memtype.c (pat_bp_init) of v6.12.
#pragma once

#include <optional>
#include <vector>

#include "memtype/cpu/msr.hpp"
#include "memtype/linux/pat_setup.hpp"

namespace memtype::kernel {

// The CPU features that decide.
struct BootFeatures {
  bool mtrr = true;
  bool pat = true;
  bool hypervisor = false;
  bool xen_pv = false;
  bool confidential = false;  // TDX or SEV-SNP guest, Hyper-V isolation
};

// A call of guest_force_mtrr_state() before boot: variable ranges and default type given by the
// hypervisor's code instead of the registers.
struct ForcedMtrrs {
  std::vector<MsrPair> variable;
  MemoryType default_type = MemoryType::UC;
};

// The register with which such code describes a range: the mask is minus the length, whatever the
// length and the base. A range that is no power of two, or not at a multiple of itself, only
// Linux's look-up reads as meant. The whole address space gives mask 0, which leaves the register
// invalid (arch/x86/xen/enlighten_pv.c: xen_set_mtrr_data; arch/x86/kernel/kvm.c for the hole below
// 4 GiB).
MsrPair forced_register(PhysRange range, MemoryType type, unsigned phys_bits);

struct BootMtrrs {
  MtrrState<Concrete> believed;  // what look-ups go by
  bool known = false;    // some state was read or forced; else every look-up says UC, not uniform
  bool present = false;  // mtrr_enabled(): mtrr_add() and the rest work
};

// mtrr_bp_init(). A forced state counts only on a hypervisor and only for Xen PV or a confidential
// guest; it has no fixed ranges and no TOP_MEM2, and takes mtrr_add() away. Without MTRRs nothing
// is known; with E=0 the state is known and everything is UC, but mtrr_add() does not work.
BootMtrrs boot_mtrrs(const MsrFile& file, const BootFeatures& features,
                     const std::optional<ForcedMtrrs>& forced = std::nullopt);

// pat_bp_init(). `found`: IA32_PAT before. No PAT, or an MSR that reads 0: off, the power-on layout
// taken for granted; the MSR is not written, so a processor with PAT still goes by the 0 (all UC).
// nopat: off, the MSR stays and is decoded. Xen PV: on, the MSR stays and is decoded. Else Linux's
// layout, of which `low4` parts get the lower half twice.
PatSetup boot_pat(std::uint64_t found, const BootFeatures& features, bool nopat = false,
                  PatErrata errata = PatErrata::none, Version kernel = newest_version);

}  // namespace memtype::kernel
