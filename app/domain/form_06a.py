"""Form II.06a (TT 01/2020/TT-VPCP): how an office settled its dossiers in a period, field by field."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from app.domain.reporting import Figures, summed

UNNAMED_FIELD = "Chưa ghi lĩnh vực"
NUMBER_NAMES = (
    "received_total",
    "received_online",
    "received_direct",
    "carried_over",
    "settled_total",
    "settled_early",
    "settled_on_time",
    "settled_late",
    "pending_total",
    "pending_in_time",
    "pending_late",
)


class Denominator(Enum):
    """What an on-time rate is over; published reports differ, so a rate always says which."""

    SETTLED = "settled_total"
    RECEIVED = "received_total"


DENOMINATOR_WORDS: Mapping[Denominator, str] = {
    Denominator.SETTLED: "hồ sơ đã giải quyết trong kỳ",
    Denominator.RECEIVED: "hồ sơ đã nhận, gồm kỳ trước chuyển sang; hồ sơ còn trong hạn tính là đúng hạn",
}


@dataclass(frozen=True, slots=True)
class FormRow:
    """One line; the columns 3 to 13 of the form in their order."""

    field: str
    received_total: int
    received_online: int
    received_direct: int
    carried_over: int
    settled_total: int
    settled_early: int
    settled_on_time: int
    settled_late: int
    pending_total: int
    pending_in_time: int
    pending_late: int

    @property
    def numbers(self) -> tuple[int, ...]:
        """Columns 3 to 13."""
        return tuple(getattr(self, name) for name in NUMBER_NAMES)


@dataclass(frozen=True, slots=True)
class Form06a:
    """The form: a line for each field, their total, and which dossiers its on-time rate is over."""

    rows: Sequence[FormRow]
    total: FormRow
    denominator: Denominator

    def on_time_percent(self, over: Denominator | None = None) -> float | None:
        """The on-time rate; None while there is nothing to divide by."""
        total, over = self.total, over or self.denominator
        in_time = total.settled_early + total.settled_on_time
        if over is Denominator.RECEIVED:
            in_time += total.pending_in_time
        whole = getattr(total, over.value)
        return 100 * in_time / whole if whole else None


class WrongSums(ValueError):
    """Our bug: a line of the form does not add up."""


def form_06a(
    by_field: Mapping[str, Figures],
    denominator: Denominator = Denominator.SETTLED,
    *,
    aside_is_on_time: bool = False,
) -> Form06a:
    """The form, every line checked.

    ``aside_is_on_time`` counts what waits for papers, was refused, stopped or withdrawn as settled on time,
    as some provinces ask; else what waits is pending, and what ended aside counts by its promise.
    """
    rows = [
        _row(field or UNNAMED_FIELD, figures, aside_is_on_time) for field, figures in sorted(by_field.items())
    ]
    total = _row("Tổng số", summed(by_field.values()), aside_is_on_time)
    for row in (*rows, total):
        if broken := list(broken_identities(row)):
            raise WrongSums(f"{row.field}: {', '.join(broken)}")
    return Form06a(rows, total, denominator)


def _row(field: str, figures: Figures, aside_is_on_time: bool) -> FormRow:
    waiting = figures.waiting if aside_is_on_time else 0
    waiting_late = figures.waiting_late if aside_is_on_time else 0
    early = figures.aside_early if aside_is_on_time else 0
    late = figures.aside_late if aside_is_on_time else 0
    return FormRow(
        field=field,
        received_total=figures.received_total,
        received_online=figures.received_online,
        received_direct=figures.received_direct,
        carried_over=figures.carried_over,
        settled_total=figures.settled_total + waiting,
        settled_early=figures.settled_early - early,
        settled_on_time=figures.settled_on_time + early + late + waiting,
        settled_late=figures.settled_late - late,
        pending_total=figures.pending_total - waiting,
        pending_in_time=figures.pending_in_time - (waiting - waiting_late),
        pending_late=figures.pending_late - waiting_late,
    )


def broken_identities(row: FormRow) -> Iterator[str]:
    """The sums of the form that do not hold."""
    sums: Iterable[tuple[str, int, int]] = (
        ("3=4+5+6", row.received_total, row.received_online + row.received_direct + row.carried_over),
        ("7=8+9+10", row.settled_total, row.settled_early + row.settled_on_time + row.settled_late),
        ("11=12+13", row.pending_total, row.pending_in_time + row.pending_late),
        ("3=7+11", row.received_total, row.settled_total + row.pending_total),
    )
    return (name for name, left, right in sums if left != right)
