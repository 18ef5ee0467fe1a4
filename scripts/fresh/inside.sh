# Runs a command in the copy, in namespaces of its own: mounts and processes end with it, whatever ends it.

# in_root USER COMMAND…
in_root() {
  setpriv --pdeathsig KILL unshare --mount --pid --ipc --fork --kill-child \
    bash "$here/enter.sh" "$copy" "$work/repository.git" "$here/inside" "$port" "$@" 8>&- &
  inside=$!
  # Waited for in the background, so that Ctrl-C is heard at once.
  if wait "$inside"; then inside=; else local code=$?; inside=; return "$code"; fi
}

leave_root() {
  [[ -n ${inside:-} ]] && kill -KILL "$inside" 2>/dev/null && wait "$inside" 2>/dev/null
  return 0
}
