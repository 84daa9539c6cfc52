"""The program as its next version may be: one more field, one more group, one more table, one more schema.

    python -m tests.support.tomorrow

The registry is grown before anything else is imported, so every module is built on it, as after an update.
Each line that it reads is a JSON list, FOLDER NAME TIME WORD...: it works on that desk's profile, which
today's program made: brings its tables up to date, does what the words say (``sync``, ``write`` CODE,
``note`` CODE TEXT) and answers with a line of what the desk holds.
"""

import json
import sys
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

from app.changes import registry

NEW_TABLE = 90
DDL = (
    "ALTER TABLE dossier ADD COLUMN colour TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE dossier ADD COLUMN mood TEXT NOT NULL DEFAULT ''",
    "CREATE TABLE visit(id INTEGER PRIMARY KEY, dossier_id INTEGER NOT NULL REFERENCES dossier(id), "
    "words TEXT NOT NULL DEFAULT '', stamp BIGINT NOT NULL DEFAULT 0)",
)


def grow() -> None:
    """A field at the end of a group, a group at the end of a table, a table of its own."""
    *groups, note = registry.DOSSIER.groups
    longer = replace(note, fields=(*note.fields, registry.Field("colour", "")))
    mood = registry.Group(note.number + 1, "mood", (registry.Field("mood", ""),))
    dossier = replace(registry.DOSSIER, groups=(*groups, longer, mood))
    seen = (registry.Field("dossier_id", None, "dossier"), registry.Field("words", ""))
    visit = registry.Table(NEW_TABLE, "visit", registry.Key.OWN, (registry.Group(1, "seen", seen),))
    tables = (*(dossier if each is registry.DOSSIER else each for each in registry.TABLES), visit)
    grown: dict[str, Any] = {
        "SCHEMA": registry.SCHEMA + 1,
        "DOSSIER": dossier,
        "TABLES": tables,
        "TABLE_BY_NUMBER": {each.number: each for each in tables},
        "TABLE_BY_NAME": {each.name: each for each in tables},
        "schema_of": lambda _command, schema=registry.SCHEMA + 1: schema,
    }
    for name, value in grown.items():
        setattr(registry, name, value)


def main() -> None:
    """One request a line, until there are no more."""
    for line in sys.stdin:
        folder, name, at, *words = json.loads(line)
        print(json.dumps(held_after(Path(folder), name, at, words), default=repr), flush=True)


def held_after(folder: Path, name: str, at: str, words: list[str]) -> Any:
    """Open, update, work; what the desk holds then."""
    devices = import_module("tests.support.devices")
    secrets = import_module("app.platform.secrets")
    profiles = import_module("app.storage.profile")
    import_module("sync.bootstrap").WORTH_BYTES = 1
    clock = devices.SettableClock(devices.datetime.fromisoformat(at))
    root, vault = folder / name / "profile", secrets.FileSecrets(folder / name / "key")
    device = devices.Device(root, vault, clock, profiles.open_profile(root, vault, clock), "")
    update(device)
    while words:
        words = work(device, words)
    held = import_module("tests.support.worlds").everything(device)
    device.profile.close()
    return held


def update(device: Any) -> None:
    """What the next version's migration would do."""
    with device.store.write_local() as connection:
        if not connection.exec_driver_sql("SELECT 1 FROM sqlite_master WHERE name = 'visit'").first():
            for statement in DDL:
                connection.exec_driver_sql(statement)
            import_module("app.storage.migrate").make_triggers(connection)


def work(device: Any, words: list[str]) -> list[str]:
    """Do the first thing that is asked; the words that are left."""
    builders = import_module("tests.support.builders")
    match words:
        case ["sync", *rest]:
            line = import_module("sync.http.lines").line_of(device.store)
            import_module("sync.session").run_exchange(device.store, line)
            line.close()
        case ["write", code, *rest]:
            id_ = builders.a_dossier(device.store, code=code)
            builders.edit(device.store, "dossier", id_, colour="xanh", mood="vui")
            visit(device, id_)
        case ["note", code, text, *rest]:
            id_ = device.value("SELECT id FROM dossier WHERE code = ?", code)
            builders.edit(device.store, "dossier", id_, note=text, colour="đỏ")
        case _:
            raise ValueError(words)
    return rest


def visit(device: Any, dossier: int) -> None:
    """A row of the table that today's program does not know."""
    act = import_module("app.storage.journal").Act(registry.Command.EDIT_DOSSIER)
    with device.store.write(act) as unit:
        unit.connection.exec_driver_sql(
            "INSERT INTO visit(id, dossier_id, words) VALUES (?, ?, 'đã ghé')", (unit.new_id(), dossier)
        )


if __name__ == "__main__":
    grow()
    main()
