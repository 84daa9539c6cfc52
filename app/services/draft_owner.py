"""Whose a draft is: a form belongs to the clerk who began it, until that clerk works here no longer."""

from collections.abc import Callable
from typing import Any

from app.domain.ids import ClerkId
from app.services.access import only_administers
from app.services.desk import Desk
from app.storage import clerks
from app.storage.drafts import Draft

OWNER = "clerk"
NOBODY = ClerkId(0)


def owner_of(draft: Draft) -> ClerkId:
    """Who began it; NOBODY where an earlier version of the program kept it."""
    owner = draft.fields.get(OWNER)
    return ClerkId(owner) if isinstance(owner, int) else NOBODY


def owned(desk: Desk, fields: dict[str, Any], owner: ClerkId | None = None) -> dict[str, Any]:
    """What to keep of a draft, with its owner: by default whoever is at the desk."""
    present = NOBODY if desk.officer is None else desk.officer.id
    return {**fields, OWNER: int(present if owner is None else owner)}


def is_mine(desk: Desk) -> Callable[[Draft], bool]:
    """Tells the drafts of whoever is at the desk, and those that nobody else is left to finish.

    Whoever only administers has none.
    """
    officer = desk.officer
    if officer is None:
        return lambda _draft: True
    if only_administers(officer):
        return lambda _draft: False
    with desk.store.read() as connection:
        others = {each.id for each in clerks.clerks(connection) if each.is_active} - {officer.id}
    return lambda draft: owner_of(draft) not in others
