"""Joins the missions to the books: begins them, looks each second how far they are, counts them."""

from functools import partial

from PySide6.QtCore import QObject, QTimer

from app.services.desk import Desk
from app.training import course, power_cut
from app.training.card import card_picture, card_text
from app.training.course import Result, Run
from app.training.missions import Mission, mission_of, missions
from app.training.power_cut import Survey
from ui.printing.press import PrintJob
from ui.training.certificate import certificate_form
from ui.training.mission_page import StepLine
from ui.training.panel import MissionPanel
from ui.training.words import (
    ended_words,
    filled,
    goal_words,
    row_of,
    sum_words,
    survived_words,
    time_words,
)
from ui.workplace import Workplace

EVERY_MS = 1_000


class MissionPresenter(QObject):
    """Lives as long as the panel; a mission under way goes on where the power cut it off."""

    def __init__(self, workplace: Workplace, panel: MissionPanel) -> None:
        super().__init__(panel)
        self._place = workplace
        self._panel = panel
        self._run: Run | None = None
        self._is_looking = False
        self._clock = QTimer(self, interval=EVERY_MS)
        self._connect()
        self.refresh()

    def _connect(self) -> None:
        panel, place = self._panel, self._place
        panel.begun.connect(self.begin)
        panel.certificate.clicked.connect(self._print)
        panel.page.left.connect(self._give_up)
        panel.page.next_asked.connect(self._go_on)
        place.books_changed.connect(self._look)
        place.closing.connect(self._clock.stop)
        self._clock.timeout.connect(self._look)
        self._clock.start()

    @property
    def steps_done(self) -> int:
        """How many steps of the mission at hand are."""
        return len(self._run.done) if self._run is not None else 0

    def refresh(self) -> None:
        """Read anew what was done, and whether a mission is under way."""
        desk = self._place.desk
        self._place.ask(lambda: (course.at_hand(desk), course.results(desk)), self._take)

    def _take(self, read: tuple[Run | None, list[Result]]) -> None:
        run, done = read
        best = course.best(done)
        every = missions()
        self._panel.show_missions(
            [row_of(mission, best.get(mission.number)) for mission in every],
            sum_words(best, len(every)),
            goal_words(len(every)),
            has_passed=course.has_passed(done),
        )
        if run is not None and self._run is None:
            self._show(run)

    # a mission at hand

    def begin(self, number: object) -> None:
        """Make the mission ready and start its time."""
        if isinstance(number, int):
            desk = self._place.desk
            self._place.act(lambda: course.begin(desk, number), self._show)

    def _show(self, run: Run) -> None:
        mission, page = mission_of(run.mission), self._panel.page
        has_card = mission.part == "card"
        person = mission.people[0] if has_card else None
        page.show_mission(
            f"{mission.number}. {mission.title}",
            filled(mission.story, run),
            card_text(person) if person else "",
            card_picture(person) if person else b"",
        )
        page.show_end("")
        self._run = run
        self._show_progress(run)
        self._panel.show_mission()

    def _show_progress(self, run: Run) -> None:
        mission, page = mission_of(run.mission), self._panel.page
        done = len(run.done)
        lines = [StepLine(filled(step.words, run), at < done) for at, step in enumerate(mission.steps)]
        hint = "" if run.is_over else filled(mission.steps[done].hint, run)
        page.show_steps(lines, hint)
        page.show_time("" if run.is_over else time_words(run, mission, self._place.desk.now_ms()))

    def _look(self) -> None:
        """One look at a time; a mission that is over is looked at no more."""
        run, desk = self._run, self._place.desk
        if run is None or run.is_over or self._is_looking:
            return
        self._is_looking = True
        self._place.runner.ask(lambda: _seen(desk, run), self._follow, self._stop_looking)

    def _stop_looking(self, error: Exception) -> None:
        self._is_looking = False
        self._place.tell_failure(error)

    def _follow(self, seen: tuple[Run, Survey | None, list[Result]]) -> None:
        self._is_looking = False
        run, survey, done = seen
        if self._run is None or self._run.started_ms != run.started_ms:
            return  # given up meanwhile
        self._run = run
        self._show_progress(run)
        self._panel.page.show_facts(survived_words(survey) if survey else "")
        if run.is_over:
            self._panel.page.show_end(ended_words(done[-1]))
            self.refresh()

    def _give_up(self) -> None:
        desk = self._place.desk
        self._run = None
        self._place.ask(lambda: course.give_up(desk), lambda _none: self._go_on())

    def _go_on(self) -> None:
        """Back to the list, at the mission after the last one."""
        if self._run is not None:
            self._panel.choose(self._run.mission + 1)
        self._run = None
        self._panel.show_list()
        self._panel.list.setFocus()

    # the certificate

    def _print(self) -> None:
        self._place.print(partial(_certificate, self._place.desk), lambda _no: None)


def _certificate(desk: Desk) -> PrintJob:
    """It stands in no register: nothing of it is noted in the books."""
    form = certificate_form(desk.now(), course.best(course.results(desk)))
    return PrintJob([form], 0, lambda: None)


def _seen(desk: Desk, run: Run) -> tuple[Run, Survey | None, list[Result]]:
    """The run as the books show it, what a power cut left of what was confirmed, and the results."""
    seen = course.look(desk, run)
    mission: Mission = mission_of(run.mission)
    has_cut = mission.part == "power" and len(seen.done) >= len(mission.steps) - 1
    return seen, power_cut.survey(desk, seen) if has_cut else None, course.results(desk)
