"""Change capture: triggers generated from the registry, in the main schema.

They record which row changed and which columns (a bit per field in the registry's order), in the same
transaction, whoever writes and however: ORM, Core, bulk, cascade or a hand-typed statement. Applying what
other devices wrote turns capture off by a row of a main table inside its own transaction: temporary tables
and functions are out of a trigger's reach.
"""

from app.changes.registry import TABLES, Key, Table

PREFIX = "capture_"
SWITCH = "(SELECT is_on FROM capture_switch WHERE id = 1)"


def trigger_statements() -> dict[str, str]:
    """Every capture trigger's name and its statement."""
    return {name: sql for table in TABLES for name, sql in _of_table(table).items()}


def _of_table(table: Table) -> dict[str, str]:
    return {
        f"{PREFIX}{table.name}_insert": _insert(table),
        f"{PREFIX}{table.name}_update": _update(table),
        f"{PREFIX}{table.name}_delete": _delete(table),
    }


def key_columns(table: Table) -> tuple[str, str]:
    """SQL of a row's (row_id, ordinal)."""
    return (f"{table.parent}_id", "ordinal") if table.key is Key.CHILD else ("id", "0")


def _key(table: Table, row: str) -> str:
    row_id, ordinal = key_columns(table)
    return f"{row}.{row_id}, {row}.{ordinal}" if table.key is Key.CHILD else f"{row}.{row_id}, 0"


def _insert(table: Table) -> str:
    return (
        f"CREATE TRIGGER {PREFIX}{table.name}_insert AFTER INSERT ON {table.name} WHEN {SWITCH} "
        f"BEGIN INSERT INTO capture(table_no, op, row_id, ordinal, mask) "
        f"VALUES ({table.number}, 'I', {_key(table, 'NEW')}, 0); END"
    )


def _delete(table: Table) -> str:
    return (
        f"CREATE TRIGGER {PREFIX}{table.name}_delete AFTER DELETE ON {table.name} WHEN {SWITCH} "
        f"BEGIN INSERT INTO capture(table_no, op, row_id, ordinal, mask) "
        f"VALUES ({table.number}, 'D', {_key(table, 'OLD')}, OLD.stamp); END"
    )


def _update(table: Table) -> str:
    columns = ", ".join(field.name for field in table.fields)
    mask = " + ".join(
        f"((OLD.{field.name} IS NOT NEW.{field.name}) << {bit})" for bit, field in enumerate(table.fields)
    )
    return (
        f"CREATE TRIGGER {PREFIX}{table.name}_update AFTER UPDATE OF {columns} ON {table.name} "
        f"WHEN {SWITCH} AND ({mask}) <> 0 "
        f"BEGIN INSERT INTO capture(table_no, op, row_id, ordinal, mask) "
        f"VALUES ({table.number}, 'U', {_key(table, 'NEW')}, {mask}); END"
    )
