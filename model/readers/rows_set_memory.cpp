// set_memory_*() and the direct map (arch/x86/mm/pat/set_memory.c; to 5.5 arch/x86/mm/pageattr.c),
// with its own test (cpa-test.c). Few of these are about memory types: attributes of pages are
// changed by the same code.
#include "rows.hpp"

namespace memtype::readers {
namespace {

constexpr std::string_view self_test =
    "The kernel's test of how it changes page attributes (CONFIG_CPA_DEBUG).";
constexpr std::string_view direct_map =
    "How much of the direct map of RAM is mapped with pages of this size (/proc/meminfo). Pages "
    "are split where a part of them gets other attributes, as by set_memory_wc().";
constexpr std::string_view statistics =
    "How often large pages were kept or split (/sys/kernel/debug/x86/cpa_stats).";
constexpr std::string_view wx = "Memory would be writable and executable at once. No type changes.";

constexpr MessageRow set_memory_table[] = {
    {"DirectMap4k: {n:KiB} kB", MessageKind::state, set_memory_c, since_ever, to_now, direct_map,
     ""},
    {"DirectMap2M: {n:KiB} kB", MessageKind::state, set_memory_c, since_ever, to_now, direct_map,
     ""},
    {"DirectMap4M: {n:KiB} kB", MessageKind::state, set_memory_c, since_ever, to_now, direct_map,
     ""},
    {"DirectMap1G: {n:KiB} kB", MessageKind::state, set_memory_c, since_ever, to_now, direct_map,
     ""},
    {"1G pages checked: {n}", MessageKind::state, set_memory_c, v5_10, to_now, statistics, ""},
    {"1G pages sameprot: {n}", MessageKind::state, set_memory_c, v5_10, to_now, statistics, ""},
    {"1G pages preserved: {n}", MessageKind::state, set_memory_c, v5_10, to_now, statistics, ""},
    {"2M pages checked: {n}", MessageKind::state, set_memory_c, v5_10, to_now, statistics, ""},
    {"2M pages sameprot: {n}", MessageKind::state, set_memory_c, v5_10, to_now, statistics, ""},
    {"2M pages preserved: {n}", MessageKind::state, set_memory_c, v5_10, to_now, statistics, ""},
    {"4K pages set-checked: {n}", MessageKind::state, set_memory_c, v5_10, to_now, statistics, ""},
    {"CPA {*} {*}: {begin} - {x2:last address} PFN {x3:page frame} req {*} prevent {*}",
     MessageKind::state, set_memory_c, v5_10, to_now,
     "A change of attributes was kept from parts that the kernel protects (its own text and "
     "data). The addresses are virtual. No type changes.",
     "static_protections"},
    {"CPA detected W^X violation: {*} -> {*} range: {x:first address} - {x2:last address} PFN "
     "{x3:page frame}",
     MessageKind::state, set_memory_c, v6_1, to_now, wx, "verify_rwx"},
    {"CPA: Cannot fixup static protections for PUD split", MessageKind::state, set_memory_c, v5_10,
     to_now,
     "A page of 1 GiB was split, and parts of it keep attributes that they should not have.",
     "split_set_pmd"},
    {"CPA: called for zero pte. vaddr = {x:address} cpa->vaddr = {x2:address}", MessageKind::state,
     set_memory_c, since_ever, to_now,
     "set_memory_*() was called for an address that is not mapped; -EINVAL, and a stack trace.",
     "__cpa_process_fault"},
    {"Could not invalidate pfn={x:page frame} from 1:1 map", MessageKind::state, set_memory_c, v6_1,
     to_now,
     "Memory that is about to be unusable (poison, a guest's private page) could not be taken out "
     "of the direct map.",
     "set_mce_nospec"},
    {"misaligned address: {x:address}", MessageKind::state, set_memory_c, v4_19, to_now,
     "set_memory_encrypted() or _decrypted() was called for an address inside a page; it is "
     "rounded down.",
     "__set_memory_enc_pgtable"},
    {"CPA VMM failure to convert memory (addr={*}, numpages={*}) to {*}: {*}", MessageKind::state,
     set_memory_c, v6_12, to_now,
     "The hypervisor did not make memory of a confidential guest private or shared. No type "
     "changes.",
     "__set_memory_enc_pgtable"},
    {"Don't call after initializing SMP", MessageKind::state, set_memory_c, v5_10, to_now,
     "A defect of the kernel: memory of EFI was mapped too late.", "kernel_map_pages_in_pgd"},
    {"{x:address} level {n:level} but not PSE {x2:entry}", MessageKind::state, cpa_test_c,
     since_ever, to_now, self_test, ""},
    {"4k {n} large {n2} gb {n3} x {n4}[{x}-{x2}] miss {*}", MessageKind::state, cpa_test_c,
     since_ever, to_now, self_test, ""},
    {"CPA max_pfn_mapped {n} but expected {n2}", MessageKind::state, cpa_test_c, since_ever, to_now,
     self_test, ""},
    {"CPA self-test:", MessageKind::state, cpa_test_c, since_ever, to_now, self_test, ""},
    {"CPA Cannot vmalloc bitmap", MessageKind::state, cpa_test_c, since_ever, to_now, self_test,
     ""},
    {"CPA {n:test} failed {*}", MessageKind::state, cpa_test_c, since_ever, to_now, self_test, ""},
    {"CPA {x:address}: bad pte after revert {x2:entry}", MessageKind::state, cpa_test_c, since_ever,
     to_now, self_test, ""},
    {"CPA {x:address}: bad pte {x2:entry}", MessageKind::state, cpa_test_c, since_ever, to_now,
     self_test, ""},
    {"CPA {x:address}: unexpected level {n:level}", MessageKind::state, cpa_test_c, since_ever,
     to_now, self_test, ""},
    {"CPA lookup of {x:address} failed", MessageKind::state, cpa_test_c, since_ever, to_now,
     self_test, ""},
    {"CPA reverting failed: {*}", MessageKind::state, cpa_test_c, since_ever, to_now, self_test,
     ""},
    {"NOT PASSED. Please report.", MessageKind::state, cpa_test_c, since_ever, to_now, self_test,
     ""},
    {"ok.", MessageKind::state, cpa_test_c, since_ever, to_now,
     "The kernel's test of how it changes page attributes went well.", ""},
};

}  // namespace

std::span<const MessageRow> set_memory_rows() { return set_memory_table; }

}  // namespace memtype::readers
