"""Every state has its word and its shape."""

from collections.abc import Mapping
from enum import Enum
from pathlib import Path

import pytest

from app.domain.deadline import TimeState
from app.domain.dossier import DossierState
from app.domain.sync_state import SyncState
from app.services.board import GroupKind
from ui import terms

ICONS = Path(__file__).parents[2] / "resources" / "icons"


@pytest.mark.parametrize(
    ("states", "table"),
    [
        (DossierState, terms.DOSSIER_WORDS),
        (TimeState, terms.TIME_WORDS),
        (TimeState, terms.TIME_MARKS),
        (SyncState, terms.SYNC_WORDS),
        (SyncState, terms.SYNC_WORDS_SHORT),
        (SyncState, terms.SYNC_MARKS),
        (GroupKind, terms.GROUP_WORDS),
    ],
)
def test_no_state_is_without_word_or_shape(states: type[Enum], table: Mapping[Enum, object]) -> None:
    assert set(table) == set(states)


@pytest.mark.parametrize("table", [terms.TIME_MARKS, terms.SYNC_MARKS])
def test_states_differ_by_shape_not_by_colour_alone(table: Mapping[Enum, terms.Mark]) -> None:
    assert len({mark.drawing for mark in table.values()}) == len(table)


@pytest.mark.parametrize("table", [terms.TIME_MARKS, terms.SYNC_MARKS, terms.GROUP_MARKS])
def test_every_shape_is_there_to_draw(table: Mapping[Enum, terms.Mark]) -> None:
    assert [mark.drawing for mark in table.values() if not (ICONS / f"{mark.drawing}.svg").exists()] == []


def test_green_starts_at_the_signed_receipt() -> None:
    green = {state for state, mark in terms.SYNC_MARKS.items() if mark.tone == "ok"}
    assert green == {SyncState.RECEIVED, SyncState.ANSWERED}
