#!/bin/sh
# usage: symbols.sh NM SHARED FREESTANDING GOLDEN
# The shared library exports what GOLDEN lists (MEMTYPE_PROMOTE=1 rewrites it) and needs no C++
# library; the freestanding one needs nothing but four functions.
set -eu
nm=$1 shared=$2 freestanding=$3 golden=$4
fail=0

exported=$("$nm" -D --defined-only "$shared" | awk '{ print $3 }' | LC_ALL=C sort)
if [ "${MEMTYPE_PROMOTE:-}" = 1 ]; then
  printf '%s\n' "$exported" > "$golden"
fi
if ! printf '%s\n' "$exported" | diff -u "$golden" -; then
  echo "the ABI changed: a removed or changed function needs a new SOVERSION"
  fail=1
fi

if "$nm" -D --undefined-only "$shared" | grep -E '_Z|__cxa_(throw|begin)|__gxx'; then
  echo "$shared needs a C++ library"
  fail=1
fi

defined=$("$nm" --defined-only "$freestanding" | awk 'NF == 3 { print $3 }' | sort -u)
needed=$("$nm" --undefined-only "$freestanding" | awk '$1 == "U" { print $2 }' | sort -u)
[ -n "$defined" ] || { echo "$freestanding defines nothing"; fail=1; }
for symbol in $needed; do
  case $symbol in
    memcpy | memmove | memset | memcmp | _GLOBAL_OFFSET_TABLE_) continue ;;
  esac
  if ! printf '%s\n' "$defined" | grep -qxF -- "$symbol"; then
    echo "$freestanding needs $symbol"
    fail=1
  fi
done
exit $fail
