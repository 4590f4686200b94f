#!/usr/bin/env python3
"""usage: tidy.py BUILD SOURCE FILE...: clang-tidy finds nothing in these files, nor in the headers
that they read. Compile commands are those of BUILD, without precompiled headers, which are GCC's;
files that are compiled alike are checked as one, so that their headers are read once."""

import concurrent.futures
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile


def flags_of(entry):
    """Without what clang does not know, and without the files."""
    command = re.sub(r"-Winvalid-pch|-include \S*cmake_pch\.hxx|-Wno-restrict|-Wno-maybe-uninitialized",
                     "", entry["command"])
    return command[:command.index(" -o ")]


def compiled_by(entry):
    """The files that this command compiles: more than one in a unity build."""
    if not os.path.basename(entry["file"]).startswith("unity_"):
        return [entry["file"]]
    with open(entry["file"], encoding="utf-8") as stream:
        return re.findall(r'^#include "(.*)"$', stream.read(), re.MULTILINE)


def check(flags, files, room):
    """Checks these files as one; headers as .clang-tidy has it, and the files themselves."""
    whole = os.path.join(room, "whole.cpp")
    with open(whole, "w", encoding="utf-8") as stream:
        stream.writelines(f'#include "{file}"\n' for file in files)
    entry = {"directory": room, "file": whole, "command": f"{flags} -c {whole}"}
    with open(os.path.join(room, "compile_commands.json"), "w", encoding="utf-8") as stream:
        json.dump([entry], stream)
    run = subprocess.run(
        ["clang-tidy", "--quiet", "--warnings-as-errors=*", "-p", room,
         "--checks=-bugprone-suspicious-include",
         r"--header-filter=(model|cases|solver|cli)/.*\.[hc]pp$", whole],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return run.returncode, run.stdout


def main():
    build, source, files = sys.argv[1], os.path.realpath(sys.argv[2]), sys.argv[3:]
    flags = {}
    with open(os.path.join(build, "compile_commands.json"), encoding="utf-8") as stream:
        for entry in json.load(stream):  # some are compiled twice, for programs and for kernels
            if "-mgeneral-regs-only" not in entry["command"]:
                for file in compiled_by(entry):
                    flags.setdefault(os.path.realpath(file), flags_of(entry))
    groups = {}
    for file in (os.path.join(source, file) for file in files):
        if file not in flags:
            sys.exit("not compiled, so not checked: " + file)
        groups.setdefault(flags[file], []).append(file)
    failed = 0
    with tempfile.TemporaryDirectory() as rooms, concurrent.futures.ThreadPoolExecutor(2) as pool:
        jobs = []
        for i, (how, group) in enumerate(groups.items()):
            room = os.path.join(rooms, str(i))
            os.mkdir(room)
            # Those of .clang-tidy are looked for beside the file.
            shutil.copy(os.path.join(source, ".clang-tidy"), room)
            jobs.append(pool.submit(check, how, group, room))
        for job in jobs:
            code, text = job.result()
            if code != 0:
                failed += 1
                print(text)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
