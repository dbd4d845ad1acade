#!/usr/bin/env bash
# The software bill of materials (CycloneDX): every crate that is built into the programs, with version and licence.
#   bash installer/sbom.sh     target/installers/renewal-master.cdx.json
set -euo pipefail
cd "$(dirname "$0")/.."
cyclonedx=0.5.9
tools=$PWD/target/tools
[ -x "$tools/bin/cargo-cyclonedx" ] || cargo install --locked --quiet --root "$tools" "cargo-cyclonedx@$cyclonedx"
mkdir -p target/installers
# It writes beside Cargo.toml and takes no other folder.
"$tools/bin/cargo-cyclonedx" cyclonedx --format json --describe crate --override-filename renewal-master.cdx
mv renewal-master.cdx.json target/installers/
