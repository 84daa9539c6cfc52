"""The figures of the board's head in words."""

from collections.abc import Sequence

from app.services.board import BoardFigures
from app.services.queue import QueueStanding
from ui.widgets.figures import Figure


def figures_in_words(figures: BoardFigures) -> Sequence[Figure]:
    """The strip's figures; the share settled on time is left out while nothing was settled."""
    shown = [
        Figure(_whole(figures.received_today), "nhận hôm nay"),
        Figure(_whole(figures.returned_today), "đã trả"),
    ]
    if figures.on_time_percent is not None:
        shown.append(Figure(_percent(figures.on_time_percent), "đúng hạn tháng này"))
    shown.append(Figure(_whole(figures.waiting_for_citizen), "chờ bổ sung"))
    return shown


def queue_in_words(standing: QueueStanding) -> Sequence[Figure]:
    """How many wait in the hall and how long people waited; nothing on a day without tickets."""
    if not standing.tickets:
        return ()
    mean = standing.mean_minutes
    waiting = Figure(_whole(len(standing.waiting)), "đang chờ gọi số")
    return (waiting,) if mean is None else (waiting, Figure(_whole(mean), "phút chờ trung bình"))


def _whole(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def _percent(percent: float) -> str:
    if percent == round(percent):
        return f"{percent:.0f} %"
    return f"{percent:.1f} %".replace(".", ",")
