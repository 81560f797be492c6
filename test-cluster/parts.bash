# Installs programs that are missing, with apt where it may. Sourced by `verify` and `bench`, whose PARTS has an entry
# for each: the program, or a file, and the Debian package that brings it. BACKHAND_INSTALL=no installs nothing.

readonly INSTALL_SECONDS=420
readonly POLICY=/usr/sbin/policy-rc.d

# Fails where something is still missing.
install_missing() {
    local part packages=()
    for part in "${PARTS[@]}"; do
        is_there "${part% *}" || packages+=("${part#* }")
    done
    [ ${#packages[@]} -gt 0 ] || return 0
    echo "$(basename "$0"): missing here: ${packages[*]}"
    [ "${BACKHAND_INSTALL:-yes}" = yes ] || return 1
    command -v apt-get >/dev/null || return 1
    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        sudo -n true 2>/dev/null || return 1
        as_root=(sudo -n)
    fi
    with_services_kept_down ${as_root[@]+"${as_root[@]}"} timeout "$INSTALL_SECONDS" \
        env DEBIAN_FRONTEND=noninteractive sh -c \
        'apt-get -q update && apt-get -q -y --no-install-recommends install "$@"' sh "${packages[@]}"
}

is_there() {
    if [[ $1 == /* ]]; then [ -e "$1" ]; else PATH="$PATH:/usr/sbin" command -v "$1" >/dev/null; fi
}

# Debian asks this file before it starts a service that was just installed; 101 is no.
with_services_kept_down() (
    as_root=()
    [ "$1" != sudo ] || as_root=(sudo -n)
    if [ ! -e "$POLICY" ]; then
        trap '${as_root[@]+"${as_root[@]}"} rm -f "$POLICY"' EXIT
        printf '#!/bin/sh\nexit 101\n' | ${as_root[@]+"${as_root[@]}"} tee "$POLICY" >/dev/null
        ${as_root[@]+"${as_root[@]}"} chmod 755 "$POLICY"
    fi
    "$@"
)
