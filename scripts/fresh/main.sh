#!/usr/bin/env bash
# npm run test:fresh: a pristine Debian 13 is made beside this machine's own system, and in it the commands of the README
# are run as a newcomer would, on a clean clone of what is committed. Debian 13 brings PostgreSQL 17 and pg_cron 1.6.
# Parts can be named: npm run test:fresh -- story. They are, in this order:
#   root     makes the root that the others copy, where there is none yet
#   story    git clone, npm start to its last line, Ctrl-C
#   suite    npm test, of what speaks with a server or with the machine
#   user     both as a user who is not root: npm start, and of the tests those that a user's machine may treat otherwise
#   upgrade  a cluster of PostgreSQL 15 with managed views goes to 17, by pg_upgrade and by dump and restore
# and, only where it is named:
#   hosted   pgTAP and the tests end to end on a stack that is as strict as hosted projects are (STACK_LIKE_HOSTED)
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$here/settings.sh"
source "$here/machine.sh"
source "$here/bootstrap.sh"
source "$here/root.sh"
source "$here/inside.sh"

say() { printf 'fresh: %s\n' "$*" >&2; }
stop() { say "$*"; exit 1; }

[[ $(id -u) -eq 0 ]] || stop "needs root, to make a Debian root and to run in it: sudo -E npm run test:fresh"

all=(root story suite user upgrade)
parts=("${@:-${all[@]}}")
for part in "${parts[@]}"; do
  [[ " ${all[*]} hosted " == *" $part "* ]] || { say "no such part: $part; there are ${all[*]} hosted"; exit 2; }
done

remove_leftovers
work=$(mktemp -d "$work_pattern.XXXXXX")
printf '%s' $$ >"$work/pid"
trap 'leave_root; rm -rf --one-file-system "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

part_story() {
  in_root root bash /run/fresh/story.sh "$newcomer_seconds"
}

part_suite() {
  in_root root bash /run/fresh/suite.sh "${root_projects[@]}"
}

part_hosted() {
  in_root root env STACK_LIKE_HOSTED=1 bash /run/fresh/suite.sh pgtap e2e
}

part_user() {
  in_root root bash /run/fresh/packages-for-users.sh &&
    in_root newcomer bash /run/fresh/story.sh "$newcomer_seconds" &&
    in_root newcomer bash /run/fresh/suite.sh "${user_projects[@]}"
}

part_upgrade() {
  in_root root bash /run/fresh/upgrade.sh
}

make_root
[[ ${parts[*]} == root ]] && exit
prepare_copy
failed=()
for part in "${parts[@]}"; do
  [[ $part == root ]] && continue
  SECONDS=0
  if "part_$part"; then verdict="passed"; else verdict="FAILED"; failed+=("$part"); fi
  say "$part $verdict in $SECONDS s"
done
say "the root is $(size_of "$copy") now; it was $(size_of "$cached_root")"
[[ ${#failed[@]} -eq 0 ]] || stop "failed: ${failed[*]}"
