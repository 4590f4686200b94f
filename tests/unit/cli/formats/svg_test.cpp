// Pictures of runs. docs/pictures holds those that the pages show; MEMTYPE_PROMOTE=1 draws them
// again: look at them.
#include "formats/svg.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "files.hpp"
#include "results/result.hpp"

namespace memtype::cli {
namespace svg_test {

using testing::content;
using testing::source;

// The run behind a check, drawn.
std::string drawn(const std::string& file, const std::string& check) {
  CheckRequest request;
  request.options.only = check;
  const FileResult result = check_file(file.front() == '/' ? file : source(file), request);
  const cases::Case& c = *result.loaded.parsed;
  for (std::size_t i = 0; i < c.checks.size(); ++i)
    if (c.checks[i].name == check)
      return run_svg(c, file, c.checks[i], result.proved->checks[i], cases::default_unroll);
  return "";
}

std::size_t count(const std::string& text, const std::string& what) {
  std::size_t n = 0;
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += what.size()) ++n;
  return n;
}

using SvgOfCase = testing::CommandTest;

const std::string red = "stroke=\"#c00000\"";

TEST(Svg, ThePicturesOfThePagesAreWhatIsDrawn) {
  const std::string page = source("docs/pictures/lost_writes.svg");
  const std::string now = drawn("docs/examples/lost_writes.case", "regs_uncached");
  if (std::getenv("MEMTYPE_PROMOTE") != nullptr) std::ofstream(page, std::ios::binary) << now;
  EXPECT_EQ(content(page), now);
}

TEST(Svg, HasBothEndsAndTheSizeOfEachPiece) {
  const std::string svg = drawn("docs/examples/lost_writes.case", "regs_uncached");
  EXPECT_NE(svg.find(">0xc0000000-0xc0000fff<"), std::string::npos) << svg;
  EXPECT_NE(svg.find(">4K<"), std::string::npos) << svg;
  for (const char* row : {"region", "asked", "got", "MTRR", "effective", "check"})
    EXPECT_NE(svg.find(">" + std::string(row) + "<"), std::string::npos) << row;
}

// The registers are not what they want to be either, which this check does not ask about.
TEST_F(SvgOfCase, OnlyWhatTheCheckForbidsIsRed) {
  const std::string svg =
      drawn(write("both.case",
                  "case both machine { cpu intel; }\n"
                  "param bar align 16M range 0xc0000000..0xefffffff;\n"
                  "region regs (bar, 4K) wants UC;\n"
                  "region fb (bar + 8M, 8M) wants WC;\n"
                  "after { r = ioremap_wc(bar, 4K); f = ioremap(bar + 8M, 8M); }\n"
                  "check finally fb (after.fb == WC) expect Holds;\n"),
            "fb");
  EXPECT_EQ(count(svg, red), 2U) << "the frame buffer and the legend";
  EXPECT_NE(svg.find(">must be WC<"), std::string::npos);
  EXPECT_EQ(svg.find(">must be UC<"), std::string::npos);
}

TEST(Svg, StepsThatChangeNothingHaveNoStrip) {
  const std::string svg =
      drawn("cases/bugs/unreported/s3fb_ddc_registers_write_combined.case", "regs_before");
  EXPECT_EQ(count(svg, "Step "), 3U);
  EXPECT_EQ(count(svg, ">effective<"), 3U) << "the last is drawn in any case";
}

TEST(Svg, AnExampleHasNothingRed) {
  const std::string svg = drawn("tests/golden/input/not_as_expected.case", "combined");
  EXPECT_EQ(count(svg, red), 0U);
  EXPECT_NE(svg.find("holds, for example after step"), std::string::npos);
}

}  // namespace svg_test
}  // namespace memtype::cli
