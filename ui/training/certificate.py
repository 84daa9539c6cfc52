"""The paper that says who did all the missions, when, and how well; it carries training's words as all do."""

from datetime import datetime
from types import MappingProxyType

from app.domain.clock import wall_of
from app.printing.literal import literal
from app.printing.page import PrintedForm, content_hash
from app.training.course import Result
from app.training.missions import missions
from ui.training.words import minutes_words

TITLE = "Giấy chứng nhận hoàn thành tập huấn"
NOTE = "Kết quả tập trên dữ liệu mẫu của chương trình Sổ Xã; không thay cho văn bằng, chứng chỉ nào."
DOTS = "." * 70


def certificate_form(now: datetime, best: dict[int, Result]) -> PrintedForm:
    """One sheet with a line for each mission; the name is written by hand, since samples have none."""
    html = (
        "<html><body style='font-size: 13pt'>"
        f"<p align='center' style='font-size: 18pt'><b>{literal(TITLE.upper())}</b></p>"
        f"<p>Họ tên người tập: {DOTS}</p><p>Ngày {now:%d/%m/%Y}</p>"
        "<table width='100%' border='1' cellspacing='0' cellpadding='4'>"
        "<tr><th>Nhiệm vụ</th><th>Ngày</th><th>Thời gian</th><th>Điểm</th></tr>"
        f"{_lines(best)}</table>"
        f"<p><b>Tổng: {sum(each.points for each in best.values())} trên {100 * len(missions())} điểm.</b></p>"
        f"<p>{literal(NOTE)}</p>"
        f"<p align='right'>Người hướng dẫn ký: {DOTS[:40]}</p>"
        "</body></html>"
    )
    return PrintedForm(
        form="TH", pack="", version=0, title=TITLE, code="", copy_label="", html=html,
        images=MappingProxyType({}), content_sha256=content_hash(html, {}),
    )  # fmt: skip


def _lines(best: dict[int, Result]) -> str:
    return "".join(
        f"<tr><td>{mission.number}. {literal(mission.title)}</td>{_cells(best[mission.number])}</tr>"
        for mission in missions()
        if mission.number in best
    )


def _cells(result: Result) -> str:
    day = wall_of(result.at_ms)
    return (
        f"<td align='center'>{day:%d/%m/%Y}</td><td align='center'>{minutes_words(result.seconds)}</td>"
        f"<td align='center'>{result.points}</td>"
    )
