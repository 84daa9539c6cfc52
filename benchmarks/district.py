"""A district server for the demo and the benches: made and run by its own commands, in its own process."""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

PASSWORD = "mat-khau-cua-ban-trinh-dien"
PATIENCE_S = 20
TERMINAL_S = 15


class Commune(NamedTuple):
    """The commune of the demo."""

    code: str
    name: str


class District(NamedTuple):
    """A server that listens on loopback; ``port`` is its own, not the line's."""

    data: Path
    port: int


def soxa_server(data: Path, *words: str) -> str:
    """Run one command of the server and give what it printed."""
    command = [str(Path(sys.executable).with_name("soxa-server")), *words, "--data", str(data)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"soxa-server {words[0]}: {done.stderr.strip()}")
    return done.stdout


def found(
    data: Path, port: int, address: str, commune: Commune, *, plain: bool = False, database: str = ""
) -> District:
    """Make the authority, the certificates and the first administrator."""
    data.parent.mkdir(parents=True, exist_ok=True)
    password_file = data.parent / "admin-password"
    password_file.write_text(PASSWORD + "\n", "utf-8")
    password_file.chmod(0o600)
    words = ["init", "--address", address, "--port", str(port), "--commune", f"{commune.code}:{commune.name}"]
    words += ["--password-file", str(password_file)]
    words += ["--plain"] if plain else []
    words += ["--database", database] if database else []
    soxa_server(data, *words)
    return District(data, port)


def ticket(district: District, commune: Commune) -> str:
    """One enrolment ticket."""
    return str(
        json.loads(soxa_server(district.data, "ticket", "--commune", commune.code, "--json"))["ticket"]
    )


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@contextmanager
def running(district: District, clock: tuple[int, int, int] | None = None) -> Iterator[int]:
    """The server until the block ends, under a fast clock (start, anchor, speed) or the PC's; its pid."""
    if clock is None:
        command = [str(Path(sys.executable).with_name("soxa-server")), "run", "--data", str(district.data)]
    else:
        words = [str(number) for number in clock]
        command = [sys.executable, "-m", "benchmarks.serve", str(district.data), *words]
    with (district.data.parent / "server.log").open("ab") as log:
        process = subprocess.Popen(command, stderr=log, stdout=log)
        try:
            _wait_until_it_listens(process, district.port)
            yield process.pid
        finally:
            process.terminate()
            try:
                process.wait(TERMINAL_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_until_it_listens(process: "subprocess.Popen[bytes]", port: int) -> None:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"the district server ended with status {process.returncode}")
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the district server does not listen")
