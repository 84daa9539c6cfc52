"""A desk that is killed at random moments, again and again: run as a program by test_kills.py.

    python -m tests.app.storage.kill_loop FOLDER ROUNDS SEED

Each round forks a child that works and says over a pipe what it has done; the parent kills it with SIGKILL,
opens the profile as a restart would, and compares what is there with what was acknowledged. It prints one
JSON object of figures; any loss is named in it.
"""

import json
import os
import signal
import struct
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import NamedTuple, NoReturn

from app.storage.blobs import BlobRef
from app.storage.doctor import examine
from app.storage.drafts import Draft
from app.storage.log_store import seal_if_due
from app.storage.profile import open_profile
from app.storage.unit_of_work import Store
from tests.support.builders import a_dossier, an_attachment, edit
from tests.support.devices import Device, a_device

LONGEST_LIFE_S = 0.25
THOROUGH_EVERY = 25
RECORD = struct.Struct("<cQ")


class Acknowledged(NamedTuple):
    """What the child said it had done."""

    dossiers: set[int]
    scans: set[int]
    draft: int


def work(device: Device, pipe: int, first: int) -> NoReturn:
    """Receive, scan, edit, type and seal until killed; acknowledge each act once it has returned."""
    device.reopen()
    number = first
    while True:
        number += 1
        device.clock.advance(seconds=61)
        dossier = a_dossier(device.store, content=f"hồ sơ {number}")
        os.write(pipe, RECORD.pack(b"D", dossier))
        device.profile.drafts.save(Draft("0a", number, {"typed": number}))
        os.write(pipe, RECORD.pack(b"T", number))
        if number % 3 == 0:
            scan = an_attachment(device, dossier, b"%PDF" + number.to_bytes(8, "big") * 3000)
            os.write(pipe, RECORD.pack(b"S", scan))
        if number % 5 == 0:
            edit(device.store, "dossier", dossier, note="x" * number)
        if number % 7 == 0:
            device.clock.advance(minutes=20)
            seal_if_due(device.store, device.key)


def live_and_die(device: Device, random: Random, first: int) -> Acknowledged:
    """One child's life; what it acknowledged before it was killed."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            work(device, writing, first)
        finally:
            os._exit(1)
    os.close(writing)
    time.sleep(random.uniform(0.01, LONGEST_LIFE_S))
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status):
        raise SystemExit("the child ended by itself")
    with os.fdopen(reading, "rb") as pipe:
        return _acknowledged(pipe.read())


def _acknowledged(data: bytes) -> Acknowledged:
    whole = len(data) - len(data) % RECORD.size
    said = list(RECORD.iter_unpack(data[:whole]))
    return Acknowledged(
        {value for kind, value in said if kind == b"D"},
        {value for kind, value in said if kind == b"S"},
        max((value for kind, value in said if kind == b"T"), default=0),
    )


def losses(device: Device, said: Acknowledged, thorough: bool) -> Iterator[str]:
    """What is not as it was acknowledged, after a restart."""
    profile = open_profile(device.root, device.vault, device.clock)
    if profile.was_put_back:
        yield "a restart was taken for a restored backup"
    yield from (f"dossier {id_} lost" for id_ in said.dossiers - _ids(profile.store, "dossier"))
    yield from (f"scan {id_} lost" for id_ in said.scans - _ids(profile.store, "attachment"))
    with profile.store.read() as connection:
        for ref in connection.exec_driver_sql("SELECT sha256, size, block_root FROM attachment"):
            profile.blobs.get(BlobRef(*ref))
    drafts = profile.drafts.all()
    if said.draft and (not drafts or drafts[0].fields["typed"] < said.draft):
        yield "draft lost"
    for checked in examine(profile, thorough=thorough):
        yield from (f"{checked.name}: {finding.where}" for finding in checked.findings if finding.is_fault)
    profile.close()


def _ids(store: Store, table: str) -> set[int]:
    with store.read() as connection:
        return set(connection.exec_driver_sql(f"SELECT id FROM {table}").scalars())


def main(folder: Path, rounds: int, seed: int) -> None:
    random = Random(seed)
    device = a_device(folder)
    device.profile.close()
    found: list[str] = []
    acts = scans = 0
    slowest_s = 0.0
    for number in range(1, rounds + 1):
        said = live_and_die(device, random, number * 1000)
        acts += len(said.dossiers)
        scans += len(said.scans)
        began = time.monotonic()
        found += losses(device, said, thorough=number % THOROUGH_EVERY == 0 or number == rounds)
        slowest_s = max(slowest_s, time.monotonic() - began)
    print(json.dumps({"rounds": rounds, "acts": acts, "scans": scans, "slowest_s": slowest_s, "lost": found}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
