"""Every paper of a dossier from the books into a PDF: what must stand there stands there."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from app.domain.dossier import EventKind, Role
from app.domain.ids import DossierId
from app.printing.forms import Form
from app.printing.request_note import request_note
from app.services import dossier, endings, extension, handing, officers, processing
from tests.support.office import Counter, a_counter
from tests.ui.printing.pdfs import text_of, without_spaces
from ui.printing.output import pdf_bytes
from ui.printing.papers import NothingToTell, paper_job, papers_of

pytestmark = pytest.mark.usefixtures("qapp")
EVERYTHING = (Role.RECEPTION, Role.SPECIALIST, Role.HEAD, Role.LEADER)


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    made = a_counter(tmp_path)
    made.desk.officer = officers.register_clerk(made.desk, "Lãnh Đạo Mẫu", "Chủ tịch", EVERYTHING, "2468")
    yield made
    made.device.profile.close()


@pytest.fixture
def id_(counter: Counter) -> DossierId:
    return counter.receive("Giàng A Mẫu").dossier_id


def paper(counter: Counter, id_: DossierId, form: Form) -> str:
    """The paper's words as a PDF has them, without spaces; it is noted as printed."""
    assert counter.desk.officer is not None
    job = paper_job(counter.desk, counter.desk.officer, id_, form)
    job.record()
    return text_of(pdf_bytes(job.forms))


def says(text: str, *phrases: str) -> bool:
    places = [text.find(without_spaces(phrase)) for phrase in phrases]
    return -1 not in places and places == sorted(places)


def test_a_refusal_has_its_reason_and_its_ground(counter: Counter, id_: DossierId) -> None:
    endings.refuse(counter.desk, counter.desk.officer, id_, "Không thuộc thẩm quyền.", "Điều 5 Luật Mẫu")
    text = paper(counter, id_, Form.REFUSAL)
    assert says(text, "PHIẾU TỪ CHỐI", "Giàng A Mẫu", "Không thuộc thẩm quyền.", "Căn cứ: Điều 5 Luật Mẫu")
    assert "Bảninlại" not in text
    assert "Bảninlạilần1" in paper(counter, id_, Form.REFUSAL)


def test_an_apology_has_the_old_promise_and_the_one_new_date(counter: Counter, id_: DossierId) -> None:
    desk, officer = counter.desk, counter.desk.officer
    before = dossier.view(desk, officer, id_).due
    new_due = extension.choices(desk.catalogue.calendar, before, desk.now(), 3)[-1]
    extension.extend(desk, officer, id_, "Mưa lũ kéo dài.", new_due)
    text = paper(counter, id_, Form.APOLOGY)
    assert says(text, "XIN LỖI", f"ngày {before:%d/%m/%Y}", "Mưa lũ kéo dài.", f"ngày {new_due:%d/%m/%Y}")
    assert says(text, f"ngày {new_due:%d/%m/%Y}", officer.full_name)


def test_a_stop_notice_tells_a_withdrawal_from_a_stop(counter: Counter, id_: DossierId) -> None:
    endings.withdraw(counter.desk, counter.desk.officer, id_, "Đổi ý.")
    other = counter.receive("Bế Thị Mẫu").dossier_id
    endings.stop(counter.desk, counter.desk.officer, other, "Thiếu căn cứ.")
    assert says(paper(counter, id_, Form.STOP_NOTICE), "Theo đề nghị rút hồ sơ", "Đổi ý.")
    stopped = paper(counter, other, Form.STOP_NOTICE)
    assert "đềnghịrút" not in stopped
    assert says(stopped, "thông báo dừng giải quyết", "Thiếu căn cứ.", "THỦ TRƯỞNG")


def test_a_supplement_request_lists_its_papers(counter: Counter, id_: DossierId) -> None:
    note = request_note(["Giấy chứng sinh", "Hộ chiếu"], "Bản nộp bị mờ.")
    processing.request_supplement(counter.desk, counter.desk.officer, id_, note)
    text = paper(counter, id_, Form.SUPPLEMENT_REQUEST)
    assert says(text, "PHIẾU YÊU CẦU", "1. Giấy chứng sinh", "2. Hộ chiếu", "Lý do:", "Bản nộp bị mờ.")


def test_the_control_slip_has_a_row_for_each_hand_over(counter: Counter, id_: DossierId) -> None:
    desk, officer = counter.desk, counter.desk.officer
    colleague = officers.register_clerk(desk, "Chuyên Viên Mẫu", "Địa chính", (Role.SPECIALIST,), "1357")
    processing.hand_over(desk, officer, id_, colleague.id, "Đủ giấy tờ")
    handing.accept(desk, colleague, id_)
    text = paper(counter, id_, Form.CONTROL_SLIP)
    assert says(text, "PHIẾU KIỂM SOÁT", "1. Giao:", "2. Nhận: Địa chính", "Lãnh Đạo Mẫu", "Đủ giấy tờ")
    assert "■Đúnghạn" in text
    assert text.count("□Trướchạn") == 4


def test_a_long_slip_repeats_its_head_on_the_next_page(counter: Counter, id_: DossierId) -> None:
    desk, officer = counter.desk, counter.desk.officer
    colleague = officers.register_clerk(desk, "Chuyên Viên Mẫu", "Địa chính", (Role.SPECIALIST,), "1357")
    for giver, taker in [(officer, colleague), (colleague, officer)] * 4:
        processing.hand_over(desk, giver, id_, taker.id)
        handing.accept(desk, taker, id_)
    job = paper_job(desk, officer, id_, Form.CONTROL_SLIP)
    pages = [page.get_textpage().get_text_bounded() for page in pdfium.PdfDocument(pdf_bytes(job.forms))]
    assert len(pages) == 2
    assert all("KẾT QUẢ" in page and "GHI CHÚ" in page for page in pages)


def test_a_name_of_ten_thousand_letters_and_one_that_turns_round_stay_names(counter: Counter) -> None:
    id_ = counter.receive("A" * 10_000 + " <script>\u202e").dossier_id
    endings.refuse(counter.desk, counter.desk.officer, id_, "<b>lý do</b> $code")
    text = paper(counter, id_, Form.REFUSAL)
    assert "<script>‹RLO›" in text
    assert "<b>lýdo</b>$code" in text


def test_only_what_happened_can_be_printed(counter: Counter, id_: DossierId) -> None:
    view = dossier.view(counter.desk, counter.desk.officer, id_)
    assert papers_of(view) == (Form.RECEIPT, Form.CONTROL_SLIP)
    with pytest.raises(NothingToTell):
        paper_job(counter.desk, counter.desk.officer, id_, Form.APOLOGY)
    assert view.timeline[0].kind is EventKind.RECEIVED
    assert view.received < datetime(2100, 1, 1)
