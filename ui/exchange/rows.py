"""The rows of the exchange's list, and their columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any, TypeAlias

from PySide6.QtCore import QObject

from app.domain.clock import wall_of
from app.domain.dossier_code import short_code
from app.domain.ids import DossierId
from app.domain.sync_state import SyncState
from app.services.decisions import Branch
from app.storage.open_choices import Clash
from app.storage.sync_state import SyncedRecord
from sync.peers import Explained, SyncPicture
from ui.terms import SYNC_MARKS, SYNC_WORDS
from ui.widgets.paged_model import Asker, Cell, Column, PagedModel

PartedWays: TypeAlias = Mapping[DossierId, Sequence[Branch]]
TO_REVIEW = (SyncState.TO_CHOOSE, SyncState.SENT_BACK)


@dataclass(frozen=True, slots=True)
class ExchangeRow:
    """A dossier by how far it has come; ``title`` is what the list says of it, ``reason`` why it waits.

    ``dossier_id`` is None for what concerns no dossier of this desk. ``is_stuck`` is for another desk's
    changes that wait for something. ``branches`` are the ways a contested dossier went on.
    """

    state: SyncState
    dossier_id: DossierId | None
    code: str
    name: str
    title: str
    at: datetime | None = None
    reason: str = ""
    clashes: tuple[Clash, ...] = ()
    branches: tuple[Branch, ...] = ()
    is_stuck: bool = False

    @property
    def identity(self) -> object:
        """The same row in a list read anew, whichever state it is in by then."""
        return self.state in TO_REVIEW, self.dossier_id, self.code, self.title


def rows_to_review(picture: SyncPicture, parted: PartedWays = MappingProxyType({})) -> list[ExchangeRow]:
    """What needs somebody: open choices by dossier, dossiers both desks acted on, what was sent back."""
    return [
        *_twin(picture),
        *_choices(picture),
        *_contested(picture, parted),
        *(_sent_back(each) for each in picture.sent_back),
    ]


def _twin(picture: SyncPicture) -> list[ExchangeRow]:
    """That this machine's books run on a second one too."""
    if not picture.twin_words:
        return []
    title = "Máy này: hai máy cùng một sổ"
    return [ExchangeRow(SyncState.TO_CHOOSE, None, "", "Máy này", title, reason=picture.twin_words)]


def rows_stuck(picture: SyncPicture) -> list[ExchangeRow]:
    """Other desks' changes that wait for something by themselves."""
    return [
        ExchangeRow(
            SyncState.PACKED,
            each.dossier_id,
            _short(each.code),
            each.applicant_name,
            f"{each.device_name} gửi, chưa ghi được vào sổ",
            reason=each.reason,
            is_stuck=True,
        )
        for each in picture.waiting
    ]


def row_of(state: SyncState, record: SyncedRecord) -> ExchangeRow:
    """A dossier on its way."""
    at = wall_of(record.at_ms) if record.at_ms else None
    name = record.applicant_name
    return ExchangeRow(state, record.dossier_id, short_code(record.code), name, name, at)


def _choices(picture: SyncPicture) -> list[ExchangeRow]:
    by_dossier: dict[DossierId | None, list[Clash]] = {}
    for clash in picture.clashes:
        by_dossier.setdefault(clash.dossier_id, []).append(clash)
    return [_choice(id_, clashes) for id_, clashes in by_dossier.items()]


def _choice(id_: DossierId | None, clashes: Sequence[Clash]) -> ExchangeRow:
    first = clashes[0]
    name = first.applicant_name or "Thông tin chung của xã"
    title = f"{name}: hai máy cùng sửa"
    code = _short(first.code)
    return ExchangeRow(SyncState.TO_CHOOSE, id_, code, name, title, clashes=tuple(clashes))


def _contested(picture: SyncPicture, parted: PartedWays) -> list[ExchangeRow]:
    chosen = {clash.dossier_id for clash in picture.clashes}
    return [
        ExchangeRow(
            SyncState.TO_CHOOSE,
            each.dossier_id,
            short_code(each.code),
            each.applicant_name,
            f"{each.applicant_name}: hai máy cùng giải quyết",
            wall_of(each.at_ms),
            branches=tuple(parted.get(each.dossier_id, ())),
        )
        for each in picture.contested
        if each.dossier_id not in chosen
    ]


def _sent_back(each: Explained) -> ExchangeRow:
    name = each.applicant_name or f"Bản ghi của {each.device_name}"
    code = _short(each.code)
    return ExchangeRow(SyncState.SENT_BACK, each.dossier_id, code, name, name, reason=each.reason)


def _short(code: str) -> str:
    return short_code(code) if code else ""


def _aside(row: ExchangeRow) -> str:
    if row.is_stuck:
        return "Đang chờ"
    if row.state in TO_REVIEW:
        return SYNC_WORDS[row.state]
    return f"{row.at:%H:%M}" if row.at else ""


COLUMNS: tuple[Column[ExchangeRow], ...] = (
    Column("", lambda row: "", 42, mark=lambda row: SYNC_MARKS[row.state]),
    Column("Mã hồ sơ", lambda row: row.code, 106),
    Column("Người nộp", lambda row: row.title, 120, stretch=1),
    Column("Lúc", _aside, 84, tone="text2"),
)


class ExchangeModel(PagedModel[ExchangeRow]):
    """What waits and what arrived today, a few pages at a time."""

    def __init__(self, asker: Asker, parent: QObject | None = None) -> None:
        super().__init__(COLUMNS, asker, parent)

    def _row_data(self, column: Column[ExchangeRow], row: ExchangeRow | None, role: int) -> Any:
        """The word of a state that needs somebody wears its colour."""
        shown = super()._row_data(column, row, role)
        if isinstance(shown, Cell) and column is COLUMNS[-1] and row is not None and row.state in TO_REVIEW:
            return replace(shown, tone=SYNC_MARKS[row.state].tone)
        return shown
