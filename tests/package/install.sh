#!/bin/sh
# usage: install.sh BUILD SOURCE SOLVER: installs into a folder, moves it, and uses it from there.
set -eu
build=$1 source=$2 solver=$3
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
cmake --install "$build" --prefix "$root/first" > "$root/log" 2>&1 || { cat "$root/log"; exit 1; }
mv "$root/first" "$root/moved"
if grep -rlF -e "$source" -e "$build" "$root/moved" --include='*.cmake' --include='*.pc'; then
  echo "installed files name the source or build folder"
  exit 1
fi
if find "$root/moved" -path '*/include/*' -type f | grep -v '/include/memtype'; then
  echo "installed headers that are not public"
  exit 1
fi
"$source/tests/package/use.sh" "$root/moved" "$source" "$solver"
