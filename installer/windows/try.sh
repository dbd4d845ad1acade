#!/usr/bin/env bash
# Installs under Wine, opens the wizard in the training mode, takes a picture, starts it once more, removes the program
# and looks that nothing of it stays; then the same with the MSI, without a window.
#   bash installer/windows/try.sh INSTALLER.exe INSTALLER.msi PICTURE.png
set -euo pipefail
cd "$(dirname "$0")/../.."
installer=$(realpath "$1") package=$(realpath "$2") picture=$(realpath -m "$3")
bash installer/windows/wine.sh
. installer/windows/environment.sh
export HOME=$toolchain/home
wine=/usr/lib/wine/wine64 server=/usr/lib/wine/wineserver64
drive=$WINEPREFIX/drive_c
fail() { echo "$*" >&2; exit 1; }
# What an earlier try has left behind is not what is looked for.
rm -rf "$drive"/users/*/AppData/Local/{renewal-master,Programs/renewal-master}

export DISPLAY=:87
Xvfb $DISPLAY -screen 0 1100x800x24 -nolisten tcp >/dev/null 2>&1 &
screen=$!
trap '$server -k || true; kill $screen' EXIT
for _ in $(seq 50); do xdotool getdisplaygeometry >/dev/null 2>&1 && break; sleep 0.2; done

# Everything the installers put somewhere: programs, shortcuts, the task, keys of the registry.
traces() {
  $server -w # writes the registry down
  find "$drive" \( -name 'renewal-master.exe' -o -name 'renewctl.exe' -o -name 'renewal-master-check*' -o \
    -name 'Мастер*.lnk' -o -name 'Renewal Master*' \) -print
  grep -iE '^\[Software.*(\\renewal-master|renewal-master-check)(\\|\])|renewal-master\.exe|renewctl\.exe' \
    "$WINEPREFIX"/{user,system}.reg || true
}
before=$(traces)
[ -z "$before" ] || fail "something is there before anything was installed: $before"

timeout 300 $wine "$installer" /S
program=$(find "$drive/users" -path '*Programs/renewal-master/renewal-master.exe' | head -1)
[ -n "$program" ] || fail "the installer has installed nothing"

# A desktop of Wine draws the frame of the window.
$wine explorer /desktop=renewal,1060x760 "$program" >/dev/null 2>&1 &
window=
for _ in $(seq 120); do
  window=$(xdotool search --name 'Мастер' 2>/dev/null | head -1) && [ -n "$window" ] && break
  sleep 1
done
[ -n "$window" ] || fail "no window has come"
sleep 20 # the sandbox starts behind the window, slowly under Wine
mkdir -p "$(dirname "$picture")"
import -window root "$picture"
# A second start finds the window that is open, by its pipe, and ends well; without it would open one of its own.
timeout 60 $wine "$program" || fail "a second start does not end: it has not found the window that is open"
$server -k || true
$server -w

folder=$(dirname "$program")
timeout 300 $wine "$folder/uninstall.exe" /S
for _ in $(seq 60); do [ -e "$program" ] || break; sleep 1; done
after=$(traces)
[ -z "$after" ] || fail "left behind: $after"

timeout 300 $wine msiexec /i "Z:$package" /qn
program="$drive/Program Files/Renewal Master/renewal-master.exe"
[ -e "$program" ] || fail "the MSI has installed nothing"
timeout 300 $wine msiexec /x "Z:$package" /qn
after=$(traces)
[ -z "$after" ] || fail "left behind by the MSI: $after"
echo "installed, opened, removed; the picture: $picture"
