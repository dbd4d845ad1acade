# To be sourced: from here on `cargo` builds, checks and tests for Windows, in a target folder of its own.
toolchain=${WINDOWS_TOOLCHAIN:-$HOME/.cache/renewal-master-windows}
export PATH=$toolchain/bin:$PATH
export CARGO_BUILD_TARGET=x86_64-pc-windows-gnu
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-target/windows}
export CARGO_TARGET_X86_64_PC_WINDOWS_GNU_RUNNER=/usr/lib/wine/wine64
# The same bytes for the same source: no time of the build in the program, no folders of the machine.
export CARGO_TARGET_X86_64_PC_WINDOWS_GNU_RUSTFLAGS="-Clink-arg=-Wl,--no-insert-timestamp --remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}/registry/src=/rust/deps --remap-path-prefix=$PWD=/renewal-master"
# Wine in a folder of its own; it makes no menu entries here and asks nothing.
export WINEPREFIX=${WINEPREFIX:-$toolchain/wine} WINEARCH=win64 WINEDEBUG=-all
export WINEDLLOVERRIDES="winemenubuilder.exe=d;mscoree=d;mshtml=d"
