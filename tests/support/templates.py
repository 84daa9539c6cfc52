"""What costs much to make and is the same in every test: made once in a process, and copied.

A copy is a database under a key of its own: page by page what the migrations make, encrypted anew. Which
steps lead there is the matter of the migrations' own tests, and of every program that tests start.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

import sqlcipher3.dbapi2 as sqlcipher
from alembic.script import ScriptDirectory
from argon2 import PasswordHasher
from sqlalchemy import Engine

from app.catalogue import signed_file
from app.catalogue.starter import starter_pack
from app.services import catalogue, officers
from app.storage import migrate, profile
from app.storage.engine import connect, for_readers
from app.storage.engine import open_engine as open_profile_engine
from server import accounts, setup
from server.settings import Settings
from server.storage import migrations
from server.storage.engine import KEY_BYTES, open_engine, reachable, read_key, reading

TEMPLATE_KEY = bytes(KEY_BYTES)


@contextmanager
def everything_from_templates() -> Iterator[None]:
    """New databases are copies, the shipped catalogue is read once, and PINs cost no work to hash."""
    upgrade = _upgraded_from_template(migrate.upgrade_if_needed)
    with (
        mock.patch.object(profile.migrate, "upgrade_if_needed", upgrade),
        mock.patch.object(setup, "open_engine", _opened_from_template),
        mock.patch.object(migrations, "upgrade", _upgraded_unless_current(migrations.upgrade)),
        mock.patch.object(catalogue, "starter_pack", cache(starter_pack)),
        mock.patch.object(signed_file, "LEVEL", 1),
        mock.patch.object(officers, "MEMORY_KIB", 64),
        mock.patch.object(officers, "PASSES", 1),
        mock.patch.object(accounts, "password_hasher", return_value=PasswordHasher(1, 64, 1)),
    ):
        yield


def _upgraded_from_template(
    upgrade: Callable[[Engine, Path, bytes], None],
) -> Callable[[Engine, Path, bytes], None]:
    def upgrade_if_needed(engine: Engine, path: Path, key: bytes) -> None:
        with for_readers(engine).connect() as connection:
            is_new = not connection.exec_driver_sql("SELECT 1 FROM sqlite_master").first()
        if is_new:
            engine.dispose()
            _write(path, _profile_database(upgrade), key)
        upgrade(engine, path, key)

    return upgrade_if_needed


def _opened_from_template(settings: Settings) -> Engine:
    if not settings.database and not settings.database_path.stat().st_size:
        _write(settings.database_path, _server_database(), read_key(settings.key_path))
    return open_engine(settings)


def _upgraded_unless_current(upgrade: Callable[..., None]) -> Callable[..., None]:
    """Without looking through the steps' files for a database that has them all."""

    def upgrade_if_needed(engine: Engine, step: str = "head") -> None:
        with reachable(engine), reading(engine) as connection:
            is_current = step == "head" and migrations.revision(connection) == _server_head()
        if not is_current:
            upgrade(engine, step)

    return upgrade_if_needed


@cache
def _server_head() -> str:
    return str(ScriptDirectory.from_config(migrations._config()).get_current_head())


@cache
def _profile_database(upgrade: Callable[[Engine, Path, bytes], None]) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder, "soxa.db")
        engine = open_profile_engine(path, TEMPLATE_KEY)
        connect(path, TEMPLATE_KEY).close()
        upgrade(engine, path, TEMPLATE_KEY)
        engine.dispose()
        return path.read_bytes()


@cache
def _server_database() -> bytes:
    with TemporaryDirectory() as folder:
        settings = Settings(Path(folder, "server"), plain=True)
        setup.prepare_folder(settings)
        settings.key_path.write_bytes(TEMPLATE_KEY)
        engine = open_engine(settings)
        migrations.upgrade(engine)
        engine.dispose()
        return settings.database_path.read_bytes()


def _write(path: Path, template: bytes, key: bytes) -> None:
    path.write_bytes(template)
    raw = sqlcipher.connect(str(path), isolation_level=None)
    try:
        raw.execute(f"PRAGMA key = \"x'{TEMPLATE_KEY.hex()}'\"")
        raw.execute(f"PRAGMA rekey = \"x'{key.hex()}'\"")
    finally:
        raw.close()
