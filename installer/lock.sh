#!/usr/bin/env bash
# Resolves requirements/*.txt anew from pyproject.toml, for every supported Python and system at once.
# uv is used for this alone, since pip cannot lock for systems other than its own; the files are pip's format.
# To take newer versions of everything: installer/lock.sh --upgrade
set -euo pipefail
cd "$(dirname "$0")/.."

uv=build/lock/bin/uv
if [ ! -x "$uv" ]; then
    .venv/bin/python -m venv build/lock
    build/lock/bin/python -m pip install --quiet --disable-pip-version-check uv
fi

lock() {
    local name=$1
    shift
    "$uv" pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
        --no-header --no-annotate --quiet --output-file "requirements/$name.txt" "$@"
}

lock desktop "$@"
lock server --extra server "$@"
lock dev --extra server --extra dev "$@"
