#!/usr/bin/env python3
"""usage: structure.py SOURCE: the house is built as docs/architecture.md says.

* Rooms see those below alone: model <- cases <- solver <- cli; model/conform sees model, cli sees it.
* No circle of includes between folders. A public header counts as its folder's.
* Z3 in solver/symbolic and solver/prove alone, Boost in maps/interval_map.cpp, directly or through
  other files.
* No file of code over 300 lines, no class over 200.
"""

import os
import re
import sys

SEES = {
    "model": {"model"},
    "conform": {"model", "conform"},
    "cases": {"model", "cases"},
    "solver": {"model", "cases", "solver"},
    "cli": {"model", "conform", "cases", "solver", "cli"},
}
LONGEST_FILE, LONGEST_CLASS = 300, 200
# A header of others, and the files that may read it.
FENCED = {
    r"z3(\+\+)?\.h$": r"solver/(symbolic|prove)/",
    r"boost/": r"model/maps/interval_map\.cpp$",
}


def code_files(root, folders):
    for folder in folders:
        for directory, _, names in os.walk(os.path.join(root, folder)):
            for name in sorted(names):
                if name.endswith((".cpp", ".hpp", ".h", ".c")):
                    yield os.path.relpath(os.path.join(directory, name), root)


def room_of(path):
    return "conform" if path.startswith("model/conform/") else path.split("/")[0]


def folder_of(path):
    """model/include/memtype/linux/pat.hpp and model/linux/pat.cpp are of one folder."""
    folder = os.path.dirname(path)
    public = re.match(r"(\w+)/include/memtype/?(.*)$", folder)
    if not public:
        return folder
    below = public[2] if public[1] == "model" else "include"
    return f"{public[1]}/{below or 'include'}"


def target_of(path, name, files):
    """The file of the house that an include means; None if it is no file of the house."""
    room = room_of(path)
    places = [os.path.dirname(path), "model/conform" if room == "conform" else room]
    places += ["model/include", "cases/include", "solver/include"]
    places += ["cases", "solver", "model/conform", "model", "cli"]
    for place in places:
        candidate = os.path.normpath(os.path.join(place, name))
        if candidate in files:
            return candidate
    return None


def read_includes(root, files):
    """For each file: the files of the house it includes, and all the names it includes."""
    own, names = {}, {}
    for path in files:
        with open(os.path.join(root, path), encoding="utf-8") as stream:
            found = re.findall(r'^\s*#\s*include\s+(["<])([^">]+)[">]', stream.read(), re.M)
        names[path] = [name for _, name in found]
        targets = [(quote, name, target_of(path, name, files)) for quote, name in found]
        lost = [name for quote, name, target in targets if quote == '"' and target is None]
        for name in lost:
            yield f"{path}: includes \"{name}\", which is no file of the house"
        own[path] = [target for _, _, target in targets if target]
    yield own, names


def arrows(own):
    for path, targets in own.items():
        for target in targets:
            if room_of(target) not in SEES[room_of(path)]:
                yield f"{path}: includes {target}, which is above it"


def circles(own):
    graph = {}
    for path, targets in own.items():
        here = graph.setdefault(folder_of(path), {})
        for target in targets:
            if folder_of(target) != folder_of(path):
                here.setdefault(folder_of(target), path)
    done, stack = set(), []

    def visit(folder):
        if folder in stack:
            ring = stack[stack.index(folder):] + [folder]
            steps = [f"{a} -> {b} ({graph[a][b]})" for a, b in zip(ring, ring[1:])]
            yield "folders in a circle: " + ", ".join(steps)
            return
        if folder in done:
            return
        stack.append(folder)
        for target in sorted(graph.get(folder, {})):
            yield from visit(target)
        stack.pop()
        done.add(folder)

    for folder in sorted(graph):
        yield from visit(folder)


def reachable(path, own):
    seen, todo = {path}, [path]
    while todo:
        for target in own[todo.pop()]:
            if target not in seen:
                seen.add(target)
                todo.append(target)
    return seen


def fences(own, names):
    for path in own:
        for pattern, allowed in FENCED.items():
            if re.match(allowed, path):
                continue
            for through in sorted(reachable(path, own)):
                if any(re.match(pattern, name) for name in names[through]):
                    yield f"{path}: sees a header of {pattern} through {through}"


def lengths(root, files):
    for path in files:
        with open(os.path.join(root, path), encoding="utf-8") as stream:
            lines = stream.read().split("\n")
        if len(lines) - 1 > LONGEST_FILE:
            yield f"{path}: {len(lines) - 1} lines, more than {LONGEST_FILE}"
        begun = []  # (indentation, name, line) of the classes around a line
        for number, line in enumerate(lines):
            head = re.match(r"( *)(?:class|struct|union) (\w+)[^;]*\{$", line)
            if head:
                begun.append((head[1], head[2], number))
            elif begun and re.match(begun[-1][0] + r"\};?( |;|\w|$)", line):
                _, name, first = begun.pop()
                if number - first + 1 > LONGEST_CLASS:
                    yield f"{path}:{first + 1}: {name} has {number - first + 1} lines, more than {LONGEST_CLASS}"


def problems(root):
    files = set(code_files(root, ["model", "cases", "solver", "cli"]))
    own, names = {}, {}
    for found in read_includes(root, sorted(files)):
        if isinstance(found, str):
            yield found
        else:
            own, names = found
    yield from arrows(own)
    yield from circles(own)
    yield from fences(own, names)
    yield from lengths(root, sorted(files))


if __name__ == "__main__":
    found = list(problems(sys.argv[1]))
    print("\n".join(found))
    sys.exit(1 if found else 0)
