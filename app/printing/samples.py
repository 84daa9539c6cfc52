"""One filled page of every form, about a citizen who does not exist: how a wording will look."""

from collections.abc import Callable
from datetime import date, datetime

from app.catalogue.pack import FormTemplate
from app.domain.hand_over import Hand, HandOver, Outcome
from app.domain.paper_form import Form
from app.domain.register import Period, RegisterLine, sum_of
from app.printing.control_slip import ControlSlipForm, control_slip_html
from app.printing.forms import (
    APPLICANT_COPY,
    PrintedComponent,
    ReceiptForm,
    SupplementRequestForm,
    receipt_html,
    supplement_request_html,
)
from app.printing.letters import (
    ApologyForm,
    RefusalForm,
    StopForm,
    Subject,
    apology_html,
    refusal_html,
    stop_html,
)
from app.printing.office import OfficeHeader
from app.printing.page import PrintedForm
from app.printing.register import RegisterCover, RegisterPage, cover_html, page_html

RECEIVED, PROMISED = datetime(2026, 11, 23, 14, 47), datetime(2026, 12, 7, 14, 47)
NEW_DUE = datetime(2026, 12, 14, 14, 47)
REASON = "Phải xác minh thực địa lần hai do mưa lũ.\nCơ quan phối hợp chưa có văn bản trả lời."
BASIS = "Điều … Luật … (ghi khi có)"
CLERK, SPECIALIST = "Công Chức Mẫu", "Chuyên Viên Mẫu"
LIMIT = "10 ngày làm việc"
ORDINAL = "0064"
SUBJECT = Subject(
    code="000.00.17.H99-261123-0064",
    applicant_name="Nguyễn Thị Mẫu",
    applicant_address="Thôn Mẫu, xã Mẫu",
    applicant_phone="0900 000 412",
    procedure_name="Đăng ký biến động đất đai",
    content="Đăng ký biến động do đổi tên người sử dụng đất",
    applicant_email="mau@mau.example",
)
LINES = tuple(
    RegisterLine(
        ordinal=number,
        code=f"000.00.17.H99-261123-{number:04d}",
        procedure_name=SUBJECT.procedure_name,
        sets=1,
        applicant_name=SUBJECT.applicant_name,
        contact=f"{SUBJECT.applicant_address}; {SUBJECT.applicant_phone}",
        agency="UBND xã Mẫu",
        received=RECEIVED,
        due=PROMISED,
        returned=None,
        delivery="Nhận tại quầy",
        note="",
    )
    for number in (1, 2, 3)
)


def sample_page(form: Form, template: FormTemplate, header: OfficeHeader) -> PrintedForm:
    """The form on a wording; raises BadTemplate where the wording asks for what the form does not have."""
    return _SAMPLES[form](header, template)


def _receipt(header: OfficeHeader, template: FormTemplate) -> PrintedForm:
    form = ReceiptForm(
        header=header,
        code=SUBJECT.code,
        applicant_name=SUBJECT.applicant_name,
        applicant_address=SUBJECT.applicant_address,
        applicant_phone=SUBJECT.applicant_phone,
        procedure_name=SUBJECT.procedure_name,
        content=SUBJECT.content,
        components=(
            PrintedComponent("Đơn đăng ký biến động", "Nộp", 1, 0),
            PrintedComponent("Giấy chứng nhận đã cấp", "Nộp", 1, 0),
            PrintedComponent("Thẻ căn cước", "Xuất trình", 0, 1),
        ),
        dossier_sets=1,
        limit_in_words=LIMIT,
        received_at=RECEIVED,
        due_at=PROMISED,
        fee_text="50.000 đ (đã thu 50.000 đ)",
        return_place="quầy tiếp nhận",
        book_number="2026",
        ordinal=ORDINAL,
        clerk_name=CLERK,
        copy_label=APPLICANT_COPY,
        applicant_email=SUBJECT.applicant_email,
        applicant_id_masked="000*****0412",
        representative="Trần Văn Mẫu",
        reprint_no=1,
        corrections=("Số điện thoại cũ 0900 000 411.",),
    )
    return receipt_html(form, template)


def _supplement_request(header: OfficeHeader, template: FormTemplate) -> PrintedForm:
    form = SupplementRequestForm(
        header=header,
        number="12",
        code=SUBJECT.code,
        applicant_name=SUBJECT.applicant_name,
        applicant_address=SUBJECT.applicant_address,
        applicant_phone=SUBJECT.applicant_phone,
        procedure_name=SUBJECT.procedure_name,
        content=SUBJECT.content,
        items=("Giấy chứng nhận đã cấp", "Trích lục bản đồ địa chính"),
        reason="Bản nộp bị mờ, không đọc được số thửa.",
        issued_at=RECEIVED,
        clerk_name=CLERK,
        copy_label=APPLICANT_COPY,
        applicant_email=SUBJECT.applicant_email,
        reprint_no=1,
    )
    return supplement_request_html(form, template)


def _refusal(header: OfficeHeader, template: FormTemplate) -> PrintedForm:
    reason = "Thửa đất không thuộc địa bàn xã."
    form = RefusalForm(header, SUBJECT, reason, RECEIVED, CLERK, BASIS, "03", APPLICANT_COPY, 1)
    return refusal_html(form, template)


def _apology(header: OfficeHeader, template: FormTemplate) -> PrintedForm:
    form = ApologyForm(
        header=header,
        subject=SUBJECT,
        received_at=RECEIVED,
        promised_at=PROMISED,
        new_due_at=NEW_DUE,
        reason=REASON,
        issued_at=datetime(2026, 12, 4, 9, 0),
        legal_basis=BASIS,
        signer_name="Chủ Tịch Mẫu",
        number="07",
        copy_label=APPLICANT_COPY,
        reprint_no=1,
    )
    return apology_html(form, template)


def _stop_notice(header: OfficeHeader, template: FormTemplate) -> PrintedForm:
    form = StopForm(
        header=header,
        subject=SUBJECT,
        received_at=RECEIVED,
        stopped_at=datetime(2026, 12, 2, 10, 15),
        reason="Người nộp tự nguyện rút hồ sơ.",
        is_withdrawn=True,
        legal_basis=BASIS,
        signer_name="Chủ Tịch Mẫu",
        number="05",
        copy_label=APPLICANT_COPY,
        reprint_no=1,
    )
    return stop_html(form, template)


def _control_slip(header: OfficeHeader, template: FormTemplate) -> PrintedForm:
    counter, specialist = Hand(CLERK, header.unit_name), Hand(SPECIALIST, "Phòng Kinh tế")
    agency = Hand(unit="Chi nhánh Văn phòng Đăng ký đất đai")
    form = ControlSlipForm(
        header=header,
        subject=SUBJECT,
        ordinal=ORDINAL,
        received_at=RECEIVED,
        due_at=PROMISED,
        hand_overs=(
            HandOver(
                counter, specialist, RECEIVED, datetime(2026, 11, 23, 15, 5), Outcome.ON_TIME, "Đủ giấy tờ"
            ),
            HandOver(specialist, agency, datetime(2026, 11, 26, 8, 30), None, Outcome.ON_TIME, ""),
        ),
        issued_at=RECEIVED,
        copy_label=APPLICANT_COPY,
        reprint_no=1,
    )
    return control_slip_html(form, template)


def _register(header: OfficeHeader, template: FormTemplate) -> PrintedForm:
    total = sum_of(LINES)
    page = RegisterPage(header, "2026", 1, LINES, total, total, date(2026, 12, 31), is_last=True)
    return page_html(page, template)


def _cover(header: OfficeHeader, template: FormTemplate) -> PrintedForm:
    year = Period(date(2026, 1, 1), date(2026, 12, 31))
    form = RegisterCover(header, "2026", year, LINES[0].code, LINES[-1].code, len(LINES), 1)
    return cover_html(form, template)


_SAMPLES: dict[Form, Callable[[OfficeHeader, FormTemplate], PrintedForm]] = {
    Form.RECEIPT: _receipt,
    Form.SUPPLEMENT_REQUEST: _supplement_request,
    Form.REFUSAL: _refusal,
    Form.APOLOGY: _apology,
    Form.STOP_NOTICE: _stop_notice,
    Form.CONTROL_SLIP: _control_slip,
    Form.REGISTER: _register,
    Form.REGISTER_COVER: _cover,
}
