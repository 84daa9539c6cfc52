"""What lies on each stick, as far as a finder could tell: for whom a bundle is, and how many there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.platform.drives import Drive, drive_at, removable_drives
from app.storage import device
from app.storage.unit_of_work import Snapshot, Store
from sync.bundle import folder as sticks
from sync.bundle import invitation
from sync.bundle.errors import BundleError
from sync.bundle.format import key_id
from sync.courier import asked, ledger
from sync.courier.carrying import foreign_bundles
from sync.courier.ledger import Trip


@dataclass(frozen=True, slots=True)
class Stick:
    """A drive or folder; ``home`` counts bundles for this desk, ``foreign`` those to send for others."""

    drive: Drive
    own: int = 0
    home: int = 0
    foreign: int = 0
    is_prepared: bool = False


@dataclass(frozen=True, slots=True)
class UsbReading:
    """How things stand: the sticks, the journeys, and whether this desk may use them."""

    sticks: Sequence[Stick]
    trips: Sequence[Trip]
    is_member: bool
    is_asking: bool


def read(store: Store, chosen: Path | None) -> UsbReading:
    """Look at every stick, and at the folder that was chosen by hand."""
    drives = removable_drives()
    if chosen is not None and all(drive.folder != chosen for drive in drives):
        by_hand = drive_at(chosen)
        drives += [by_hand] if by_hand is not None else []
    with store.read() as snapshot:
        return UsbReading(
            [_stick(snapshot, drive) for drive in drives],
            list(reversed(ledger.trips(snapshot))),
            device.membership(snapshot) is not None,
            asked.waiting(snapshot) is not None,
        )


def _stick(snapshot: Snapshot, drive: Drive) -> Stick:
    try:
        found = sticks.find(drive.folder)[0]
    except BundleError:
        return Stick(drive)
    ours = key_id(bytes(device.signing_key(snapshot).verify_key))
    own, taken = {trip.bundle_id for trip in ledger.trips(snapshot)}, ledger.taken(snapshot)
    is_member = device.membership(snapshot) is not None
    return Stick(
        drive,
        own=sum(each.header.bundle_id in own for each in found),
        home=sum(each.header.receiver_id == ours and each.header.bundle_id not in taken for each in found),
        foreign=len(foreign_bundles(snapshot, drive.folder)) if is_member else 0,
        is_prepared=(drive.folder / invitation.NAME).is_file(),
    )
