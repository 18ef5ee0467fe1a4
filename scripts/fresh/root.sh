# The root: made once by debootstrap and kept under a name that says what it was made from; each run works on a copy.

size_of() { du -sh --one-file-system "$1" | cut -f1; }

work_pattern=${TMPDIR:-/tmp}/refresh-dashboard-fresh

# A run that was killed has left its copy; its mounts and processes ended with it.
remove_leftovers() {
  local dir
  for dir in "$work_pattern".*; do
    [[ -f $dir/pid ]] && ! kill -0 "$(cat "$dir/pid")" 2>/dev/null && rm -rf --one-file-system "$dir"
  done
  return 0
}

root_key() {
  {
    printf '%s\n' "$suite" "$(dpkg --print-architecture)" "${packages[@]}" "$mirror" "$security_mirror"
    apt_settings
    cat "$here/bootstrap.sh"
  } | sha256sum | cut -c1-16
}

# Two runs may begin at the same time.
make_root() {
  local began=$SECONDS
  read_mirrors
  install_debootstrap
  mkdir -p "$cache_dir"
  exec 8>"$cache_dir/lock"
  flock 8
  cached_root=$cache_dir/$suite-$(root_key)
  if [[ -d $cached_root ]]; then
    say "root from $cached_root, $(size_of "$cached_root")"
  else
    # Those of other keys will not be asked for again.
    rm -rf --one-file-system "$cache_dir/$suite"-*
    say "root of $suite by debootstrap"
    bootstrap "$cached_root.making"
    mv "$cached_root.making" "$cached_root"
    say "root made in $((SECONDS - began)) s, $(size_of "$cached_root")"
  fi
  flock -u 8
}

# Each run has a root of its own, and a repository to clone: what is committed, and nothing of the working tree.
prepare_copy() {
  local began=$SECONDS repository
  copy=$work/root
  cp -a --reflink=auto "$cached_root" "$copy"
  cp -L /etc/resolv.conf "$copy/etc/resolv.conf"
  # Whose it is does not matter here: the clone is read as data.
  printf '[safe]\n  directory = *\n' >"$work/gitconfig"
  export GIT_CONFIG_GLOBAL=$work/gitconfig
  repository=$(git -C "$here" rev-parse --show-toplevel)
  git clone --quiet --bare --depth 1 "file://$repository" "$work/repository.git"
  say "copy of the root and clone of $(git -C "$work/repository.git" rev-parse --short HEAD) in $((SECONDS - began)) s"
}
