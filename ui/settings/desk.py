"""The machine's settings as a desk: one tab a page, one F9 for the page in front."""

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from ui.audit.page import InspectionPage
from ui.settings.about_page import AboutPage
from ui.settings.backup_page import BackupPage
from ui.settings.catalogue_page import CataloguePage
from ui.settings.clerks_page import ClerksPage
from ui.settings.delegations_page import DelegationsPage
from ui.settings.district_page import DistrictPage
from ui.settings.forms_page import FormsPage
from ui.settings.look_page import LookPage
from ui.settings.numbers_page import NumbersPage
from ui.settings.office_page import OfficePage
from ui.settings.page import SettingsPage
from ui.settings.scans_page import ScansPage
from ui.theme.measures import Room
from ui.widgets.desk import Desk
from ui.widgets.key_button import KeyButton, Kind
from ui.widgets.panels import FooterBar, Panel, TopBar
from ui.widgets.tab_strip import Tab, TabStrip
from ui.widgets.text import Text
from ui.workplace import Workplace

Makers = Mapping[type[SettingsPage], Callable[[], SettingsPage]]


class SettingsDesk(Desk):
    """S12. A page is made when it is first looked at: few are on any day, and all at once take a moment."""

    def __init__(self, workplace: Workplace) -> None:
        top = TopBar(workplace.look)
        super().__init__(workplace.look, "Quản trị máy", top)
        top.add_title(self.title)
        top.add_subject(workplace.desk.name)
        top.add_stretch()
        self._makers = makers_of(workplace)
        self._made: dict[type[SettingsPage], SettingsPage] = {}
        self.tabs = TabStrip(self.look, "Các phần của quản trị máy")
        self.tabs.show_tabs([Tab(kind.title) for kind in self._makers])
        self.save = KeyButton(self.look, "F9", "Lưu", kind=Kind.PRIMARY, is_tall=True)
        self.remark = Text(self.look, tone="text2")
        self._stack = QStackedWidget()
        self._lay_out()
        self.tabs.currentChanged.connect(self._show_page)
        self.save.clicked.connect(lambda: self.page().save())
        workplace.officer_changed.connect(self._show_footer)

    def _lay_out(self) -> None:
        strip = Panel("window", "bottom")
        row = QVBoxLayout(strip)
        row.setContentsMargins(8, 0, 8, 0)
        row.addWidget(self.tabs)
        self._footer = FooterBar(self.look)
        self._footer.add(self.remark)
        self._footer.add_stretch()
        self._footer.add(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(strip)
        column.addWidget(self._stack, 1)
        column.addWidget(self._footer)

    def page(self) -> SettingsPage:
        """The page in front."""
        kind = list(self._makers)[self.tabs.currentIndex()]
        if kind not in self._made:
            self._made[kind] = self._makers[kind]()
            self._add(self._made[kind])
        return self._made[kind]

    def _add(self, page: SettingsPage) -> None:
        page.saves_changed.connect(self._show_footer)
        self._stack.addWidget(_scrolled(page))
        QWidget.setTabOrder(_last_in(self.window()), self.save)

    def show_page(self, kind: type[SettingsPage]) -> None:
        """Bring a page to the front."""
        self.tabs.setCurrentIndex(list(self._makers).index(kind))

    def _show_page(self) -> None:
        page = self.page()
        self._stack.setCurrentIndex(list(self._made).index(type(page)))
        page.hush()
        page.refresh()
        self._show_footer()

    def _show_footer(self) -> None:
        if not self._made:  # nobody has looked at any page yet
            return
        page = self.page()
        is_open = page.is_open_to_officer()
        page.open(is_open)
        self.remark.setText("" if is_open else page.closed_words)
        self.save.setVisible(bool(page.saves) and is_open)
        self.save.say(page.saves or "Lưu")

    def fit(self, room: Room) -> None:
        super().fit(room)
        self._footer.fit(room)

    def enter(self) -> None:
        self.tabs.setFocus()
        self._show_page()


def makers_of(workplace: Workplace) -> Makers:
    """In the order of the tabs; backups need the profile's own files, which some tests leave out."""
    makers: dict[type[SettingsPage], Callable[[], SettingsPage]] = {
        kind: partial(kind, workplace)
        for kind in (OfficePage, ClerksPage, DelegationsPage, NumbersPage, DistrictPage)
    }
    if workplace.profile is not None:
        makers[BackupPage] = partial(BackupPage, workplace, workplace.profile)
    others = (ScansPage, CataloguePage, FormsPage, InspectionPage, LookPage, AboutPage)
    return makers | {kind: partial(kind, workplace) for kind in others}


def _scrolled(page: SettingsPage) -> QScrollArea:
    area = QScrollArea()
    area.setWidget(page)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area


def _last_in(window: QWidget) -> QWidget:
    """Where Tab ends in a window: what was added last stands there, and only what takes keys has a place."""
    last = window.previousInFocusChain()
    while last is not None and last.focusPolicy() == Qt.FocusPolicy.NoFocus:
        last = last.previousInFocusChain()
    return last or window
