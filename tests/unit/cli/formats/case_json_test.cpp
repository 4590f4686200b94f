// Cases to JSON and back: the same tree, and no document that says more than the case.

#include "formats/case_json.hpp"

#include <gtest/gtest.h>

#include "../../cases/language/case_files.hpp"
#include "../../cases/parsed.hpp"
#include "commands/commands.hpp"
#include "files.hpp"
#include "memtype/cases/print.hpp"
#include "schema.hpp"

namespace memtype::cli {
namespace case_json_test {

using cases::testing::parsed_file;
using testing::content;
using testing::source;

testing::Schema& case_schema() {
  static testing::Schema schema(
      nlohmann::json::parse(content(source("docs/schema/memtype-case-1.schema.json"))));
  return schema;
}

class CaseJson : public ::testing::TestWithParam<std::string> {};

TEST_P(CaseJson, IsValidAndComesBackAsTheSameTree) {
  const cases::Case c = parsed_file(content(GetParam()));
  const Json json = Json::parse(dump(case_json(c)));
  EXPECT_EQ(case_schema().check(json), std::vector<std::string>{});
  const cases::Case again = parsed_file(case_text(json));
  EXPECT_TRUE(same_tree(c, again)) << case_text(json);
  EXPECT_EQ(difference(json, again), "");
}

INSTANTIATE_TEST_SUITE_P(Files, CaseJson, ::testing::ValuesIn(cases::testing::case_files()),
                         cases::testing::file_label);

const char* const everything =
    "case t \"One.\n Two.\" machine { cpu any; phys_bits 36..38; "
    "pat any of (nopat, nopat(0x0007010600070106), msr(0x0007010600070106)); mtrr_variable 9; "
    "mtrr_free 1..4; "
    "mtrr_default any; mtrr_fixed any; mtrr_enabled any of (off, on); "
    "fixed any of (WP, WB(0, 640K) + UC(640K, 384K)); mtrr_wc any; tom2 any of (off, 6G); "
    "firmware any of (none, any, WB(0, 4G) + UC(bar, 64K) + free + raw(0xc0000006, 0xf80000800)); "
    "memory ram(0, 2G), reserved(2G, 16M); reserved WB(3G, 12K), UC-(0xfed00000, 4K); env any of "
    "(bare_metal, kvm); "
    "cmdline any of (unknown, \"\", \"a nopat\"); cr0_cd any; smrr any of (none, UC(1G, 4K)); "
    "syscfg any of (0, 0x740000); top_mem 2G; iorr rdmem(2G, 4K), mmio(1G, 1G); "
    "cpus any of (same, differ(variable, pat)); "
    "kernel any of (\"4.2\", \"6.12.54\"); guest_pat any; host_type any of (UC, WB); } "
    "param bar align 1M range 0xc0000000..0xcfffffff; param free align 4K; "
    "bar vram size 16M range 3G..0xffffffff may overlap; bar regs size 64K; "
    "assume (regs < vram || kernel >= \"6.1\"); "
    "const two = 2 + -free * 0; region r (bar, 4K * 2) wants WP where mapped; "
    "program a { unsigned long x, y; for (x = 0; x < 2; x++) { y = -(-x) ? ~x : min(x, 3); } "
    "do { va = ioremap(bar, 4K); } while (!va && two > 1); while (true) break; { ; } return; } "
    "program b { if (va) iounmap(va); else return; } async g { a then b then a; } "
    "check always k (g.r in {UC, WB, UC-} || has(g.r, WC)) when (kernel >= \"5.1\" && "
    "env != kvm && cpu == intel) expect Unknown;";

TEST(CaseJsonDocument, HasEveryConstruct) {
  const cases::Case c = parsed_file(everything);
  const Json json = case_json(c);
  EXPECT_EQ(case_schema().check(json), std::vector<std::string>{});
  EXPECT_TRUE(same_tree(c, parsed_file(case_text(json)))) << case_text(json);
}

// Every leaf of a document put to something else: refused, or taken for what it says.
TEST(CaseJsonDocument, NoChangeIsPassedOver) {
  const Json good = case_json(parsed_file(everything));
  const Json flat = good.flatten();
  std::size_t refused = 0;
  for (const auto& [place, unused] : flat.items())
    for (const Json& value :
         {Json("x; } check"), Json("zz"), Json(7), Json(nullptr), Json::object(), Json::array()}) {
      Json changed = good;
      changed[Json::json_pointer(place)] = value;
      try {
        const std::string text = case_text(changed);
        const cases::ParseResult result = cases::parse_case("", text);
        if (!result.parsed || !difference(changed, *result.parsed).empty())
          ++refused;
        else
          EXPECT_EQ(nlohmann::json(case_json(*result.parsed)), nlohmann::json(changed)) << place;
      } catch (const CaseJsonError&) {
        ++refused;
      } catch (const Json::exception&) {
        ++refused;
      }
    }
  EXPECT_GE(refused, flat.size() * 4);
}

TEST(CaseJsonDocument, DeepOnesAreRefused) {
  Json json = case_json(parsed_file(everything));
  Json deep = "x";
  for (int i = 0; i < 700; ++i) deep = {{"op", "-"}, {"args", Json::array({deep})}};
  json["checks"][0]["condition"] = deep;
  EXPECT_THROW(case_text(json), CaseJsonError);
}

class Convert : public testing::CommandTest {};

TEST_F(Convert, ThereAndBackIsTheCanonicalText) {
  const std::string name = source("cases/rules/rebind.case");
  EXPECT_EQ(convert({name, true, file("r.json")}, out_, err_), exit_ok);
  EXPECT_EQ(convert({file("r.json"), false, ""}, out_, err_), exit_ok) << err_.str();
  EXPECT_EQ(out_.str(), print_case(parsed_file(content(name))));
}

TEST_F(Convert, WhatIsWrongIsNamedAndNothingIsWritten) {
  Json json = case_json(parsed_file(content(source("cases/rules/rebind.case"))));
  const auto refused = [&](const Json& document, const std::string& why) {
    err_.str("");
    const std::string name = write("in.json", dump(document));
    EXPECT_EQ(convert({name, false, file("out.case")}, out_, err_), exit_bad_input);
    EXPECT_NE(err_.str().find(why), std::string::npos) << err_.str();
    EXPECT_FALSE(std::filesystem::exists(file("out.case")));
  };
  Json extra = json;
  extra["regions"][0]["colour"] = "red";
  refused(extra, "/regions/0/colour: a case cannot say this");
  Json wrong = json;
  wrong["checks"][0]["expect"] = "holds";
  refused(wrong, "/checks/0/expect");
  Json unknown = json;
  unknown["machine"]["cpu"][0] = "itanium";
  refused(unknown, "/machine/cpu/0: 'itanium' is not a value of 'cpu'");
  write("bad.json", "{");
  EXPECT_EQ(convert({file("bad.json"), false, ""}, out_, err_), exit_bad_input);
  EXPECT_EQ(convert({file("none.json"), false, ""}, out_, err_), exit_bad_input);
  EXPECT_EQ(convert({file("none.case"), true, ""}, out_, err_), exit_bad_input);
}

}  // namespace case_json_test
}  // namespace memtype::cli
