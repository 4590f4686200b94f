// Pages and stills: what stands in them. tests/page looks at them with a browser.

#include "formats/picture.hpp"

#include <gtest/gtest.h>

#include "commands/commands.hpp"
#include "files.hpp"
#include "memtype/readers/read.hpp"

namespace memtype::cli {
namespace picture_test {

using testing::content;
using testing::source;

Json picture_of(const std::string& text) {
  const readers::Observations seen = readers::read_source(text, "log.txt");
  return inspect_picture(inspect_document("a machine", seen, inspect::inspect(seen)));
}

const std::string slow =
    "BIOS-e820: [mem 0x0000000000000000-0x000000000009ffff] usable\n"
    "BIOS-e820: [mem 0x0000000000100000-0x000000007fffffff] usable\n"
    "MTRR default type: uncachable\n"
    "MTRR variable ranges enabled:\n"
    "  0 base 000000000 mask F80000000 write-back\n"
    "  1 base 07F800000 mask FFF800000 uncachable\n";

const Json* layer_of(const Json& page, const std::string& name) {
  for (const Json& layer : page.at("layers"))
    if (layer.at("name") == name) return &layer;
  return nullptr;
}

TEST(Picture, LayersOfAMachine) {
  const Json picture = picture_of(slow);
  const Json& page = picture.at("pages").at(0);
  const Json* registers = layer_of(page, "Variable MTRRs");
  ASSERT_NE(registers, nullptr);
  EXPECT_EQ(registers->at("items").at(1).at("first"), "0x7f800000");
  EXPECT_EQ(registers->at("items").at(1).at("type"), "UC");
  EXPECT_EQ(registers->at("items").at(1).at("lines").back(), "log.txt:6");
  const Json* findings = layer_of(page, "Findings");
  ASSERT_NE(findings, nullptr);
  EXPECT_EQ(findings->at("items").at(0).at("finding"), 0);
  EXPECT_EQ(picture.at("findings").at(0).at("where").at(0).at(0), "0x7f800000");
  EXPECT_NE(layer_of(page, "Default type"), nullptr);
  EXPECT_EQ(layer_of(page, "BARs"), nullptr);  // there are none
}

TEST(Picture, OfVeryManyRangesTheFirstAreDrawn) {
  std::string list = "PAT memtype list:\n";
  for (int i = 0; i < 3000; ++i)
    list += "PAT: [mem 0x" + std::to_string(10000000 + i) + "000-0x" +
            std::to_string(10000000 + i) + "800] uncached\n";
  const Json picture = picture_of(list);
  EXPECT_EQ(layer_of(picture.at("pages").at(0), "Reserved (PAT)")->at("items").size(), 2000U);
  EXPECT_EQ(picture.at("text").at(0),
            "Reserved (PAT): 1000 more ranges are not drawn; --json has them.");
  EXPECT_LT(picture_html(picture).size(), std::size_t{1} << 20);
}

// Nothing is loaded, and no text of a log becomes a part of the page.
TEST(Picture, APageIsCompleteInItself) {
  const std::string name = "</script><script>alert(1)</script><!-- {{DATA}} {{TITLE}}";
  const readers::Observations seen = readers::read_source(slow, name);
  const std::string page =
      picture_html(inspect_picture(inspect_document(name, seen, inspect::inspect(seen))));
  EXPECT_EQ(page.find("alert(1)</script>"), std::string::npos);
  for (const char* loads : {" src=", " href=", "url(http", "@import", "fetch("})
    EXPECT_EQ(page.find(loads), std::string::npos) << loads;
  EXPECT_NE(page.find("default-src 'none'"), std::string::npos);
  EXPECT_LT(page.size(), std::size_t{1} << 20);
  const std::string begin = "<script type=\"application/json\" id=\"data\">";
  const std::size_t at = page.find(begin) + begin.size();
  const Json data = Json::parse(page.substr(at, page.find("</script>", at) - at));
  EXPECT_EQ(data.at("title"), name);
}

TEST(Picture, AStillHasTheLettersToo) {
  const std::string svg = picture_svg(picture_of(slow));
  EXPECT_TRUE(svg.ends_with("</svg>\n"));
  EXPECT_NE(svg.find("UC reg 1"), std::string::npos);
  EXPECT_NE(svg.find("costs speed: "), std::string::npos);
  EXPECT_EQ(svg.find("<script"), std::string::npos);
}

TEST(Picture, PagesOfAllMachinesAreSmall) {
  for (const auto& entry : std::filesystem::directory_iterator(source("tests/dumps"))) {
    readers::SourceReader reader;
    for (const auto& text : std::filesystem::directory_iterator(entry)) {
      reader.begin(text.path().filename().string());
      reader.feed(content(text.path().string()));
    }
    const readers::Observations seen = reader.finish();
    const Json picture = inspect_picture(inspect_document("m", seen, inspect::inspect(seen)));
    EXPECT_LT(picture_html(picture).size(), std::size_t{1} << 19) << entry.path();
    EXPECT_TRUE(picture_svg(picture).ends_with("</svg>\n"));
  }
}

class CheckPicture : public testing::CommandTest {};

TEST_F(CheckPicture, MarksTheViolationOfThisCheckAlone) {
  CheckCommand command;
  command.paths = {source("tests/golden/input/graphics.case")};
  command.options.only = command.show_run = "mmio_uncached";
  command.html = file("run.html");
  ASSERT_EQ(check(command, out_, err_), exit_differs) << err_.str();
  const std::string page = content(file("run.html"));
  const std::string begin = "<script type=\"application/json\" id=\"data\">";
  const std::size_t at = page.find(begin) + begin.size();
  const Json data = Json::parse(page.substr(at, page.find("</script>", at) - at));
  const Json& pages = data.at("pages");
  ASSERT_EQ(pages.size(), 1U);
  EXPECT_TRUE(pages[0].at("bad").get<bool>());
  EXPECT_NE(data.at("why").get<std::string>().find("(mmio)"), std::string::npos);
  const Json* effective = layer_of(pages[0], "Effective");
  ASSERT_NE(effective, nullptr);
  std::size_t marked = 0;
  for (const Json& item : effective->at("items")) {
    if (!item.contains("marked")) continue;
    ++marked;
    EXPECT_EQ(item.at("label"), "mmio");
  }
  EXPECT_EQ(marked, 1U);
  EXPECT_EQ(effective->at("items").size(), 1U);
  const Json* mappings = layer_of(pages[0], "Mappings");
  ASSERT_NE(mappings, nullptr);
  EXPECT_EQ(mappings->at("items").at(0).at("lines").at(0),
            "asked UC-, got UC-; the processor reads UC-");
}

TEST_F(CheckPicture, NeedsARun) {
  CheckCommand command;
  command.paths = {source("tests/golden/input/graphics.case")};
  command.html = file("run.html");
  EXPECT_EQ(check(command, out_, err_), exit_bad_input);
  EXPECT_NE(err_.str().find("--html needs --run CHECK"), std::string::npos);
}

}  // namespace picture_test
}  // namespace memtype::cli
