#!/usr/bin/env bash
# A newcomer's first minutes: clones, runs npm start to its last line, and presses Ctrl-C. Prints how long it took.
# story.sh SECONDS   what it should take at most; a slow mirror or a busy machine is no failure, but is said
set -euo pipefail
aim_seconds=$1
# A job in the background is a process group of its own, and hears SIGINT.
set -m
output=$(mktemp)
trap 'kill -KILL -- "-${npm:-}" 2>/dev/null || true; rm -f "$output"' EXIT

say() { printf 'story: %s\n' "$*" >&2; }
give_up() { tail -n 40 "$output" >&2; say "$*"; exit 1; }
is_over() { grep -q '^Each run is a line below' "$output"; }
is_alive() { kill -0 "$npm" 2>/dev/null; }

rm -rf refresh-dashboard
SECONDS=0
git -c safe.directory='*' clone --quiet /run/repository.git refresh-dashboard
cd refresh-dashboard
npm start >"$output" 2>&1 &
npm=$!
until is_over; do
  is_alive || give_up "npm start ended before its story"
  [[ $SECONDS -le 600 ]] || give_up "npm start has not reached the end of its story in $SECONDS s"
  sleep 0.5
done
took=$SECONDS
# Not what opens the stack.
sed -E '/sb_(secret|publishable)_|postgresql:/d; s/^/  /' "$output"
kill -INT -- "-$npm"
for _ in {1..120}; do is_alive || break; sleep 0.5; done
is_alive && give_up "npm start goes on a minute after Ctrl-C"
left=$(cat /proc/[0-9]*/comm 2>/dev/null | grep -E '^(postgres|deno|node)' | sort | uniq -c || true)
[[ -z $left ]] || give_up "left running after Ctrl-C: $left"
say "git clone to the end of the story as $(id -un): $took s, $([[ $took -le $aim_seconds ]] && printf 'of' || printf 'MORE THAN') $aim_seconds s"
