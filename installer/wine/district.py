"""A real district server on the loopback, run as a district runs it."""

import contextlib
import json
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

from installer.facts import ROOT

PROGRAM = ROOT / ".venv" / "bin" / "soxa-server"
COMMUNE = "00001"
PATIENCE_S = 60.0


class District:
    """Its folder, its port, and its process while it runs."""

    def __init__(self, folder: Path) -> None:
        self.data = folder / "data"
        self.port = _free_port()
        self.process: subprocess.Popen[bytes] | None = None
        self._log = folder / "server.log"
        self._keys = folder / "keys"
        self._secret = folder / "password"
        folder.mkdir(parents=True)
        self._secret.write_text("mật khẩu của máy chủ mẫu\n", encoding="utf-8")
        address = ["--address", f"http://127.0.0.1:{self.port}", "--port", str(self.port), "--plain"]
        self.do("init", *address, "--commune", f"{COMMUNE}:Xã Mẫu", "--password-file", self._secret)
        self.do("updates", "init", self._keys, *self._passphrase)

    @property
    def _passphrase(self) -> list[str | Path]:
        return ["--passphrase-file", self._secret]

    def do(self, *words: str | Path) -> str:
        """One of the administrator's commands; what it printed."""
        done = subprocess.run(
            [PROGRAM, *words, "--data", self.data],
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"soxa-server {words[0]}: {done.stderr or done.stdout}")
        return done.stdout

    def publish(self, build: Path) -> None:
        """Offer a build to the desks, signed with the key that was put away."""
        self.do("updates", "add", build, "--notes", "Bản thử.")
        key = next(self._keys.glob("targets-*.key"))
        self.do("updates", "sign", "--key", key, *self._passphrase)
        self.do("updates", "publish")

    def ticket(self) -> str:
        """A new ticket's text."""
        return str(json.loads(self.do("ticket", "--commune", COMMUNE, "--json"))["ticket"])

    @contextlib.contextmanager
    def running(self) -> Iterator[None]:
        """Serve while the block runs."""
        with self._log.open("ab") as log:
            process = subprocess.Popen(
                [PROGRAM, "run", "--plain", "--data", self.data], stdout=log, stderr=log
            )
        try:
            self._await_answer()
            yield
        finally:
            process.terminate()
            process.wait(timeout=PATIENCE_S)

    def _await_answer(self) -> None:
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            with contextlib.suppress(OSError), urlopen(f"http://127.0.0.1:{self.port}/health", timeout=2):
                return
            time.sleep(0.2)
        raise RuntimeError("soxa-server does not answer")


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
