"""The database is encrypted, current, and the same in the migrations as in the tables the code uses."""

from dataclasses import replace
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlcipher
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text

from server.asgi import open_server
from server.errors import ServerError
from server.settings import Settings
from server.storage import devices, engine, meta, migrations
from server.storage.engine import open_engine, reading
from server.storage.schema import metadata
from tests.server.conftest import BOTH_ENGINES, UPPER, District


@BOTH_ENGINES
def test_the_migrations_make_the_very_tables_of_the_schema(settings: Settings) -> None:
    with open_engine(settings).connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


@BOTH_ENGINES
def test_a_database_of_a_newer_program_is_refused_untouched(settings: Settings) -> None:
    made = open_engine(settings)
    with made.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(ServerError, match="phiên bản mới hơn"):
        open_server(settings)
    with reading(made) as connection:
        assert migrations.revision(connection) == "9999"


def test_another_key_does_not_open_it(settings: Settings) -> None:
    settings.key_path.write_bytes(bytes(32))
    with pytest.raises(ServerError, match="Khóa không mở được"):
        open_server(settings)


def test_a_plain_file_in_its_place_is_refused(settings: Settings) -> None:
    settings.database_path.unlink()
    plain = sqlcipher.connect(str(settings.database_path))
    plain.execute("CREATE TABLE t (x)")
    plain.commit()
    plain.close()
    with pytest.raises(ServerError, match="Khóa không mở được"):
        open_server(settings)


def test_a_library_without_cipher_is_refused(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    import sqlite3

    monkeypatch.setattr(engine.sqlcipher, "connect", sqlite3.connect)
    with pytest.raises(ServerError, match="không có mã hóa"):
        open_server(replace(settings, data=settings.data))


def test_an_old_library_is_refused(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine.sqlcipher, "sqlite_version_info", (3, 51, 2))
    with pytest.raises(ServerError, match="quá cũ"):
        open_server(settings)


def test_it_writes_as_carefully_as_we_ask(settings: Settings) -> None:
    with reading(open_engine(settings)) as connection:
        asked = ("journal_mode", "synchronous", "foreign_keys", "trusted_schema", "temp_store")
        found = [connection.execute(text(f"PRAGMA {name}")).scalar() for name in asked]
    assert found == ["wal", 2, 1, 0, 2]


def test_no_planted_name_is_in_any_file(district: District) -> None:
    desk = district.desk()
    desk.author.receive_dossier("H56-991123-0001")
    desk.sync()
    folder = district.server.settings.data
    written = b"".join(path.read_bytes() for path in folder.iterdir() if path.is_file())
    for name in ("Mẫu Thị A", "000000000001", "H56-991123-0001", UPPER.name):
        assert name.encode() not in written


@BOTH_ENGINES
def test_the_projection_knows_no_citizen(district: District) -> None:
    desk = district.desk()
    desk.author.receive_dossier("H56-991123-0001")
    desk.sync()
    with reading(district.server.engine) as connection:
        for table in ("dossier", "dossier_event", "quarantine", "device"):
            rows = str(connection.execute(text(f"SELECT * FROM {table}")).all())
            assert "Mẫu Thị" not in rows
            assert "000000000001" not in rows


@BOTH_ENGINES
def test_a_nonce_is_good_once_and_only_the_newest_are_kept(settings: Settings) -> None:
    made = open_engine(settings)
    key, nonces = bytes(32), [bytes([n]) * 16 for n in range(devices.NONCES_KEPT + 3)]
    with made.begin() as connection:
        for nonce in nonces:
            devices.give_nonce(connection, UPPER.code, key, nonce, 5)  # all within one millisecond
            assert devices.spend_nonce(connection, UPPER.code, key, nonce)
            assert not devices.spend_nonce(connection, UPPER.code, key, nonce)
        for time_ms, nonce in enumerate(nonces):
            devices.give_nonce(connection, UPPER.code, key, nonce, time_ms)
        good = [nonce for nonce in nonces if devices.spend_nonce(connection, UPPER.code, key, nonce)]
    assert good == nonces[-devices.NONCES_KEPT :]


def test_the_epoch_is_there_from_the_start(settings: Settings) -> None:
    with reading(open_engine(settings)) as connection:
        assert len(meta.epoch(connection)) == meta.EPOCH_BYTES


def test_every_revision_is_found_where_the_program_is_installed() -> None:
    assert migrations.is_known("0001")
    assert not migrations.is_known("0000")
    assert Path(migrations.__file__).parent.joinpath("versions").is_dir()
