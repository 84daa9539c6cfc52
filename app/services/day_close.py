"""The end of a day: a clerk's cash against the payments, papers against records against acknowledgements."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.changes.registry import Command
from app.domain.certification import number_range
from app.domain.clock import wall_of
from app.domain.day_close import CLOSERS, SIGNERS, DayItem, Lack, Reconciliation, reconcile
from app.domain.dossier import DossierState
from app.domain.dossier_code import short_code
from app.domain.duty import role_among
from app.domain.fees import PaymentMethod
from app.domain.ids import DayCloseId
from app.errors import AppError
from app.services.access import check_reading
from app.services.desk import Desk, Officer
from app.services.fees import day_bounds
from app.storage import act_log, certifications, closes, payments, record_states
from app.storage.certifications import SittingRecord
from app.storage.closes import CashCloseRecord, DayCloseRecord, DossierOfDay
from app.storage.payments import StoredPayment
from app.storage.unit_of_work import Snapshot

UNSIGNED_OFFERED = 31
LACK_WORDS = {
    Lack.PRINT: "chưa in giấy",
    Lack.RECORD: "có giấy in, bản ghi đã thu lại",
    Lack.SENT_BACK: "cấp trên trả lại",
}


class BadClose(AppError):
    """What was asked of a day's end cannot be; the sentence says what to change."""


@dataclass(frozen=True, slots=True)
class DayView:
    """A day as it stands: its figures and things, voided numbers in words, and its last close.

    ``has_moved`` says that more came after the close; ``earlier`` are the closes before it, the newest first.
    """

    day: date
    figures: Reconciliation
    items: Sequence[DayItem]
    voided: Sequence[str]
    close: DayCloseRecord | None
    has_moved: bool
    earlier: Sequence[DayCloseRecord] = ()


@dataclass(frozen=True, slots=True)
class CashView:
    """What the payments of one clerk say of a day, by way of paying, and the last count."""

    day: date
    clerk_name: str
    expected: Mapping[PaymentMethod, int]
    receipts: int
    exempt: int
    voided: int
    close: CashCloseRecord | None

    @property
    def cash(self) -> int:
        """What must lie in the till."""
        return self.expected.get(PaymentMethod.CASH, 0)


def view(desk: Desk, day: date | None = None) -> DayView:
    """The day of this machine as it stands now."""
    check_reading(desk)
    wanted = day or desk.today()
    with desk.store.read() as connection:
        return _view(connection, wanted)


def _view(connection: Snapshot, day: date) -> DayView:
    since, until = day_bounds(day)
    found = closes.dossiers_of_day(connection, since, until)
    sittings = certifications.own_sittings(connection, since, until)
    items = [*_dossier_items(connection, found), *_sitting_items(connection, sittings)]
    figures, written = reconcile(items), closes.day_closes_of(connection, day.isoformat())
    close = written[0] if written else None
    return DayView(
        day,
        figures,
        items,
        [_voided(*each) for each in certifications.own_voided_numbers(connection, since, until)],
        close,
        close is not None and _has_moved(close, figures),
        written[1:],
    )


def _has_moved(close: DayCloseRecord, figures: Reconciliation) -> bool:
    """Whether the day no longer is what was closed; what the district still answers moves nothing."""
    written = (close.printed, close.recorded, close.missing)
    return written != (figures.printed, figures.recorded, _missing_words(figures))


def _missing_words(figures: Reconciliation) -> str:
    return "\n".join(f"{item.code}: {lacks_in_words(item)}" for item in figures.missing)


def _dossier_items(connection: Snapshot, found: Sequence[DossierOfDay]) -> Iterable[DayItem]:
    states = record_states.states_of(connection, {each.id: each.own_stamp for each in found})
    for each in found:
        yield DayItem(
            short_code(each.code),
            each.procedure_name,
            each.applicant_name,
            each.id,
            is_sitting=False,
            is_printed=each.slips > 0,
            is_recorded=each.state != DossierState.UNDONE.value,
            sync_state=states[each.id],
        )


def _sitting_items(connection: Snapshot, found: Sequence[SittingRecord]) -> Iterable[DayItem]:
    """A voided sitting is no thing of the day: its number is told among the voided ones."""
    states = record_states.states_of_stamps(connection, [each.stamp for each in found])
    for each in found:
        if not each.void_reason:
            yield DayItem(
                number_range(each.first_number, each.last_number),
                each.papers,
                each.applicant_name,
                each.payment_id,
                is_sitting=True,
                is_printed=each.slips > 0,
                is_recorded=True,
                sync_state=states[each.stamp],
            )


def _voided(number: int, book: str, reason: str) -> str:
    return f"Số {number}, quyển {book}: đã hủy, {reason}"


def lacks_in_words(item: DayItem) -> str:
    """What is missing of a thing of the day."""
    words = "; ".join(LACK_WORDS[lack] for lack in item.lacks)
    return words[:1].upper() + words[1:]


def close_day(desk: Desk, officer: Officer, note: str = "", day: date | None = None) -> DayCloseId:
    """Write the comparison of today, or of a day before, down as it stands, with the end of the notes' chain.

    A day that moved after its close is closed again; both stay, and the newer one names the older.
    """
    role = role_among(CLOSERS, officer.roles)
    with desk.store.write(desk.act(Command.CLOSE_DAY, officer, role)) as unit:
        today = wall_of(unit.now_ms).date()
        closed = day or today
        if closed > today:
            raise BadClose(f"{_day_name(closed, today)} chưa tới nên chưa chốt được. Chưa ghi gì.")
        view = _view(unit.connection, closed)
        found = view.figures
        figures = (found.printed, found.recorded, found.acknowledged)
        words = " ".join(part for part in (_replaced_words(view.close), note.strip()) if part)
        head = act_log.chain_end(unit.connection).to_bytes()
        return closes.add_day_close(
            unit, closed.isoformat(), figures, _missing_words(found), words, head, officer.id
        )


def _replaced_words(older: DayCloseRecord | None) -> str:
    """What a close says of the one before it."""
    if older is None:
        return ""
    signed = f", {older.signer_name} đã ký" if older.signed_ms else ""
    return f"Thay lần chốt lúc {wall_of(older.at_ms):%H:%M %d/%m/%Y} của {older.clerk_name}{signed}."


def unsigned_days(desk: Desk) -> list[DayCloseRecord]:
    """The last comparison of each day that no leader signed yet, the newest day first."""
    with desk.store.read() as connection:
        return closes.unsigned(connection, UNSIGNED_OFFERED)


def sign_day(desk: Desk, signer: Officer, note: str = "", day: date | None = None) -> None:
    """A leader signs the last comparison of today, or of a day before that was left unsigned.

    What is missing needs a word of theirs; a day that moved after it was closed is closed anew first.
    """
    role = role_among(SIGNERS, signer.roles)
    with desk.store.write(desk.act(Command.SIGN_DAY, signer, role)) as unit:
        today = wall_of(unit.now_ms).date()
        found = _view(unit.connection, min(day or today, today))
        name, close = _day_name(found.day, today), found.close
        if close is None:
            raise BadClose(f"{name} chưa chốt. Xin nhấn F9 để chốt trước khi ký.")
        if close.signed_ms:
            raise BadClose(f"{name} đã ký rồi. Không thay đổi gì thêm.")
        if found.has_moved:
            raise BadClose(f"{name} đã thay đổi sau khi chốt. Xin xem lại và chốt lại rồi ký. Chưa ký.")
        if close.missing and not note.strip():
            raise BadClose("Còn mục thiếu. Xin ghi ý kiến về các mục thiếu rồi ký. Chưa ký.")
        closes.sign_day(unit, close.id, signer.id, note.strip())


def _day_name(day: date, today: date) -> str:
    return "Ngày hôm nay" if day == today else f"Ngày {day:%d/%m/%Y}"


def cash(desk: Desk, officer: Officer) -> CashView:
    """What the payments of this clerk say of today."""
    with desk.store.read() as connection:
        return _cash(connection, officer, desk.today())


def _cash(connection: Snapshot, officer: Officer, day: date) -> CashView:
    taken = payments.of_clerk(connection, officer.id, *day_bounds(day))
    given_back = payments.voided_by(connection, officer.id, *day_bounds(day))
    counted = [each.record for each in taken if not each.record.void_reason]
    voided = {each.id for each in (*taken, *given_back) if each.record.void_reason}
    return CashView(
        day,
        officer.full_name,
        _moved_through_the_till(taken, given_back),
        len(counted),
        sum(bool(record.exemption) for record in counted),
        len(voided),
        closes.cash_close_of(connection, day.isoformat(), officer.id),
    )


def _moved_through_the_till(
    taken: Sequence[StoredPayment], given_back: Sequence[StoredPayment]
) -> Mapping[PaymentMethod, int]:
    """What came in, what was handed back later among it, less what this clerk handed back."""
    found: dict[int, int] = dict.fromkeys(map(int, PaymentMethod), 0)
    for record in (each.record for each in taken):
        if record.method in found:
            found[record.method] += record.refunded if record.void_reason else record.amount
    for record in (each.record for each in given_back):
        if record.method in found:
            found[record.method] -= record.refunded
    return {method: found[int(method)] for method in PaymentMethod}


def close_cash(desk: Desk, officer: Officer, counted: int, note: str = "") -> int:
    """Write down what lies in the till; the difference, which needs a word unless it is none."""
    role = role_among(CLOSERS, officer.roles)
    if counted < 0:
        raise BadClose("Số tiền đếm được không được âm. Chưa ghi gì.")
    with desk.store.write(desk.act(Command.CLOSE_CASH, officer, role)) as unit:
        day = wall_of(unit.now_ms).date()
        found = _cash(unit.connection, officer, day)
        if counted != found.cash and not note.strip():
            raise BadClose("Số đếm được khác số phải có. Xin ghi lý do chênh lệch. Chưa ghi gì.")
        record = CashCloseRecord(day.isoformat(), found.cash, counted, found.receipts, note.strip(), 0)
        closes.add_cash_close(unit, record, officer.id)
        return counted - found.cash


def is_signed(close: DayCloseRecord | None) -> bool:
    """Whether a leader signed the comparison."""
    return close is not None and close.signed_ms > 0


def signed_at(close: DayCloseRecord) -> datetime:
    """When a leader signed."""
    return wall_of(close.signed_ms)
