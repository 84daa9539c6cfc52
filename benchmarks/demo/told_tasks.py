"""Pictures of tasks that the guide tells step by step: a group, the hall's numbers, figures, a person's page.

Each is worked by keys on the demo's desk, so what they show is what the program does.
"""

from datetime import timedelta

from PySide6.QtCore import Qt

from app.domain.clock import wall_of
from app.platform.set_clock import SetClock
from benchmarks import reference
from benchmarks.demo.clerk import Clerk, card_text
from benchmarks.world import World
from ui.applicants.desk import ApplicantsDesk
from ui.groups.view import GroupView
from ui.main_window import APPLICANTS, GROUPS, QUEUE, REPORTS
from ui.queue.presenter import SAME_PRESS_MS, QueueDesk
from ui.reports.desk import ReportsDesk
from ui.reports.words import Tab

Key = Qt.Key
SEED = 11
PROCEDURE = "1.004873"  # confirmation of marital status: what groups ask for before a wedding season
RECEIVED, WAITING = 2, 4
TICKETS = 5
TABS = {Tab.HOUR: "s10-hours", Tab.FORM: "s10-form", Tab.INDEX: "s10-index"}


def picture_told_tasks(clerk: Clerk, clock: SetClock) -> None:
    """All of them, on a desk whose books may be written to."""
    _picture_figures(clerk)
    _picture_person(clerk)
    _picture_group(clerk)
    _picture_queue(clerk, clock)


def _picture_figures(clerk: Clerk) -> None:
    clerk.show(REPORTS)
    desk = clerk.window.desks[REPORTS]
    assert isinstance(desk, ReportsDesk)
    for tab, name in TABS.items():
        desk.view.tabs.setCurrentIndex(list(Tab).index(tab))
        clerk.settle(600)
        clerk.picture(f"{name}-light")
    desk.view.tabs.setCurrentIndex(0)
    clerk.settle(600)
    desk.view.grid.setFocus()
    clerk.press(Key.Key_Return)
    clerk.settle(600)
    clerk.picture("s10-behind-light")
    clerk.press(Key.Key_Escape)


def _picture_person(clerk: Clerk) -> None:
    clerk.show(APPLICANTS)
    desk = clerk.window.desks[APPLICANTS]
    assert isinstance(desk, ApplicantsDesk)
    clerk.press(Key.Key_Return)
    clerk.wait_until(lambda: desk.person.view is not None, "the person to be read")
    clerk.settle()
    clerk.picture("person-light")
    clerk.press(Key.Key_Escape)


def _picture_group(clerk: Clerk) -> None:
    """Two who were received, and four who wait."""
    clerk.show(GROUPS)
    view = clerk.window.desks[GROUPS]
    assert isinstance(view, GroupView)
    clerk.type(PROCEDURE)
    clerk.press(Key.Key_Return)
    clerk.wait_until(lambda: view.form().procedure_code == PROCEDURE, "the procedure")
    view.papers.checklist.setFocus()
    clerk.press(Key.Key_0)
    world = World(reference.load(), SEED)
    _scan_people(clerk, world, RECEIVED)
    clerk.press(Key.Key_F9)
    clerk.wait_until(view.print.isEnabled, "the group to be received")
    _scan_people(clerk, world, WAITING)
    view.members.start()  # a paper that has the keyboard is opened whole
    clerk.settle(600)
    clerk.picture("nhom-light")


def _scan_people(clerk: Clerk, world: World, count: int) -> None:
    for _ in range(count):
        clerk.scan(card_text(world.person()))


def _picture_queue(clerk: Clerk, clock: SetClock) -> None:
    """One who was served, one who was absent, one at the counter, two who wait; and what the hall sees."""
    clerk.show(QUEUE)
    desk = clerk.window.desks[QUEUE]
    assert isinstance(desk, QueueDesk)
    for _ in range(TICKETS):
        clerk.press(Key.Key_F9)
        _wait_minutes(clerk, clock, 3)
    for calling in (Key.Key_F7, Key.Key_F7):
        clerk.press(calling)
        _wait_minutes(clerk, clock, 4)
    clerk.press(Key.Key_F7, Qt.KeyboardModifier.ControlModifier)
    clerk.settle(600)
    clerk.press(Key.Key_F7)
    _wait_minutes(clerk, clock, 2)
    clerk.show(QUEUE)
    clerk.wait_until(lambda: not clerk.window.workplace.is_printing, "the tickets to be printed")
    clerk.picture("xep-hang-light")
    desk.presenter.toggle_screen()
    clerk.settle(600)
    assert desk.presenter.screen is not None
    clerk.picture_of(desk.presenter.screen, "man-hinh-goi-light")
    desk.presenter.toggle_screen()


def _wait_minutes(clerk: Clerk, clock: SetClock, minutes: int) -> None:
    """The day goes on, and what the window holds back from a second press is let go."""
    clerk.settle(SAME_PRESS_MS + 100)
    clock.put(wall_of(clock.now_ms()) + timedelta(minutes=minutes))
