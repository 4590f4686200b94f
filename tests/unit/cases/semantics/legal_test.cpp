#include "semantics/legal.hpp"

#include "small_case.hpp"

namespace memtype::cases::testing {
namespace legal_test {

std::string machine(const std::string& facts) {
  return "machine { cpu intel; mtrr_variable 4; " + facts + " } ";
}
const std::string ranged = "param bar align 64K range 0xd0000000..0xd00fffff;";

bool legal(const std::string& text, std::int64_t bar, std::int64_t taken = 0) {
  const SmallCase small(text, {bar}, taken);
  return is_legal<Concrete>(small.c, small.choices[0], small.inputs);
}

Interval free_interval(const std::string& facts) {
  const Case c = parsed(machine(facts));
  return machine_choices(c)[0].mtrr_free;
}

TEST(Legal, AParameterLiesInItsRangeAndIsAligned) {
  EXPECT_TRUE(legal(machine("") + ranged, 0xd0000000));
  EXPECT_TRUE(legal(machine("") + ranged, 0xd00f0000));
  EXPECT_FALSE(legal(machine("") + ranged, 0xd0008000));
  EXPECT_FALSE(legal(machine("") + ranged, 0xcfff0000));
  EXPECT_FALSE(legal(machine("") + ranged, 0xd0100000));
}

TEST(Legal, AParameterWithoutARangeLiesInTheAddressWidth) {
  const std::string text = machine("phys_bits 36;") + "param bar align 4K;";
  EXPECT_TRUE(legal(text, 0));
  EXPECT_TRUE(legal(text, 0xffffff000));
  EXPECT_FALSE(legal(text, 0x1000000000));
  EXPECT_FALSE(legal(text, -4096));
}

TEST(Legal, RegionsLieInTheAddressWidth) {
  const std::string text = machine("phys_bits 36;") + "param bar align 4K; region fb (bar, 8K);";
  EXPECT_TRUE(legal(text, 0xfffffe000));
  EXPECT_FALSE(legal(text, 0xffffff000));
}

TEST(Legal, ARegionMayBeEmptyAndDoesNotEndBeforeItBegins) {
  const std::string text = machine("phys_bits 36; memory ram(0, 1G);") +
                           "param bar align 4K; param n range 0..1M; region fb (bar, n - 4K);";
  const auto legal_at = [&](std::int64_t bar, std::int64_t n) {
    const SmallCase small(text, {bar, n});
    return is_legal<Concrete>(small.c, small.choices[0], small.inputs);
  };
  EXPECT_TRUE(legal_at(0x40000000, 8192));
  EXPECT_TRUE(legal_at(0x40000000, 4096)) << "no page";
  EXPECT_TRUE(legal_at(0x1000, 4096)) << "what has no page is not in RAM";
  EXPECT_FALSE(legal_at(0x1000, 8192));
  EXPECT_FALSE(legal_at(0x40000000, 0)) << "a length of -4K";
  EXPECT_FALSE(legal_at(0xffffff000, 12288)) << "beyond 36 bits";
  EXPECT_TRUE(legal_at(0xffffff000, 8192));
}

// The rules that inputs break, in words.
std::vector<std::string> what_is_broken(const std::string& text, std::vector<std::int64_t> params,
                                        std::int64_t taken = 0) {
  const SmallCase small(text, std::move(params), taken);
  std::vector<std::string> list;
  each_legal_rule<Concrete>(small.c, small.choices[0], small.inputs,
                            [&](LegalRule rule, bool holds) {
                              if (!holds) list.push_back(broken(small.c, small.choices[0], rule));
                            });
  return list;
}

TEST(Legal, WhatIsWrongIsSaid) {
  using Lines = std::vector<std::string>;
  EXPECT_EQ(what_is_broken(machine("firmware WC(bar, 128K);") + ranged, {0xd0010000}),
            Lines{"no single MTRR can hold WC(bar, 128K)"});
  EXPECT_EQ(what_is_broken(machine("firmware raw(bar + 2, 0xffff00800);") + ranged, {0xd0010000}),
            Lines{"no memory type has the encoding in raw(bar + 2, 0xffff00800)"});
  EXPECT_EQ(what_is_broken(machine("mtrr_free 4; firmware WC(0xd0000000, 64K);"), {}),
            Lines{"not 4 of 4 registers can be free with firmware WC(0xd0000000, 64K)"});
  EXPECT_EQ(what_is_broken(machine("") + "param bar range 0..1; region fb (bar * 64G, 4K);", {1}),
            Lines{"region 'fb' is not within 36 address bits"});
  EXPECT_EQ(
      what_is_broken(machine("memory ram(0, 1G);") + "param bar align 4K; region fb (bar, 4K);",
                     {0x1000}),
      Lines{"region 'fb' meets RAM"});
  EXPECT_EQ(what_is_broken(machine("") + ranged, {1}),
            Lines{"this is no value of parameter 'bar'"});
  EXPECT_EQ(what_is_broken(machine("firmware WC(0xd0000000, 64K);"), {}, 1),
            Lines{"without 'mtrr_free' no register beside those of 'firmware' is taken"});
}

TEST(Legal, AListThatIsLongerThanTheRegistersIsNotCut) {
  std::string list = "WB(0, 4K)";
  for (int n = 1; n < 9; ++n) list += " + WB(" + std::to_string(n * 4) + "K, 4K)";
  const std::string text = "machine { cpu any of (intel, intel_core); firmware " + list + "; }";
  const SmallCase small(text);
  ASSERT_EQ(small.choices.size(), 2U);
  for (const auto& [choice, fits] : {std::pair{0U, false}, {1U, true}}) {
    Inputs<Concrete> inputs;
    inputs.registers = listed_registers<Concrete>(small.c, small.choices[choice], inputs, 0);
    EXPECT_EQ(is_legal<Concrete>(small.c, small.choices[choice], inputs), fits);
  }
}

TEST(Legal, ARegionBehindAFreeParameterLiesOutsideRam) {
  const std::string ram = "memory ram(0, 1G), reserved(1G, 1M);";
  const std::string text = machine(ram) + "param bar align 4K; region fb (bar, 8K);";
  EXPECT_FALSE(legal(text, 0x3fffe000));
  EXPECT_FALSE(legal(text, 0x3ffff000));
  EXPECT_TRUE(legal(text, 0x40000000)) << "reserved memory is not RAM";
  const std::string written =
      machine(ram) + "param bar align 4K range 0..0x7fffffff; region fb (bar, 8K);";
  EXPECT_TRUE(legal(written, 0x3ffff000)) << "a written range says what it means";
}

TEST(Legal, AListBecomesRegistersFromTheFirst) {
  const SmallCase small(machine("phys_bits 36; firmware WB(0, 4G) + UC(0xc0000000, 1G);"));
  ASSERT_EQ(small.inputs.registers.size(), 4U);
  const auto& first = small.inputs.registers[0];
  EXPECT_TRUE(first.valid);
  EXPECT_TRUE(first.natural);
  EXPECT_EQ(first.base, 0U);
  EXPECT_EQ(first.mask, 0xf00000000U);
  EXPECT_EQ(first.type, TypeSet(MemoryType::WB));
  EXPECT_EQ(small.inputs.registers[1].mask, 0xfc0000000U);
  EXPECT_FALSE(small.inputs.registers[2].valid);
}

TEST(Legal, ARawPairIsTakenAsItIs) {
  const SmallCase small(machine("phys_bits 36; firmware raw(0xd0003001, 0xfffee0800);"));
  const auto& range = small.inputs.registers[0];
  EXPECT_TRUE(range.valid);
  EXPECT_FALSE(range.natural);
  EXPECT_EQ(range.base, 0xd0003000U);
  EXPECT_EQ(range.mask, 0xfffee0000U);
  EXPECT_EQ(range.type, TypeSet(MemoryType::WC));
  EXPECT_TRUE(is_legal<Concrete>(small.c, small.choices[0], small.inputs));
}

TEST(Legal, ARawPairWithoutTheValidBitIsAFreeRegister) {
  const SmallCase small(machine("phys_bits 36; firmware raw(0xd0000001, 0xffff00000);"));
  EXPECT_FALSE(small.inputs.registers[0].valid);
  EXPECT_TRUE(is_legal<Concrete>(small.c, small.choices[0], small.inputs));
}

TEST(Legal, ARawTypeIsOneThatARegisterCanHold) {
  for (const auto& [low, type] : {std::pair{"0", MemoryType::UC},
                                  {"1", MemoryType::WC},
                                  {"4", MemoryType::WT},
                                  {"5", MemoryType::WP},
                                  {"6", MemoryType::WB}}) {
    const SmallCase small(machine("firmware raw(0xd000000" + std::string(low) + ", 0xffff00800);"));
    EXPECT_EQ(small.inputs.registers[0].type, TypeSet(type));
  }
  for (const char* type : {"2", "7", "24"}) {
    const std::string raw = "firmware raw(bar + " + std::string(type) + ", 0xffff00800);";
    const SmallCase small(machine(raw) + ranged, {0xd0010000});
    EXPECT_FALSE(is_legal<Concrete>(small.c, small.choices[0], small.inputs)) << type;
  }
}

TEST(Legal, NoRegisterBesideAListIsTakenUnlessMtrrFreeSaysSo) {
  const SmallCase small(machine("firmware WC(0xd0000000, 64K);"), {}, 1);
  EXPECT_FALSE(is_legal<Concrete>(small.c, small.choices[0], small.inputs));
}

TEST(Legal, AParametersRangeIsABlockOnlyWhereItIsAligned) {
  const std::string text = machine("firmware WC(bar, 128K);") + ranged;
  EXPECT_TRUE(legal(text, 0xd0020000));
  EXPECT_FALSE(legal(text, 0xd0010000)) << "no single register holds 128K there";
}

TEST(Legal, TakenRegistersLieElsewhere) {
  const SmallCase small(machine("mtrr_free 1; firmware WC(0xd0000000, 64K);"), {}, 2);
  const auto& registers = small.inputs.registers;
  EXPECT_FALSE(registers[0].elsewhere);
  EXPECT_TRUE(registers[1].valid && registers[1].elsewhere);
  EXPECT_TRUE(registers[2].valid && registers[2].elsewhere);
  EXPECT_FALSE(registers[3].valid);
  EXPECT_FALSE(matches<Concrete>(registers[1], 0));
  EXPECT_TRUE(is_legal<Concrete>(small.c, small.choices[0], small.inputs));
}

TEST(Legal, MtrrFreeBoundsHowManyAreTaken) {
  const std::string text = machine("mtrr_free 1..2; firmware WC(0xd0000000, 64K);") + ranged;
  EXPECT_FALSE(legal(text, 0xd0000000, 0));
  EXPECT_TRUE(legal(text, 0xd0000000, 1));
  EXPECT_TRUE(legal(text, 0xd0000000, 2));
  EXPECT_FALSE(legal(text, 0xd0000000, 3));
}

TEST(Legal, WithoutMtrrFreeTheOtherRegistersAreFree) {
  EXPECT_EQ(free_interval("").low, 4U);
  EXPECT_EQ(free_interval("firmware WB(0, 4G) + UC(0xc0000000, 1G);").low, 2U);
  EXPECT_EQ(free_interval("firmware WB(0, 4G) + UC(0xc0000000, 1G);").high, 2U);
  EXPECT_EQ(free_interval("firmware any;").low, 0U);
  EXPECT_EQ(free_interval("firmware any;").high, 4U);
  EXPECT_EQ(free_interval("firmware any; mtrr_free 3;").low, 3U);
}

// The registers of the firmware list `ranges` on a machine that says `limits`.
std::vector<std::string> beyond(const std::string& limits, const std::string& ranges) {
  SmallCase small(machine("firmware " + ranges + ";"), {});
  const Case open = parsed(machine("firmware " + limits + ";"));
  const MachineChoice choice = machine_choices(open).front();
  std::vector<std::string> list;
  each_legal_rule<Concrete>(open, choice, small.inputs, [&](LegalRule rule, bool holds) {
    if (!holds) list.push_back(broken(open, choice, rule));
  });
  return list;
}

TEST(Legal, AnyRegisterWithinLimits) {
  using Lines = std::vector<std::string>;
  const std::string two = "any (WB, UC) min 1M";
  EXPECT_EQ(beyond(two, "WB(0, 4G) + UC(0xc0000000, 1M)"), Lines{});
  EXPECT_EQ(beyond(two, "none"), Lines{}) << "free registers";
  EXPECT_EQ(beyond(two, "WB(0, 4G) + WC(0xc0000000, 1M)"),
            Lines{"register 1 is none of firmware any (UC, WB) min 1M"});
  EXPECT_EQ(beyond(two, "UC(0xc0000000, 512K)"),
            Lines{"register 0 is none of firmware any (UC, WB) min 1M"});
  EXPECT_EQ(beyond("any max 64K", "WP(0xc0000000, 64K)"), Lines{});
  EXPECT_EQ(beyond("any max 64K", "WP(0xc0000000, 128K)"),
            Lines{"register 0 is none of firmware any max 64K"});
  EXPECT_EQ(beyond("any min 4K max 64G", "WB(0, 64G)"), Lines{}) << "all of 36 bits";
  EXPECT_EQ(beyond("any (UC, WC, WT, WP, WB) min 4K", "WB(0, 4K)"), Lines{}) << "no limit at all";
}

TEST(Legal, ABarWhoseSizeIsAParameter) {
  const std::string text = machine("memory ram(0, 1G);") +
                           "param size range 1M..8M; bar b size size range 0x3ff00000..0x41ffffff;"
                           " bar other size 1M;";
  const auto legal_at = [&](std::int64_t bar, std::int64_t size, std::int64_t other = 0x80000000) {
    const SmallCase small(text, {size, bar, other});
    return is_legal<Concrete>(small.c, small.choices[0], small.inputs);
  };
  EXPECT_TRUE(legal_at(0x40000000, 0x100000));
  EXPECT_TRUE(legal_at(0x40000000, 0x800000));
  EXPECT_FALSE(legal_at(0x40000000, 0x300000)) << "no power of two";
  EXPECT_FALSE(legal_at(0x40400000, 0x800000)) << "not aligned";
  EXPECT_TRUE(legal_at(0x40400000, 0x400000));
  EXPECT_TRUE(legal_at(0x41800000, 0x800000)) << "up to the end of the range";
  EXPECT_FALSE(legal_at(0x3ff00000, 0x100000)) << "RAM";
  EXPECT_FALSE(legal_at(0x40000000, 0x800000, 0x40700000)) << "another BAR";
  EXPECT_TRUE(legal_at(0x40000000, 0x400000, 0x40700000));
}

TEST(Legal, WhatDependsOnAParameter) {
  const Case c =
      parsed(machine("") +
             "param bar align 4K; param k range 0..3;"
             " const twice = bar * 2; const four = k + 1; const five = 5;"
             " region fb (twice, 4K); region gb (four * 4K, 4K); region hb (five * 4K, 4K);");
  EXPECT_TRUE(depends_on_param(c, c.regions[0].start));
  EXPECT_TRUE(depends_on_param(c, c.regions[0].start, true));
  EXPECT_TRUE(depends_on_param(c, c.regions[1].start));
  EXPECT_FALSE(depends_on_param(c, c.regions[1].start, true)) << "k has a written range";
  EXPECT_FALSE(depends_on_param(c, c.regions[2].start));
}

}  // namespace legal_test
}  // namespace memtype::cases::testing
