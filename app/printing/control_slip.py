"""The control slip (05 of 2018, 06 of 2025): one row for each hand-over, and empty rows to go on by hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.catalogue.pack import FormTemplate
from app.domain.hand_over import Hand, HandOver, Outcome
from app.domain.time_words import promise_in_print
from app.printing.forms import WITHOUT_TERM
from app.printing.letters import Subject, subject_values
from app.printing.office import OfficeHeader
from app.printing.page import (
    PrintedForm,
    header_blocks,
    header_values,
    if_given,
    printed,
    reprint_block,
)
from app.printing.template import Values

TICKED, EMPTY = "■", "□"
NOT_YET = "……giờ……phút, ngày…/…/……"
ROWS_AT_LEAST = 4
NOBODY = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True, slots=True)
class ControlSlipForm:
    """Phiếu kiểm soát quá trình giải quyết hồ sơ, as it stands when it is printed."""

    header: OfficeHeader
    subject: Subject
    ordinal: str
    received_at: datetime
    due_at: datetime | None
    hand_overs: Sequence[HandOver]
    issued_at: datetime
    copy_label: str = ""
    reprint_no: int = 0


def control_slip_html(form: ControlSlipForm, template: FormTemplate) -> PrintedForm:
    """The slip on the given template."""
    values = {
        **header_values(form.header, form.issued_at),
        **subject_values(form.subject),
        "ordinal": form.ordinal,
        "received_at": promise_in_print(form.received_at),
        "due_at": promise_in_print(form.due_at) if form.due_at else WITHOUT_TERM,
        "partners": _partners(form),
    }
    done = len(form.hand_overs)
    blocks = {
        **header_blocks(form.header),
        "code": if_given("code", form.subject.code),
        "copy": if_given("copy_label", form.copy_label),
        "email": if_given("email", form.subject.applicant_email),
        "reprint": reprint_block(form.reprint_no),
        "steps": [_step(number, row) for number, row in enumerate(form.hand_overs, 1)],
        "blank": [{"ordinal": str(number)} for number in range(done + 1, max(done + 1, ROWS_AT_LEAST) + 1)],
    }
    return printed(template, values, blocks, form.subject.code, form.copy_label)


def _partners(form: ControlSlipForm) -> str:
    """The other agencies the dossier went to, each once."""
    agencies = [row.receiver.unit for row in form.hand_overs if row.receiver.unit and not row.receiver.name]
    return "; ".join(dict.fromkeys(agencies)) or "không"


def _step(ordinal: int, row: HandOver) -> Values:
    ticks = {"early": Outcome.EARLY, "on_time": Outcome.ON_TIME, "late": Outcome.LATE}
    return {
        "ordinal": str(ordinal),
        "giver_unit": row.giver.unit,
        "giver": _person(row.giver),
        "given_at": promise_in_print(row.given_at),
        "receiver_unit": row.receiver.unit,
        "receiver": _person(row.receiver),
        "taken_at": promise_in_print(row.taken_at) if row.taken_at else NOT_YET,
        "remark": row.note,
        **{name: TICKED if row.outcome is outcome else EMPTY for name, outcome in ticks.items()},
    }


def _person(hand: Hand) -> str:
    return hand.name or NOBODY
