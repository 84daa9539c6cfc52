"""Capture: whatever changes a row is in its transaction's changeset, or the transaction does not happen."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Connection, insert, text, update

from app.changes.changeset import Op, decode_payload
from app.changes.registry import APPLICANT, CLERK, DOSSIER, DOSSIER_COMPONENT, OFFICE, Command
from app.storage import schema
from app.storage.errors import UndrainedChanges
from app.storage.journal import Act
from app.storage.migrate import present_triggers
from app.storage.triggers import trigger_statements
from tests.support.builders import a_clerk, a_dossier, an_applicant
from tests.support.devices import Device

EDIT = Act(Command.EDIT_DOSSIER)


def last_ops(device: Device) -> list[Op]:
    return decode_payload(device.value("SELECT payload FROM changeset ORDER BY seq DESC LIMIT 1"))


def seq(device: Device) -> int:
    return device.value("SELECT seq FROM origin WHERE is_own = 1")


def act(device: Device, *statements: str) -> list[Op]:
    """Run statements in one act; the operations it was logged as."""
    with device.store.write(EDIT) as unit:
        for statement in statements:
            unit.connection.exec_driver_sql(statement)
    return last_ops(device)


def short(ops: list[Op]) -> list[tuple[int, Any, Any]]:
    """(table, key, groups written or None for a deletion)."""
    return [(op.table, op.key, op.groups and [group.group for group in op.groups]) for op in ops]


def test_an_act_is_one_changeset_with_every_row_it_touched(device):
    before = seq(device)
    a_dossier(device.store, papers=("Tờ khai",))
    assert seq(device) == before + 1
    assert [op.table for op in last_ops(device)] == [4, 5, 6, 7]


def test_a_new_row_carries_its_first_group_and_those_that_are_not_empty(device):
    a_dossier(device.store, an_applicant("Lò Thị Mẫu", id_number="", phone=""), papers=(), note="Gấp")
    applicant, dossier, _ = last_ops(device)
    assert [group.group for group in applicant.groups] == [1]
    assert applicant.groups[0].cells == [0, "Lò Thị Mẫu"]
    assert [group.group for group in dossier.groups] == [1, 6]


def test_a_reference_to_an_own_row_is_its_counter(device):
    dossier_id = a_dossier(device.store, papers=("Tờ khai",))
    applicant, dossier, component, event = last_ops(device)
    assert dossier.groups[0].cells[1] == applicant.key
    assert component.key == [dossier_id, 1]
    assert event.groups[0].cells[0] == dossier.key == dossier_id


def test_only_the_groups_that_changed_are_written(device):
    dossier_id = a_dossier(device.store)
    ops = act(
        device, f"UPDATE dossier SET note = 'x', fee_paid = 1, content = content WHERE id = {dossier_id}"
    )
    assert short(ops) == [(DOSSIER.number, dossier_id, [5, 6])]


def test_an_update_that_changes_nothing_is_no_change(device):
    dossier_id = a_dossier(device.store)
    before = seq(device)
    with device.store.write(EDIT) as unit:
        unit.connection.exec_driver_sql(f"UPDATE dossier SET note = note WHERE id = {dossier_id}")
    assert seq(device) == before


def test_an_act_that_changed_nothing_leaves_the_sidecar_alone_too(device):
    before = device.folder.sidecar.stat().st_mtime_ns
    with device.store.write(EDIT):
        pass
    assert device.folder.sidecar.stat().st_mtime_ns == before


@pytest.fixture
def clerk_id(device: Device) -> int:
    return a_clerk(device.store)


def insert_clerk(id_: int, name: str = "A") -> str:
    return f"INSERT INTO clerk(id, full_name) VALUES ({id_}, '{name}')"


def test_two_updates_of_one_row_are_one_operation_of_both_groups(device):
    dossier_id = a_dossier(device.store)
    ops = act(
        device,
        f"UPDATE dossier SET note = 'a' WHERE id = {dossier_id}",
        f"UPDATE dossier SET note = 'b', fee_paid = 5 WHERE id = {dossier_id}",
    )
    assert short(ops) == [(DOSSIER.number, dossier_id, [5, 6])]
    assert ops[0].groups[1].cells == ["b"]


def test_a_row_written_and_changed_in_one_act_is_one_insert_of_its_last_value(device):
    ops = act(device, insert_clerk(900), "UPDATE clerk SET title = 'Phó' WHERE id = 900")
    assert short(ops) == [(CLERK.number, 900, [1])]
    assert ops[0].groups[0].cells[:2] == ["A", "Phó"]
    assert ops[0].groups[0].base is None


def test_a_row_written_and_deleted_in_one_act_never_was(device):
    before = seq(device)
    with device.store.write(EDIT) as unit:
        unit.connection.exec_driver_sql(insert_clerk(900))
        unit.connection.exec_driver_sql("DELETE FROM clerk WHERE id = 900")
    assert device.value("SELECT count(*) FROM clerk") == 0
    assert device.value("SELECT count(*) FROM tombstone") == 0
    assert seq(device) == before


def test_a_row_changed_and_deleted_in_one_act_is_a_deletion(device, clerk_id):
    ops = act(
        device,
        f"UPDATE clerk SET title = 'x' WHERE id = {clerk_id}",
        f"DELETE FROM clerk WHERE id = {clerk_id}",
    )
    assert short(ops) == [(CLERK.number, clerk_id, None)]


def test_a_row_deleted_and_written_again_in_one_act_is_a_write_of_every_group(device):
    dossier_id = a_dossier(device.store, papers=("Tờ khai",))
    key = f"dossier_id = {dossier_id} AND ordinal = 1"
    ops = act(
        device,
        f"DELETE FROM dossier_component WHERE {key}",
        f"INSERT INTO dossier_component(dossier_id, ordinal, title) VALUES ({dossier_id}, 1, 'Bản sao')",
    )
    assert short(ops) == [(DOSSIER_COMPONENT.number, [dossier_id, 1], [1, 2])]
    assert ops[0].groups[0].cells == ["Bản sao"]


def test_replace_is_seen_as_the_deletion_and_the_write_it_is(device, clerk_id):
    """Without recursive triggers REPLACE would skip the delete trigger unseen."""
    stamp = device.value("SELECT stamp FROM clerk WHERE id = ?", clerk_id)
    ops = act(device, f"REPLACE INTO clerk(id, full_name) VALUES ({clerk_id}, 'Người khác')")
    assert short(ops) == [(CLERK.number, clerk_id, [1])]
    assert ops[0].groups[0].base == stamp
    assert device.value("SELECT stamp FROM clerk WHERE id = ?", clerk_id) == stamp


def test_a_deletion_says_which_value_it_deleted_and_leaves_a_tombstone(device, clerk_id):
    stamp = device.value("SELECT stamp FROM clerk WHERE id = ?", clerk_id)
    (op,) = act(device, f"DELETE FROM clerk WHERE id = {clerk_id}")
    assert op.base == stamp
    assert device.rows("SELECT table_no, row_id FROM tombstone") == [(CLERK.number, clerk_id)]


def test_a_statement_over_many_rows_captures_each(device):
    ids = [a_clerk(device.store, f"Mẫu {n}") for n in range(5)]
    ops = act(device, "UPDATE clerk SET is_active = 0")
    assert [op.key for op in ops] == ids


def test_core_statements_and_executemany_are_captured(device, clerk_id):
    with device.store.write(EDIT) as unit:
        unit.connection.execute(update(schema.clerk).values(title="Trưởng"))
        unit.connection.execute(
            insert(schema.clerk), [{"id": 900 + n, "full_name": f"Mẫu {n}"} for n in range(3)]
        )
    assert [op.key for op in last_ops(device)] == [clerk_id, 900, 901, 902]


OUTSIDE: dict[str, Callable[[Connection, int], object]] = {
    "core": lambda c, id_: c.execute(update(schema.clerk).where(schema.clerk.c.id == id_).values(title="x")),
    "bulk": lambda c, id_: c.execute(
        insert(schema.clerk), [{"id": 900, "full_name": "A"}, {"id": 901, "full_name": "B"}]
    ),
    "text": lambda c, id_: c.execute(text("UPDATE clerk SET title = 'x'")),
    "driver": lambda c, id_: c.exec_driver_sql("DELETE FROM clerk"),
}


@pytest.mark.parametrize("write", OUTSIDE.values(), ids=OUTSIDE)
def test_a_commit_outside_the_unit_of_work_is_refused(device, clerk_id, write):
    before = device.rows("SELECT * FROM clerk"), seq(device)

    def commit() -> None:
        with device.store.write_local() as connection:
            write(connection, clerk_id)

    with pytest.raises(UndrainedChanges):
        commit()
    assert (device.rows("SELECT * FROM clerk"), seq(device)) == before
    assert device.value("SELECT count(*) FROM capture") == 0


def test_a_commit_on_the_bare_engine_is_refused_too(device, clerk_id):
    def commit() -> None:
        with device.store.engine.begin() as connection:
            connection.exec_driver_sql("UPDATE clerk SET title = 'x'")

    with pytest.raises(UndrainedChanges):
        commit()
    assert device.value("SELECT title FROM clerk") != "x"


def test_a_commit_that_leaves_capture_off_is_refused(device, clerk_id):
    def commit() -> None:
        with device.store.write_local() as connection:
            connection.exec_driver_sql("UPDATE capture_switch SET is_on = 0")
            connection.exec_driver_sql("UPDATE clerk SET title = 'x'")

    with pytest.raises(UndrainedChanges):
        commit()
    assert device.value("SELECT is_on FROM capture_switch") == 1


def test_a_reader_cannot_write(device, clerk_id):
    """A reader's transaction ends without a commit: what it wrote never was."""
    with device.store.read() as connection:
        connection.exec_driver_sql("UPDATE clerk SET title = 'x'")
    assert device.value("SELECT title FROM clerk") != "x"


def test_an_act_that_fails_half_way_leaves_nothing(device, clerk_id):
    before = device.rows("SELECT * FROM clerk"), seq(device), device.folder.sidecar.read_bytes()

    def fail() -> None:
        with device.store.write(EDIT) as unit:
            unit.connection.exec_driver_sql("UPDATE clerk SET title = 'x'")
            unit.new_id()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert (device.rows("SELECT * FROM clerk"), seq(device), device.folder.sidecar.read_bytes()) == before


def test_the_offices_one_row_is_named_nought(device):
    (op,) = act(device, "INSERT INTO office(id, name) VALUES (0, 'Ủy ban nhân dân xã Mẫu')")
    assert (op.table, op.key) == (OFFICE.number, 0)


def test_every_synchronised_table_has_its_three_triggers_and_they_are_as_generated(device):
    with device.store.read() as connection:
        assert present_triggers(connection) == trigger_statements()


@pytest.mark.parametrize("table", [APPLICANT, CLERK, DOSSIER, OFFICE], ids=lambda table: table.name)
def test_every_field_of_a_table_is_seen_when_it_alone_changes(device, table):
    a_dossier(device.store)
    a_clerk(device.store)
    with device.store.write(EDIT) as unit:
        unit.connection.exec_driver_sql("INSERT INTO office(id, name) VALUES (0, 'x')")
    row_id = device.value(f"SELECT id FROM {table.name} LIMIT 1")
    for field in table.fields:
        if field.refers_to:
            continue
        value = "'changed'" if field.empty == "" else "4242"
        (op,) = act(device, f"UPDATE {table.name} SET {field.name} = {value} WHERE id = {row_id}")
        (group,) = op.groups
        assert group.group == table.group_of_field[field.name].number


def test_stamping_a_row_is_not_a_change(device, clerk_id):
    before = seq(device)
    with device.store.write(EDIT) as unit:
        unit.connection.exec_driver_sql("UPDATE clerk SET stamp = stamp + 0")
    assert seq(device) == before
