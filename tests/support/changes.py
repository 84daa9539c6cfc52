"""Writes real changesets and seals real segments, as a desk does, without a desk.

author = Author()
author.receive_dossier("H56-261123-0001")
[segment] = author.seal()
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from nacl.signing import SigningKey

from app.changes.chain import first_head, next_head
from app.changes.changeset import Header, RowRef, Stamp, encode_header, encode_payload
from app.changes.registry import (
    APPLICANT,
    DOSSIER,
    DOSSIER_COMPONENT,
    DOSSIER_EVENT,
    SCHEMA,
    Command,
    Group,
    Table,
)
from app.changes.segment import Unsealed, runs, seal
from app.domain.dossier import EventKind

MONDAY_MS = 1_763_946_000_000  # 24/11/2025 08:00 in Viet Nam: behind any clock that receives it


def cells(group: Group, **values: Any) -> list[Any]:
    """A whole group's cells; fields not named are empty."""
    unknown = values.keys() - {each.name for each in group.fields}
    assert not unknown, unknown
    return [values.get(each.name, each.empty) for each in group.fields]


def write(table: Table, key: Any, group: int = 1, base: Any = None, **values: Any) -> list[Any]:
    """An operation that writes one group of a row."""
    return [table.number, key, [[group, cells(table.group_by_number[group], **values), base]]]


def received(dossier: RowRef) -> RowRef:
    """The first act of a dossier that ``receive_dossier`` wrote."""
    return RowRef(dossier.origin, dossier.counter + 1)


@dataclass
class Author:
    """One origin of a device and the log it writes."""

    key: SigningKey = field(default_factory=SigningKey.generate)
    origin: bytes = b"desk-one"
    now_ms: int = MONDAY_MS

    def __post_init__(self) -> None:
        self.seq = 0
        self.counter = 0
        self.head = first_head(self.origin)
        self.sealed_head = self.head
        self.sealed_seq = 0
        self._unsealed: list[Unsealed] = []
        self._origins: list[bytes] = []

    @property
    def public_key(self) -> bytes:
        """Its device's key."""
        return bytes(self.key.verify_key)

    def commit(
        self,
        command: int,
        ops: Sequence[Any],
        deps: Sequence[Stamp] = (),
        schema: int = SCHEMA,
        payload: bytes | None = None,
        **header: Any,
    ) -> Stamp:
        """Append a changeset to the log; ``payload`` stands in for ``ops`` where a test wants nonsense."""
        self.seq += 1
        self.now_ms += 1000
        body = encode_payload(list(ops)) if payload is None else payload
        facts: dict[str, Any] = {
            "seq": self.seq,
            "hlc": self.now_ms << 16,
            "wall_offset_ms": 0,
            "trusted_age_s": None,
            "clerk": None,
            "role": 1,
            "command": int(command),
            "reason": None,
            "schema": schema,
            "catalogue": "",
            "deps": [(self._index(dep.origin), dep.seq) for dep in deps],
            "origins": self._origins,
        }
        header_bytes = encode_header(Header(**(facts | header)))
        self.head = next_head(self.head, header_bytes, sha256(body).digest())
        self._unsealed.append(Unsealed(self.seq, header_bytes, body, self.head))
        return Stamp(self.origin, self.seq)

    def receive_dossier(self, code: str, components: int = 2, **options: Any) -> RowRef:
        """A dossier with its applicant, components and first act, as the reception writes it."""
        applicant, dossier, act = self._counters(3)
        ops = [
            write(APPLICANT, applicant, kind=1, full_name="Mẫu Thị A", id_number="000000000001"),
            write(
                DOSSIER,
                dossier,
                code=code,
                applicant_id=applicant,
                procedure_code="1.000001",
                procedure_name="Thủ tục mẫu",
                field="Mẫu",
                received_ms=self.now_ms,
                promised_ms=self.now_ms + 3 * 24 * 3600 * 1000,
            ),
            *(
                write(DOSSIER_COMPONENT, [dossier, n], title=f"Giấy tờ {n}", is_mandatory=1)
                for n in range(1, components + 1)
            ),
            self._act(act, dossier, None, EventKind.RECEIVED),
        ]
        self.commit(Command.RECEIVE_DOSSIER, ops, **options)
        return RowRef(self.origin, dossier)

    def act(self, dossier: RowRef, kind: EventKind, parent: RowRef | None = None, **options: Any) -> RowRef:
        """One act on a dossier."""
        (counter,) = self._counters(1)
        op = self._act(counter, self.ref(dossier), parent and self.ref(parent), kind)
        self.commit(Command.HAND_OVER, [op], **options)
        return RowRef(self.origin, counter)

    def seal(self) -> list[bytes]:
        """Close what was written since; the segments' bytes."""
        sealed: list[bytes] = []
        for run in runs(self._unsealed):
            sealed.append(seal(self.origin, self.sealed_head, run, self.key).to_bytes())
            self.sealed_head, self.sealed_seq = run[-1].head, run[-1].seq
        self._unsealed = []
        return sealed

    def ref(self, row: RowRef) -> Any:
        """A row as this log refers to it."""
        return row.counter if row.origin == self.origin else [self._index(row.origin), row.counter]

    def _act(self, counter: int, dossier: Any, parent: Any, kind: EventKind) -> list[Any]:
        return write(
            DOSSIER_EVENT, counter, dossier_id=dossier, parent_id=parent, kind=int(kind), at_ms=self.now_ms
        )

    def _counters(self, count: int) -> range:
        first = self.counter + 1
        self.counter += count
        return range(first, first + count)

    def _index(self, origin: bytes) -> int:
        if origin not in self._origins:
            self._origins.append(origin)
        return self._origins.index(origin)
