"""usage: page.py PROGRAM SOURCE: pages of real machines and of a run, used in a headless Chromium:
no error, zoom, findings, keyboard, a thousand ranges."""
import html
import os
import re
import subprocess
import sys
import tempfile

program, source = sys.argv[1:3]
here = os.path.dirname(os.path.abspath(__file__))
script = open(os.path.join(here, "page.js"), encoding="utf-8").read()
# Before the page's own script: what goes wrong in it.
watch = """<script>window.troubles = [];
addEventListener("error", e => troubles.push(e.message));
addEventListener("unhandledrejection", e => troubles.push(String(e.reason)));
console.error = (...a) => troubles.push(a.join(" "));</script>"""


def many_ranges():
    """A list of reservations of a thousand pieces, over registers."""
    lines = ["reg00: base=0x000000000 (    0MB), size= 2048MB, count=1: write-back",
             "reg01: base=0x07f000000 ( 2032MB), size=   16MB, count=1: uncachable",
             "PAT memtype list:"]
    types = ["write-combining", "uncached-minus", "uncached", "write-back"]
    for i in range(1000):
        first = 0x4000000000 + i * 0x20000
        last = first + (0x1000 << i % 5)
        lines.append("PAT: [mem 0x%x-0x%x] %s" % (first, last, types[i % 4]))
    return "\n".join(lines) + "\n"


def use(page, folder, profile):
    """The lines of page.js about this page."""
    text = open(page, encoding="utf-8").read()
    if len(text) > 1 << 20:
        return ["WRONG the page has %d bytes" % len(text)]
    # The policy of the page allows scripts inside it alone, and these are.
    text = text.replace('<meta name="viewport"', watch + '<meta name="viewport"', 1)
    text = text.replace("</body>", "<script>" + script + "</script></body>")
    used = os.path.join(folder, "used.html")
    open(used, "w", encoding="utf-8").write(text)
    dom = subprocess.run(
        ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--user-data-dir=" + profile,
         "--window-size=1300,1000", "--virtual-time-budget=4000", "--dump-dom", "file://" + used],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=120, check=False,
    ).stdout.decode("utf-8", "replace")
    found = re.search(r'<pre id="result">(.*?)</pre>', dom, re.S)
    if not found:
        return ["WRONG the page did not come to its end"]
    return html.unescape(found.group(1)).splitlines()


def main():
    with tempfile.TemporaryDirectory() as folder:
        def make(name, *arguments):
            page = os.path.join(folder, name + ".html")
            subprocess.run([program, *arguments, "--html", page], cwd=source, check=False,
                           stdout=subprocess.DEVNULL)
            return page
        many = os.path.join(folder, "many.txt")
        open(many, "w", encoding="utf-8").write(many_ranges())
        pages = {
            "a finding": make("a", "inspect", "tests/dumps/wt-over-gpu"),
            "many reservations": make("b", "inspect", many),
            "a run": make("c", "check", "tests/golden/input/graphics.case", "--run",
                          "mmio_uncached"),
        }
        bad = 0
        profile = os.path.join(folder, "profile")
        for name, page in pages.items():
            lines = use(page, folder, profile)
            for line in lines:
                if line.startswith("WRONG"):
                    print(name + ": " + line)
                    bad += 1
            if name == "many reservations" and not any(
                    line.startswith("ok items") and int(line.split()[-1]) >= 1000 for line in lines):
                print(name + ": not all of them are drawn")
                bad += 1
            print("%s: %d answers" % (name, len(lines)))
        return 1 if bad else 0


sys.exit(main())
