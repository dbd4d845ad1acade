#!/usr/bin/env bash
# Programs and installers for Windows, made and tried on Debian: exe, NSIS, MSI, and a picture of the wizard under Wine.
#   bash installer/windows/build.sh [--picture FILE.png]
# About 40 minutes of CPU. Signing is left to who has a certificate for it:
#   osslsigncode sign -certs … -key … -h sha256 -ts … -in A -out B
set -euo pipefail
cd "$(dirname "$0")/../.."
picture=
[ "${1:-}" = --picture ] && picture=$2
packages=(nsis wixl librsvg2-bin imagemagick)
missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
done
if [ "${#missing[@]}" -gt 0 ]; then
  apt-get update -q
  DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends "${missing[@]}"
fi
bash installer/windows/toolchain.sh
bash installer/windows/icon.sh
(
  . installer/windows/environment.sh
  cargo build --locked --release --bin renewal-master
  # Apart: what looks at the dates every day needs no library of the window.
  cargo build --locked --release --no-default-features --bin renewctl
)
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -1)
folder=target/windows/x86_64-pc-windows-gnu/release
out=target/installers
mkdir -p "$out"
makensis -NOCD -V2 -WX "-DVERSION=$version" "-DFOLDER=$folder" "-DICON=target/windows/renewal-master.ico" \
  "-DOUT=$out/renewal-master-$version-x64.exe" installer/windows/renewal-master.nsi
wixl -a x64 -D "VERSION=$version" -D "FOLDER=$folder" -o "$out/renewal-master-$version-x64.msi" \
  installer/windows/renewal-master.wxs
(cd "$out" && sha256sum renewal-master-"$version"-x64.*)
[ -z "$picture" ] || bash installer/windows/try.sh "$out/renewal-master-$version-x64."{exe,msi} "$picture"
