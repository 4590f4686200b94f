#!/usr/bin/env python3
"""How the time of a proof grows: makes cases of a kind in several sizes, checks each, and prints
processor seconds, memory and what came of the checks. Figures, not verdicts.

    tests/bench/scale.py build/release/cli/memtype                      every kind in its sizes
    tests/bench/scale.py build/release/cli/memtype loop=20,40 bars=8    these alone
"""

import os
import re
import resource
import subprocess
import sys
import tempfile

LIMIT = 120  # seconds by the clock for one case


def case(name, machine, text):
    return f"case {name}\nmachine {{ cpu intel; {machine} }}\n{text}\n"


def calls(n):
    """Calls in one program, on eight registers of which nothing is known."""
    lines = "".join(f"v{i} = ioremap_wc(bar + {i} * 64K, 64K); " for i in range(n))
    return case("calls", "phys_bits 36; pat linux; firmware any; mtrr_variable 8;",
                "param bar align 16M range 0xc0000000..0xe0000000;\n"
                f"region fb (bar, {n} * 64K) wants WC;\n"
                f"program p {{ {lines}}}\n"
                "check always a (p.fb in {WC, UC}) expect Holds;")


def bars(n):
    """Parameters that know nothing of each other, each mapped once."""
    params = "".join(f"param b{i} align 64K range 0xc0000000..0xefff0000;\n" for i in range(n))
    lines = "".join(f"v{i} = ioremap(b{i}, 64K); " for i in range(n))
    return case("bars", "phys_bits 36; pat linux;",
                f"{params}region fb (b0, 64K) wants UC;\nprogram p {{ {lines}}}\n"
                "check finally a (p.fb == UC) expect Holds;")


def width(n):
    """A BAR that may lie anywhere below this address width."""
    return case("width", f"phys_bits {n}; pat nopat; firmware any; mtrr_variable 2;",
                f"param bar align 1M range 0x100000000..{hex((1 << n) - (1 << 24))};\n"
                "region fb (bar, 1M) wants WC;\n"
                "program p { r = arch_phys_wc_add(bar, 1M); v = ioremap_wc(bar, 1M); }\n"
                "check finally a (p.fb == WC) when (p.r >= 1000) expect Fails;")


def orders(n):
    """Three programs of so many calls that overlap, in all orders."""
    names = ("ioremap", "ioremap_wc", "ioremap_uc")
    programs = "".join(
        f"program p{p} {{ " + "".join(
            f"v{i} = {names[(p + i) % 3]}(0xd0000000 + {(3 * i + p) % 7} * 64K, 128K); "
            for i in range(n)) + "}\n" for p in range(3))
    return case("orders", "phys_bits 36; pat linux;",
                f"region fb (0xd0000000, 1M) wants WC;\n{programs}async g {{ p0; p1; p2; }}\n"
                "check finally a (g.fb in {WC, UC}) expect Holds;")


def loop(n):
    """So many rounds of ioremap_wc() and iounmap()."""
    return case("loop", "pat linux;",
                "param bar align 16M range 0xc0000000..0xefffffff;\nregion fb (bar, 16M) wants WC;\n"
                f"program p {{ for (i = 0; i < {n}; i++) {{ va = ioremap_wc(bar, 16M); "
                "iounmap(va); } va = ioremap_wc(bar, 16M); }\n"
                "check finally a (p.fb == WC) expect Holds;")


def rounds(n):
    """Rounds of an ioremap_wc() that fails where the BAR reaches into RAM."""
    return case("rounds", "phys_bits 36; pat linux; memory ram(1M, 1G);",
                "param bar align 4K range 0x3fff0000..0x40200000;\n"
                "region fb (0xd0000000, 64K) wants WC;\n"
                f"program p {{ w = NULL; for (i = 0; i < {n}; i++) {{ w = ioremap_wc(bar, 64K); "
                "if (!w) w = ioremap_wc(bar - 32K, 64K); } v = ioremap_wc(0xd0000000, 64K); }\n"
                "check finally a (p.fb == WC) expect Holds;")


def pairs(n):
    """Pairs of set_memory_wc() and set_memory_wb() in a line, each pair overlapping the next."""
    lines = "".join(f"w{i} = set_memory_wc(bar + {i} * 8K, 4); "
                    f"u{i} = set_memory_wb(bar + {i} * 8K, 2); " for i in range(n))
    return case("pairs", "phys_bits 36; pat linux; memory ram(1M, 1G);",
                "param bar align 4K range 0x100000..0x2000000;\nregion fb (bar, 64K) wants WB;\n"
                f"program p {{ {lines}}}\ncheck finally a (p.fb in {{WB, WC}}) expect Holds;")


def retry(n):
    """arch_phys_wc_add() until it succeeds, on so many registers of which nothing is known."""
    return case("retry", f"phys_bits 36; pat nopat; firmware any; mtrr_variable {n};",
                "param bar align 256K range 0xc0000000..0xef000000;\n"
                "region fb (bar, 256K) wants WC;\n"
                "program p { do { r = arch_phys_wc_add(bar, 256K); } while (r < 0); }\n"
                "check finally a (p.r >= 1000) expect Unknown;")


KINDS = {
    calls: (16, 32, 64),
    bars: (4, 8, 16),
    width: (36, 46, 52),
    orders: (2, 3, 5),
    loop: (10, 20, 40),
    rounds: (2, 4, 8),
    pairs: (2, 4, 8),
    retry: (1, 8),
}


def measure(program, path):
    """Seconds, and the verdicts or what came instead."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run = subprocess.run([program, "check", path, "-j1", "--time-limit", str(LIMIT)],
                         capture_output=True, text=True, check=False)
    seconds = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before.ru_utime
    verdicts = re.findall(r"^Check \S+ +\S+ +(\S+)", run.stdout, re.MULTILINE)
    said = run.stderr.splitlines() or [f"exit code {run.returncode}"]
    return seconds, " ".join(verdicts) or said[0]


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    asked = dict(a.split("=") for a in sys.argv[2:])
    unknown = set(asked) - {kind.__name__ for kind in KINDS}
    if unknown:
        sys.exit("no such kind: " + ", ".join(sorted(unknown)))
    for kind, sizes in KINDS.items():
        if asked and kind.__name__ not in asked:
            continue
        for size in map(int, asked.get(kind.__name__, "").split(",")) if asked else sizes:
            with tempfile.TemporaryDirectory() as folder:
                path = os.path.join(folder, kind.__name__ + ".case")
                with open(path, "w", encoding="ascii") as out:
                    out.write(kind(size))
                seconds, verdicts = measure(sys.argv[1], path)
            print(f"{kind.__name__:8} {size:4} {seconds:8.2f} s  {verdicts}", flush=True)


if __name__ == "__main__":
    main()
