#!/usr/bin/env bash
# Says where Debian's Prometheus, promtool and SQL exporter are, and fetches their packages first where they are not. They are
# unpacked and not installed: an installed one would start a service, and make a user.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

say() { printf 'install-prometheus: %s\n' "$*" >&2; }

place=$PWD/node_modules/.cache/refresh-dashboard/prometheus
programs=(prometheus promtool prometheus-sql-exporter)

are_there() {
  local program
  for program in "${programs[@]}"; do [[ -x $place/usr/bin/$program ]] || return 1; done
}

tell() { for program in "${programs[@]}"; do printf '%s\n' "$place/usr/bin/$program"; done; }

# Two runs of the tests may come here at the same time.
mkdir -p "$place"
exec 9>"$place/.lock"
flock 9
if are_there; then tell; exit; fi

command -v apt-get >/dev/null || { say "this needs Debian or Ubuntu (apt-get is missing)"; exit 1; }
say "Debian packages: prometheus, prometheus-sql-exporter"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# As root, apt fetches as another user, who must be able to write there.
chmod 777 "$scratch"
# Since Debian 13 promtool is a package of its own.
fetch() {
  (
    cd "$scratch"
    apt-get -qq download prometheus prometheus-sql-exporter >/dev/null 2>&1 || exit 1
    dpkg-deb --contents prometheus_*.deb | grep /usr/bin/promtool >/dev/null || apt-get -qq download promtool >/dev/null 2>&1
  )
}
# The lists may be missing, or name versions that are gone by now.
if ! fetch; then
  [[ $(id -u) -ne 0 ]] || apt-get -qq update >/dev/null
  fetch || { say "the packages are not to be had: sudo apt-get update"; exit 1; }
fi
for package in "$scratch"/*.deb; do dpkg-deb --extract "$package" "$scratch/unpacked"; done
mkdir -p "$place/usr/bin"
for program in "${programs[@]}"; do mv "$scratch/unpacked/usr/bin/$program" "$place/usr/bin/"; done
tell
