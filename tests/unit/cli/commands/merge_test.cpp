// `memtype merge`: shards and whole results as one.

#include <gtest/gtest.h>

#include "../formats/results.hpp"

namespace memtype::cli {
namespace merge_test {

using testing::content;
using testing::Results;
using testing::source;

TEST_F(Results, ShardsJoinToTheWhole) {
  run(all());
  const Json whole = timeless(out_.str());
  for (std::size_t of : {1U, 2U, 4U, 20U}) {  // the last with empty shards
    MergeCommand join;
    for (std::size_t i = of; i > 0; --i) {
      CheckCommand command = all();
      command.shard = {i, of};
      command.files.main = file("shard" + std::to_string(i));
      run(command);
      EXPECT_EQ(out_.str(), "");
      join.paths.push_back(command.files.main);
    }
    out_.str("");
    EXPECT_EQ(merge(join, out_, err_), exit_bad_input);  // one file has an error
    EXPECT_EQ(timeless(out_.str()), whole) << of;
  }
}

TEST_F(Results, MergeRefusesWhatDoesNotBelongTogether) {
  const auto shard = [&](std::size_t number, std::size_t of, const std::string& dir) {
    CheckCommand command;
    command.paths = {dir};
    command.files.format = document_format("json");
    command.shard = {number, of};
    command.files.main = file(std::to_string(number) + "of" + std::to_string(of));
    run(command);
    return command.files.main;
  };
  const std::string inputs = source("tests/golden/input");
  const std::string a = shard(1, 2, inputs), b = shard(2, 2, inputs), c = shard(1, 3, inputs);
  const std::string whole = shard(1, 1, inputs);
  const auto refused = [&](std::vector<std::string> paths) {
    out_.str("");
    err_.str("");
    const int exit = merge({std::move(paths), {}}, out_, err_);
    EXPECT_EQ(exit, exit_bad_input);
    EXPECT_EQ(out_.str(), "");
    return err_.str();
  };
  EXPECT_NE(refused({a}).find("shard 2 of 2 is missing"), std::string::npos);
  EXPECT_NE(refused({a, a, b}).find("shard 1 is also in"), std::string::npos);
  EXPECT_NE(refused({a, c}).find("this is no shard of the corpus"), std::string::npos);
  EXPECT_NE(refused({a, whole}).find("this is no shard of the corpus"), std::string::npos);
  EXPECT_NE(refused({whole, a}).find("this is a shard"), std::string::npos);
  EXPECT_NE(refused({file("none")}).find("cannot be read"), std::string::npos);
  for (const char* text : {"", "[]", "{}", "{\"format\": \"memtype-check-2\"}", "{\"format\":",
                           "{\"format\": \"memtype-check-1\", \"corpus\": {\"files\": -1}}"})
    EXPECT_NE(refused({write("odd", text)}), "") << text;
  Json forged = Json::parse(content(whole));
  forged["summary"]["exit"] = 0;
  EXPECT_NE(refused({write("forged", dump(forged))}).find("its summary"), std::string::npos);
  forged["cases"][0]["exit"] = 4;
  EXPECT_NE(refused({write("forged", dump(forged))}).find("4 is no exit code"), std::string::npos);
}

TEST_F(Results, WholeResultsAreJoinedOneAfterTheOther) {
  CheckCommand command;
  command.files.format = document_format("json");
  MergeCommand join;
  for (const char* name : {"cases/rules/pow2_size.case", "cases/rules/usage_counts.case"}) {
    command.paths = {source(name)};
    command.files.main = file(std::to_string(join.paths.size()));
    run(command);
    join.paths.push_back(command.files.main);
  }
  EXPECT_EQ(merge(join, out_, err_), exit_ok);
  const Json merged = Json::parse(out_.str());
  EXPECT_EQ(merged["cases"][0]["case"], "pow2_size");
  EXPECT_EQ(merged["cases"][1]["case"], "usage_counts");
  EXPECT_EQ(merged["corpus"]["files"], 2);
}

}  // namespace merge_test
}  // namespace memtype::cli
