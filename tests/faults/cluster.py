"""A PostgreSQL of the test's own that can be killed and put back to a point in time."""

import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
import pytest

from tests.support.postgres import Postgres, programs, run_as, unprivileged_user

SETTINGS = (
    "listen_addresses=",
    "max_connections=60",
    "shared_buffers=32MB",
    "wal_level=replica",
    "max_wal_senders=2",
    "archive_mode=on",
    "dynamic_shared_memory_type=mmap",  # a server that is killed leaves nothing in the machine's memory
)
PATIENCE_S = 60.0


class Cluster:
    """A server with its files, its archived log and a base backup."""

    def __init__(self, folder: Path, bin_folder: Path, user: str | None) -> None:
        self.folder = folder
        self._programs = bin_folder
        self._databases = Postgres(folder)
        self._user = user
        self._data = folder / "data"
        self._archive = folder / "archive"
        self._base = folder / "base"

    def make(self) -> None:
        """A new one, running."""
        initdb = self._programs / "initdb"
        run_as(self._user, initdb, "-D", self._data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "-N")
        run_as(self._user, "mkdir", self._archive)
        archiving = f"archive_command = 'cp %p {self._archive}/%f'"
        settings = [f"unix_socket_directories={self.folder}", *SETTINGS]
        lines = [f"{name} = '{value}'" for name, value in (each.split("=", 1) for each in settings)]
        with (self._data / "postgresql.conf").open("a") as file:
            file.write("\n".join([*lines, archiving, ""]))
        self.start()

    def start(self) -> None:
        """Run, after a kill too."""
        self._control("-w", "-l", self.folder / "log", "start")

    def stop(self) -> None:
        """End it properly."""
        self._control("-w", "-m", "fast", "stop")

    def kill(self) -> None:
        """SIGKILL: first the postmaster, so that it starts nobody anew, then everyone it had started.

        Nothing happens where it does not run.
        """
        lock = self._data / "postmaster.pid"
        if not lock.exists():
            return
        postmaster = int(lock.read_text().split()[0])
        children = _children(postmaster)
        for process in (postmaster, *children):
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        _wait_until_gone(postmaster, *children)
        # Where nobody buries the dead, a new one takes the old one's number for a living process.
        for left in (lock, *self.folder.glob(".s.PGSQL.*")):
            left.unlink()

    def new_database(self) -> str:
        """The URL of an empty database."""
        return self._databases.new_database()

    def back_up(self) -> None:
        """A base backup, as PostgreSQL's own tool takes it."""
        backup = self._programs / "pg_basebackup"
        run_as(self._user, backup, "-h", self.folder, "-U", "postgres", "-D", self._base, "-c", "fast")

    def remember(self, name: str) -> None:
        """Name this moment."""
        with psycopg.connect(host=str(self.folder), user="postgres", autocommit=True) as connection:
            connection.execute("SELECT pg_create_restore_point(%s)", (name,))
            connection.execute("SELECT pg_switch_wal()")

    def put_back_to(self, name: str) -> None:
        """From the base backup and the archived log to a moment that was named."""
        self.stop()
        shutil.rmtree(self._data)
        run_as(self._user, "cp", "-a", self._base, self._data)
        with (self._data / "postgresql.conf").open("a") as file:
            file.write(f"restore_command = 'cp {self._archive}/%f %p'\n")
            file.write(f"recovery_target_name = '{name}'\nrecovery_target_action = 'promote'\n")
        run_as(self._user, "touch", self._data / "recovery.signal")
        self.start()
        self._wait_until_promoted()

    def _wait_until_promoted(self) -> None:
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            with psycopg.connect(host=str(self.folder), user="postgres", autocommit=True) as connection:
                row = connection.execute("SELECT pg_is_in_recovery()").fetchone()
            if row is not None and not row[0]:
                return
            time.sleep(0.05)
        raise AssertionError("PostgreSQL does not leave its recovery")

    def _control(self, *what: object) -> None:
        run_as(self._user, self._programs / "pg_ctl", "-D", self._data, *what)


def _children(parent: int) -> list[int]:
    """The processes that name this one as their parent."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError, ValueError):
            if int(stat.read_text().rsplit(")", 1)[1].split()[1]) == parent:
                found.append(int(stat.parent.name))
    return found


def _wait_until_gone(*processes: int) -> None:
    end = time.monotonic() + PATIENCE_S
    while any(_runs(each) for each in processes) and time.monotonic() < end:
        time.sleep(0.01)


def _runs(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


@contextmanager
def a_cluster() -> Iterator[Cluster]:
    """A new cluster, gone afterwards; skips with the reason where there can be none."""
    bin_folder = programs()
    if bin_folder is None or not Path("/proc/self/stat").exists():
        pytest.skip("no PostgreSQL server programs (Debian: apt-get install postgresql)")
    user = unprivileged_user()
    folder = Path(tempfile.mkdtemp(prefix="soxa-pg-"))
    if user:
        shutil.chown(folder, user)
    cluster = Cluster(folder, bin_folder, user)
    try:
        cluster.make()
        yield cluster
        cluster.kill()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
