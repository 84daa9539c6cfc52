"""What the simulated devices send: real changesets, sealed and signed, made before the clock starts."""

from collections.abc import Iterator
from random import Random
from typing import NamedTuple

import msgspec
from nacl.signing import SigningKey

from app.changes import lease
from app.changes.changeset import RowRef
from app.changes.registry import APPLICANT, DOSSIER, DOSSIER_COMPONENT, DOSSIER_EVENT, Command
from app.changes.segment import read
from app.domain.dossier import EventKind
from tests.support.changes import Author, write

OPS_OF_A_RECEPTION = 5  # applicant, dossier, two papers, the first act
DAYS_OF_CODES = ("991123", "991124", "991125", "991126", "991127")
SURNAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Giàng", "Vàng", "Lò", "Hoàng", "Đặng", "Bùi")
MIDDLES = ("Văn", "Thị", "Đức", "Thu", "A", "Ngọc", "Minh", "Hữu", "Thanh", "Xuân")
NAMES = ("An", "Bình", "Chi", "Dũng", "Hà", "Khánh", "Lan", "Minh", "Páo", "Quỳnh", "Sơn", "Tâm", "Yến")
PROCEDURES = tuple((f"1.{n:06d}", f"Thủ tục mẫu số {n}", f"Lĩnh vực {n % 7}") for n in range(1, 31))
PAPERS = ("Tờ khai theo mẫu", "Giấy chứng nhận", "Bản sao căn cước", "Trích lục", "Hợp đồng", "Biên bản")
LATER_ACTS = (EventKind.HANDED_OVER, EventKind.FINISHED, EventKind.RETURNED)
DAY_MS = 24 * 3600 * 1000


class Push(msgspec.Struct, array_like=True):
    """Segments that go in one request, the log's end after them, and what they hold."""

    segments: list[bytes]
    last_seq: int
    head: bytes
    dossiers: int


class Device(msgspec.Struct, array_like=True):
    """An enrolled device and its work; everything a generator needs to speak for it."""

    commune: str
    seed: bytes
    origin: bytes
    epoch: bytes
    nonce: bytes
    pushes: list[Push]


class Plan(msgspec.Struct, array_like=True):
    """All devices of a run, and the key their receipts must be signed with."""

    server_key: bytes
    devices: list[Device]


class Numbers(NamedTuple):
    """A device's leased numbers of each day."""

    first: int
    last: int

    def code(self, count: int) -> str:
        """The code of the device's ``count``-th dossier."""
        width = self.last - self.first + 1
        return f"H99-{DAYS_OF_CODES[count // width]}-{self.first + count % width:04d}"


def numbers_of(statements: list[bytes], server_key: bytes) -> Numbers:
    """The range a device may use from its leases."""
    given = [lease.verify(each, server_key) for each in statements]
    (own,) = (each for each in given if not each.is_spare)
    return Numbers(own.first, own.last)


def pushes(author: Author, numbers: Numbers, random: Random, count: int, operations: int) -> Iterator[Push]:
    """``count`` pushes of so many operations each: receptions, as at a counter in the morning."""
    made = 0
    for _ in range(count):
        dossiers = operations // OPS_OF_A_RECEPTION
        for _ in range(dossiers):
            _receive(author, random, numbers.code(made))
            made += 1
        yield _sealed(author, dossiers)


def week(author: Author, numbers: Numbers, random: Random, dossiers: int) -> Push:
    """A week's work of one desk: every dossier received, handed over, finished and returned, each an act."""
    for number in range(dossiers):
        dossier = _receive(author, random, numbers.code(number))
        parent = RowRef(dossier.origin, dossier.counter + 1)
        for kind in LATER_ACTS:
            parent = author.act(dossier, kind, parent)
    return _sealed(author, dossiers)


def _sealed(author: Author, dossiers: int) -> Push:
    segments = author.seal()
    assert read(segments[-1]).header.last_seq == author.sealed_seq
    return Push(segments, author.sealed_seq, author.sealed_head, dossiers)


def _receive(author: Author, random: Random, code: str) -> RowRef:
    """A sample dossier; its person's numbers begin with 000, which no province has."""
    applicant = author.counter + 1
    dossier, act = applicant + 1, applicant + 2
    author.counter = act
    name = " ".join(random.choice(each) for each in (SURNAMES, MIDDLES, NAMES))
    procedure_code, procedure_name, field = random.choice(PROCEDURES)
    ops = [
        write(
            APPLICANT,
            applicant,
            kind=1,
            full_name=name,
            id_number=f"000{random.randrange(10**9):09d}",
            birth_date=f"{random.randrange(1950, 2008)}-{random.randrange(1, 13):02d}-15",
        ),
        write(
            DOSSIER,
            dossier,
            code=code,
            applicant_id=applicant,
            procedure_code=procedure_code,
            procedure_name=procedure_name,
            field=field,
            received_ms=author.now_ms,
            promised_ms=author.now_ms + random.randrange(1, 20) * DAY_MS,
        ),
        *(
            write(DOSSIER_COMPONENT, [dossier, n], title=random.choice(PAPERS), is_mandatory=1)
            for n in (1, 2)
        ),
        write(
            DOSSIER_EVENT,
            act,
            dossier_id=dossier,
            kind=int(EventKind.RECEIVED),
            at_ms=author.now_ms,
        ),
    ]
    author.commit(Command.RECEIVE_DOSSIER, ops)
    return RowRef(author.origin, dossier)


def author_of(origin: bytes, seed: bytes) -> Author:
    """The writer of a device's log."""
    return Author(SigningKey(seed), origin)
