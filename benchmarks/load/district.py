"""The district that is put under load: founded, its devices enrolled, run by its own command."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from urllib.request import urlopen

import msgspec
from nacl.signing import SigningKey

from app.platform.system_clock import SystemClock
from benchmarks.district import free_port
from benchmarks.load.work import Device, Numbers, Plan, Push, author_of, numbers_of
from server.asgi import open_server
from server.context import Server
from server.enrolment import enrol
from server.settings import Settings
from server.setup import initialise
from server.storage.communes import Commune
from server.ticketing import issue
from sync.protocol import ticket as tickets
from sync.protocol.messages import PROTOCOL, EnrolReply, EnrolRequest
from sync.protocol.signing import proof_bytes
from tests.support.changes import Author

PATIENCE_S = 60

Work = Callable[[Author, Numbers, Random], list[Push]]


def founded(folder: Path, communes: int, database: str) -> Settings:
    """A new district's settings; plain HTTP, which only the loopback may have."""
    port = free_port()
    made = Settings(
        folder, address=f"http://127.0.0.1:{port}", port=port, plain=True, database=database, log_file=""
    )
    members = [Commune(f"{number:05d}", f"Xã Mẫu {number}") for number in range(1, communes + 1)]
    initialise(made, members, SystemClock())
    return made


def planned(settings: Settings, communes: int, devices: int, seed: int, work: Work) -> Plan:
    """Enrol the devices, through the server's own enrolment, and make everything they will send."""
    server = open_server(settings)
    try:
        made = [
            _device(server, f"{number % communes + 1:05d}", Random(f"{seed}/{number}"), work)
            for number in range(devices)
        ]
        return Plan(server.authority.server_public, made)
    finally:
        server.engine.dispose()


def _device(server: Server, commune: str, random: Random, work: Work) -> Device:
    seed, origin = random.randbytes(32), random.randbytes(8)
    reply = _enrolled(server, commune, SigningKey(seed), origin)
    numbers = numbers_of(reply.leases, server.authority.server_public)
    pushes = work(author_of(origin, seed), numbers, random)
    return Device(commune, seed, origin, reply.epoch, reply.nonce, pushes)


def _enrolled(server: Server, commune: str, key: SigningKey, origin: bytes) -> EnrolReply:
    ticket = tickets.read(issue(server, commune, 7, "bench").text)
    request = EnrolRequest(PROTOCOL, commune, ticket.secret, bytes(key.verify_key), origin, "Bàn mẫu")
    proof = key.sign(proof_bytes(request)).signature
    return enrol(server, msgspec.structs.replace(request, proof=proof))


@contextmanager
def running(settings: Settings, workers: int, log: Path) -> Iterator[int]:
    """``soxa-server run`` until the block ends; the main process's id."""
    command = [str(Path(sys.executable).with_name("soxa-server")), "run", "--data", str(settings.data)]
    with log.open("ab") as file:
        process = subprocess.Popen([*command, "--workers", str(workers)], stdout=file, stderr=file)
        try:
            _wait(process, f"{settings.address}/health")
            yield process.pid
        finally:
            os.kill(process.pid, signal.SIGTERM)
            process.wait(PATIENCE_S)


def _wait(process: "subprocess.Popen[bytes]", address: str) -> None:
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with status {process.returncode}")
        try:
            with urlopen(address) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server does not answer")
