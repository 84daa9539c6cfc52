"""A desk whose disk fails at one call after another, the shim under it: run by test_failing_disk.py.

    python -m tests.faults.failing_desk FOLDER full|broken STRIDE desk|counter

``full``: from the nth write on there is no room, until room is made. ``broken``: the nth call of any kind
fails once. Each time the same acts are tried; what failed must have said so in a sentence, what was
acknowledged must be there, and the same acts must go through afterwards. n grows by STRIDE until it is beyond
the last call. ``desk`` are a desk's acts, ``counter`` the scan and the queue of counter_acts.py. It prints
one JSON object of figures; anything that is not so is named in it.
"""

import errno
import json
import logging
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from app.errors import AppError
from app.storage.blobs import BlobRef
from app.storage.doctor import examine
from app.storage.drafts import Draft
from app.storage.log_store import seal_pending
from sync.courier.leaving import export_bundle
from tests.faults import shim
from tests.faults.counter_acts import CounterActs
from tests.faults.recorded_desk import a_desk_at
from tests.faults.shim import Calls
from tests.support.builders import a_dossier, an_attachment, edit
from tests.support.devices import Device

EVERY = Calls.WRITES | Calls.SYNCS | Calls.READS
MOST_CALLS = 5000
DOCTOR_EVERY = 10


class Acts:
    """What a clerk does in one go, and what of it was acknowledged."""

    def __init__(self, device: Device, folder: Path, number: int) -> None:
        self._device = device
        self._folder = folder
        self._number = number
        self.dossiers: list[int] = []
        self.scans: list[int] = []

    def do(self) -> None:
        """Everything; raises where the disk does."""
        device = self._device
        device.clock.advance(minutes=5)
        dossier = a_dossier(device.store, content="x" * 400)
        self.dossiers.append(dossier)
        self.scans.append(an_attachment(device, dossier, self._number.to_bytes(8, "big") * 9000))
        edit(device.store, "dossier", dossier, note="x" * 40)
        device.profile.drafts.save(Draft("0a", self._number, {"typed": self._number}))
        seal_pending(device.store, device.key)
        export_bundle(device.store, self._folder / "stick")

    def lost(self) -> Iterator[str]:
        """What was acknowledged and is not there."""
        device = self._device
        dossiers = {row[0] for row in device.rows("SELECT id FROM dossier")}
        refs = {row[0]: row[1:] for row in device.rows("SELECT id, sha256, size, block_root FROM attachment")}
        yield from (f"dossier {each}" for each in self.dossiers if each not in dossiers)
        for each in self.scans:
            if each not in refs:
                yield f"scan {each}"
            else:
                device.profile.blobs.get(BlobRef(*refs[each]))


class Run:
    """The disk fails at one call after another."""

    def __init__(self, folder: Path, doing: type[Acts] | type[CounterActs], *, is_full: bool) -> None:
        self._folder = folder
        self._doing = doing
        self._device = a_desk_at(folder)
        self._is_full = is_full
        self.said: Counter[str] = Counter()
        self.wrong: list[str] = []
        self.calls = 0

    def go(self, stride: int) -> None:
        """Until a call that does not exist."""
        for nth in range(1, MOST_CALLS, stride):
            self.calls = nth
            if not self._fails_at(nth):
                return
        self.wrong.append("no end of it")

    def _fails_at(self, nth: int) -> bool:
        """Whether there was an nth call to fail."""
        acts = self._doing(self._device, self._folder, nth)
        kinds, error = (Calls.WRITES, errno.ENOSPC) if self._is_full else (EVERY, errno.EIO)
        with shim.failing(kinds, nth, error, stays=self._is_full):
            try:
                acts.do()
            except AppError as sentence:
                self.said[f"{type(sentence).__name__}: {sentence}"] += 1
            except Exception as leak:
                self.wrong.append(f"call {nth}: {type(leak).__name__} instead of a sentence")
            had_it = shim.passed() >= nth
        self.wrong += [f"call {nth}: {each}" for each in self._afterwards(acts, nth)]
        return had_it

    def _afterwards(self, acts: Acts | CounterActs, nth: int) -> Iterator[str]:
        try:
            yield from (f"{each} lost" for each in acts.lost())
            if not self._is_full:
                self._device.reopen()
            again = self._doing(self._device, self._folder, MOST_CALLS + nth)
            again.do()
            yield from (f"{each} lost, in the second try" for each in again.lost())
            if nth % DOCTOR_EVERY == 0:
                yield from self._faults()
        except Exception as error:
            yield f"work does not go on: {type(error).__name__}: {error}"

    def _faults(self) -> Iterator[str]:
        for checked in examine(self._device.profile, thorough=False):
            yield from (f"{checked.name}: {each.where}" for each in checked.findings if each.is_fault)


def main(folder: Path, kind: str, stride: int, place: str) -> None:
    logging.disable(logging.CRITICAL)  # the sidecar's warning is meant, and counted nowhere
    run = Run(folder, CounterActs if place == "counter" else Acts, is_full=kind == "full")
    run.go(stride)
    print(json.dumps({"calls": run.calls, "said": run.said, "wrong": run.wrong}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4])
