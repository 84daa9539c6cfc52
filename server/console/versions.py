"""What the page of versions says: how many machines run which, beside what is offered to them; pure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from app.domain.clock import wall_of
from server.console.overview import State, Tone
from server.storage.console import CommuneLine, DeviceLine
from server.updates.offered import Offered

SYSTEMS = {"win-amd64": "Windows 64 bit", "linux-amd64": "Linux 64 bit"}
WARN_DAYS = 60  # as the server's log does


@dataclass(frozen=True)
class VersionRow:
    """Machines that last said they run one version."""

    version: str
    state: State
    machines: int
    communes: int


def version_rows(lines: Iterable[CommuneLine], offer: Offered | None) -> list[VersionRow]:
    """The newest version first; machines that never said one at the end."""
    devices = [device for line in lines for device in line.devices if not device.is_revoked]
    machines = Counter(device.program_version for device in devices)
    newest = max(offer.versions.values(), key=_order, default="") if offer is not None else ""
    return [
        VersionRow(version, _state(version, newest), machines[version], _communes(devices, version))
        for version in sorted(machines, key=_order, reverse=True)
    ]


def offer_lines(offer: Offered) -> list[tuple[str, str]]:
    """Each system with the version that is offered for it."""
    return [(SYSTEMS.get(platform, platform), version) for platform, version in offer.versions.items()]


def ending(offer: Offered, now: datetime) -> str:
    """The sentence that a ceremony is due; "" while there is time."""
    ends = min(wall_of(offer.targets_end_ms), wall_of(offer.root_end_ms))
    days = (ends - now).days
    if days >= WARN_DAYS:
        return ""
    if days < 0:
        return f"Chữ ký của kho hết hạn từ {ends:%d/%m/%Y}; các máy không nhận bản mới cho đến khi ký lại."
    return f"Chữ ký của kho hết hạn ngày {ends:%d/%m/%Y}. Xin thu xếp ký lại trước ngày đó."


def _communes(devices: Iterable[DeviceLine], version: str) -> int:
    return len({device.commune for device in devices if device.program_version == version})


def _state(version: str, newest: str) -> State:
    if not version:
        return State(Tone.PAUSE, "Chưa cho biết")
    if not newest or version == newest:
        return State(Tone.OK, "Mới nhất" if newest else "Đang dùng")
    if _order(version) > _order(newest):
        return State(Tone.OK, "Mới hơn bản đang phát hành")
    return State(Tone.DUE, "Chưa lên bản mới")


def _order(version: str) -> tuple[int, ...]:
    """Versions by their numbers; what is none comes before all of them."""
    parts = version.split(".")
    return tuple(int(part) for part in parts) if all(part.isdecimal() for part in parts) else ()
