"""What stands for ever once it is written: no act or dossier is deleted, no act rewritten, no code changed.

No honest desk does it. Whoever reads a log refuses it by these rules, wherever the log is read.
"""

from collections.abc import Sequence
from typing import Any

from app.changes.errors import Malformed
from app.changes.registry import DOSSIER, DOSSIER_EVENT, Group, Table

ISSUED = DOSSIER.groups[0]
NEVER_DELETED = (DOSSIER, DOSSIER_EVENT)


def check_deletion(table: Table) -> None:
    """Raise Malformed for a row of a table whose rows stay."""
    if table in NEVER_DELETED:
        raise Malformed(f"{table.name} is never deleted")


def check_rewriting(table: Table, group: Group, present: Sequence[Any], cells: Sequence[Any]) -> None:
    """Raise Malformed where one changeset writes over what another one wrote for ever."""
    if table is DOSSIER_EVENT:
        raise Malformed("an act is never rewritten")
    if group is ISSUED and cells[0] != present[0]:
        raise Malformed("a code never changes")
