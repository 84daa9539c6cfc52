"""Bringing a database to this program's schema, from inside a frozen program too.

The file is copied first. Steps run with foreign keys off (with them on, a batch step deletes cascade children
and drops every trigger), then every reference is checked, the capture triggers are made anew,
and what is derived of each dossier is derived as this program does it.
"""

from contextlib import closing
from importlib.resources import files
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Connection, Engine

from app.storage.engine import connect, for_readers, for_upgrade, refuse_damaged, sentence_for
from app.storage.errors import DamagedDatabase, NewerDatabase
from app.storage.projections import rederive_states
from app.storage.triggers import PREFIX, trigger_statements

HEAD = "0018"
COPIES_KEPT = 2
KNOWN = frozenset(f"{step:04d}" for step in range(1, int(HEAD) + 1))


def current_revision(connection: Connection) -> str | None:
    """The schema the file was written with; None for an empty file."""
    has_table = connection.exec_driver_sql(
        "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'alembic_version'"
    ).first()
    if not has_table:
        return None
    row = connection.exec_driver_sql("SELECT version_num FROM alembic_version").first()
    return None if row is None else str(row[0])


def upgrade_if_needed(engine: Engine, path: Path, key: bytes) -> None:
    """Bring the file to HEAD; raises NewerDatabase for one that a newer program wrote."""
    with for_readers(engine).connect() as connection:
        revision = current_revision(connection)
    if revision == HEAD:
        return
    if revision is not None and revision not in KNOWN:
        raise NewerDatabase
    if revision is not None:
        copy_database(path, key, path.with_name(f"{path.stem}-before-{HEAD}{path.suffix}"))
        _drop_old_copies(path)
    _upgrade(engine)


def _drop_old_copies(path: Path) -> None:
    """Each is as large as the database; the last two are enough to go back to."""
    copies = sorted(path.parent.glob(f"{path.stem}-before-*{path.suffix}"))
    for copy in copies[:-COPIES_KEPT]:
        copy.unlink(missing_ok=True)


def copy_database(path: Path, key: bytes, target: Path) -> None:
    """A whole copy under the same key, taken while the database may be in use."""
    source, copy = connect(path, key), connect(target, key)
    try:
        source.backup(copy)
    except sqlcipher.DatabaseError as error:
        raise sentence_for(error) from error
    finally:
        source.close()
        copy.close()


def copy_whole_database(path: Path, key: bytes, target: Path) -> None:
    """The same, of a database that is whole; raises DamagedDatabase.

    A page that does not verify is copied as an empty one, without a word.
    """
    copy_database(path, key, target)
    with closing(connect(path, key)) as source:
        refuse_damaged(source)


def _upgrade(engine: Engine) -> None:
    with for_upgrade(engine).connect() as raw:
        raw.connection.dbapi_connection.execute("PRAGMA foreign_keys = OFF")  # type: ignore[union-attr]
        raw.connection.dbapi_connection.execute("PRAGMA legacy_alter_table = ON")  # type: ignore[union-attr]
        try:
            with raw.begin():
                _run_steps(raw)
                if raw.exec_driver_sql("PRAGMA foreign_key_check").first():
                    raise DamagedDatabase
                make_triggers(raw)
                rederive_states(raw)
        finally:
            raw.invalidate()  # its pragmas differ from the pool's


def _run_steps(connection: Connection) -> None:
    from alembic import command  # a third of a second that only an upgrade pays
    from alembic.config import Config

    config: Any = Config()
    config.set_main_option("script_location", str(files("app.storage.migrations")))
    config.attributes["connection"] = connection
    command.upgrade(config, HEAD)


def make_triggers(connection: Connection) -> None:
    """Drop every capture trigger and make them as the registry says today."""
    for name in present_triggers(connection):
        connection.exec_driver_sql(f"DROP TRIGGER {name}")
    for statement in trigger_statements().values():
        connection.exec_driver_sql(statement)


def present_triggers(connection: Connection) -> dict[str, str]:
    """The capture triggers in the file, by name."""
    rows = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").all()
    return {name: sql for name, sql in rows if name.startswith(PREFIX)}
