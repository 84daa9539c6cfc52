"""The machine's settings as a desk: one tab a page, one F9 for the page in front."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QVBoxLayout

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


class SettingsDesk(Desk):
    """S12; ``pages`` in the order of their tabs."""

    def __init__(self, workplace: Workplace) -> None:
        top = TopBar(workplace.look)
        super().__init__(workplace.look, "Quản trị máy", top)
        top.add_title(self.title)
        top.add_subject(workplace.desk.name)
        top.add_stretch()
        self.pages = pages_of(workplace)
        self.tabs = TabStrip(self.look, "Các phần của quản trị máy")
        self.tabs.show_tabs([Tab(page.title) for page in self.pages])
        self.save = KeyButton(self.look, "F9", "Lưu", kind=Kind.PRIMARY, is_tall=True)
        self.remark = Text(self.look, tone="text2")
        self._stack = QStackedWidget()
        self._lay_out()
        self.tabs.currentChanged.connect(self._show_page)
        self.save.clicked.connect(lambda: self.page().save())
        workplace.officer_changed.connect(self._show_footer)
        for page in self.pages:
            page.saves_changed.connect(self._show_footer)
        self._show_footer()

    def _lay_out(self) -> None:
        for page in self.pages:
            area = QScrollArea()
            area.setWidget(page)
            area.setWidgetResizable(True)
            area.setFrameShape(QFrame.Shape.NoFrame)
            area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self._stack.addWidget(area)
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
        return self.pages[self.tabs.currentIndex()]

    def show_page(self, kind: type[SettingsPage]) -> None:
        """Bring a page to the front."""
        self.tabs.setCurrentIndex([type(page) for page in self.pages].index(kind))

    def _show_page(self, place: int) -> None:
        self._stack.setCurrentIndex(place)
        self.page().hush()
        self.page().refresh()
        self._show_footer()

    def _show_footer(self) -> None:
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
        self._show_page(self.tabs.currentIndex())


def pages_of(workplace: Workplace) -> list[SettingsPage]:
    """Every page; backups need the profile's own files, which some tests leave out."""
    pages: list[SettingsPage] = [
        OfficePage(workplace),
        ClerksPage(workplace),
        DelegationsPage(workplace),
        NumbersPage(workplace),
        DistrictPage(workplace),
    ]
    if workplace.profile is not None:
        pages.append(BackupPage(workplace, workplace.profile))
    return [
        *pages,
        ScansPage(workplace),
        CataloguePage(workplace),
        FormsPage(workplace),
        InspectionPage(workplace),
        LookPage(workplace),
        AboutPage(workplace),
    ]
