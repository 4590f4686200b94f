// Uses the page as a person would, and writes down what came of it.
{
  const told = [];
  const say = (what, good) => told.push((good ? "ok " : "WRONG ") + what);
  const range = () => document.getElementById("range").textContent;
  const items = () => [...document.querySelectorAll("g.item")];
  const here = () => document.activeElement.getAttribute("aria-label") || "";
  const key = (name, more = {}) => (document.activeElement || document.body).dispatchEvent(
    new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true, ...more }));
  const button = id => document.getElementById(id).click();

  const whole = range();
  say("something is drawn", items().length > 0);
  say("each range has a name", items().every(g => g.getAttribute("aria-label").includes(" to 0x")));
  say("one range is in the order of Tab", document.querySelectorAll("g.item[tabindex='0']").length >= 1);
  button("in");
  say("zoom in: " + range(), range() !== whole);
  button("all");
  say("all: " + range(), range() === whole);

  const finding = document.querySelector("ol.findings button");
  if (finding) {
    finding.click();
    say("a finding leads to its range: " + range(), range() !== whole);
    say("it is marked", document.querySelectorAll("rect.band").length > 0);
    say("it is told", !document.querySelector("ol.findings .more").hidden);
    key("0");
    say("0 shows everything", range() === whole);
  }

  items()[0].focus();
  const first = here();
  key("ArrowDown");
  say("down: " + here(), here() !== "" && here() !== first);
  const below = here();
  key("ArrowRight");
  key("ArrowLeft");
  say("left: " + here(), here() !== "");
  key("Enter");
  say("Enter zooms: " + range(), range() !== whole && below !== "");
  say("the range is described", document.getElementById("details").textContent.includes("0x"));
  key("-");
  key("Escape");
  say("Escape shows everything", range() === whole);

  const g = items().find(one => one.getBoundingClientRect().width > 0);
  g.dispatchEvent(new MouseEvent("click", { bubbles: true }));
  say("a click describes", document.getElementById("details").textContent.includes("0x"));
  say("letters, not colour alone", document.querySelectorAll("#legend li").length > 0);
  button("theme");
  say("light and dark", document.documentElement.className !== "");
  say("items " + items().length, true);

  const result = document.createElement("pre");
  result.id = "result";
  result.textContent = told.concat(window.troubles.map(text => "WRONG " + text)).join("\n");
  document.body.append(result);
}
