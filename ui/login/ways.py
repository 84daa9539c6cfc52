"""How a new desk comes to its district: by a ticket, by a stick, or later."""

from collections.abc import Callable, Sequence
from enum import Enum, auto

from ui.login.steps import Step
from ui.theme.look import Look
from ui.widgets.side_list import SideList, SideRow

TITLE = "Máy chủ cấp trên"
WORDS = (
    "Cấp trên giao danh mục và dải số riêng cho bàn này. Nếu cơ quan đã dùng Sổ Xã ở máy khác, tên cơ quan "
    "và công chức sẽ về theo. Chọn bằng phím mũi tên, rồi nhấn Enter."
)


class Way(Enum):
    """The ways a clerk may choose."""

    TICKET = auto()
    STICK = auto()
    LATER = auto()


ROWS: Sequence[SideRow] = (
    SideRow("Nhập mã ghi danh", "Có mã SX1-… của cấp trên và máy này có mạng", "", Way.TICKET),
    SideRow("Từ USB", "Cấp trên đã giao một USB; máy này không cần mạng", "", Way.STICK),
    SideRow("Để sau", "Làm việc ngay, không cần mạng; ghi danh sau ở Quản trị máy", "", Way.LATER),
)


class WaysStep(Step):
    """``choose`` is told the way; another way is one more row."""

    def __init__(self, look: Look, choose: Callable[[Way], None]) -> None:
        super().__init__(look, TITLE, WORDS, "Làm tiếp", self._choose)
        self._tell = choose
        self.list = SideList(look, "Cách ghi danh", "surface", shows_choice=True)
        self.list.show_rows(ROWS)
        self.list.setCurrentRow(0)
        self.list.opened.connect(lambda _way: self._choose())
        self.column.addWidget(self.list)

    def prefer(self, way: Way) -> None:
        """Begin at this one."""
        self.list.setCurrentRow([row.value for row in ROWS].index(way))

    def _choose(self) -> None:
        way = self.list.current_value()
        if isinstance(way, Way):
            self._tell(way)
