"""The last mission's accident: the program is killed between the clerk's F9 and the commit that it asks for.

The draft says on the disk that it is just being saved; what was confirmed before was committed; the dossier
at hand is not. So the next start has to tell the two apart, as after a plug that was really pulled.
"""

from collections.abc import Callable
from typing import NamedTuple

from app.services.desk import Desk
from app.services.drafts import DraftState
from app.storage import training_rows
from app.storage.drafts import Draft, DraftStore
from app.training import course, evidence
from app.training.course import Run
from app.training.missions import mission_of


class FragileDrafts(DraftStore):
    """Keeps drafts as the store it stands before; ``saved`` hears of each one that is on the disk."""

    def __init__(self, inner: DraftStore, saved: Callable[[Draft], None]) -> None:
        self._inner = inner
        self._saved = saved

    def new_id(self) -> str:
        """As the store's own."""
        return self._inner.new_id()

    def save(self, draft: Draft) -> None:
        """Keep it, then tell."""
        self._inner.save(draft)
        self._saved(draft)

    def drop(self, draft_id: str) -> None:
        """As the store's own."""
        self._inner.drop(draft_id)

    def all(self) -> list[Draft]:
        """As the store's own."""
        return self._inner.all()


def lay_wires(desk: Desk, cut: Callable[[], None]) -> None:
    """From now on ``cut`` is called at the moment the mission is about, and only while it asks for it."""

    def saved(draft: Draft) -> None:
        if draft.fields.get("state") == DraftState.SAVING.value and (run := _due(desk)):
            evidence.note(desk, evidence.POWER_CUT, _received(desk, run))
            cut()

    desk.drafts = FragileDrafts(desk.drafts, saved)


def _due(desk: Desk) -> Run | None:
    """The run whose step at hand is the cut itself."""
    run = course.at_hand(desk)
    run = course.look(desk, run) if run is not None else None
    if run is None or run.is_over:
        return None
    step = mission_of(run.mission).steps[len(run.done)]
    return run if step.sign.deed == evidence.POWER_CUT else None


class Survey(NamedTuple):
    """What had been confirmed when the power went, and which of it the books have now."""

    confirmed: tuple[str, ...]
    there: tuple[str, ...]


def survey(desk: Desk, run: Run) -> Survey:
    """Compare what was noted a moment before the cut with the books as they are."""
    confirmed = evidence.codes_noted(desk, evidence.POWER_CUT, run.started_ms)
    now_there = _received(desk, run)
    return Survey(confirmed, tuple(code for code in confirmed if code in now_there))


def _received(desk: Desk, run: Run) -> list[str]:
    with desk.store.read() as connection:
        return training_rows.codes_since(connection, run.started_ms)
