#!/bin/sh
# usage: version.sh SOURCE VERSION: the version stands in project() of CMakeLists.txt; files that
# other tools read, and that name it, agree with it.
set -eu
cd "$1"
version=$2
major=${version%%.*} rest=${version#*.}
minor=${rest%%.*}
fail=0
expect() { # FILE LINE
  grep -qxF -e "$2" "$1" || { echo "$1: no line '$2'"; fail=1; }
}
expect model/include/memtype.h "#define MEMTYPE_VERSION_MAJOR $major"
expect model/include/memtype.h "#define MEMTYPE_VERSION_MINOR $minor"
expect docs/editors/vscode/package.json "  \"version\": \"$version\","
expect docs/examples/rust/Cargo.toml "version = \"$version\""
grep -A1 '^name = "memtype' docs/examples/rust/Cargo.lock | grep -qxF "version = \"$version\"" ||
  { echo "docs/examples/rust/Cargo.lock: not version $version"; fail=1; }
for page in docs/man/*; do
  head -n 1 "$page" | grep -qF "\"memtype $version\"" || { echo "$page: not of memtype $version"; fail=1; }
done
exit $fail
