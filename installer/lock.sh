#!/usr/bin/env bash
# Resolves requirements/*.txt anew from pyproject.toml, for every supported Python and system at once;
# windows.txt is what the installer freezes: Windows and one Python alone, and nothing that would have to be compiled.
# uv is used for this alone, since pip cannot lock for systems other than its own; the files are pip's format.
# To take newer versions of everything: installer/lock.sh --upgrade
set -euo pipefail
cd "$(dirname "$0")/.."

uv=installer/uv.sh

lock() {
    local name=$1
    shift
    "$uv" pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
        --no-header --no-annotate --quiet --output-file "requirements/$name.txt" "$@"
}

lock desktop "$@"
lock server --extra server "$@"
lock dev --extra server --extra freeze --extra dev "$@"
"$uv" pip compile pyproject.toml --extra freeze --constraint requirements/dev.txt \
    --python-platform x86_64-pc-windows-msvc --python-version 3.11 --only-binary :all: --generate-hashes \
    --no-header --no-annotate --quiet --output-file requirements/windows.txt "$@"
