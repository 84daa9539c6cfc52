"""The rules of the house that a tool can check: doors, types, style, and what may not be committed."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("app", "ui", "sync", "server")
LOCKS = {"desktop": (), "server": ("server",), "windows": ("freeze",), "dev": ("server", "freeze", "dev")}
LONGEST_FILE_LINES = 500

# Written so that the patterns do not find themselves.
REGISTRY_HOST = re.compile(
    r"\b(?:pypi|pythonhosted|npmjs|crates|debian|ubuntu)[.](?:org|com|io)\b", re.IGNORECASE
)
MACHINE_PATH = re.compile(r"(?<![\w.~})-])/(?:work|root|tmp|home/\w+|Users/\w+)\b|\b[A-Z]:\\Users\\")
LEFT_UNDONE = re.compile(r"\b(?:TO[D]O|FIX[M]E|NotImplemented[E]rror)\b")


def run(*command: str) -> None:
    """Run one of the environment's programs at the root; what it complains about is the failure's text."""
    done = subprocess.run(
        [sys.executable, *command], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@cache
def tracked_files() -> tuple[Path, ...]:
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout: what is tracked cannot be told")
    try:
        listing = subprocess.run(
            ["git", "-c", "safe.directory=*", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True
        ).stdout
    except FileNotFoundError:
        pytest.skip("git is not installed")
    paths = (ROOT / name for name in listing.decode().split("\0") if name)
    return tuple(path for path in paths if path.is_file())


def tracked_texts() -> Iterator[tuple[Path, str]]:
    for path in tracked_files():
        with suppress(UnicodeDecodeError):  # golden bytes, pictures, fonts
            yield path, path.read_bytes().decode("utf-8")


def lines_with(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:120]}"
        for path, text in tracked_texts()
        for number, line in enumerate(text.splitlines(), start=1)
        if pattern.search(line)
    ]


def modules() -> Iterator[Path]:
    for room in ROOMS:
        yield from sorted((ROOT / room).rglob("*.py"))


def names_taken_from(package: str, path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == package:
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.partition(".")[0] == package)


def imported_packages(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield (node.module or "").partition(".")[0]


def pyproject() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


class Pin(NamedTuple):
    """One package of a lock file: its one version, and how many hashes its file may have."""

    version: str
    hashes: int


UNLOCKED = Pin("0", 0)


def locked(name: str) -> dict[str, Pin]:
    entries = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8").replace("\\\n", " ")
    found = {}
    for line in entries.splitlines():
        requirement, *hashes = line.split("--hash=sha256:")
        pinned = Requirement(requirement)
        found[canonicalize_name(pinned.name)] = Pin(str(pinned.specifier).removeprefix("=="), len(hashes))
    return found


def test_imports_only_go_through_the_doors():
    run(str(Path(sys.executable).with_name("lint-imports")), "--no-cache")


def test_types_are_strict_and_right():
    run("-m", "mypy")


def test_code_is_clean():
    run("-m", "ruff", "check", "--no-cache", ".")


def test_code_is_formatted():
    run("-m", "ruff", "format", "--no-cache", "--check", ".")


def test_every_module_says_why_it_exists():
    silent = [
        str(path.relative_to(ROOT))
        for path in modules()
        if ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) is None
    ]
    assert silent == []


def test_no_module_is_too_long_to_read():
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in modules()
    }
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE_LINES} == {}


@pytest.mark.parametrize(
    "pattern", [REGISTRY_HOST, MACHINE_PATH, LEFT_UNDONE], ids=["host", "path", "undone"]
)
def test_nothing_committed_names_a_registry_a_machine_or_work_left_undone(pattern):
    assert lines_with(pattern) == []


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        (REGISTRY_HOST, "--index-url https://files.python" + "hosted.org/simple"),
        (MACHINE_PATH, 'open("/ho' + 'me/lan/soxa/data")'),
        (LEFT_UNDONE, "# TO" + "DO: later"),
    ],
)
def test_the_patterns_find_what_they_are_for(pattern, line):
    assert pattern.search(line)


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_package_is_pinned_by_version_and_hash(name):
    loose = [package for package, pin in locked(name).items() if not pin.version or not pin.hashes]
    assert loose == []


@pytest.mark.parametrize(("name", "extras"), LOCKS.items(), ids=LOCKS)
def test_every_declared_dependency_is_locked_within_its_range(name, extras):
    project = pyproject()["project"]
    declared = [*project["dependencies"]]
    for extra in extras:
        declared += project["optional-dependencies"][extra]
    lock = locked(name)
    astray = [
        need.name
        for need in map(Requirement, declared)
        if not need.specifier.contains(lock.get(canonicalize_name(need.name), UNLOCKED).version)
    ]
    assert astray == []


def test_the_locks_agree_on_every_version():
    dev = locked("dev")
    differing = {
        package
        for name in ("desktop", "server", "windows")
        for package, pin in locked(name).items()
        if dev.get(package, UNLOCKED).version != pin.version
    }
    assert differing == set()


def test_the_notice_names_the_packages_we_ship_and_no_others():
    packages, _, _ = (ROOT / "THIRD-PARTY.md").read_text(encoding="utf-8").partition("## Fonts")
    rows = re.findall(r"^\| ([\w.-]+) \|", packages, re.MULTILINE)
    named = {canonicalize_name(name) for name in rows if name != "Package"}
    assert named == {*locked("desktop"), *locked("server")}


def test_the_server_builds_its_statements_in_its_storage_room():
    storage = ROOT / "server" / "storage"
    astray = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in sorted((ROOT / "server").rglob("*.py"))
        if not path.is_relative_to(storage)
        for name in names_taken_from("sqlalchemy", path)
        if name not in {"Connection", "Engine"}
    }
    assert astray == set()


def test_the_domain_needs_nothing_but_the_standard_library():
    foreign = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in (ROOT / "app" / "domain").rglob("*.py")
        for name in imported_packages(path)
        if name != "app" and name not in sys.stdlib_module_names
    }
    assert foreign == set()


def test_the_licence_declared_is_the_licence_given():
    declared = pyproject()["project"]["license"]
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert declared == "AGPL-3.0-or-later"
    assert "GNU AFFERO GENERAL PUBLIC LICENSE" in text
    assert "END OF TERMS AND CONDITIONS" in text


def test_links_between_our_documents_lead_somewhere():
    dead = [
        f"{path.relative_to(ROOT)}: {target}"
        for path, text in tracked_texts()
        if path.suffix == ".md"
        for target in re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", text)
        if not (path.parent / target).exists()
    ]
    assert dead == []
