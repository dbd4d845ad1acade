#!/usr/bin/env bash
# Installs the package into a clean Debian, starts the program from its menu entry on a screen, lets the daily look
# run, removes the package and looks that nothing of it stays but what is the user's.
#   bash installer/linux/test.sh [PACKAGE.deb]      as root, on Debian; about 3 minutes
set -euo pipefail
cd "$(dirname "$0")/../.."

packages=(debootstrap lintian desktop-file-utils appstream xvfb xdotool x11-utils imagemagick)
missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
done
if [ "${#missing[@]}" -gt 0 ]; then
  apt-get update -q
  DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends "${missing[@]}"
fi
say() { printf '\n== %s\n' "$*"; }
fail() { echo "FAILED: $*" >&2; exit 1; }

if [ $# = 0 ]; then
  bash installer/linux/build.sh --fast
  set -- target/installers/renewal-master_*.deb
fi
package=$(realpath "$1")

say "what the tools of Debian say of it"
lintian --fail-on error "$package"
desktop-file-validate installer/linux/*.desktop
appstreamcli validate --no-net installer/linux/renewal-master.metainfo.xml

say "a clean Debian"
root=$PWD/target/debian-root
mounts=()
leave() {
  set +e
  [ -z "${screen:-}" ] || kill "$screen"
  for process in $(ls /proc | grep -E '^[0-9]+$'); do
    [ "$(readlink "/proc/$process/root" 2>/dev/null)" != "$root" ] || kill -9 "$process" 2>/dev/null
  done
  for mount in "${mounts[@]}"; do umount -R -l "$mount"; done
}
trap leave EXIT
if [ ! -e "$root/complete" ]; then
  rm -rf "$root"
  mirror=$(find /etc/apt/sources.list /etc/apt/sources.list.d -name '*.sources' -o -name '*.list' 2>/dev/null |
    xargs sed -n 's/^URIs: *//p; s/^deb \(\[[^]]*\] \)\?\([^ ]*\).*/\2/p' | head -1) || true
  # libglib2.0-bin has `gio launch`, which starts a program as a desktop does: by its entry.
  debootstrap --variant=minbase --include=libglib2.0-bin,dbus,dbus-user-session,systemd,ca-certificates \
    "$(. /etc/os-release && echo "$VERSION_CODENAME")" "$root" "$mirror" >/dev/null
  rm "$root/etc/apt/sources.list"
  for file in /etc/apt/sources.list /etc/apt/sources.list.d /etc/apt/apt.conf.d; do
    [ ! -e "$file" ] || cp -rT "$file" "$root$file"
  done
  touch "$root/complete"
fi
for folder in proc sys dev; do
  mount --rbind "/$folder" "$root/$folder"
  # What is unmounted there must not vanish here.
  mount --make-rslave "$root/$folder"
  mounts+=("$root/$folder")
done
cp /etc/resolv.conf "$root/etc/resolv.conf"
inside() { chroot "$root" /usr/bin/env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"; }
inside apt-get update -q >/dev/null
inside dpkg --purge renewal-master >/dev/null 2>&1 || true
inside id accountant >/dev/null 2>&1 || inside useradd --create-home accountant
# The libraries it depends on are not its own files: they are there before the picture is taken.
inside apt-get install -qy --no-install-recommends $(dpkg-deb -f "$package" Depends | sed 's/([^)]*)//g; s/|[^,]*//g; s/,/ /g') >/dev/null
files() { (cd "$root" && find . -xdev \( -path ./proc -o -path ./sys -o -path ./dev -o -path ./tmp -o -path ./run -o -path ./var/log -o -path ./var/cache -o -path ./var/lib/dpkg -o -path ./var/lib/apt \) -prune -o -print | LC_ALL=C sort); }
files >target/before.txt

say "installed"
cp "$package" "$root/var/cache/renewal-master.deb"
inside dpkg -i /var/cache/renewal-master.deb
inside test -L /etc/systemd/user/timers.target.wants/renewal-master-check.timer || fail "the timer of the users is not on"

say "started from its menu entry"
export DISPLAY=:$((RANDOM % 500 + 200))
Xvfb "$DISPLAY" -ac -screen 0 1100x800x24 -nolisten tcp >/dev/null 2>&1 &
screen=$!
for _ in $(seq 50); do xdpyinfo >/dev/null 2>&1 && break; sleep 0.1; done
# Programs look for the screen in this folder.
mkdir -p "$root/tmp/.X11-unix"
mount --bind /tmp/.X11-unix "$root/tmp/.X11-unix"
mounts+=("$root/tmp/.X11-unix")
as_user() { inside su accountant -s /bin/sh -c "cd; DISPLAY=$DISPLAY LANG=ru_RU.UTF-8 $*"; }
as_user "gio launch /usr/share/applications/renewal-master.desktop" >/dev/null 2>&1 &
window=
for _ in $(seq 60); do
  window=$(xdotool search --onlyvisible --class RenewalMaster 2>/dev/null | head -1) || true
  [ -z "$window" ] || break
  sleep 1
done
[ -n "$window" ] || fail "no window has come"
sleep 5
import -window root target/installers/from-the-menu.png
xdotool windowkill "$window"

say "the daily look runs"
home=$root/home/accountant/.local/share/renewal-master
as_user "renewctl schedule status" | tee /dev/stderr | grep -q . || fail "nobody knows how the look is registered"
rm -f "$home/looks.json"
as_user "gio launch /etc/xdg/autostart/renewal-master-check.desktop"
for _ in $(seq 30); do [ ! -s "$home/looks.json" ] || break; sleep 1; done
grep -q scheduled "$home/looks.json" || fail "the look has left no record"

say "removed"
inside dpkg --purge renewal-master
files >target/after.txt
stayed=$(LC_ALL=C comm -13 target/before.txt target/after.txt | grep -v '^./home/accountant' || true)
[ -z "$stayed" ] || fail "this stayed: $stayed"
[ -d "$root/home/accountant/.local/share/renewal-master" ] || fail "what the user has made is gone"
echo "installed, started, looked, removed"
