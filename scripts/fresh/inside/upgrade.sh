#!/usr/bin/env bash
# From PostgreSQL 15 to this Debian's 17. The programs of 15 come from Debian 12, which the same mirror has; they take
# their own libraries along, and none of this Debian's packages is replaced.
set -euo pipefail
[[ -d refresh-dashboard ]] || git -c safe.directory='*' clone --quiet /run/repository.git refresh-dashboard
cd refresh-dashboard
bash stack/install.sh

apt_get() { apt-get -qq -y -o Dpkg::Use-Pty=0 "$@" >/dev/null; }
export DEBIAN_FRONTEND=noninteractive
sed -nE 's/^deb (\S+) trixie main$/deb \1 bookworm main/p' /etc/apt/sources.list >/etc/apt/sources.list.d/bookworm.list
apt_get update
apt_get install --no-install-recommends postgresql-15{,-cron,-pgtap,-plpgsql-check}
FRESH_OLD_PG_BIN=/usr/lib/postgresql/15/bin npx vitest run --config tests/fresh/vitest.config.ts
