"""The lives of a device as the administrator sees them."""

from typing import NamedTuple

from sqlalchemy import Connection, func, select

from app.domain.twin import Twin
from server.storage import held
from server.storage.schema import device, origin, segment

TWIN_WORDS = {
    Twin.SEEN: "có trước, đang ghi bình thường, chờ chọn máy ghi tiếp",
    Twin.FROZEN: "có sau, đang tạm chỉ xem, chờ chọn máy ghi tiếp",
    Twin.RETIRED: "không ghi tiếp, cần mã ghi danh mới",
}


class LifeLine(NamedTuple):
    """One life: its log, how much of it came, what its machine is told."""

    origin: bytes
    stored_seq: int
    twin: Twin
    held: int

    @property
    def words(self) -> tuple[str, ...]:
        """What the list says of it."""
        parts = (f"sổ {self.origin.hex()}", f"{self.stored_seq} thay đổi", TWIN_WORDS.get(self.twin, ""))
        aside = f"{self.held} thay đổi ghi sau khi mất, để riêng" if self.held else ""
        return tuple(part for part in (*parts, aside) if part)


class NamedLife(NamedTuple):
    """A life with its device's name, as the console lists what has to be decided.

    Both machines bear one name, so what tells them apart is how much each wrote and when it was last heard.
    """

    device: str
    log: str
    twin: Twin
    changes: int
    last_ms: int | None

    @property
    def words(self) -> str:
        """What its machine does meanwhile."""
        words = TWIN_WORDS[self.twin]
        return words[:1].upper() + words[1:]

    @property
    def may_go_on(self) -> bool:
        """Whether it may still be chosen."""
        return self.twin is not Twin.RETIRED


def to_decide(connection: Connection, commune: str) -> list[NamedLife]:
    """The lives of devices whose key lives on in two machines; of each pair the earlier one first."""
    last_ms = (
        select(func.max(segment.c.received_ms))
        .where(segment.c.commune == origin.c.commune, segment.c.origin == origin.c.origin)
        .scalar_subquery()
    )
    rows = connection.execute(
        select(device.c.name, origin.c.origin, origin.c.twin, origin.c.stored_seq, last_ms)
        .join(device, (device.c.commune == origin.c.commune) & (device.c.public_key == origin.c.device_key))
        .where(origin.c.commune == commune, origin.c.twin != int(Twin.NONE))
        .order_by(device.c.name, device.c.public_key, origin.c.twin, origin.c.origin)
    )
    return [NamedLife(name, log.hex(), Twin(twin), *rest) for name, log, twin, *rest in rows]


def of_device(connection: Connection, commune: str, device_key: bytes) -> list[LifeLine]:
    """Every life of a device that wrote something or is spoken of."""
    rows = connection.execute(
        select(origin.c.origin, origin.c.stored_seq, origin.c.twin)
        .where(origin.c.commune == commune, origin.c.device_key == device_key)
        .order_by(origin.c.origin)
    ).all()
    return [
        LifeLine(row.origin, row.stored_seq, Twin(row.twin), held.count(connection, commune, [row.origin]))
        for row in rows
    ]
