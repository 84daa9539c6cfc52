"""A desk that is killed at random moments, again and again: run as a program by test_kills.py.

    python -m tests.app.storage.kill_loop FOLDER ROUNDS SEED

Each round forks a child that works and says over a pipe what it has done; the parent kills it with SIGKILL,
opens the profile as a restart would, and compares what is there with what was acknowledged. It prints one
JSON object of figures; any loss is named in it.
"""

import json
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import NamedTuple, NoReturn

from app.storage.blobs import BlobRef
from app.storage.doctor import examine
from app.storage.drafts import Draft
from app.storage.log_store import seal_if_due
from app.storage.profile import open_profile
from app.storage.unit_of_work import Store
from tests.faults import forks
from tests.faults.forks import Pipe, Said
from tests.support.builders import a_dossier, an_attachment, edit
from tests.support.devices import Device, a_device

THOROUGH_EVERY = 25


class Acknowledged(NamedTuple):
    """What the child said it had done."""

    dossiers: set[int]
    scans: set[int]
    draft: int


def work(device: Device, pipe: Pipe, first: int) -> NoReturn:
    """Receive, scan, edit, type and seal until killed; acknowledge each act once it has returned."""
    device.reopen()
    number = first
    while True:
        number += 1
        device.clock.advance(seconds=61)
        dossier = a_dossier(device.store, content=f"hồ sơ {number}")
        pipe.say(b"D", dossier)
        device.profile.drafts.save(Draft("0a", number, {"typed": number}))
        pipe.say(b"T", number)
        if number % 3 == 0:
            scan = an_attachment(device, dossier, b"%PDF" + number.to_bytes(8, "big") * 3000)
            pipe.say(b"S", scan)
        if number % 5 == 0:
            edit(device.store, "dossier", dossier, note="x" * number)
        if number % 7 == 0:
            device.clock.advance(minutes=20)
            seal_if_due(device.store, device.key)


def acknowledged(said: Sequence[Said]) -> Acknowledged:
    """The child's words, sorted by what they are about."""

    def of(kind: bytes) -> set[int]:
        return {each.value for each in said if each.kind == kind}

    return Acknowledged(of(b"D"), of(b"S"), max(of(b"T"), default=0))


def losses(device: Device, said: Acknowledged, thorough: bool) -> Iterator[str]:
    """What is not as it was acknowledged, after a restart."""
    profile = open_profile(device.root, device.vault, device.clock)
    if profile.was_put_back:
        yield "a restart was taken for a restored backup"
    yield from (f"dossier {id_} lost" for id_ in said.dossiers - _ids(profile.store, "dossier"))
    yield from (f"scan {id_} lost" for id_ in said.scans - _ids(profile.store, "attachment"))
    with profile.store.read() as connection:
        scans = connection.exec_driver_sql("SELECT id, sha256, size, block_root FROM attachment").all()
    for id_, *ref in scans:
        if thorough or id_ in said.scans:
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
        words, seconds = forks.a_moment(random)
        said = acknowledged(
            forks.live_and_die(lambda pipe, first=number * 1000: work(device, pipe, first), words, seconds)
        )
        acts += len(said.dossiers)
        scans += len(said.scans)
        began = time.monotonic()
        found += losses(device, said, thorough=number % THOROUGH_EVERY == 0 or number == rounds)
        slowest_s = max(slowest_s, time.monotonic() - began)
    print(json.dumps({"rounds": rounds, "acts": acts, "scans": scans, "slowest_s": slowest_s, "lost": found}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
