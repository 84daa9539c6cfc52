#!/usr/bin/env bash
# Runs uv, put aside from our own packages: it only locks, and lays out packages for systems other than this one.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ ! -x build/lock/bin/uv ]; then
    .venv/bin/python -m venv build/lock
    build/lock/bin/python -m pip install --quiet --disable-pip-version-check uv
fi
export UV_CACHE_DIR=${UV_CACHE_DIR:-$PWD/build/lock/cache}
exec build/lock/bin/uv "$@"
