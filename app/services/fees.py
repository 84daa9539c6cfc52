"""Money at the counter: what a rule asks, payments for dossiers, voids with a reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from importlib.resources import files

import msgspec

from app.changes.registry import Command
from app.domain.books import BookKind
from app.domain.clock import ms_of, wall_of
from app.domain.dossier import DossierState, Role
from app.domain.duty import role_among
from app.domain.fees import BadPayment, CertificationFee, Charge, PaymentMethod, receipt_number, rule_in_force
from app.domain.ids import DossierId, PaymentId
from app.services.access import check_reading
from app.services.desk import Desk, Officer
from app.storage import applicants, dossiers, payments
from app.storage.dossiers import DossierRecord
from app.storage.payments import PaymentRecord, StoredPayment
from app.storage.unit_of_work import Snapshot, UnitOfWork

TAKERS = (Role.RECEPTION, Role.SPECIALIST, Role.REGISTRAR)
VOIDERS = (Role.RECEPTION, Role.REGISTRAR, Role.HEAD, Role.LEADER)


@dataclass(frozen=True)
class ShippedRules:
    """`resources/certification/fees.json`."""

    rules: tuple[CertificationFee, ...]


@dataclass(frozen=True, slots=True)
class DossierMoney:
    """What a dossier costs and what came in for it; ``payments`` oldest first, voided ones among them."""

    owed: int
    paid: int
    payments: Sequence[StoredPayment]

    @property
    def is_settled(self) -> bool:
        """Whether nothing more is asked: all is paid, or what was not is exempt."""
        return self.paid >= self.owed or self.is_exempt

    @property
    def is_exempt(self) -> bool:
        """Whether a payment that stands gave a reason for taking less."""
        return any(each.record.exemption and not each.record.void_reason for each in self.payments)


@lru_cache(maxsize=1)
def shipped_rules() -> tuple[CertificationFee, ...]:
    """The dated rules that the program ships with."""
    data = files("resources").joinpath("certification", "fees.json").read_bytes()
    return msgspec.json.decode(data, type=ShippedRules).rules


def certification_rule(desk: Desk, kind: BookKind) -> CertificationFee:
    """What certifying of this kind costs today."""
    rule = rule_in_force(shipped_rules(), kind, desk.today())
    if rule is None:
        raise BadPayment(
            "Chưa có mức thu cho loại chứng thực này vào hôm nay. Chưa ghi gì. Xin cập nhật danh mục."
        )
    return rule


def day_bounds(day: date) -> tuple[int, int]:
    """The instants between which a legal day lies."""
    start = datetime.combine(day, time())
    return ms_of(start), ms_of(start + timedelta(days=1))


def next_receipt(unit: UnitOfWork) -> str:
    """The number of the receipt that this transaction writes."""
    day = wall_of(unit.now_ms).date()
    ordinal = payments.next_ordinal(unit.connection, unit.origin, day_bounds(day)[0])
    last, _, place = payments.last_receipt(unit.connection, unit.origin).rpartition("-")
    if last and receipt_number(day, unit.origin, ordinal).startswith(f"{last}-"):
        ordinal = max(ordinal, int(place) + 1)  # the rest of a sitting of an earlier day is not of this day
    return receipt_number(day, unit.origin, ordinal)


def money_of(connection: Snapshot, id_: DossierId) -> DossierMoney:
    """What came in for a dossier, read beside whatever else its screen shows."""
    taken = payments.of_dossier(connection, id_)
    record = dossiers.load(connection, id_)
    counted = sum(each.record.amount for each in taken if not each.record.void_reason)
    return DossierMoney(record.fee_amount, counted + _noted_only(record, taken), taken)


def _noted_only(record: DossierRecord, taken: Sequence[StoredPayment]) -> int:
    """What the reception noted as paid before payments were kept: there is no payment of its moment."""
    has_own = any(each.record.at_ms == record.received_ms for each in taken)
    return 0 if has_own else record.fee_paid


def of_dossier(desk: Desk, id_: DossierId) -> DossierMoney:
    """What a dossier costs and what came in for it."""
    check_reading(desk)
    with desk.store.read() as connection:
        return money_of(connection, id_)


def take_payment(
    desk: Desk,
    officer: Officer,
    dossier_id: DossierId,
    amount: int,
    *,
    method: PaymentMethod = PaymentMethod.CASH,
    exemption: str = "",
) -> PaymentId:
    """Take what is still owed for a dossier, or less for a reason."""
    role = role_among(TAKERS, officer.roles)
    with desk.store.write(desk.act(Command.TAKE_PAYMENT, officer, role)) as unit:
        record = dossiers.load(unit.connection, dossier_id)
        _check_is_received(record, dossiers.state(unit.connection, dossier_id).state)
        owed = _still_owed(money_of(unit.connection, dossier_id), amount)
        charge = Charge(owed, amount, legal_basis_of(desk, record), exemption)
        charge.check()
        payer = applicants.load(unit.connection, record.applicant_id).full_name
        return payments.add(
            unit,
            PaymentRecord(
                dossier_id=dossier_id,
                applicant_id=record.applicant_id,
                payer_name=payer,
                owed=charge.owed,
                amount=charge.amount,
                legal_basis=charge.legal_basis,
                exemption=charge.exemption.strip(),
                receipt_number=next_receipt(unit),
                method=int(method),
                at_ms=unit.now_ms,
                clerk_id=officer.id,
            ),
        )


def _check_is_received(record: DossierRecord, state: DossierState) -> None:
    if not record.code or state in (DossierState.GUIDED, DossierState.UNDONE):
        raise BadPayment("Lượt này không có hồ sơ đã tiếp nhận nên không thu tiền. Chưa ghi gì.")


def _still_owed(before: DossierMoney, amount: int) -> int:
    """What is left to pay; where the catalogue names no fee, the first payment says what it is."""
    if not before.owed and not before.paid and not before.is_exempt:
        return amount
    if before.is_settled:
        raise BadPayment(
            "Hồ sơ này đã thu đủ hoặc đã được miễn, giảm. Chưa thu thêm. "
            "Nếu thu nhầm, xin hủy biên lai cũ rồi thu lại."
        )
    return before.owed - before.paid


def take_at_reception(
    unit: UnitOfWork,
    officer: Officer,
    record: DossierRecord,
    dossier_id: DossierId,
    legal_basis: str,
) -> PaymentId:
    """The payment made with a reception is part of its act: neither is there without the other."""
    return payments.add(
        unit,
        PaymentRecord(
            dossier_id=dossier_id,
            applicant_id=record.applicant_id,
            payer_name=applicants.load(unit.connection, record.applicant_id).full_name,
            owed=record.fee_amount or record.fee_paid,
            amount=record.fee_paid,
            legal_basis=legal_basis,
            receipt_number=next_receipt(unit),
            at_ms=unit.now_ms,
            clerk_id=officer.id,
        ),
    )


def void_all(unit: UnitOfWork, dossier_id: DossierId, reason: str) -> None:
    """The dossier was taken back: what was paid for it goes back with it."""
    for each in payments.of_dossier(unit.connection, dossier_id):
        if not each.record.void_reason:
            payments.void(unit, each.id, reason)


def legal_basis_of(desk: Desk, record: DossierRecord) -> str:
    """On which ground a dossier costs what it costs: the catalogue's note on the fee."""
    day = wall_of(record.received_ms).date()
    procedure = desk.catalogue.procedure(record.procedure_code, day)
    return procedure.fee.note if procedure else ""


def void_payment(desk: Desk, officer: Officer, id_: PaymentId, reason: str) -> None:
    """Strike a payment out, with the reason; its receipt's number is not given again."""
    if not reason.strip():
        raise BadPayment("Xin ghi lý do hủy biên lai. Chưa thay đổi gì.")
    role = role_among(VOIDERS, officer.roles)
    with desk.store.write(desk.act(Command.VOID_PAYMENT, officer, role, reason.strip())) as unit:
        if payments.load(unit.connection, id_).record.void_reason:
            raise BadPayment("Biên lai này đã hủy rồi. Không thay đổi gì thêm.")
        payments.void(unit, id_, reason.strip())


def record_slip(desk: Desk, officer: Officer, id_: PaymentId, content_hash: bytes) -> None:
    """Note that a payment's slip is on paper."""
    with desk.store.write(desk.act(Command.RECORD_PRINT, officer, officer.foremost)) as unit:
        payments.note_slip(unit, id_, content_hash)
