#!/usr/bin/env bash
# Installs what the tests need (Debian, as root) and runs them all. The README's second command.
set -euo pipefail
cd "$(dirname "$0")/.."

# Tokens and tools that look at them, what kryoptic is built with, a CA server in Java, a screen, printed pages, a
# keyring, a print queue, a browser, the contract's tester.
packages=(
  softhsm2 opensc openssl
  libnss3 libnss3-tools p11-kit p11-kit-modules
  libclang-dev libssl-dev libsqlite3-dev pkg-config
  default-jdk-headless libbcprov-java libbcpkix-java libbcutil-java
  xvfb openbox xdotool x11-utils x11-xkb-utils imagemagick
  libx11-6 libxcursor1 libxi6 libx11-xcb1 libxkbcommon-x11-0
  poppler-utils
  dbus-daemon gnome-keyring libsecret-tools dunst
  systemd desktop-file-utils
  cups-daemon cups-client cups-filters
  chromium chromium-driver fonts-dejavu-core
  python3-venv
)
missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
done
if [ "${#missing[@]}" -gt 0 ]; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -q
    DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends "${missing[@]}"
  else
    echo "not installed, the tests that need them say so: ${missing[*]}"
  fi
fi

# Reads docs/portal.yaml and tries the sandbox; of one version, so that it finds the same every time.
schemathesis=4.32.5
if ! target/schemathesis/bin/pip show schemathesis 2>/dev/null | grep -qx "Version: $schemathesis"; then
  mkdir -p target
  python3 -m venv target/schemathesis && target/schemathesis/bin/pip install -q "schemathesis==$schemathesis" ||
    echo "not installed, the test that needs it says so: schemathesis"
fi

# The modules that the tests build for themselves are a workspace of their own.
interposer=(--locked --manifest-path tests/modules/Cargo.toml --package interposer --target-dir target/modules)
cargo fmt --check
cargo fmt --all --check --manifest-path tests/modules/Cargo.toml
cargo clippy --locked --all-targets -- -D warnings
cargo clippy "${interposer[@]}" -- -D warnings
cargo check --locked --no-default-features --lib --bins
cargo test --locked --no-fail-fast
# A snapshot that was made silently is no test.
if [ -n "$(git status --porcelain 2>/dev/null)" ]; then
  echo "the tests have changed the tree:"
  git status --porcelain
  exit 1
fi
