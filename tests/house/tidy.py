#!/usr/bin/env python3
"""usage: tidy.py BUILD SOURCE FILE...: clang-tidy finds nothing in these files, nor in the headers
that they read. Compile commands are those of BUILD, without precompiled headers, which are GCC's;
a file that is compiled together with others is checked alone."""

import concurrent.futures
import json
import os
import re
import subprocess
import sys
import tempfile


def command_for(entry):
    """Without what clang does not know."""
    return re.sub(r"-Winvalid-pch|-include \S*cmake_pch\.hxx|-Wno-restrict|-Wno-maybe-uninitialized",
                  "", entry["command"])


def compiled_by(entry):
    """The files that this command compiles: more than one in a unity build."""
    if not os.path.basename(entry["file"]).startswith("unity_"):
        return [entry["file"]]
    with open(entry["file"], encoding="utf-8") as stream:
        return re.findall(r'^#include "(.*)"$', stream.read(), re.MULTILINE)


def check(database, file):
    run = subprocess.run(
        ["clang-tidy", "--quiet", "--warnings-as-errors=*", "-p", database, file],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return run.returncode, run.stdout


def main():
    build, source, files = sys.argv[1], os.path.realpath(sys.argv[2]), sys.argv[3:]
    with open(os.path.join(build, "compile_commands.json"), encoding="utf-8") as stream:
        entries = {}
        for entry in json.load(stream):  # some are compiled twice, for programs and for kernels
            if "-mgeneral-regs-only" not in entry["command"]:
                for file in compiled_by(entry):
                    command = command_for(entry).replace(entry["file"], file)
                    entries.setdefault(os.path.realpath(file), dict(entry, file=file, command=command))
    wanted = [os.path.join(source, file) for file in files]
    missing = [file for file in wanted if file not in entries]
    if missing:
        sys.exit("not compiled, so not checked: " + " ".join(missing))
    failed = 0
    with tempfile.TemporaryDirectory() as database:
        with open(os.path.join(database, "compile_commands.json"), "w", encoding="utf-8") as stream:
            json.dump([entries[f] for f in wanted], stream)
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            for code, text in pool.map(lambda file: check(database, file), wanted):
                if code != 0:
                    failed += 1
                    print(text)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
