#!/usr/bin/env bash
# Says where a Chromium is that tests can drive, and installs Debian's first where there is none.
set -euo pipefail

say() { printf 'install-chromium: %s\n' "$*" >&2; }

find_chromium() { command -v chromium || command -v chromium-browser || command -v google-chrome; }

if find_chromium; then exit; fi
if [[ $(id -u) -ne 0 ]]; then
  say "there is no Chromium, and only root can install it: sudo apt-get install -y --no-install-recommends chromium"
  exit 1
fi

# Two runs of the tests may come here at the same time.
exec 9>"${TMPDIR:-/tmp}/refresh-dashboard-chromium.lock"
flock 9
if find_chromium; then exit; fi
say "Debian package: chromium"
export DEBIAN_FRONTEND=noninteractive
apt_get() { apt-get -qq -y -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300 "$@" >/dev/null; }
# The lists may be missing, or name versions that are gone by now.
apt_get install --no-install-recommends chromium || { apt_get update && apt_get install --no-install-recommends chromium; }
find_chromium
