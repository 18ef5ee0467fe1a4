# How a root is made; a change here makes a new one.

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
