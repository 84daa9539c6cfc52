"""Training's window: an office's in a red frame, with the missions beside it and no way to the district."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from app.domain.citizen_card import SAMPLE_PLACE, CitizenCard
from app.services import standing
from app.services.desk import Desk as BooksDesk
from app.services.standing import DeskStanding
from ui.main_window import EXCHANGE
from ui.office_window import OfficeWindow
from ui.status_watch import StatusWatch
from ui.theme.measures import SMALLEST_WINDOW, Room, room_of
from ui.training.frame import EDGE_WIDTH, STRIP_HEIGHT, TITLE, TrainingFrame
from ui.training.no_exchange import NoExchange, Upkeep
from ui.training.panel import WIDTH, MissionPanel
from ui.training.presenter import MissionPresenter
from ui.training.stick_desk import StickDesk
from ui.usher import Usher
from ui.widgets.desk import Desk
from ui.widgets.message_bar import Message
from ui.widgets.shortcuts import hear
from ui.workplace import Workplace

REAL_CARD = "real-card"
ONLY_SAMPLES = (
    "Đây là bản tập huấn: chỉ dùng thẻ mẫu, số bắt đầu bằng 000. Thẻ vừa quét không được ghi vào đâu cả."
)


class TrainingUsher(Usher):
    """A citizen's own card is not learnt with."""

    def take_card(self, card: CitizenCard) -> None:
        if card.id_number.startswith(SAMPLE_PLACE):
            super().take_card(card)
        else:
            self._window.show_message(Message(REAL_CARD, ONLY_SAMPLES, "due"))


class TrainingWindow(OfficeWindow):
    """What leads out of an office's window leads nowhere here."""

    panel: MissionPanel | None = None
    _is_cramped = False

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace)
        self.setWindowTitle(f"{TITLE} – {self.windowTitle()}")
        self.panel = MissionPanel(workplace.look)
        self.missions = MissionPresenter(workplace, self.panel)
        pages = self.takeCentralWidget()
        self.frame = TrainingFrame(workplace.look, pages, self.panel)
        self.setCentralWidget(self.frame)
        pages.show()
        self.panel.folded.connect(self._take_fold)
        self.frame.clicked.connect(lambda: self.panel.set_folded(False))
        hear("F12", "Gập, mở nhiệm vụ", self, self.panel.turn)

    def _make_exchange(self) -> NoExchange:
        return NoExchange(self)

    def _make_housekeeping(self) -> Upkeep:
        return Upkeep(self.workplace, self)

    def _makers(self) -> Mapping[str, Callable[[], Desk]]:
        return {**super()._makers(), EXCHANGE: lambda: StickDesk(self.workplace)}

    def _make_usher(self) -> Usher:
        return TrainingUsher(self.workplace, self, self.card_photos, lambda: self.desks)

    def _make_status_watch(self) -> StatusWatch:
        return StatusWatch(self.workplace, self, _standing)

    def _take_fold(self) -> None:
        self.frame.folded.setVisible(self.panel.is_folded)
        self._fit()

    def _fit(self) -> None:
        """Where a desk would be cut, the missions are folded; F12 shows them all the same."""
        is_cramped = (self.width() - self._look.px(WIDTH)) * 100 < SMALLEST_WINDOW[0] * self._look.percent
        if self.panel is not None and is_cramped is not self._is_cramped:
            self._is_cramped = is_cramped
            self.panel.set_folded(is_cramped)
        super()._fit()

    def _room(self) -> Room:
        """The desks have what the missions leave them."""
        has_panel = self.panel is not None and not self.panel.is_folded
        beside = self._look.px(WIDTH) if has_panel else 0
        width = self.width() - beside - 2 * EDGE_WIDTH
        return room_of(width, self.height() - STRIP_HEIGHT - EDGE_WIDTH, self._look.percent)


def _standing(desk: BooksDesk) -> DeskStanding:
    """Nothing waits to be sent where nothing is ever sent."""
    return replace(standing.read(desk), waiting=0)
