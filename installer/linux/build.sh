#!/usr/bin/env bash
# The package for Debian and its bill of materials: target/installers/renewal-master_*.deb, *.cdx.json.
#   bash installer/linux/build.sh [--fast]     --fast: of the development build, for test.sh
set -euo pipefail
cd "$(dirname "$0")/../.."
out=target/installers
mkdir -p "$out"
cargo_deb=3.8.0
tools=$PWD/target/tools
[ -x "$tools/bin/cargo-deb" ] || cargo install --locked --quiet --root "$tools" "cargo-deb@$cargo_deb"
if [ "${1:-}" = --fast ]; then
  cargo build --locked --bins
  "$tools/bin/cargo-deb" deb --profile dev --no-build --strip --fast --output "$out/"
else
  cargo build --locked --release --bins
  "$tools/bin/cargo-deb" deb --no-build --output "$out/"
fi
