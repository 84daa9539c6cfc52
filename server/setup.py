"""Makes a new district server: folder, database key, authority, database, communes."""

import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from secrets import token_bytes
from urllib.parse import urlsplit

from sqlalchemy import Connection

from app.domain.clock import Clock
from app.domain.entropy import Entropy
from server import authority, settings
from server.authority import write_private
from server.errors import ServerError
from server.settings import CONFIG_NAME, Settings
from server.storage import communes, meta, migrations
from server.storage.communes import Commune
from server.storage.engine import KEY_BYTES, open_engine, writing

CODE = re.compile(r"^[0-9A-Za-z][0-9A-Za-z._-]{0,31}$")


def initialise(
    wanted: Settings, members: Sequence[Commune], clock: Clock, entropy: Entropy = token_bytes
) -> None:
    """Make everything; nothing that exists is ever written over."""
    wanted.check()
    check_address(wanted)
    if (wanted.data / CONFIG_NAME).exists():
        raise ServerError(f"Ở {wanted.data} đã có một máy chủ. Không thay đổi gì.")
    for member in members:
        check_commune(member)
    prepare_folder(wanted)
    make_database(wanted, members, entropy)
    _make_authority(wanted, clock, entropy)
    settings.write(wanted)


def prepare_folder(wanted: Settings) -> None:
    """The data folder and, for the embedded engine, a new database key."""
    wanted.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    wanted.catalogue_path.mkdir(exist_ok=True)
    if not wanted.database and not wanted.key_path.exists():
        write_private(wanted.key_path, token_bytes(KEY_BYTES))
        wanted.database_path.touch(mode=0o600)


def _make_authority(wanted: Settings, clock: Clock, entropy: Entropy) -> None:
    """All the keys or none: a half-made authority would stop the next try."""
    part = wanted.authority_path.with_name("authority.part")
    shutil.rmtree(part, ignore_errors=True)
    authority.make(part, wanted.address, wanted.name, clock.now_ms(), entropy)
    part.rename(wanted.authority_path)


def make_database(wanted: Settings, members: Sequence[Commune], entropy: Entropy = token_bytes) -> None:
    """The schema, a first epoch and the communes."""
    engine = open_engine(wanted)
    try:
        migrations.upgrade(engine)
        with writing(engine) as connection:
            if meta.get(connection, meta.EPOCH) is not None:
                raise ServerError("Cơ sở dữ liệu này đã thuộc về một máy chủ khác. Không thay đổi gì.")
            new_epoch(connection, entropy)
            for member in members:
                communes.add(connection, member.code, member.name)
    finally:
        engine.dispose()


def new_epoch(connection: Connection, entropy: Entropy = token_bytes) -> None:
    """Begin a new life of the server: every desk will notice and offer what it holds anew."""
    meta.put(connection, meta.EPOCH, entropy(meta.EPOCH_BYTES))


def check_address(wanted: Settings) -> None:
    """Refuse an address that a desk could not reach this server at: every ticket will carry it."""
    given = urlsplit(wanted.address)
    scheme = "http" if wanted.plain else "https"
    if given.scheme != scheme or not given.hostname or given.path.strip("/"):
        raise ServerError(f"Địa chỉ “{wanted.address}” sai: cần dạng {scheme}://10.1.2.3:8743.")


def check_commune(member: Commune) -> None:
    """Refuse a code or name that could not be shown or typed."""
    if not CODE.match(member.code) or not member.name.strip() or not member.name.isprintable():
        raise ServerError(f"Đơn vị “{member.code}:{member.name}” sai: cần MÃ:TÊN, mã gồm chữ và số.")


def private_files(folder: Path) -> list[Path]:
    """The two keys that must not stay on the server, as far as they still lie there."""
    return [p for p in (folder / authority.ROOT_KEY, folder / authority.BACKUP_KEY) if p.exists()]
