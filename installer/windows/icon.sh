#!/usr/bin/env bash
# The icon of the program as Windows wants it, from the one of the desktop: target/windows/renewal-master.ico.
set -euo pipefail
cd "$(dirname "$0")/../.."
folder=target/windows/icon
mkdir -p "$folder"
for edge in 16 24 32 48 64 256; do
  rsvg-convert -w $edge -h $edge -o "$folder/$edge.png" installer/linux/renewal-master.svg
done
convert "$folder"/{16,24,32,48,64,256}.png target/windows/renewal-master.ico
