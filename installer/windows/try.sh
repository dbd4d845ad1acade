#!/usr/bin/env bash
# Installs under Wine, opens the wizard in the training mode, takes a picture, removes the program and looks that
# nothing of it stays.
#   bash installer/windows/try.sh INSTALLER.exe PICTURE.png
set -euo pipefail
cd "$(dirname "$0")/../.."
installer=$(realpath "$1") picture=$(realpath -m "$2")
bash installer/windows/wine.sh
. installer/windows/environment.sh
export HOME=$toolchain/home
wine=/usr/lib/wine/wine64
export DISPLAY=:87
Xvfb $DISPLAY -screen 0 1100x800x24 -nolisten tcp >/dev/null 2>&1 &
screen=$!
trap 'kill $screen; /usr/lib/wine/wineserver64 -k || true' EXIT
sleep 1

timeout 180 $wine "$installer" /S
program=$(find "$WINEPREFIX/drive_c/users" -path '*Programs/renewal-master/renewal-master.exe' | head -1)
[ -n "$program" ] || { echo "the installer has installed nothing" >&2; exit 1; }

# A desktop of Wine draws the frame of the window.
$wine explorer /desktop=renewal,1060x760 "$program" >/dev/null 2>&1 &
window=
for _ in $(seq 120); do
  window=$(xdotool search --name 'Мастер' 2>/dev/null | head -1) && [ -n "$window" ] && break
  sleep 1
done
[ -n "$window" ] || { echo "no window has come" >&2; exit 1; }
sleep 20 # the sandbox starts behind the window, slowly under Wine
import -window root "$picture"
/usr/lib/wine/wineserver64 -k || true

folder=$(dirname "$program")
timeout 180 $wine "$folder/uninstall.exe" /S
for _ in $(seq 60); do [ -e "$program" ] || break; sleep 1; done
[ ! -e "$program" ] || { echo "the program was not removed" >&2; exit 1; }
echo "installed, opened, removed; the picture: $picture"
