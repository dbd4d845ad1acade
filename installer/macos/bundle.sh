#!/usr/bin/env bash
# An application bundle and a disk image for macOS; runs on macOS only, with librsvg (`rsvg-convert`).
#   bash installer/macos/bundle.sh
# Never run on macOS yet. Links (renewal-master://) start the program there, but say nothing to it: macOS sends them as
# an event that iced 0.14 does not pass on.
# Signing and notarising are left to who has an Apple account:
#   codesign --deep --options runtime --sign "Developer ID Application: …" "$app" && xcrun notarytool submit …
set -euo pipefail
cd "$(dirname "$0")/../.."
[ "$(uname)" = Darwin ] || { echo "a bundle can be made on macOS only" >&2; exit 1; }
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -1)
cargo build --locked --release --bin renewal-master
# Apart: what looks at the dates every day needs no library of the window.
cargo build --locked --release --no-default-features --bin renewctl

app="target/installers/Renewal Master.app"
rm -rf "$app"
mkdir -p "$app/Contents/MacOS" "$app/Contents/Resources"
cp target/release/renewal-master target/release/renewctl "$app/Contents/MacOS/"
sed "s/@VERSION@/$version/" installer/macos/Info.plist >"$app/Contents/Info.plist"
plutil -lint "$app/Contents/Info.plist"

set=target/installers/renewal-master.iconset
mkdir -p "$set"
for edge in 16 32 128 256 512; do
  rsvg-convert -w $edge -h $edge -o "$set/icon_${edge}x$edge.png" installer/linux/renewal-master.svg
  rsvg-convert -w $((edge * 2)) -h $((edge * 2)) -o "$set/icon_${edge}x$edge@2x.png" installer/linux/renewal-master.svg
done
iconutil -c icns -o "$app/Contents/Resources/renewal-master.icns" "$set"

hdiutil create -ov -format UDZO -volname "Renewal Master" -srcfolder "$app" \
  "target/installers/renewal-master-$version.dmg"
