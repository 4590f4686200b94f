#!/bin/sh
# usage: deb.sh BUILD SOURCE SOLVER: makes the Debian packages, unpacks them and uses them.
set -eu
build=$1 source=$2 solver=$3
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
cd "$root"
umask 022
cpack --config "$build/CPackConfig.cmake" -G DEB -B "$root/packages" > log 2>&1 || { cat log; exit 1; }
for deb in packages/*.deb; do
  dpkg-deb --info "$deb" | grep -E '^ (Package|Depends|Section):'
  dpkg-deb -x "$deb" unpacked
done
if command -v lintian > /dev/null; then
  # What is not explained there is a failure.
  lintian --no-tag-display-limit --suppress-tags-from-file "$source/tests/package/lintian.suppressed" \
    packages/*.deb > lintian.log 2>&1 || true
  if grep -E '^[EW]:' lintian.log; then exit 1; fi
fi
"$source/tests/package/use.sh" "$root/unpacked/usr" "$source" "$solver"
