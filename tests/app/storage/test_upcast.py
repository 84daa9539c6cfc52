"""What older programs wrote is read in today's schema, step by step."""

from app.changes import upcast as upcasting
from app.changes.changeset import Op
from app.changes.registry import CLERK, SCHEMA
from app.changes.upcast import upcast
from app.storage.applier import apply_pending
from app.storage.log_store import Incoming, keep_incoming
from tests.support.changes import Author, write
from tests.support.devices import Device


def renumbered(ops: list[Op]) -> list[Op]:
    return [Op(each.table + 1, each.key, each.groups, each.base) for each in ops]


def doubled(ops: list[Op]) -> list[Op]:
    return [*ops, *ops]


def test_every_step_between_two_schemas_is_taken_once_and_in_order():
    steps = {1: renumbered, 3: doubled}
    [op] = [Op(4, 1, [])]
    assert [each.table for each in upcast([op], 1, 5, steps)] == [5, 5]
    assert [each.table for each in upcast([op], 2, 5, steps)] == [4, 4]
    assert [each.table for each in upcast([op], 2, 3, steps)] == [4]
    assert upcast([op], 5, 5, steps) == [op]


def test_a_desk_applies_an_old_changeset_through_its_upcaster(device: Device, monkeypatch):
    """A schema before the first stands for one that today's registry would read wrongly."""

    def named(ops: list[Op]) -> list[Op]:
        for each in ops:
            if each.table == CLERK.number and each.groups:
                each.groups[0].cells[1] = "chức danh cũ"
        return ops

    monkeypatch.setattr(upcasting, "UPCASTERS", {0: named})
    author = Author()
    author.commit(3, [write(CLERK, 1, full_name="Cán Bộ Mẫu", roles="1", is_active=1)], schema=0)
    author.commit(3, [write(CLERK, 2, full_name="Cán Bộ Hai", roles="1", is_active=1)], schema=SCHEMA)
    [data] = author.seal()
    with device.store.write_local() as connection:
        keep_incoming(connection, [Incoming(1, author.now_ms, author.origin, 1, 2, data)], 1)
    apply_pending(device.store)
    assert device.rows("SELECT title FROM clerk ORDER BY id") == [("chức danh cũ",), ("",)]
