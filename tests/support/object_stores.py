"""Object stores that speak S3, on the loopback: one made for tests, and one that people run."""

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config
from moto.server import ThreadedMotoServer

from tests.support.ports import free_port, free_ports

BUCKET = "scans"
ACCESS, SECRET = "tests", "only-for-tests"
PATIENCE_S = 60


class ObjectStore:
    """An address with one bucket; ``stop`` and ``start`` are a store that goes down and comes back."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.folder = folder
        self.key_file = folder / "s3-key"
        folder.mkdir(parents=True, exist_ok=True)
        self.key_file.write_text(f"{ACCESS}\n{SECRET}\n", "utf-8")

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def make_bucket(self) -> None:
        """Wait until it keeps what it is given: a store answers before its disks have come up."""
        until = time.monotonic() + PATIENCE_S
        while True:
            try:
                self._keep_something()
                return
            except Exception:
                if time.monotonic() > until:
                    raise
                time.sleep(0.1)

    def _keep_something(self) -> None:
        client = self._client(connect_s=2, read_s=5)  # it is asked again soon
        with suppress(client.exceptions.BucketAlreadyOwnedByYou, client.exceptions.BucketAlreadyExists):
            client.create_bucket(Bucket=BUCKET)
        client.put_object(Bucket=BUCKET, Key="first", Body=b"it keeps")
        client.delete_object(Bucket=BUCKET, Key="first")

    def client(self) -> Any:
        return self._client(connect_s=30, read_s=60)

    def _client(self, *, connect_s: int, read_s: int) -> Any:
        return boto3.client(
            "s3",
            endpoint_url=self.endpoint,
            aws_access_key_id=ACCESS,
            aws_secret_access_key=SECRET,
            region_name="us-east-1",
            config=Config(retries={"max_attempts": 1}, connect_timeout=connect_s, read_timeout=read_s),
        )

    def names(self) -> list[str]:
        """What lies in it."""
        return [each["Key"] for each in self.client().list_objects_v2(Bucket=BUCKET).get("Contents", [])]

    def start(self) -> None:
        raise LookupError("a store starts in its own way")

    def stop(self) -> None:
        raise LookupError("a store stops in its own way")


class Moto(ObjectStore):
    """Keeps everything in memory, for as long as this process lives."""

    def start(self) -> None:
        self._server = ThreadedMotoServer("127.0.0.1", self.port, verbose=False)
        self._server.start()

    def stop(self) -> None:
        self._server.stop()


class Seaweed(ObjectStore):
    """SeaweedFS, whole, in a process of its own."""

    def start(self) -> None:
        ports = iter(free_ports(7))
        words = ["server", f"-dir={self.folder / 'data'}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-s3"]
        words += [f"-s3.port={self.port}", "-volume.max=4", "-master.volumeSizeLimitMB=64"]
        for name in ("master", "volume", "filer"):
            words += [f"-{name}.port={next(ports)}", f"-{name}.port.grpc={next(ports)}"]
        words += [f"-s3.port.grpc={next(ports)}"]
        (self.folder / "data").mkdir(exist_ok=True)
        with (self.folder / "weed.log").open("ab") as log:
            self._process = subprocess.Popen([weed(), *words], stdout=log, stderr=log, cwd=self.folder)

    def stop(self) -> None:
        """As a store goes down: at once. Asked politely, it takes twenty seconds to go."""
        self._process.kill()
        self._process.wait()


def weed() -> str:
    """The program of SeaweedFS, beside this Python or on the path."""
    found = shutil.which("weed", path=str(Path(sys.executable).parent)) or shutil.which("weed")
    if found is None:
        pytest.skip("SeaweedFS is not installed here")
    return found


@contextmanager
def running(kind: type[ObjectStore], folder: Path) -> Iterator[ObjectStore]:
    """A store with its bucket, until the block ends."""
    store = kind(folder)
    store.start()
    try:
        store.make_bucket()
        yield store
    finally:
        with suppress(Exception):  # a test may have stopped it already
            store.stop()
