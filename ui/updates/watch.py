"""Newer versions while the window is open: looked for when the line rests or a stick comes.

It has a thread of its own, and gives the line back as soon as an exchange begins. A usable window is what a
version on trial has to show: that is noted here, and old versions are taken away after it.
"""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from app.installation import switching, tidying
from app.installation.aside import Report as GivenUp
from app.installation.errors import InstallationBusy
from app.installation.folder import Running, held
from app.installation.version import version_of
from app.progress import Report
from app.storage import update_copy
from sync.updates.outcome import Fetched, State
from ui.tasks import Task, TaskRunner, Work
from ui.updates.words import given_up_words
from ui.widgets.message_bar import Message
from ui.workplace import Workplace

USABLE_MS = 3_000  # painted, its desks made, and nothing has broken
TOPIC, GIVEN_UP = "update", "update-given-up"  # a look that finds nothing takes away only its own


class UpdateWatch(QObject):
    """``is_exchanging`` tells whether the line is wanted; without an installation nothing is done at all."""

    def __init__(
        self,
        workplace: Workplace,
        running: Running | None,
        is_exchanging: Callable[[], bool],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._place = workplace
        self._running = running
        self._is_exchanging = is_exchanging
        self._runner = TaskRunner(self)
        self._task: Task | None = None
        workplace.sticks_seen.connect(self.look_on_sticks)
        workplace.closing.connect(self.close)
        if running is not None:
            waiting = switching.awaiting(running)
            workplace.show_update(str(waiting) if waiting else "")

    @property
    def is_looking(self) -> bool:
        """Whether a look is under way."""
        return self._task is not None

    def begin(self, given_up: GivenUp | None, furnish: Callable[[], object]) -> None:
        """The window is shown: tell what was given up; this version is proved once all of it is made."""
        if given_up is not None:
            self._place.tell(Message(GIVEN_UP, given_up_words(given_up), "due", is_machines=True))
        if self._running is not None:
            QTimer.singleShot(USABLE_MS, self, lambda: self.confirm(furnish))

    def confirm(self, furnish: Callable[[], object]) -> None:
        """This version works here: it stays, and what came before the one before it goes."""
        furnish()
        running, profile = self._running, self._place.profile
        if running is not None and profile is not None:
            root = profile.folder.root
            self._runner.ask(lambda: _stay(running, root), lambda _: None, self._place.tell_failure)

    def look_by_line(self, left_s: float) -> None:
        """The line is up and nothing else waits for it, for so many seconds."""
        profile, running = self._place.profile, self._running
        if profile is None or running is None:
            return

        def work(report: Report) -> Fetched | None:
            from ui.updates.work import look_if_due  # with HTTP and TUF, which no start needs

            return look_if_due(profile, running, self._is_exchanging, left_s, report)

        self._look(work)

    def look_on_sticks(self, drives: list[Path]) -> None:
        """Sticks were plugged in; most of them carry nothing for us."""
        profile, running = self._place.profile, self._running
        if profile is None or running is None or not drives:
            return

        def work(report: Report) -> Fetched | None:
            from ui.updates.work import look_on_sticks

            return look_on_sticks(profile, running, drives, report)

        self._look(work)

    def _look(self, work: Work) -> None:
        if not self.is_looking:
            self._task = self._runner.start(work, self._show, self._fail)
            self._task.stopped.connect(self._end)

    def _show(self, fetched: Fetched | None) -> None:
        self._end()
        if fetched is None:
            return
        self._place.settled.emit(TOPIC)
        self._place.show_update(fetched.version if fetched.state is State.STAGED else "")

    def _fail(self, error: Exception) -> None:
        self._end()
        self._place.tell(Message(TOPIC, self._place.sentence(error), "due", is_machines=True))

    def _end(self) -> None:
        self._task = None

    def close(self) -> None:
        """Stop between two pieces; what came is gone on with next time."""
        self._runner.close()


def _stay(running: Running, profile_root: Path) -> None:
    switching.confirm(running)  # only once, in whichever profile is first; each has a copy of its own
    card = update_copy.card_of(profile_root)
    made_for = version_of(card.version) if card is not None else None
    if made_for is not None and made_for <= running.version:
        update_copy.drop(profile_root)
    with suppress(InstallationBusy), held(running.installation):  # another window may be fetching
        tidying.tidy(running.installation)
