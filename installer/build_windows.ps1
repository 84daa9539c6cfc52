# Builds dist\SoXa-Setup-x.y.z.exe on Windows 10 or 11: what is handed out is built here.
#
#   powershell -ExecutionPolicy Bypass -File installer\build_windows.ps1
#
# Needs Python 3.11 (python), NSIS (makensis) and a C compiler of MinGW-w64 (gcc, windres) in the PATH; GitHub's
# windows machines have the last two, or an administrator installs them. Nothing of ours is compiled but three small programs.
# SOXA_SIGN_PFX and SOXA_SIGN_PASSWORD sign with signtool; SOXA_SIGN_TIMESTAMP names a time stamping service.
$ErrorActionPreference = "Stop"
Set-Location (Join-Path $PSScriptRoot "..")

$made = "build\installer"
$venv = "$made\venv"
$python = "$venv\Scripts\python.exe"
New-Item -ItemType Directory -Force $made, dist | Out-Null

function Invoke-Checked {
    $program, $words = $args
    & $program @words
    if ($LASTEXITCODE -ne 0) { throw "$program ended with $LASTEXITCODE" }
}

function Install-Locked {
    Invoke-Checked python -m venv $venv
    Invoke-Checked $python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r requirements\windows.txt
}

# The same tree makes the same bytes: no time of day, no order of a hash.
function Set-Reproducible {
    if (-not $env:SOURCE_DATE_EPOCH) { $env:SOURCE_DATE_EPOCH = (git log -1 --format=%ct) }
    $env:PYTHONHASHSEED = "0"
    $env:PYTHONUTF8 = "1"
}

function Build-Doors {
    Copy-Item installer\launcher\launcher.manifest $made
    Invoke-Checked $python -m installer.icon "$made\soxa.ico"
    Invoke-Checked $python -m installer.facts version-info "$made\version.txt"
    Invoke-Checked $python -m installer.facts resource "$made\launcher.rc"
    Push-Location $made
    Invoke-Checked windres launcher.rc -O coff -o launcher.res
    Pop-Location
    Build-Program launcher.c SoXa.exe -mwindows
    Build-Program launcher.c soxa-cli.exe -mconsole -DCONSOLE
    Build-Program closer.c closer.exe -mwindows
}

function Build-Program {
    $source, $target, $words = $args
    Invoke-Checked gcc -std=c11 -Os -s -Wall -municode -DUNICODE -static @words "installer\launcher\$source" "$made\launcher.res" -o "$made\$target"
}

function Protect-Programs {
    foreach ($file in $args) {
        if (-not $env:SOXA_SIGN_PFX) {
            Write-Warning "NOT SIGNED, no SOXA_SIGN_PFX: $file"
            continue
        }
        $stamp = @()
        if ($env:SOXA_SIGN_TIMESTAMP) { $stamp = @("/tr", $env:SOXA_SIGN_TIMESTAMP, "/td", "sha256") }
        Invoke-Checked signtool sign /fd sha256 /f $env:SOXA_SIGN_PFX /p $env:SOXA_SIGN_PASSWORD @stamp $file
    }
}

Install-Locked
Set-Reproducible
$version = & $python -m installer.facts version
$bundle = "dist\SoXa-$version-win-amd64"
$setup = "dist\SoXa-Setup-$version.exe"
Build-Doors
Invoke-Checked $python -m PyInstaller --noconfirm --log-level WARN --distpath "$made\windows" --workpath "$made\work-windows" installer\soxa.spec
if (Test-Path $bundle) { Remove-Item -Recurse -Force $bundle }
Copy-Item -Recurse "$made\windows\soxa" $bundle
Protect-Programs "$made\SoXa.exe" "$made\soxa-cli.exe" "$bundle\soxa.exe" "$bundle\soxa-cli.exe"
Invoke-Checked $python -m installer.release $bundle win-amd64
Invoke-Checked makensis /V2 /INPUTCHARSET UTF8 "/DVERSION=$version" "/DBUNDLE=$PWD\$bundle" "/DMADE=$PWD\$made" "/DTARGET=$PWD\$setup" installer\nsis\soxa.nsi
Protect-Programs $setup
$exact = & $python -c "import platform; print(platform.python_version())"
Invoke-Checked $python -m installer.sbom "$venv\Lib\site-packages" $exact "dist\SoXa-$version.cdx.json"
Get-FileHash -Algorithm SHA256 $setup, "dist\SoXa-$version.cdx.json" |
    ForEach-Object { "$($_.Hash.ToLower())  $(Split-Path -Leaf $_.Path)" } | Set-Content -Encoding ascii dist\SHA256SUMS
Write-Output "$setup $((Get-Item $setup).Length) bytes"
