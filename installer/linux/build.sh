#!/usr/bin/env bash
# The package for Debian: target/installers/renewal-master_*.deb. Its bill of materials: installer/sbom.sh.
#   bash installer/linux/build.sh [--fast]     --fast: of the development build, for test.sh
set -euo pipefail
cd "$(dirname "$0")/../.."
out=target/installers
mkdir -p "$out"
cargo_deb=3.8.0
tools=$PWD/target/tools
[ -x "$tools/bin/cargo-deb" ] || cargo install --locked --quiet --root "$tools" "cargo-deb@$cargo_deb"
profile=(--release)
deb=()
if [ "${1:-}" = --fast ]; then
  profile=()
  deb=(--profile dev --strip --fast)
fi
cargo build --locked "${profile[@]}" --bin renewal-master
# Apart: built beside the window, renewctl would load the libraries of X11 at every look at the dates.
cargo build --locked "${profile[@]}" --no-default-features --bin renewctl
"$tools/bin/cargo-deb" deb --no-build "${deb[@]}" --output "$out/"
