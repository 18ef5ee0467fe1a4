#!/usr/bin/env bash
# The first process of the namespaces: mounts what a system has, gives what the machine lends, and runs the command.
# Stays, since orphans become its children and it must reap them: tests ask whether a process is gone.
# enter.sh ROOT REPOSITORY SCRIPTS PORT USER COMMAND…
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$here/settings.sh"
source "$here/machine.sh"
root=$1 repository=$2 scripts=$3 port=$4 user=$5
shift 5

mount -t proc proc "$root/proc"
mount -t sysfs -o ro sysfs "$root/sys"
mount --bind /dev "$root/dev"
mkdir -p "$root/dev/pts" "$root/dev/shm"
mount -t devpts -o newinstance,ptmxmode=0666 devpts "$root/dev/pts"
mount -t tmpfs -o mode=1777 shm "$root/dev/shm"
mount -t tmpfs -o mode=755 run "$root/run"
mkdir -p "$root/run/lock" "$root/run/fresh" "$root/run/repository.git"
mount --bind "$repository" "$root/run/repository.git"
cp "$scripts"/* "$root/run/fresh"

copy_npm_settings "$root/run/fresh"
while read -r file; do
  install -D -m 644 "$file" "$root/run/fresh/certificates$file"
  mkdir -p "$root$(dirname "$file")"
  [[ -e $root$file ]] || : >"$root$file"
  mount --bind "$root/run/fresh/certificates$file" "$root$file"
done < <(certificate_files)
chown -R --from=root "$user:" "$root/run/fresh"

mapfile -t network < <(network_environment)
home=$(chroot "$root" getent passwd "$user" | cut -d: -f6)
settings=("HOME=$home" "USER=$user" "LANG=C.UTF-8" "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
  "TERM=${TERM:-dumb}" "STACK_PORT=$port" "TEST_STACK_PORT=$((port + 100))" "${network[@]}")
for kind in userconfig globalconfig; do
  [[ -f $root/run/fresh/npm-$kind ]] && settings+=("npm_config_$kind=/run/fresh/npm-$kind")
done
chroot "$root" setpriv --reuid="$user" --regid="$user" --init-groups -- env -i -C "$home" "${settings[@]}" "$@" </dev/null
