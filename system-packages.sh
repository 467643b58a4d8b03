#!/bin/sh
# Installs packages of the system: those that are named, else all that something in the project needs.
#   chromium           renders the pages of outlets with `render = true`; `make picture` draws with it
#   postgresql         a store for several machines; the tests start a server of their own
#   cron, systemd      check the files in deploy/ that are for them
# and for `make picture` alone:
#   pngquant           makes the drawing a third as large
#   fonts-noto-core    Arabic letters: Noto Naskh and Kufi
#   fonts-dejavu-core  Latin letters of one width
# For Debian and its kin, as root or through sudo. Elsewhere it says so and changes nothing.
set -eu

packages="${*:-chromium postgresql cron systemd pngquant fonts-noto-core fonts-dejavu-core}"

if ! command -v apt-get >/dev/null; then
    echo "system-packages: there is no apt-get here; install by hand: $packages" >&2
    exit 1
fi
if [ "$(id -u)" -eq 0 ]; then
    as_root=""
elif command -v sudo >/dev/null; then
    as_root=sudo
else
    echo "system-packages: needs root or sudo" >&2
    exit 1
fi

missing=""
for package in $packages; do
    dpkg-query --show --showformat='${Status}' "$package" 2>/dev/null | grep -q ' installed$' || missing="$missing $package"
done
if [ -z "$missing" ]; then
    echo "system-packages: nothing to install" >&2
    exit 0
fi
$as_root apt-get update --quiet
# shellcheck disable=SC2086 # words are meant to be parted
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet --no-install-recommends $missing
