// The readers: a format is a file, a declaration here, a row in table.cpp, and a test.
#pragma once

#include "line_reader.hpp"

namespace memtype::readers {

std::unique_ptr<LineReader> make_proc_mtrr();
std::unique_ptr<LineReader> make_kernel_mtrr();
std::unique_ptr<LineReader> make_mtrr_cleanup();
std::unique_ptr<LineReader> make_pat_setup();
std::unique_ptr<LineReader> make_pat_list();
std::unique_ptr<LineReader> make_messages();
std::unique_ptr<LineReader> make_e820();
std::unique_ptr<LineReader> make_e820_changes();
std::unique_ptr<LineReader> make_efi_map();
std::unique_ptr<LineReader> make_iomem();
std::unique_ptr<LineReader> make_pci_log();
std::unique_ptr<LineReader> make_lspci();
std::unique_ptr<LineReader> make_sysfs_resource();
std::unique_ptr<LineReader> make_frame_buffers();
std::unique_ptr<LineReader> make_msr_dump();
std::unique_ptr<LineReader> make_rdmsr();
std::unique_ptr<LineReader> make_coreboot();
std::unique_ptr<LineReader> make_edk2();
std::unique_ptr<LineReader> make_xen();
std::unique_ptr<LineReader> make_bsd();
std::unique_ptr<LineReader> make_cpuinfo();
std::unique_ptr<LineReader> make_system();

// Keeps a message; equal to one of the last few, it is counted there.
Outcome keep_message(Message message, const Line& line, Observations& seen);

// Keeps a line of the table that is no message to the readers: of a list, or of no consequence.
void keep_aside(const Line& line, Observations& seen);

// For the texts of "usable", "System RAM", "ACPI NVS", ...: as E820 lines name them.
MapEntry::Kind map_kind(std::string_view word);

// "0000:01:00.0" or "01:00.0" at the start of the text, with the domain; empty if there is none.
std::string pci_address(std::string_view text);
// The first one in the text.
std::string pci_address_in(std::string_view text);

// The list that an entry belongs to: the open one, or a new one of this kind.
MemoryMapSeen* map_list(Observations& seen, MemoryMapSeen::Origin origin, const Line& line,
                        bool& open);

}  // namespace memtype::readers
