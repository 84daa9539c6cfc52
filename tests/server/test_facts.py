"""What the district reads of a changeset is read by place: the places are the registry's."""

import msgspec
import pytest

from app.changes.registry import Group
from server.facts import ACT, ISSUED, ActCells, IssuedCells


@pytest.mark.parametrize(("group", "cells"), [(ISSUED, IssuedCells), (ACT, ActCells)])
def test_cells_stand_in_the_registrys_order(group: Group, cells: type[msgspec.Struct]) -> None:
    names = [each.name for each in group.fields]
    assert list(cells.__struct_fields__) == names[: len(cells.__struct_fields__)]
