"""The newest catalogue pack the server has published, fetched once and handed to who takes packs in."""

import re
from collections.abc import Callable

from app.errors import AppError
from app.storage import catalogue_packs, feed_store
from app.storage.unit_of_work import Store
from sync.errors import SyncError
from sync.transport import Transport

InstallPack = Callable[[bytes], object]

SAFE_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,39}")


def is_wanted(store: Store, version: str, program_version: str) -> bool:
    """Whether a published pack is neither here nor was it refused by this very program."""
    with store.read() as snapshot:
        known = {card.version for card in catalogue_packs.cards(snapshot)}
        refused = feed_store.refused_pack(snapshot)
    is_refused = refused == _by(version, program_version)
    return bool(SAFE_VERSION.fullmatch(version)) and version not in known and not is_refused


def fetch(
    store: Store, transport: Transport, version: str, install: InstallPack, program_version: str
) -> str | None:
    """Fetch and install; the sentence of why not, which never fails the exchange of rows."""
    try:
        data = transport.catalogue(version)
    except SyncError as error:
        return str(error)
    return take_in(store, data, version, install, program_version)


def take_in(
    store: Store, data: bytes, version: str, install: InstallPack, program_version: str
) -> str | None:
    """Install a pack that has come; the sentence of why not."""
    try:
        install(data)
    except AppError as error:
        with store.write_local() as connection:  # not to fetch it again at every exchange
            feed_store.note_refused_pack(connection, _by(version, program_version))
        return str(error)
    return None


def _by(version: str, program_version: str) -> str:
    return f"{version} {program_version}"
