#!/usr/bin/env bash
# A Rust toolchain that builds for Windows (x86_64-pc-windows-gnu) on Debian 12, out of Debian's packages alone, in a
# folder of its own: the toolchain of the machine and /usr stay as they are, but for mingw-w64.
#   bash installer/windows/toolchain.sh [FOLDER]      about 3 minutes of CPU, 1.6 GB at its peak, 0.6 GB at the end
# Compiler and standard library must be of one version, so both come from rustc-web; the library is built here once.
set -euo pipefail
folder=${1:-${WINDOWS_TOOLCHAIN:-$HOME/.cache/renewal-master-windows}}
target=x86_64-pc-windows-gnu

if ! command -v x86_64-w64-mingw32-gcc >/dev/null; then
  apt-get update -q
  DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends \
    gcc-mingw-w64-x86-64-win32 g++-mingw-w64-x86-64-win32
fi

version=$(apt-cache policy rustc-web | sed -n 's/ *Candidate: //p')
[ -n "$version" ] && [ "$version" != "(none)" ] || { echo "this Debian has no rustc-web" >&2; exit 1; }
upstream=${version%%+*}
[ -e "$folder/complete-$version" ] && exit 0

rm -rf "$folder"
mkdir -p "$folder"/{packages,unpacked,bin}
(
  cd "$folder/packages"
  apt-get install -s --no-install-recommends rustc-web cargo-web rust-web-clippy rust-web-src |
    sed -n 's/^Inst \([^ ]*\).*/\1/p' | xargs apt-get download -q
)
for package in "$folder"/packages/*.deb; do dpkg -x "$package" "$folder/unpacked"; done

# The programs look for their libraries in /usr; these wrappers send them here.
usr=$folder/unpacked/usr
for tool in rustc cargo rustdoc clippy-driver cargo-clippy; do
  cat >"$folder/bin/$tool" <<WRAPPER
#!/bin/sh
export LD_LIBRARY_PATH=$usr/lib/x86_64-linux-gnu\${LD_LIBRARY_PATH:+:\$LD_LIBRARY_PATH}
exec $usr/bin/$tool "\$@"
WRAPPER
  chmod +x "$folder/bin/$tool"
done

cp -r "$usr/src/rustc-$upstream/library" "$folder/library"
(
  cd "$folder/library"
  export PATH=$folder/bin:$PATH CARGO_HOME=$folder/home CARGO_TARGET_DIR=$folder/build
  # What rustc's own bootstrap sets: unstable features inside the library, and no paths of this machine in programs.
  export RUSTC_BOOTSTRAP=1 __CARGO_DEFAULT_LIB_METADATA=windows
  export RUSTFLAGS="-Zforce-unstable-if-unmarked --remap-path-prefix=$folder/library=/rustc/$upstream/library --remap-path-prefix=$folder/home/registry/src=/rust/deps"
  cargo build --locked --profile dist --target $target -p sysroot --features panic-unwind,backtrace
)
libraries=$usr/lib/rustlib/$target/lib
mkdir -p "$libraries"
cp "$folder"/build/$target/dist/deps/*.rlib "$libraries/"
for start in rsbegin rsend; do
  RUSTC_BOOTSTRAP=1 "$folder/bin/rustc" --target $target --emit=obj -o "$libraries/$start.o" \
    "$folder/library/rtstartup/$start.rs"
done
rm -rf "$folder"/{packages,library,build,home} "$usr/src" "$usr/lib/rustlib/src" "$usr/share"
touch "$folder/complete-$version"
