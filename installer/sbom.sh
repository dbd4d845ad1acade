#!/usr/bin/env bash
# The software bill of materials (CycloneDX): every crate that is built into the programs, with version and licence.
#   bash installer/sbom.sh [TARGET]     target/installers/renewal-master.cdx.json; TARGET: another system, as
#                                       x86_64-pc-windows-gnu
set -euo pipefail
cd "$(dirname "$0")/.."
cyclonedx=0.5.9
tools=$PWD/target/tools
[ -x "$tools/bin/cargo-cyclonedx" ] || cargo install --locked --quiet --root "$tools" "cargo-cyclonedx@$cyclonedx"
mkdir -p target/installers
# The same list for the same source: told by the time of the commit, without the folders of this machine. It writes
# beside Cargo.toml and takes no other folder.
export SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
"$tools/bin/cargo-cyclonedx" cyclonedx --format json --spec-version 1.5 --no-build-deps ${1:+--target "$1"} \
  --override-filename renewal-master.cdx
sed "s|file://$PWD|file:///renewal-master|g" renewal-master.cdx.json >target/installers/renewal-master.cdx.json
rm renewal-master.cdx.json
