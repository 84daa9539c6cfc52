# What the builds on Linux have in common; sourced, at the root of the tree.

python=.venv/bin/python
made=build/installer
dist=dist
mkdir -p "$made" "$dist"
version=$(sed -n 's/^version = "\(.*\)"/\1/p' pyproject.toml)

# The same tree makes the same bytes: no time of day, no order of a hash, no cache of an earlier run.
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || date -r pyproject.toml +%s)}
export SOURCE_DATE_EPOCH PYTHONHASHSEED=0 PYTHONDONTWRITEBYTECODE=1

say() {
    echo "build: $*" >&2
}

# Puts a finished folder into dist, with the list of its own files in it.
release() {
    local target=$dist/SoXa-$version-$2
    rm -rf "$target"
    cp -a "$1" "$target"
    $python -m installer.release "$target" "$2"
}

checksums() {
    (cd "$dist" && sha256sum "SoXa-Setup-$version.exe" "SoXa-$version.cdx.json" >SHA256SUMS)
    ls -l "$dist/SoXa-Setup-$version.exe" >&2
}
