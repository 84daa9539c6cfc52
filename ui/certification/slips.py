"""The papers of a sitting as one job: its slip and its attestations, also printed again."""

from functools import partial

from app.domain.certification import number_range
from app.domain.clock import wall_of
from app.domain.fees import PaymentMethod, rule_in_force
from app.domain.ids import BookId, PaymentId
from app.printing.certification import (
    BookLine,
    PaperLine,
    RegisterBook,
    SlipForm,
    attestation_html,
    register_pages,
    slip_html,
)
from app.printing.page import PrintedForm
from app.services import books, certified, fees, officers
from app.services.certified import SlipFacts
from app.services.desk import Desk, Officer
from app.storage.certifications import RegisterLine
from app.storage.clerks import OfficeRecord
from ui.certification.words import BOOK_TITLES, METHOD_WORDS, WORDINGS, rule_words
from ui.printing.press import PrintJob
from ui.printing.receipts import header_of


def sitting_job(desk: Desk, officer: Officer, payment_id: PaymentId) -> PrintJob:
    """The papers of a sitting, ready to print now."""
    facts = certified.slip_facts(desk, payment_id)
    form = _form(desk, facts)
    forms = (
        [slip_html(form)] if facts.payment.record.void_reason else [slip_html(form), attestation_html(form)]
    )
    content = bytes.fromhex(forms[0].content_sha256)
    return PrintJob(forms, form.reprint_no, partial(fees.record_slip, desk, officer, payment_id, content))


def _form(desk: Desk, facts: SlipFacts) -> SlipForm:
    record, at = facts.payment.record, wall_of(facts.payment.record.at_ms)
    rule = rule_in_force(fees.shipped_rules(), facts.book.kind, at.date())
    numbers = [line.number for line in facts.lines]
    return SlipForm(
        header=header_of(officers.office(desk) or OfficeRecord("")),
        receipt_number=record.receipt_number,
        payer_name=record.payer_name,
        numbers=number_range(numbers[0], numbers[-1]) if numbers else "",
        book_name=facts.book.name,
        papers=[_paper(line) for line in facts.lines],
        owed=record.owed,
        amount=record.amount,
        method=METHOD_WORDS[PaymentMethod(record.method)],
        rule_words=rule_words(rule) if rule else "",
        legal_basis=record.legal_basis,
        exemption=record.exemption,
        at=at,
        clerk_name=facts.payment.clerk_name,
        signer=facts.signer.name,
        signer_title=facts.signer.title,
        wording=WORDINGS[facts.book.kind],
        reprint_no=record.slips,
        void_reason=record.void_reason,
    )


def _paper(line: RegisterLine) -> PaperLine:
    return PaperLine(line.number, line.paper, line.pages, line.copies, line.fee)


def register_job(desk: Desk, book_id: BookId) -> PrintJob:
    """A whole book as a register for binding; it is no citizen's paper, so nothing is noted of it."""
    return PrintJob(register_forms(desk, book_id), 0, lambda: None)


def register_forms(desk: Desk, book_id: BookId) -> list[PrintedForm]:
    """The cover and the pages of a book."""
    standing = next(each for each in books.standings(desk) if each.record.id == book_id)
    record = standing.record
    book = RegisterBook(
        header=header_of(officers.office(desk) or OfficeRecord("")),
        title=BOOK_TITLES[record.kind],
        name=record.name,
        year=record.year,
        lines=[_book_line(line) for line in certified.register_lines(desk, book_id)],
        gaps=[f"{number_range(gap.first, gap.last)} ({gap.reason})" for gap in standing.gaps],
    )
    return register_pages(book)


def _book_line(line: RegisterLine) -> BookLine:
    return BookLine(
        number=line.number,
        on=wall_of(line.at_ms).date(),
        applicant=f"{line.applicant_name}, {line.id_number}" if line.id_number else line.applicant_name,
        paper=line.paper,
        signer=line.signer,
        pages=line.pages,
        copies=line.copies,
        fee=line.fee,
        void_reason=line.void_reason,
    )
