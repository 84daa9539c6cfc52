#!/usr/bin/env bash
# Builds what is handed out, on Linux.
#
#   installer/build.sh windows   dist/SoXa-Setup-x.y.z.exe, frozen under Wine (some 10 minutes on two cores)
#   installer/build.sh linux     dist/SoXa-x.y.z-linux-amd64, the frozen program alone
#
# FAST=1 lays the Windows program out from its parts instead of freezing it, and packs it lightly: a minute, for trying.
# SOXA_SIGN_PFX and its companions sign, see sign.sh. Everything that is made on the way lies in build/installer.
set -euo pipefail
cd "$(dirname "$0")/.."
. installer/steps.sh

windows_python() {
    local lock=requirements/windows.txt stamp=$made/winpy/packages packages=$made/winpy/Lib/site-packages
    $python -m installer.windows_python "$made/winpy"
    cmp -s "$lock" "$stamp" && return
    say "installing the locked Windows packages"
    rm -rf "$packages"
    installer/uv.sh pip install --quiet --python-platform x86_64-pc-windows-msvc --python-version 3.11 \
        --only-binary :all: --require-hashes --target "$packages" -r "$lock"
    cp "$lock" "$stamp"
}

doors() {
    local name
    cp installer/launcher/launcher.manifest "$made/"
    $python -m installer.icon "$made/soxa.ico"
    $python -m installer.facts version-info "$made/version.txt"
    $python -m installer.facts resource "$made/launcher.rc"
    (cd "$made" && x86_64-w64-mingw32-windres launcher.rc -O coff -o launcher.res)
    compile launcher.c SoXa.exe -mwindows
    compile launcher.c soxa-cli.exe -mconsole -DCONSOLE
    compile closer.c closer.exe -mwindows
}

compile() {
    local source=installer/launcher/$1 target=$made/$2
    shift 2
    # The linker's time stamp is the build's own; see SOURCE_DATE_EPOCH in steps.sh.
    x86_64-w64-mingw32-gcc -std=c11 -Os -s -Wall -municode -DUNICODE -static "$@" \
        "$source" "$made/launcher.res" -o "$target"
}

frozen_windows() {
    local run=()
    [ -n "${DISPLAY:-}" ] || run=(xvfb-run --auto-servernum)
    say "freezing under Wine"
    "${run[@]}" $python -m installer.wine.prefix "$made/wine" "$made/winpy/python.exe" -X utf8 -m PyInstaller \
        --noconfirm --log-level WARN --distpath "$made/windows" --workpath "$made/work-windows" installer/soxa.spec
    $python -m installer.provenance "$made/windows/soxa" "$made/winpy"
    $python -m installer.imports "$made/windows/soxa"
}

build_windows() {
    local bundle=$made/windows/soxa fast=()
    windows_python
    doors
    if [ -n "${FAST:-}" ]; then
        bundle=$made/fast/soxa fast=(-DFAST)
        say "laying out the program from its parts"
        $python -m installer.assembled "$made/winpy" "$bundle"
    else
        frozen_windows
    fi
    installer/sign.sh "$made/SoXa.exe" "$made/soxa-cli.exe" "$bundle/soxa.exe" "$bundle/soxa-cli.exe"
    release "$bundle" win-amd64
    say "packing the setup program"
    makensis -V2 -INPUTCHARSET UTF8 "${fast[@]}" "-DVERSION=$version" "-DBUNDLE=$PWD/$dist/SoXa-$version-win-amd64" \
        "-DMADE=$PWD/$made" "-DTARGET=$PWD/$dist/SoXa-Setup-$version.exe" "-DSIGN=$PWD/installer/sign.sh" \
        installer/nsis/soxa.nsi
    $python -m installer.sbom "$made/winpy/Lib/site-packages" 3.11.9 "$dist/SoXa-$version.cdx.json"
    checksums
}

build_linux() {
    say "freezing"
    release "$($python -m installer.frozen)" linux-amd64
}

case ${1:-windows} in
    windows) installer/prepare.sh installer && build_windows ;;
    linux) installer/prepare.sh test && build_linux ;;
    *) echo "usage: installer/build.sh windows|linux" >&2 && exit 2 ;;
esac
