#!/bin/sh
# usage: subdirectory.sh SOURCE: memtype as a directory of another project.
set -eu
source=$1
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
quiet() { "$@" > "$root/log" 2>&1 || { cat "$root/log"; echo "failed: $*"; exit 1; }; }
quiet cmake -S "$source/tests/package/subdirectory" -B "$root/b" -DMEMTYPE_SOURCE="$source" \
  -DCMAKE_CXX_COMPILER_LAUNCHER="${CMAKE_CXX_COMPILER_LAUNCHER:-}"
quiet cmake --build "$root/b"
"$root/b/parent"
