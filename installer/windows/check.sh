#!/usr/bin/env bash
# Clippy over the code for Windows, from Debian: what stands behind cfg(windows) is compiled by nobody else.
set -euo pipefail
cd "$(dirname "$0")/../.."
bash installer/windows/toolchain.sh
. installer/windows/environment.sh
# The compiler is Debian's and moves on by itself. What is clean under one version stays clean; under a newer one new
# lints are shown, and only errors fail.
clean_under=1.96
warnings=()
case $(rustc --version) in "rustc $clean_under."*) warnings=(-D warnings) ;; esac
cargo clippy --locked --lib --bins -- "${warnings[@]}"
