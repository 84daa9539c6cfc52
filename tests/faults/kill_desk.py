"""A desk that is killed at random moments, again and again: run as a program by test_kills.py.

    python -m tests.faults.kill_desk FOLDER ROUNDS SEED

Each round forks a child that receives, prints, scans, calls people, types and exchanges with a district
server, and says over a pipe what it has done. The parent kills it with SIGKILL, opens the profile as a
restart would, and compares what is there with what was acknowledged. It prints one JSON object of figures;
any loss is named.
"""

import json
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import NamedTuple

from app.domain.clock import wall_of
from app.domain.ids import DossierId
from app.domain.queue import TicketState
from app.services import queue
from app.services.attachments import attach_scan
from app.services.prints import PrintedSheet, record_prints
from app.storage import queue as queue_rows
from app.storage.doctor import examine
from app.storage.drafts import Draft
from app.storage.profile import open_profile
from app.storage.scans import of_dossier
from app.storage.unit_of_work import Store
from sync.enrolment import enrol
from sync.errors import NoLine
from sync.http.lines import open_line
from tests.faults import forks
from tests.faults.forks import Pipe, Said
from tests.faults.served import server_process
from tests.support.builders import edit
from tests.support.devices import Device
from tests.support.district import District, SyncedDesk, a_district, serving
from tests.support.office import Counter, a_counter
from ui.bootstrap import desk_of

THOROUGH_EVERY = 25
SHEET = PrintedSheet("Mẫu", "mau", 1, bytes(32))


class Acknowledged(NamedTuple):
    """What the child said it had done."""

    dossiers: set[int]
    prints: set[int]
    scans: set[int]
    tickets: set[int]
    calls: set[int]
    draft: int
    confirmed: int


def acknowledged(said: Sequence[Said]) -> Acknowledged:
    """The child's words, sorted by what they are about."""

    def of(kind: bytes) -> set[int]:
        return {each.value for each in said if each.kind == kind}

    counted = (of(kind) for kind in (b"D", b"P", b"S", b"Q", b"C"))
    return Acknowledged(*counted, max(of(b"T"), default=0), max(of(b"E"), default=0))


def work(counter: Counter, pipe: Pipe, first: int) -> None:
    """Do what a desk does until killed; acknowledge each act once it has returned."""
    device = counter.device
    device.reopen()
    counter.desk = desk_of(device.profile, device.clock)
    desk, number = SyncedDesk(device), first
    while True:
        number += 1
        device.clock.advance(seconds=61)
        receipt = counter.receive(f"Mẫu Thị {number}")
        pipe.say(b"D", receipt.dossier_id)
        record_prints(counter.desk, counter.officer, receipt.dossier_id, [SHEET])
        pipe.say(b"P", receipt.dossier_id)
        device.profile.drafts.save(Draft("0a", number, {"typed": number}))
        pipe.say(b"T", number)
        pipe.say(b"Q", queue.take(counter.desk).ticket.number)
        pipe.say(b"C", queue.call_next(counter.desk, counter.officer).number)
        _now_and_then(counter, desk, receipt.dossier_id, number, pipe)


def _now_and_then(counter: Counter, desk: SyncedDesk, dossier: DossierId, number: int, pipe: Pipe) -> None:
    device = counter.device
    if number % 3 == 0:
        data, picture = (head + number.to_bytes(8, "big") * 3000 for head in (b"%PDF-", b"\xff\xd8\xff"))
        pipe.say(
            b"S", attach_scan(counter.desk, counter.officer, dossier, "Tờ khai.pdf", data, picture[:20_000])
        )
    if number % 5 == 0:
        edit(device.store, "dossier", dossier, note="x" * number)
    if number % 2 == 0:
        desk.sync()
        pipe.say(b"E", desk.log()[1])


def losses(device: Device, said: Acknowledged, thorough: bool) -> Iterator[str]:
    """What is not as it was acknowledged, after a restart."""
    device.profile = profile = open_profile(device.root, device.vault, device.clock)
    if profile.was_put_back:
        yield "a restart was taken for a restored backup"
    yield from (f"dossier {id_} lost" for id_ in said.dossiers - _ids(profile.store, "id", "dossier"))
    yield from (f"print {id_} lost" for id_ in said.prints - _ids(profile.store, "dossier_id", "print_act"))
    yield from (f"scan {id_} lost" for id_ in said.scans - _ids(profile.store, "id", "attachment"))
    if SyncedDesk(device).log()[1] < said.confirmed:
        yield "a receipt lost"
    if device.value("SELECT count(*) - count(DISTINCT code) FROM dossier"):
        yield "a code given twice"
    yield from _of_the_queue(device, said)
    with profile.store.read() as connection:
        scanned = connection.exec_driver_sql("SELECT DISTINCT dossier_id FROM attachment").scalars().all()
        kept = [each for id_ in scanned for each in of_dossier(connection, id_)]
    for scan in kept:
        if thorough or scan.id in said.scans:
            for ref in filter(None, (scan.ref, scan.preview)):
                profile.blobs.get(ref)
    drafts = profile.drafts.all()
    if said.draft and (not drafts or drafts[0].fields["typed"] < said.draft):
        yield "draft lost"
    for checked in examine(profile, thorough=thorough):
        yield from (f"{checked.name}: {finding.where}" for finding in checked.findings if finding.is_fault)
    profile.close()


def _of_the_queue(device: Device, said: Acknowledged) -> Iterator[str]:
    """What of a day's tickets is not as it was acknowledged; a killed round has a day of its own."""
    today = wall_of(device.clock.now_ms()).date().isoformat()
    with device.store.read() as connection:
        tickets = {ticket.number: ticket.state for ticket in queue_rows.tickets(connection, today)}
    yield from (f"ticket {number} lost" for number in said.tickets - set(tickets))
    yield from (f"call of {number} lost" for number in said.calls if not tickets.get(number))
    if [*tickets] != [*range(1, len(tickets) + 1)]:
        yield "a number of the queue left out"
    if sum(state is TicketState.CALLED for state in tickets.values()) > 1:
        yield "one clerk serves two"


def _ids(store: Store, column: str, table: str) -> set[int]:
    with store.read() as connection:
        return set(connection.exec_driver_sql(f"SELECT {column} FROM {table}").scalars())


def differences(district: District, desk: SyncedDesk) -> Iterator[str]:
    """What the district does not hold exactly once when all is over."""
    desk.device.reopen()
    with suppress(NoLine):  # a nonce or a connection of a killed life may cost one try
        desk.sync()
    desk.sync()
    written, confirmed = desk.log()
    if written != confirmed:
        yield f"{written} changesets written, {confirmed} confirmed"
    for origin, numbers in district.stored().items():
        if numbers != list(range(1, len(numbers) + 1)):
            yield f"the log {origin.hex()} is not stored once and in order"
    if {code for (code,) in district.rows("SELECT code FROM dossier")} != desk.codes():
        yield "the district has other dossiers"


def main(folder: Path, rounds: int, seed: int) -> None:
    random = Random(seed)
    found: list[str] = []
    acts = scans = 0
    slowest_s = 0.0
    with a_district(folder) as district:
        counter = a_counter(folder)
        counter.device.tamper("DELETE FROM lease")  # the district gives the real one
        enrol(counter.device.store, district.ticket(), open_line)
        counter.device.profile.close()
    with server_process(district.settings):
        for number in range(1, rounds + 1):
            counter.clock.advance(hours=3)
            words, seconds = forks.a_moment(random)
            said = acknowledged(
                forks.live_and_die(
                    lambda pipe, first=number * 1000: work(counter, pipe, first), words, seconds
                )
            )
            acts += len(said.dossiers)
            scans += len(said.scans)
            began = time.process_time()
            thorough = number % THOROUGH_EVERY == 0 or number == rounds
            found += [f"round {number}: {each}" for each in losses(counter.device, said, thorough)]
            slowest_s = max(slowest_s, time.process_time() - began)
    with serving(folder, district.settings, counter.clock) as district:
        found += differences(district, SyncedDesk(counter.device))
    print(json.dumps({"rounds": rounds, "acts": acts, "scans": scans, "slowest_s": slowest_s, "lost": found}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
