#!/usr/bin/env bash
# Readies a bare Debian or Ubuntu, with only python3 and make on it, to run this tree.
#
#   installer/prepare.sh lint|demo|headless|test|installer
#
# System packages come through apt-get when we are root; otherwise one line names those that are missing.
# Python packages go into .venv from requirements/dev.txt. What is there already is kept: a second run takes no time.
set -euo pipefail
cd "$(dirname "$0")/.."
PATH=$PATH:/usr/sbin:/sbin # dpkg looks for ldconfig there

purpose=${1:-}
venv=.venv
stamp=$venv/prepared-for
left_out_note=$venv/left-out-of-$purpose

# What the libraries and plugins of PySide6-Essentials that we load are linked against (readelf -d, NEEDED).
qt_packages=(
    libcups2 libdbus-1-3 libegl1 libfontconfig1 libfreetype6 libgl1 libglib2.0-0 libgssapi-krb5-2
    libx11-6 libx11-xcb1 libxcb-cursor0 libxcb-glx0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0
    libxcb-render-util0 libxcb-render0 libxcb-shape0 libxcb-shm0 libxcb-sync1 libxcb-xfixes0 libxcb-xkb1 libxcb1
    libxkbcommon-x11-0 libxkbcommon0
)
screen_packages=(xauth xvfb)
# Builds the Windows program and tries it: Wine, the setup program's compiler, a C compiler for Windows, signatures.
windows_packages=(ca-certificates gcc-mingw-w64-x86-64-win32 imagemagick nsis osslsigncode wine wine64 xdotool)

# Nothing runs without the needed ones; a test that lacks one of the useful ones is skipped and says so.
useful=()
case $purpose in
    lint) needed=() ;;
    demo) needed=("${qt_packages[@]}") ;;
    headless) needed=("${qt_packages[@]}" "${screen_packages[@]}") ;;
    installer) needed=("${qt_packages[@]}" "${screen_packages[@]}" "${windows_packages[@]}") ;;
    test) needed=("${qt_packages[@]}") useful=("${screen_packages[@]}" chromium chromium-driver gcc git libc6-dev nsis osslsigncode
        postgresql) ;;
    *) echo "usage: installer/prepare.sh lint|demo|headless|test|installer" >&2 && exit 2 ;;
esac

say() {
    echo "prepare: $*" >&2
}

fail() {
    say "$@"
    exit 1
}

is_our_python() {
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null
}

find_python() {
    local name
    for name in python3 python3.13 python3.12 python3.11; do
        is_our_python "$name" && echo "$name" && return
    done
    return 1
}

has_venv() {
    "$python" -c 'import ensurepip, venv' 2>/dev/null
}

venv_package() {
    "$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'
}

# Debian 13 and Ubuntu 24.04 renamed libraries with a 64-bit time_t: libcups2 became libcups2t64.
missing_of() {
    local installed name
    installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' "$@" "${@/%/t64}" 2>/dev/null || true)
    for name; do
        grep -q -x -F -e "installed $name" -e "installed ${name}t64" <<<"$installed" || echo "$name"
    done
}

known_to_apt() {
    apt-cache madison "$@" "${@/%/t64}" 2>/dev/null | awk '{print $1}' | sort -u
}

apt_install() {
    local output
    output=$(DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet=2 --no-install-recommends \
        -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300 "$@" 2>&1) || { echo "$output" >&2 && return 1; }
}

# The tests start a server of their own: installing the program must not leave another one running.
apt_install_postgresql() {
    local settings=/etc/postgresql-common/createcluster.conf
    apt_install postgresql-common &&
        pg_conftool "$settings" set create_main_cluster off &&
        apt_install postgresql &&
        pg_conftool "$settings" remove create_main_cluster
}

apt_install_all() {
    local names
    apt-get update --quiet=2 >/dev/null || say "apt-get update failed; going on with the package lists there are"
    mapfile -t names < <(known_to_apt "$@")
    [ ${#names[@]} -gt 0 ] || return 0
    say "installing system packages: ${names[*]}"
    if [[ " ${names[*]} " == *" postgresql "* ]]; then
        apt_install_postgresql || return
    fi
    apt_install "${names[@]}"
}

prepare_system() {
    local missing
    has_venv || needed+=("$(venv_package)")
    if ! command -v dpkg-query >/dev/null; then
        say "not a Debian or Ubuntu: see to it yourself that the like of these is there: ${needed[*]} ${useful[*]}"
        return
    fi
    mapfile -t missing < <(missing_of "${needed[@]}" "${useful[@]}")
    if [ "$(id -u)" = 0 ] && [ "${missing[*]}" != "$(cat "$left_out_note" 2>/dev/null)" ]; then
        apt_install_all "${missing[@]}" || say "apt-get could not install them all"
        mapfile -t missing < <(missing_of "${needed[@]}" "${useful[@]}")
    fi
    [ -z "$(missing_of "${needed[@]}")" ] || fail "missing system packages; as root: apt-get install ${missing[*]}"
    [ ${#missing[@]} = 0 ] || say "what needs these system packages will be skipped: ${missing[*]}"
    left_out=${missing[*]}
}

prepare_venv() {
    local key pip=("$venv/bin/python" -m pip --quiet --disable-pip-version-check)
    key=$(sha256sum requirements/dev.txt pyproject.toml)
    if is_our_python "$venv/bin/python" && [ "$key" = "$(cat "$stamp" 2>/dev/null)" ]; then
        return
    fi
    "${pip[@]}" --version >/dev/null 2>&1 || "$python" -m venv --clear "$venv"
    say "installing the locked Python packages into $venv (the first time, some 250 MB)"
    "${pip[@]}" install --require-hashes -r requirements/dev.txt
    "${pip[@]}" install --no-deps --no-build-isolation --editable .
    echo "$key" >"$stamp"
}

python=$(find_python) || fail "Python 3.11, 3.12 or 3.13 is needed; there is none under the names python3 and python3.X"
left_out=
prepare_system
prepare_venv
echo "$left_out" >"$left_out_note"
