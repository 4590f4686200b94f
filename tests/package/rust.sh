#!/bin/sh
# usage: rust.sh ARCHIVE SOURCE: the Rust example with the archive that was built. 77: no cargo here.
set -eu
archive=$1 source=$2
command -v cargo > /dev/null || exit 77
cargo --version > /dev/null 2>&1 || exit 77
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
MEMTYPE_LIB_DIR=$(dirname "$archive") CARGO_TARGET_DIR=$root cargo test --offline --locked -q \
  --manifest-path "$source/docs/examples/rust/Cargo.toml"
