// Machine files: a machine block, and the devices of the machine.
#include "language/parser.hpp"

namespace memtype::cases {

// machine_file = machine { device } ;
SyntaxTree Parser::machine_file() {
  if (accept("machine"))
    machine();
  else
    expected("'machine', with which a machine file begins");
  while (!panic_ && !at_end()) device();
  tree_.skipped = std::move(skipped_);
  return std::move(tree_);
}

// device = "device" STRING { STRING } "{" { device_bar } "}" ;
void Parser::device() {
  if (!accept("device")) return expected("'device' or the end of the file");
  if (peek().kind != Token::Kind::string)
    return expected("the address of the device in quotes, such as \"0000:01:00.0\"");
  const std::string_view address = peek().text;
  DeviceSyntax device;
  device.address = {std::string(address.substr(1, address.size() - 2)), peek().at};
  advance();
  device.what = strings();
  expect("{", " or what the device is, in quotes, after its address");
  while (!panic_ && !at("}") && !at_end()) device.bars.push_back(device_bar());
  expect("}", " or 'bar' in the device");
  tree_.devices.push_back(std::move(device));
}

// device_bar = "bar" NUMBER "(" expr "," expr ")" [ "prefetchable" ] ";" ;
BarSyntax Parser::device_bar() {
  BarSyntax bar;
  expect("bar", " or '}' in the device");
  bar.number.at = peek().at;
  if (!panic_ && peek().kind != Token::Kind::number) expected("the number of the BAR");
  if (!panic_) bar.number = primary();
  expect("(", " after the number; a BAR is written (START, LENGTH)");
  bar.start = expr();
  expect(",", " between start and length");
  bar.length = expr();
  expect(")", " after the length");
  bar.prefetchable = accept("prefetchable");
  expect(";", bar.prefetchable ? " after the BAR" : " or 'prefetchable' after the BAR");
  return bar;
}

}  // namespace memtype::cases
