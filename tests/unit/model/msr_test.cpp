#include "memtype/cpu/msr.hpp"

#include "types_from_text.hpp"

namespace memtype {
namespace msr_test {

using enum MsrFault;

MsrFault intel(std::uint32_t msr, std::uint64_t value) {
  return check_write(reset_msrs(Vendor::intel, 40), msr, value);
}

TEST(Msr, MtrrCapIsReadOnly) {
  EXPECT_EQ(intel(0xfe, 0x508), read_only);
  EXPECT_EQ(read_msr(reset_msrs(Vendor::intel, 40), 0xfe).value, 0x508U);
}

TEST(Msr, BaseTakesFiveTypesAndNoReservedBits) {
  for (std::uint64_t type = 0; type < 256; ++type) {
    const bool legal = type == 0 || type == 1 || (type >= 4 && type <= 6);
    EXPECT_EQ(intel(0x200, 0x80000000 | type), legal ? none : reserved_type) << type;
  }
  for (unsigned bit = 8; bit < 12; ++bit)
    EXPECT_EQ(intel(0x200, std::uint64_t{1} << bit | 6), reserved_bits) << bit;
  EXPECT_EQ(intel(0x200, (std::uint64_t{1} << 39) | 6), none);
  for (unsigned bit = 40; bit < 64; ++bit)
    EXPECT_EQ(intel(0x200, std::uint64_t{1} << bit | 6), beyond_width) << bit;
}

TEST(Msr, MaskMayHaveHolesAndBeZero) {
  EXPECT_EQ(intel(0x201, 0x800), none);
  EXPECT_EQ(intel(0x201, 0xa5a5a5a000), none);
  EXPECT_EQ(intel(0x201, 0xfffffff800), none);
  for (unsigned bit = 0; bit < 11; ++bit)
    EXPECT_EQ(intel(0x201, std::uint64_t{1} << bit), reserved_bits) << bit;
  EXPECT_EQ(intel(0x201, std::uint64_t{1} << 40), beyond_width);
}

TEST(Msr, PairsFromVcntOnDoNotExist) {
  EXPECT_EQ(intel(0x20f, 0), none);
  EXPECT_EQ(intel(0x210, 0), unknown_msr);
  const MsrFile ten = reset_msrs(Vendor::intel, 40, 0x50a);
  EXPECT_EQ(check_write(ten, 0x213, 0), none);
  EXPECT_EQ(check_write(ten, 0x214, 0), unknown_msr);
}

TEST(Msr, FixedRangesNeedMtrrCapFix) {
  EXPECT_EQ(intel(0x26f, 0x0605040100010406), none);
  EXPECT_EQ(check_write(reset_msrs(Vendor::intel, 40, 0x408), 0x250, 0), unknown_msr);
}

TEST(Msr, EveryByteOfAFixedRangeRegisterIsChecked) {
  for (unsigned byte = 0; byte < 8; ++byte)
    for (std::uint64_t type : {2U, 3U, 7U, 8U, 0x18U, 0x80U, 0xffU})
      EXPECT_EQ(intel(0x258, type << (8 * byte)), reserved_type) << type << " in byte " << byte;
}

TEST(Msr, AmdTakesRdMemAndWrMemOnlyWhileTheyCanBeModified) {
  MsrFile amd = reset_msrs(Vendor::amd, 48);
  EXPECT_EQ(check_write(amd, 0x250, 0x1e), reserved_type);
  amd.syscfg = syscfg_fix_dram_mod_en;
  EXPECT_EQ(check_write(amd, 0x250, 0x1e), none);
  EXPECT_EQ(check_write(amd, 0x250, 0x1a), reserved_type) << "type 2 with RdMem and WrMem";
  EXPECT_EQ(check_write(amd, 0x250, 0x20), reserved_type);
}

TEST(Msr, DefTypeHasEAndFeAndAType) {
  EXPECT_EQ(intel(0x2ff, 0xc06), none);
  EXPECT_EQ(intel(0x2ff, 0xc02), reserved_type);
  EXPECT_EQ(intel(0x2ff, 0xc07), reserved_type);
  for (unsigned bit = 8; bit < 64; ++bit) {
    const bool flag = bit == 10 || bit == 11;
    EXPECT_EQ(intel(0x2ff, std::uint64_t{1} << bit), flag ? none : reserved_bits) << bit;
  }
}

TEST(Msr, PatTakesUcMinusAndTheMtrrsDoNot) {
  EXPECT_EQ(intel(0x277, pat_power_on), none);
  EXPECT_EQ(intel(0x277, 0x0007040600070403), reserved_type);
  MsrFile file = reset_msrs(Vendor::intel, 40);
  file.has_pat = false;
  EXPECT_EQ(check_write(file, 0x277, pat_power_on), unknown_msr);
}

TEST(Msr, SmrrIsWrittenInSmmOnlyAndOnlyWhereItExists) {
  EXPECT_EQ(intel(0x1f2, 0), unknown_msr);
  MsrFile file = reset_msrs(Vendor::intel, 40, 0xd08);
  EXPECT_EQ(check_write(file, 0x1f2, 0x7f000006), outside_smm);
  file.in_smm = true;
  EXPECT_EQ(check_write(file, 0x1f2, 0x7f000006), none);
  EXPECT_EQ(check_write(file, 0x1f2, 0x17f000006), beyond_width);
  EXPECT_EQ(check_write(file, 0x1f3, 0xff800800), none);
  EXPECT_EQ(check_write(file, 0x1f3, 0xff800801), reserved_bits);
}

TEST(Msr, AmdRegistersDoNotExistOnIntel) {
  for (std::uint32_t msr : {0xc0010010U, 0xc0010016U, 0xc0010019U, 0xc001001aU, 0xc001001dU}) {
    EXPECT_EQ(intel(msr, 0), unknown_msr) << msr;
    EXPECT_EQ(check_write(reset_msrs(Vendor::hygon, 48), msr, 0), none) << msr;
  }
}

TEST(Msr, TopMem2KeepsBits51To23) {
  MsrFile amd = reset_msrs(Vendor::amd, 48);
  EXPECT_EQ(write_msr(amd, 0xc001001d, ~std::uint64_t{0}), none);
  EXPECT_EQ(read_msr(amd, 0xc001001d).value, 0x000fffffff800000U);
}

TEST(Msr, SyscfgTakesBackTheReservedBitsItHas) {
  MsrFile amd = reset_msrs(Vendor::amd, 48);
  amd.syscfg = 0;
  EXPECT_EQ(check_write(amd, 0xc0010010, 0x20601), reserved_bits);
  amd.syscfg = 0x20601;
  EXPECT_EQ(check_write(amd, 0xc0010010, 0x20601 | syscfg_tom2_en), none);
  EXPECT_EQ(check_write(amd, 0xc0010010, std::uint64_t{1} << 27), reserved_bits);
}

TEST(Msr, AFaultingWriteChangesNothing) {
  MsrFile file = reset_msrs(Vendor::intel, 40);
  EXPECT_EQ(write_msr(file, 0x200, 0x80000006), none);
  EXPECT_EQ(write_msr(file, 0x200, 0x80000002), reserved_type);
  EXPECT_EQ(read_msr(file, 0x200).value, 0x80000006U);
  EXPECT_EQ(read_msr(file, 0x300).fault, unknown_msr);
}

TEST(Msr, ResetClearsEAndVAndSetsThePowerOnPat) {
  const MsrFile file = reset_msrs(Vendor::amd, 48);
  EXPECT_EQ(file.def_type & mtrr_def_enable, 0U);
  for (const MsrPair& pair : file.variable) EXPECT_EQ(pair.mask & mtrr_mask_valid, 0U);
  EXPECT_EQ(file.pat, 0x0007040600070406U);
}

TEST(Msr, RestoringRebuildsTheStateAndEnablesMtrrsLast) {
  MsrFile saved = reset_msrs(Vendor::intel, 40);
  saved.def_type = 0xc06;
  saved.fixed[3] = 0x0505050505050505;
  saved.variable[2] = {0x80000001, 0xff80000800};
  saved.pat = 0x0407050600070106;
  const std::vector<MsrWrite> writes = restore_order(saved);
  EXPECT_EQ(writes.front(), (MsrWrite{0x2ff, 0x406}));
  EXPECT_EQ(writes.back(), (MsrWrite{0x2ff, 0xc06}));
  MsrFile fresh = reset_msrs(Vendor::intel, 40);
  fresh.variable[2] = {0x40000006, 0xffc0000800};
  for (std::size_t i = 0; i < writes.size(); ++i) {
    EXPECT_EQ(write_msr(fresh, writes[i].msr, writes[i].value), none);
    const bool enabled = (fresh.def_type & mtrr_def_enable) != 0;
    EXPECT_EQ(enabled, i + 1 == writes.size());
  }
  EXPECT_EQ(fresh.variable, saved.variable);
  EXPECT_EQ(fresh.fixed, saved.fixed);
  EXPECT_EQ(fresh.pat, saved.pat);
}

TEST(Msr, FixedRangesNeedBothFeAndFix) {
  MsrFile file = reset_msrs(Vendor::intel, 40);
  file.def_type = 0xc06;
  EXPECT_TRUE(mtrr_state(file).fixed_enabled);
  file.cap = 0x408;
  EXPECT_FALSE(mtrr_state(file).fixed_enabled);
}

TEST(Msr, Tom2CountsOnlyWithBothBitsOnAmdFromFamily15On) {
  MsrFile file = reset_msrs(Vendor::amd, 48);
  file.top_mem2 = 0x234567890;
  file.syscfg = syscfg_tom2_en | syscfg_tom2_force_wb;
  EXPECT_EQ(mtrr_state(file).tom2_wb_end, 0x234000000U);
  file.syscfg = syscfg_tom2_en;
  EXPECT_EQ(mtrr_state(file).tom2_wb_end, 0U);
  file.syscfg = syscfg_tom2_en | syscfg_tom2_force_wb;
  file.family = 6;
  EXPECT_EQ(mtrr_state(file).tom2_wb_end, 0U);
  file.family = 15;
  file.vendor = Vendor::intel;
  EXPECT_EQ(mtrr_state(file).tom2_wb_end, 0U);
}

TEST(Msr, SyscfgHasNineBitsThatMayBeSet) {
  const MsrFile amd = reset_msrs(Vendor::amd, 48);
  for (unsigned bit = 18; bit < 64; ++bit)
    EXPECT_EQ(check_write(amd, 0xc0010010, std::uint64_t{1} << bit),
              bit < 27 ? none : reserved_bits)
        << bit;
}

TEST(Msr, TopMemHasItsResetValueAndKeepsBits51To23) {
  MsrFile amd = reset_msrs(Vendor::amd, 48);
  EXPECT_EQ(read_msr(amd, 0xc001001a).value, 0x04000000U);
  EXPECT_EQ(read_msr(amd, 0xc0010010).value, 0x20601U);
  EXPECT_EQ(write_msr(amd, 0xc001001a, ~std::uint64_t{0}), none);
  EXPECT_EQ(read_msr(amd, 0xc001001a).value, 0x000fffffff800000U);
}

TEST(Msr, IorrsIgnoreTheirOtherBits) {
  MsrFile amd = reset_msrs(Vendor::amd, 48);
  for (std::uint32_t base : {0xc0010016U, 0xc0010018U}) {
    EXPECT_EQ(write_msr(amd, base, ~std::uint64_t{0}), none);
    EXPECT_EQ(write_msr(amd, base + 1, ~std::uint64_t{0}), none);
    EXPECT_EQ(read_msr(amd, base).value, 0x000ffffffffff018U);
    EXPECT_EQ(read_msr(amd, base + 1).value, 0x000ffffffffff800U);
  }
}

TEST(Msr, RdMemAndWrMemReadAsZeroAndStayWhileTheyCannotBeModified) {
  MsrFile amd = reset_msrs(Vendor::amd, 48);
  EXPECT_EQ(write_msr(amd, 0xc0010010, syscfg_reset | syscfg_fix_dram_mod_en), none);
  EXPECT_EQ(write_msr(amd, 0x26f, 0x1818181818181e1e), none);
  EXPECT_EQ(read_msr(amd, 0x26f).value, 0x1818181818181e1eU);
  EXPECT_EQ(write_msr(amd, 0xc0010010, syscfg_reset), none);
  EXPECT_EQ(read_msr(amd, 0x26f).value, 0x0606U);
  EXPECT_EQ(write_msr(amd, 0x26f, 0x0505), none);
  EXPECT_EQ(write_msr(amd, 0xc0010010, syscfg_reset | syscfg_fix_dram_mod_en), none);
  EXPECT_EQ(read_msr(amd, 0x26f).value, 0x1818181818181d1dU);
}

TEST(Msr, RdMemAndWrMemAreNoPartOfTheType) {
  MsrFile amd = reset_msrs(Vendor::amd, 48);
  amd.def_type = mtrr_def_enable | mtrr_def_fixed_enable;
  amd.fixed.fill(0x1e1e1e1e1e1e1e1e);
  EXPECT_EQ(mtrr_type_at<Concrete>(mtrr_state(amd), 0x9f000), TypeSet(MemoryType::WB));
}

// A processor of the same kind, with everything set to something.
MsrFile busy(MsrFile file) {
  file.def_type = 0xc06;
  file.fixed.fill(0x0605040100060504);
  for (std::size_t i = 0; i < file.variable.size(); ++i)
    file.variable[i] = {(i + 1) << 28 | 1, 0xff0000800};
  file.pat = 0x0407050600070106;
  file.smrr = {0x7f000006, 0xff800800};
  return file;
}

TEST(Msr, RestoringAnAmdStateBringsBackRoutesAndEnablesThemAfterTheirRegisters) {
  MsrFile saved = busy(reset_msrs(Vendor::amd, 48));
  saved.fixed.fill(0x1e1e1e1e18181c1c);
  saved.syscfg = syscfg_reset | syscfg_fix_dram_en | syscfg_var_dram_en | syscfg_tom2_en;
  saved.top_mem = 0x80000000;
  saved.top_mem2 = 0x480000000;
  saved.iorr[1] = {0xd0000018, 0xffffffff0800};
  MsrFile fresh = reset_msrs(Vendor::amd, 48);
  for (const MsrWrite& write : restore_order(saved)) {
    EXPECT_EQ(write_msr(fresh, write.msr, write.value), none) << std::hex << write.msr;
    if ((fresh.syscfg & syscfg_var_dram_en) != 0) {
      EXPECT_EQ(fresh.top_mem, saved.top_mem);
      EXPECT_EQ(fresh.iorr, saved.iorr);
    }
    if ((fresh.syscfg & syscfg_tom2_en) != 0) {
      EXPECT_EQ(fresh.top_mem2, saved.top_mem2);
    }
    if ((fresh.syscfg & syscfg_fix_dram_en) != 0) {
      EXPECT_EQ(fresh.fixed, saved.fixed);
    }
  }
  EXPECT_EQ(fresh.fixed, saved.fixed);
  EXPECT_EQ(fresh.syscfg, saved.syscfg);
}

TEST(Msr, SmrrIsRestoredInSmmOnly) {
  MsrFile saved = busy(reset_msrs(Vendor::intel, 40, 0xd08));
  MsrFile fresh = reset_msrs(Vendor::intel, 40, 0xd08);
  EXPECT_EQ(restore_msrs(fresh, saved).fault, none);
  EXPECT_EQ(fresh.smrr, MsrPair{});
  saved.in_smm = true;
  EXPECT_EQ(restore_msrs(fresh, saved).fault, outside_smm);
  fresh.in_smm = true;
  EXPECT_EQ(restore_msrs(fresh, saved).fault, none);
  EXPECT_EQ(fresh.smrr, saved.smrr);
}

TEST(Msr, AStateThatDoesNotFitIsRefusedWholeAndTheWriteIsNamed) {
  MsrFile saved = busy(reset_msrs(Vendor::intel, 40, 0x508));
  saved.variable[3] = {0x8000000006, 0xff80000800};
  MsrFile narrow = reset_msrs(Vendor::intel, 36, 0x508);
  const MsrRestore refused = restore_msrs(narrow, saved);
  EXPECT_EQ(refused.fault, beyond_width);
  EXPECT_EQ(refused.write, (MsrWrite{0x206, 0x8000000006}));
  EXPECT_EQ(narrow.def_type, 0U);
  EXPECT_EQ(narrow.variable[0], MsrPair{});
  MsrFile few = reset_msrs(Vendor::intel, 40, 0x506);
  EXPECT_EQ(restore_msrs(few, saved).write.msr, 0x20dU);
}

TEST(Msr, EveryFaultHasItsOwnText) {
  for (MsrFault a :
       {none, unknown_msr, read_only, reserved_type, reserved_bits, beyond_width, outside_smm})
    for (MsrFault b :
         {none, unknown_msr, read_only, reserved_type, reserved_bits, beyond_width, outside_smm})
      EXPECT_EQ(a == b, name(a) == name(b));
}

}  // namespace msr_test
}  // namespace memtype
