"""The schema: registry, tables and migrations say the same, and a shipped step is never edited."""

from hashlib import sha256
from importlib.resources import files

import pytest
from sqlalchemy import Connection, inspect

from app.changes.registry import TABLES, Key
from app.storage import migrate
from app.storage.migrate import make_triggers, present_triggers
from app.storage.schema import metadata
from app.storage.triggers import trigger_statements
from tests.support.builders import a_dossier
from tests.support.devices import Device

STAMP = {"stamp"}
SHIPPED = {
    "v0001_first.sql": "4378c1ce69443dd135bb6d48e3b4cdc7356ce8cf6e5075e8230c63c5dd422779",
    "v0002_books.sql": "b71a144dd21d3ff98329dd2f4fcb5c0222fe2cd0d8527600ab9a4a3b8fc18ced",
    "v0004_scans.sql": "780a7d9d90981fbf877bf3f9629ab42a7157065d769e0a8664da172e97419b19",
    "v0003_checkpoint.sql": "9fb352ce30eb8d8864517177544184986395efec2e2905b8e491bec2e557f690",
    "v0008_counter.sql": "48b48b7cec3bcec71f74ceeb2c01ed272e284f7e926d864e34dba8ffd0af799a",
}


def key_columns(table) -> set[str]:
    return {f"{table.parent}_id", "ordinal"} if table.key is Key.CHILD else {"id"}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_synchronised_table_has_exactly_its_fields_its_key_and_its_stamp(table):
    columns = {column.name for column in metadata.tables[table.name].columns}
    assert columns == {field.name for field in table.fields} | key_columns(table) | STAMP


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_reference_of_the_registry_is_a_foreign_key_of_the_table(table):
    columns = metadata.tables[table.name].columns
    for field in table.fields:
        targets = {key.column.table.name for key in columns[field.name].foreign_keys}
        assert targets == ({field.refers_to} if field.refers_to else set())


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_group_that_may_be_left_out_of_an_insert_defaults_to_what_it_means(table):
    """The first group always travels; the others are left out when empty, here and on every replica."""
    columns = metadata.tables[table.name].columns
    for group in table.groups[1:]:
        for field in group.fields:
            default = columns[field.name].server_default
            value = "" if default is None else str(default.arg)
            assert value == ("" if field.empty in (None, "") else str(field.empty))


def test_the_migrated_database_is_what_the_tables_say(device):
    with device.store.read() as connection:
        found = inspect(connection)
        for table in metadata.sorted_tables:
            assert columns_in(found, table.name) == columns_of(table), table.name
            assert {i["name"] for i in found.get_indexes(table.name)} == {i.name for i in table.indexes}
            assert foreign_keys_in(found, table.name) == foreign_keys_of(table), table.name
        extra = set(found.get_table_names()) - set(metadata.tables)
        assert {name for name in extra if "_search" not in name} == {"alembic_version"}


def columns_in(found, name):
    return {
        c["name"]: (type(c["type"]).__name__, c["nullable"], _plain(c["default"]), bool(c["primary_key"]))
        for c in found.get_columns(name)
    }


def columns_of(table):
    return {
        c.name: (
            {"LargeBinary": "BLOB", "Text": "TEXT", "Integer": "INTEGER", "BigInteger": "BIGINT"}[
                type(c.type).__name__
            ],
            bool(c.nullable),
            None if c.server_default is None else _plain(str(c.server_default.arg)),
            c.primary_key,
        )
        for c in table.columns
    }


def _plain(default: str | None) -> str | None:
    return None if default is None else default.strip("'")


def foreign_keys_in(found, name):
    return {(tuple(k["constrained_columns"]), k["referred_table"]) for k in found.get_foreign_keys(name)}


def foreign_keys_of(table):
    return {((key.parent.name,), key.column.table.name) for key in table.foreign_keys}


@pytest.mark.parametrize(("name", "digest"), SHIPPED.items())
def test_a_shipped_step_is_never_edited(name, digest):
    script = files("app.storage.migrations.versions").joinpath(name).read_bytes()
    assert sha256(script).hexdigest() == digest


def test_every_shipped_step_is_known_here():
    scripts = {
        path.name for path in files("app.storage.migrations.versions").iterdir() if path.name.endswith(".sql")
    }
    assert scripts == SHIPPED.keys()


def test_an_upgrade_makes_the_capture_triggers_anew(device):
    device.tamper("DROP TRIGGER capture_dossier_update")
    device.tamper("CREATE TRIGGER capture_gone_insert AFTER INSERT ON setting BEGIN SELECT 1; END")
    with device.store.write_local() as connection:
        make_triggers(connection)
        assert present_triggers(connection) == trigger_statements()


def test_a_trigger_of_somebody_else_is_left_alone(device):
    device.tamper("CREATE TRIGGER theirs AFTER INSERT ON setting BEGIN SELECT 1; END")
    with device.store.write_local() as connection:
        make_triggers(connection)
    assert device.value("SELECT count(*) FROM sqlite_master WHERE name = 'theirs'") == 1


def test_opening_again_upgrades_nothing_and_copies_nothing(device):
    device.reopen()
    assert not list(device.root.glob("*before*"))


def test_a_step_that_breaks_a_reference_leaves_the_database_as_it_was(device: Device, monkeypatch):
    a_dossier(device.store)

    def bad_step(connection: Connection) -> None:
        connection.exec_driver_sql("DELETE FROM applicant")

    monkeypatch.setattr(migrate, "_run_steps", bad_step)
    with pytest.raises(migrate.DamagedDatabase):
        migrate._upgrade(device.store.engine)
    assert device.value("SELECT count(*) FROM applicant") == 1
    assert device.value("PRAGMA foreign_keys") == 1
