"""What the program is, under which licence, and how to come by its source."""

from importlib.metadata import PackageNotFoundError, metadata

from app.crash.facts import UNKNOWN, program_version
from ui.settings.page import SettingsPage
from ui.updates.words import next_version_words
from ui.widgets.sections import FactRow
from ui.workplace import Workplace

PACKAGE, FROM_SOURCE = "soxa", "từ mã nguồn"
LICENCE = (
    "GNU Affero General Public License, bản 3 hoặc mới hơn. Được dùng, đọc, sửa và chuyển giao; ai chuyển "
    "giao hoặc cho dùng qua mạng bản đã sửa thì phải giao cả mã nguồn."
)
SOURCE = "Nhận từ nơi đã giao chương trình; nơi đó có trách nhiệm giao mã nguồn khi được hỏi."


class AboutPage(SettingsPage):
    title = "Giới thiệu"
    needs_admin = False

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace, "Sổ Xã: tiếp nhận hồ sơ và giữ sổ của xã, không cần mạng.")
        look = workplace.look
        facts = (
            ("Phiên bản", program_version().replace(UNKNOWN, FROM_SOURCE)),
            ("Giấy phép", LICENCE),
            ("Mã nguồn", source_place()),
            ("Thư viện", "Tệp THIRD-PARTY.md đi cùng chương trình ghi từng thư viện và giấy phép của nó."),
            ("Tên bàn", workplace.desk.name),
        )
        self.update_waits = FactRow(look, "Bản mới")
        for label, value in facts:
            self.body.addWidget(FactRow(look, label, value))
        self.body.insertWidget(1, self.update_waits)  # below the version it will take the place of
        workplace.ways_changed.connect(self._show_update)
        self._show_update()

    def _show_update(self) -> None:
        words = next_version_words(self.workplace.update)
        self.update_waits.set_value(words or "Không có bản nào đang chờ")


def source_place() -> str:
    """Where the package says that its source is, or who owes it."""
    try:
        links = metadata(PACKAGE).get_all("Project-URL") or []
    except PackageNotFoundError:
        links = []
    named = dict(link.split(", ", 1) for link in links if ", " in link)
    return str(named.get("Source", SOURCE))
