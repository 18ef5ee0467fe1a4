# What this machine gives to the root: Debian's mirror as its own apt sources name it, Debian's keys, and the settings
# under which its apt and npm reach the network. None of it is written into the project.

# "URI" of the archive that this machine's release comes from, or of its security updates. FRESH_MIRROR and
# FRESH_SECURITY_MIRROR are for machines that are not Debian.
debian_mirror() {
  local named=$1 of_suite=$2
  if [[ -n $named ]]; then printf '%s' "$named"; return; fi
  apt-get indextargets --no-release-info --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 2>/dev/null |
    sed -nE "s#^([^ ]+) $of_suite main\$#\1#p" | head -n 1
}

read_mirrors() {
  local codename
  codename=$(. /etc/os-release && [[ $ID == debian ]] && printf '%s' "$VERSION_CODENAME") || codename=none
  mirror=$(debian_mirror "${FRESH_MIRROR:-}" "$codename")
  security_mirror=$(debian_mirror "${FRESH_SECURITY_MIRROR:-}" "$codename-security")
  [[ -n $mirror ]] || stop "this machine's apt sources name no Debian mirror; set FRESH_MIRROR to the URI of one"
}

# How apt reaches the mirror: proxies, checks of dates, retries.
apt_settings() {
  apt-config dump | grep -E '^Acquire::(http|https|Check-|Retries)' || true
}

install_debootstrap() {
  local needed=() key=/usr/share/keyrings/debian-archive-$suite-stable
  command -v debootstrap >/dev/null || needed+=(debootstrap)
  # An older keyring does not know the release's key; the newer package is signed by a key that it does know.
  compgen -G "$key.*" >/dev/null || needed+=(debian-archive-keyring)
  [[ ${#needed[@]} -eq 0 ]] && return
  say "Debian packages: ${needed[*]}"
  export DEBIAN_FRONTEND=noninteractive
  local apt=(apt-get -qq -y -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300)
  "${apt[@]}" install --no-install-recommends "${needed[@]}" >/dev/null 2>&1 ||
    { "${apt[@]}" update && "${apt[@]}" install --no-install-recommends "${needed[@]}"; } >&2
  compgen -G "$key.*" >/dev/null || stop "debian-archive-keyring has no key of $suite; a newer one does"
}

# Files that the machine's settings name, copied to where the root's /run/fresh will be: the user's npm settings are
# readable by whoever is to use them there, and are gone with the namespace.
copy_npm_settings() {
  local to=$1 kind file
  for kind in userconfig globalconfig; do
    file=$(npm config get "$kind" 2>/dev/null) || continue
    [[ -r $file ]] && cp -L "$file" "$to/npm-$kind"
  done
  return 0
}

# NAME=value of what the environment says about proxies and certificates.
network_environment() {
  local name
  for name in http_proxy https_proxy no_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY NODE_EXTRA_CA_CERTS SSL_CERT_FILE \
    SSL_CERT_DIR CURL_CA_BUNDLE GIT_SSL_CAINFO DENO_CERT DENO_TLS_CA_STORE; do
    [[ -n ${!name:-} ]] && printf '%s=%s\n' "$name" "${!name}"
  done
  env | grep -iE '^npm_config_(registry|cafile|proxy|https_proxy|noproxy|replace_registry_host)=' || true
}

# The files of certificates that those settings name, each once.
certificate_files() {
  {
    network_environment | sed -nE 's#^(NODE_EXTRA_CA_CERTS|SSL_CERT_FILE|CURL_CA_BUNDLE|GIT_SSL_CAINFO|DENO_CERT)=##p'
    npm config get cafile 2>/dev/null | grep '^/' || true
  } | sort -u | while read -r file; do [[ -f $file ]] && printf '%s\n' "$file"; done
  return 0
}
