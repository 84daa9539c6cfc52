"""A stick that travels between desks and a district which have no line."""

from functools import partial
from pathlib import Path
from typing import Any

from app.services import catalogue_intake
from server.bundles import Imported as Received
from server.bundles import import_folder
from sync.courier.leaving import Exported, export_bundle
from sync.courier.returning import Imported, import_bundles
from tests.support.district import District, SyncedDesk


def leave(desk: SyncedDesk, stick: Path, **options: Any) -> Exported:
    """The desk writes its bundle."""
    stick.mkdir(exist_ok=True)
    return export_bundle(desk.store, stick, **{"blobs": desk.device.profile.blobs} | options)


def arrive(district: District, stick: Path, **options: Any) -> Received:
    """The district takes in what is on the stick and answers onto it."""
    return import_folder(district.server, stick, **options)


def come_back(desk: SyncedDesk, stick: Path) -> Imported:
    """The desk takes in what is for it."""
    install = partial(catalogue_intake.take_in, desk.store, desk.device.clock)
    return import_bundles(desk.store, stick, install_pack=install, blobs=desk.device.profile.blobs)


def travel(district: District, stick: Path, *desks: SyncedDesk) -> list[Imported]:
    """One journey of one stick past every desk, to the district and back."""
    for desk in desks:
        leave(desk, stick)
    arrive(district, stick)
    return [come_back(desk, stick) for desk in desks]
