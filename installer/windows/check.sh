#!/usr/bin/env bash
# Clippy over the code for Windows, from Debian: what stands behind cfg(windows) is compiled by nobody else.
set -euo pipefail
cd "$(dirname "$0")/../.."
bash installer/windows/toolchain.sh
. installer/windows/environment.sh
# Its clippy is newer than the one of the machine: its new lints are shown, and only errors fail.
cargo clippy --locked --lib --bins
