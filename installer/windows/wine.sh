#!/usr/bin/env bash
# A Wine that runs the program: only to test it. Needs toolchain.sh; about a minute, 1.3 GB.
set -euo pipefail
cd "$(dirname "$0")/../.."
. installer/windows/environment.sh
if [ ! -x /usr/lib/wine/wine64 ]; then
  apt-get update -q
  DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends wine64 xvfb xauth xdotool imagemagick
fi
export HOME=$toolchain/home # Wine links its Desktop and Documents to the home: not to ours.
mkdir -p "$HOME"
if [ ! -e "$WINEPREFIX/system.reg" ]; then
  # Its screen is there until everything has ended that the first start begins.
  xvfb-run -a sh -c '/usr/lib/wine/wine64 wineboot -i && /usr/lib/wine/wine64 winecfg /v win10; /usr/lib/wine/wineserver64 -w'
fi
find "$WINEPREFIX/drive_c/users" -maxdepth 2 -type l | while read -r link; do rm "$link" && mkdir "$link"; done
# Windows 10 has ProcessPrng, which Rust's library wants; Wine 8 has not. Never shipped.
x86_64-w64-mingw32-gcc -shared -O2 -static-libgcc -x c - \
  -o "$WINEPREFIX/drive_c/windows/system32/bcryptprimitives.dll" <<'C' -ladvapi32
#include <windows.h>
BOOLEAN NTAPI SystemFunction036(PVOID buffer, ULONG length); /* RtlGenRandom */
__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE buffer, SIZE_T length) { return SystemFunction036(buffer, (ULONG)length); }
C
/usr/lib/wine/wineserver64 -w || true
