"""A real PostgreSQL server for tests: its own files and socket, gone afterwards.

Import the fixture where it is wanted: ``from tests.support.postgres import postgres``.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import psycopg
import pytest

ROOT_MAY_NOT = (
    "postgres",
    "nobody",
)  # PostgreSQL refuses to run as root; these users exist nearly everywhere
# The last: a server that is killed leaves nothing in the machine's memory.
ALWAYS = ("listen_addresses=", "max_connections=60", "dynamic_shared_memory_type=mmap")
QUICK = ("fsync=off", "shared_buffers=32MB")


@dataclass
class Postgres:
    """A running server."""

    folder: Path
    _numbers: Iterator[int] = field(default_factory=count)

    def new_database(self) -> str:
        """The URL of a new, empty database."""
        name = f"soxa{next(self._numbers)}"
        with psycopg.connect(host=str(self.folder), user="postgres", autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')  # type: ignore[call-overload,unused-ignore]
        return f"postgresql+psycopg://postgres@/{name}?host={self.folder}"


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One server for the whole run; skips with the reason where there is none."""
    with a_server(QUICK) as server:
        if server is None:
            pytest.skip("no PostgreSQL server programs (Debian: apt-get install postgresql)")
        yield server


@contextmanager
def a_server(settings: Sequence[str] = ()) -> Iterator[Postgres | None]:
    """A server with these settings beside PostgreSQL's own; None where its programs are missing."""
    found = programs()
    if found is None:
        yield None
        return
    user = unprivileged_user()
    folder = Path(tempfile.mkdtemp(prefix="soxa-pg-"))
    if user:
        shutil.chown(folder, user)
    data = folder / "data"
    try:
        run_as(user, found / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")
        options = " ".join(f"-c {each}" for each in (*ALWAYS, *settings, f"unix_socket_directories={folder}"))
        run_as(user, found / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start")
        try:
            yield Postgres(folder)
        finally:
            run_as(user, found / "pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def programs() -> Path | None:
    """The newest server's own folder: what stands in the PATH may be a wrapper or another version's."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3].split(".")[0])
    )
    if found:
        return found[-1].parent
    in_path = shutil.which("initdb")
    return Path(in_path).resolve().parent if in_path else None


def unprivileged_user() -> str | None:
    """Who runs the server: root may not; None where we are not root."""
    if os.geteuid() != 0:
        return None
    for name in ROOT_MAY_NOT:
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    pytest.skip("PostgreSQL does not run as root and there is no other user to run it")


def run_as(user: str | None, *command: object) -> None:
    """Run one of the server's programs; skips the test when it fails."""
    done = subprocess.run(
        [str(part) for part in command],
        user=user,
        cwd="/",
        stdout=subprocess.DEVNULL,  # not a pipe: the server would inherit and hold it
        stderr=subprocess.DEVNULL,
        env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"},
        timeout=60,
        check=False,
    )
    if done.returncode != 0:
        pytest.skip(f"PostgreSQL does not start here: {command[0]} answered {done.returncode}")
