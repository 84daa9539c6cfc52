"""Every shipped form says what the circular wants; what an administrator makes of it is checked."""

import html
from dataclasses import replace

import pytest

from app.catalogue.pack import FormTemplate
from app.catalogue.templates import shipped_templates
from app.domain.paper_form import Form, form_of
from app.printing.checking import SAMPLE_OFFICE, BadWording, check, faults_of
from app.printing.fields import FIELDS
from app.printing.samples import sample_page
from tests.app.printing.test_forms import in_order, text_of

SHIPPED = [(form, each) for each in shipped_templates() if (form := form_of(each.pack, each.form))]
EVERY = pytest.mark.parametrize(
    ("form", "template"), SHIPPED, ids=[f"{each.pack}-{each.form}" for _, each in SHIPPED]
)
HEAD = ["UBND tỉnh Mẫu", "UBND xã Mẫu", "Bộ phận Tiếp nhận và Trả kết quả", "Số:", "Độc lập", "ngày"]
BODIES = {
    Form.REFUSAL: [
        "PHIẾU TỪ CHỐI",
        "Mã hồ sơ: 000.00.17.H99-261123-0064",
        "Bản in lại lần 1",
        "Tiếp nhận hồ sơ của: Nguyễn Thị Mẫu",
        "Địa chỉ:",
        "Số điện thoại: 0900 000 412",
        "Email:",
        "Nội dung yêu cầu giải quyết:",
        "thông báo không tiếp nhận, giải quyết hồ sơ này với lý do cụ thể như sau: Thửa đất",
        "Xin thông báo cho Ông/Bà được biết và thực hiện",
        "NGƯỜI NỘP HỒ SƠ",
        "NGƯỜI TIẾP NHẬN HỒ SƠ",
    ],
    Form.APOLOGY: [
        "XIN LỖI",
        "Kính gửi: Nguyễn Thị Mẫu",
        "14 giờ 47 phút, ngày 23/11/2026",
        "mã hồ sơ: 000.00.17.H99-261123-0064",
        "Thời gian hẹn trả kết quả giải quyết hồ sơ: 14 giờ 47 phút, ngày 07/12/2026",
        "Lý do: Phải xác minh",
        "xin lỗi",
        "14 giờ 47 phút, ngày 14/12/2026",
        "THỦ TRƯỞNG CƠ QUAN",
    ],
    Form.STOP_NOTICE: [
        "DỪNG GIẢI QUYẾT HỒ SƠ",
        "Theo đề nghị rút hồ sơ",
        "10 giờ 15 phút, ngày 02/12/2026",
        "THỦ TRƯỞNG CƠ QUAN",
    ],
    Form.CONTROL_SLIP: [
        "PHIẾU KIỂM SOÁT",
        "Cơ quan (bộ phận) giải quyết hồ sơ: UBND xã Mẫu",
        "Cơ quan phối hợp giải quyết hồ sơ: Chi nhánh Văn phòng Đăng ký đất đai",
        "TÊN CƠ QUAN",
        "THỜI GIAN GIAO, NHẬN HỒ SƠ",
        "KẾT QUẢ",
        "GHI CHÚ",
        "15 giờ 05 phút, ngày 23/11/2026",
        "□ Trước hạn ■ Đúng hạn □ Quá hạn",
    ],
    Form.REGISTER: [
        "TT",
        "Mã hồ sơ",
        "Tên thủ tục hành chính",
        "Số lượng hồ sơ (bộ)",
        "Tên cá nhân, tổ chức",
        "Địa chỉ, số điện thoại",
        "Cơ quan chủ trì giải quyết",
        "Ngày, tháng, năm",
        "Ghi chú",
        "Nhận hồ sơ Hẹn trả kết quả Trả kết quả",
        "Phương thức nhận kết quả",
        "Ký nhận",
        "13",
        "Cộng trang: 3 hồ sơ",
        "Cộng dồn: 3 hồ sơ",
    ],
    Form.REGISTER_COVER: ["Năm: 2026", "Quyển số: 2026", "Từ ngày 01/01/2026 đến ngày 31/12/2026", "Từ số"],
}


def worded(form: Form, html_: str) -> FormTemplate:
    template = next(each for known, each in SHIPPED if known is form and each.pack == "2025")
    return replace(template, html=html_)


def shipped(form: Form) -> str:
    return next(each.html for known, each in SHIPPED if known is form and each.pack == "2025")


@EVERY
def test_each_form_has_the_circulars_fields_in_their_order(form: Form, template: FormTemplate):
    text = text_of(sample_page(form, template, SAMPLE_OFFICE))
    assert in_order(text, BODIES.get(form, []))
    if form not in (Form.REGISTER, Form.REGISTER_COVER):
        assert in_order(text, HEAD)


@EVERY
def test_what_is_shipped_passes_its_own_checks(form: Form, template: FormTemplate):
    assert faults_of(form, template) == []


@EVERY
def test_every_place_that_is_offered_can_be_filled(form: Form, template: FormTemplate):
    blocks = [place.text for place in FIELDS[form] if place.is_block]
    plain = [
        place.text for place in FIELDS[form] if not place.is_block and "trong phần lặp" not in place.words
    ]
    sample_page(form, replace(template, html="\n".join((*plain, *blocks))), SAMPLE_OFFICE)


def test_the_old_circular_knows_no_stop_notice_and_numbers_the_slip_otherwise():
    assert Form.STOP_NOTICE.number_in("2018") == ""
    assert (Form.CONTROL_SLIP.number_in("2018"), Form.CONTROL_SLIP.number_in("2025")) == ("05", "06")
    assert form_of("2018", "05") is Form.CONTROL_SLIP
    assert form_of("2025", "05") is Form.STOP_NOTICE
    assert Form.REGISTER.number_in("2031") == "07"


@pytest.mark.parametrize(
    ("change", "line", "words"),
    [
        (lambda text: text.replace("$applicant_name", "$aplicant"), 0, "không có chỗ điền “$aplicant”"),
        (lambda text: text.replace("each:reason", "each:reasons"), 0, "không có phần lặp “reasons”"),
        (lambda text: text.replace("<!-- end -->", "", 1), 0, "phần lặp"),
        (lambda text: text.replace("$year", ""), 0, "thiếu năm"),
        (lambda text: text.replace("$new_due_at", "mai"), 0, "thiếu giờ hẹn lại"),
        (lambda text: text.replace("THỦ TRƯỞNG", "Ông"), 0, "thiếu chỗ ký của thủ trưởng"),
        (lambda text: text.replace("</body>", "<script>x()</script></body>"), 0, "<script>"),
        (lambda text: text.replace("<body>", '<body onload="x()">'), 0, "onload"),
        (lambda text: text.replace('src="qr.png"', 'src="http://x.example/a.png"'), 0, "src lấy tệp"),
        (lambda text: text.replace("<body>", '<body>\n<img src="file:///x">'), 0, "src lấy tệp"),
        (lambda text: text.replace("<style>", "<style>@import 'x.css';"), 3, "không được lấy gì"),
        (lambda text: text.replace("</table>", "", 1), 0, "không khớp"),
        (lambda text: text.replace("<p class", "<p><b>một $ lẻ</b></p>\n<p class", 1), 0, "dấu $"),
        (lambda text: text.replace("<body>", "<body>$signer_name"), 0, "ngoài phần lặp"),
        (lambda text: text + "x" * 100_000, 1, "dài quá"),
    ],
)
def test_a_wording_that_would_not_do_is_refused_with_line_and_cause(change, line: int, words: str):
    text = change(shipped(Form.APOLOGY))
    with pytest.raises(BadWording) as caught:
        check(Form.APOLOGY, worded(Form.APOLOGY, text))
    assert words in str(caught.value)
    assert str(caught.value).startswith("Dòng ")
    assert not line or caught.value.faults[0].line == line


def test_the_line_of_a_fault_is_the_line_in_the_text():
    lines = shipped(Form.REFUSAL).splitlines()
    lines[10] += "$stranger"
    (fault,) = faults_of(Form.REFUSAL, worded(Form.REFUSAL, "\n".join(lines)))
    assert fault.line == 11


def test_hostile_names_stay_text_on_every_letter():
    hostile = "<script>alert(1)</script>" + "\u202e" + "A" * 10_000
    page = sample_page(
        Form.REFUSAL,
        worded(Form.REFUSAL, shipped(Form.REFUSAL)),
        replace(SAMPLE_OFFICE, phone=hostile, office_name=hostile),
    )
    assert "<script" not in page.html
    assert "‹RLO›" in html.unescape(page.html)
