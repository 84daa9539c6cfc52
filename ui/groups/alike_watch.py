"""Who of a list handed the same in already: said in their lines, and by name before they are received."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TypeAlias

from PySide6.QtCore import QObject

from app.domain.applicant import Applicant
from app.services import groups
from app.services.groups import Group, GroupRow
from ui.groups.view import GroupView
from ui.widgets.message_bar import Message
from ui.workplace import Workplace

GROUP = "group"
NAMED = 3
Codes: TypeAlias = tuple[str, ...]


class AlikeWatch(QObject):
    """Looks once for each person and procedure that a list comes to name, and for everybody before F9."""

    def __init__(self, workplace: Workplace, view: GroupView, parent: QObject) -> None:
        super().__init__(parent)
        self._workplace = workplace
        self._view = view
        self._group = Group()
        self._known: dict[tuple[str, Applicant], Codes] = {}
        self._told: set[tuple[str, Applicant, Codes]] = set()
        self._is_going_on = False
        workplace.books_changed.connect(self._known.clear)
        workplace.officer_changed.connect(self._told.clear)

    def look(self, group: Group) -> None:
        """The list as it stands: whoever is new on it is looked for."""
        self._group = group
        code = self._view.form().procedure_code
        fresh = [row for row in group.waiting if (code, row.member.person) not in self._known]
        if code and fresh:
            self._ask(code, fresh, lambda told: self._tell(told) if told else None)
        else:
            self._show()

    def look_before(self, group: Group, go_on: Callable[[], None]) -> None:
        """Look for everybody anew: whoever was not named yet is named first, and F9 once more goes on."""
        if not self._is_going_on:
            self._is_going_on = True
            self._group = group
            code = self._view.form().procedure_code
            self._ask(code, group.waiting, partial(self._answer, go_on))

    def _answer(self, go_on: Callable[[], None], told: Sequence[GroupRow]) -> None:
        self._is_going_on = False
        if told:
            self._tell(told, " Nhấn F9 lần nữa để vẫn tiếp nhận.")
        else:
            go_on()

    def _ask(
        self, code: str, rows: Sequence[GroupRow], answered: Callable[[Sequence[GroupRow]], None]
    ) -> None:
        desk, asked = self._workplace.desk, replace(self._group, rows=tuple(rows))

        def found(lines: Mapping[int, Codes]) -> None:
            news = [row for row in rows if self._is_news(code, row, lines.get(row.line, ()))]
            self._known.update(((code, row.member.person), lines.get(row.line, ())) for row in rows)
            self._show()
            answered(news)

        self._workplace.runner.ask(lambda: groups.alike(desk, asked, code), found, self._fail)

    def _fail(self, error: Exception) -> None:
        self._is_going_on = False
        self._workplace.tell_failure(error)

    def _is_news(self, code: str, row: GroupRow, codes: Codes) -> bool:
        """Whether this clerk was not told of these dossiers yet; from now on they were."""
        told = (code, row.member.person, codes)
        is_news = bool(codes) and told not in self._told
        self._told.add(told)
        return is_news

    def _show(self) -> None:
        code = self._view.form().procedure_code
        known = ((row.line, self._known.get((code, row.member.person), ())) for row in self._group.waiting)
        self._view.show_alike({line: codes for line, codes in known if codes})

    def _tell(self, rows: Sequence[GroupRow], what_next: str = "") -> None:
        names = ", ".join(row.member.person.full_name for row in rows[:NAMED])
        more = f" và {len(rows) - NAMED} người khác" if len(rows) > NAMED else ""
        words = f"Có thể trùng hồ sơ đã có: {names}{more}. Mã hồ sơ ở cột Tình trạng.{what_next}"
        self._workplace.tell(Message(GROUP, words, "due"))
