#!/usr/bin/env bash
# Installs what the repository needs on this machine: npm packages, Debian's PostgreSQL with pg_cron and pgTAP, and the curl
# that the documents call.
# Runs before anything else (npm start, npm test, npm run stack, npm run bench); silent and quick when all is there.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { printf 'install: %s\n' "$*" >&2; }

# npm start and npm test may run at the same time.
exec 9>"${TMPDIR:-/tmp}/refresh-dashboard-install.$(id -u).lock"
flock 9

install_npm_packages() {
  local stamp=node_modules/.installed-from-lock
  if [[ -f $stamp ]] && cmp -s "$stamp" package-lock.json; then return; fi
  # npm's own record is newer than the lock file when somebody has just run npm install by hand.
  if [[ -f $stamp || ! node_modules/.package-lock.json -nt package.json ]]; then
    say "npm packages (npm ci)"
    # npm ci refuses a lock file written where the packages of other platforms were not to be had.
    npm ci --no-audit --no-fund --loglevel=silent >&2 ||
      npm install --no-save --no-audit --no-fund --loglevel=error >&2
  fi
  cp package-lock.json "$stamp"
}

# The newest server that is here already, otherwise the one that the distribution would install.
postgres_version() {
  local version
  version=$(find /usr/lib/postgresql -mindepth 3 -maxdepth 3 -path '*/bin/postgres' 2>/dev/null |
    sed -E 's#^/usr/lib/postgresql/([0-9]+)/.*#\1#' | sort -rn | head -n 1)
  if [[ -z $version ]]; then
    version=$(apt-cache depends postgresql 2>/dev/null | sed -nE 's/^ *Depends: postgresql-([0-9]+)$/\1/p' | head -n 1)
  fi
  printf '%s' "$version"
}

packages_for() {
  printf '%s\n' "postgresql-$1" "postgresql-$1-cron" "postgresql-$1-pgtap" "postgresql-$1-plpgsql-check" \
    libtap-parser-sourcehandler-pgtap-perl curl
}

missing_packages() {
  local package
  for package in $(packages_for "$1"); do
    [[ -e /var/lib/dpkg/info/$package.list || -e /var/lib/dpkg/info/$package:$arch.list ]] || printf '%s\n' "$package"
  done
}

install_debian_packages() {
  local version missing arch
  arch=$(dpkg --print-architecture 2>/dev/null) || { say "this needs Debian or Ubuntu (dpkg is missing)"; exit 1; }
  version=$(postgres_version)
  if [[ -n $version ]] && [[ -z $(missing_packages "$version") ]]; then return; fi
  require_root "$version"
  export DEBIAN_FRONTEND=noninteractive
  if ! apt-cache policy postgresql-common | grep -q 'Candidate: [0-9]'; then
    say "package lists (apt-get update)"
    apt_get update || { printf '%s\n' "$apt_output" >&2; exit 1; }
    version=$(postgres_version)
  fi
  if [[ -z $version || $version -lt 15 ]]; then say "needs PostgreSQL 15 or newer, found '${version:-none}'"; exit 1; fi
  keep_debian_from_making_a_cluster
  mapfile -t missing < <(missing_packages "$version")
  say "Debian packages: ${missing[*]}"
  apt_get install --no-install-recommends "${missing[@]}" && return
  # The lists may name versions that are gone by now.
  say "package lists (apt-get update)"
  apt_get update
  apt_get install --no-install-recommends "${missing[@]}" || { printf '%s\n' "$apt_output" >&2; exit 1; }
}

# Its many lines matter only when it fails.
apt_get() {
  apt_output=$(apt-get -qq -y -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300 "$@" 2>&1)
}

require_root() {
  [[ $(id -u) -eq 0 ]] && return
  say "PostgreSQL with pg_cron and pgTAP is missing, and only root can install it. Run:"
  # shellcheck disable=SC2046
  say "  sudo apt-get update && sudo apt-get install -y --no-install-recommends" $(packages_for "${1:-15}")
  exit 1
}

# Debian makes and starts a cluster `main` when a server is first installed. The stack has its own, so that one would
# only take port 5432. Only for that first time: a machine that has a server keeps its own setting.
keep_debian_from_making_a_cluster() {
  [[ -e /etc/postgresql-common/createcluster.conf || -d /etc/postgresql ]] && return
  mkdir -p /etc/postgresql-common
  printf '# Written by refresh-dashboard before PostgreSQL was first installed; the default is true.\ncreate_main_cluster = false\n' \
    >/etc/postgresql-common/createcluster.conf
}

# Beside each other, since both mostly wait for a server. Neither is left half done when the other fails.
install_debian_packages &
debian=$!
install_npm_packages &
failed=
wait $! || failed=1
wait "$debian" || failed=1
[[ -z $failed ]]
