// The formats that are read. The order matters where one line could be of two: the stricter first.
#include "readers.hpp"

namespace memtype::readers {
namespace {

constexpr ReaderRow table[] = {
    {{"proc-mtrr", "/proc/mtrr, old and new"}, make_proc_mtrr},
    {{"messages", "messages of kernel, drivers and X.org about memory types"}, make_messages},
    {{"mtrr-log", "MTRR lines of Linux's boot log and Xen's; \"MTRR map\" with mtrr=debug"},
     make_kernel_mtrr},
    {{"mtrr-cleanup", "mtrr_cleanup; LinuxBIOS"}, make_mtrr_cleanup},
    {{"pat-log", "PAT lines of the boot log"}, make_pat_setup},
    {{"pat-list", "/sys/kernel/debug/x86/pat_memtype_list, old and new"}, make_pat_list},
    {{"e820", "memory map of the boot log, old and new; /sys/firmware/memmap"}, make_e820},
    {{"e820-changes", "changes of that map; last_pfn"}, make_e820_changes},
    {{"efi-map", "memory map of EFI in the boot log"}, make_efi_map},
    {{"coreboot", "coreboot's console"}, make_coreboot},
    {{"edk2", "MtrrLib of EDK2 and patina"}, make_edk2},
    {{"xen", "xl dmesg"}, make_xen},
    {{"bsd", "OpenBSD's dmesg; memcontrol and memconfig"}, make_bsd},
    {{"iomem", "/proc/iomem"}, make_iomem},
    {{"pci-log", "PCI lines of the boot log"}, make_pci_log},
    {{"lspci", "lspci -v, -vv, -nn"}, make_lspci},
    {{"sysfs-resource", "/sys/bus/pci/devices/*/resource"}, make_sysfs_resource},
    {{"frame-buffers", "efifb, vesafb, simpledrm, agpgart and others"}, make_frame_buffers},
    {{"msr", "values of registers: x86info, turbostat, chipsec, plain lists"}, make_msr_dump},
    {{"rdmsr", "rdmsr of msr-tools, with the command before its answer"}, make_rdmsr},
    {{"cpuinfo", "/proc/cpuinfo; the processor in the boot log"}, make_cpuinfo},
    {{"system", "kernel version, command line, board, hypervisor"}, make_system},
};

constexpr auto format_list = [] {
  std::array<Format, std::size(table)> list{};
  for (std::size_t i = 0; i < list.size(); ++i) list[i] = table[i].format;
  return list;
}();

}  // namespace

std::span<const ReaderRow> reader_rows() { return table; }
std::span<const Format> formats() { return format_list; }

}  // namespace memtype::readers
