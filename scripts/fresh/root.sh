# The root: made once by debootstrap and kept under a name that says what it was made from; each run works on a copy.

size_of() { du -sh --one-file-system "$1" | cut -f1; }

root_key() {
  {
    printf '%s\n' "$suite" "$(dpkg --print-architecture)" "${packages[@]}" "$mirror" "$security_mirror"
    apt_settings
    cat "$here/root.sh"
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

# debootstrap makes the least that is Debian; apt then fetches the rest, many files at a time.
bootstrap() {
  local root=$1
  logged debootstrap --variant=minbase "$suite" "$root" "$mirror"
  apt_settings >"$root/etc/apt/apt.conf.d/90machine"
  {
    printf 'deb %s %s main\n' "$mirror" "$suite" "$mirror" "$suite-updates"
    [[ -z $security_mirror ]] || printf 'deb %s %s-security main\n' "$security_mirror" "$suite"
  } >"$root/etc/apt/sources.list"
  cp -L /etc/resolv.conf "$root/etc/resolv.conf"
  apt_in "$root" update
  apt_in "$root" dist-upgrade
  apt_in "$root" install --no-install-recommends "${packages[@]}"
  chroot "$root" apt-get clean
  chroot "$root" useradd --create-home --shell /bin/bash newcomer
}

# A root that is not finished is thrown away, so nothing need be safe on disk before its end.
apt_in() {
  local root=$1
  shift
  logged chroot "$root" env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o Dpkg::Options::=--force-unsafe-io "$@"
}

# Its many lines matter only when it fails.
logged() {
  "$@" >"$work/log" 2>&1 || { tail -n 20 "$work/log" >&2; stop "failed: $*"; }
}

# Each run has a root of its own, and a repository to clone: what is committed, and nothing of the working tree.
prepare_copy() {
  local began=$SECONDS repository
  repository=$(cd "$here" && git -c safe.directory='*' rev-parse --show-toplevel)
  copy=$work/root
  cp -a --reflink=auto "$cached_root" "$copy"
  cp -L /etc/resolv.conf "$copy/etc/resolv.conf"
  git -c safe.directory='*' clone --quiet --bare --depth 1 "file://$repository" "$work/repository.git"
  say "copy of the root and clone of $(git -C "$work/repository.git" rev-parse --short HEAD) in $((SECONDS - began)) s"
}
