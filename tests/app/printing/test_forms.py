import hashlib
import html
import io
import re
from dataclasses import replace

import pytest
import zxingcpp
from PIL import Image

from app.printing.forms import (
    KEPT_COPY,
    QR_IMAGE,
    PrintedForm,
    content_hash,
    qr_png,
    quantity,
    receipt_html,
    supplement_request_html,
)
from tests.app.printing.receipts import CODE, OFFICE, a_receipt, a_supplement_request, a_template

PACKS = pytest.mark.parametrize("pack", ["2018", "2025"])


def text_of(printed: PrintedForm) -> str:
    """The page's words, one space apart."""
    body = re.sub(r"<style>.*?</style>", "", printed.html, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def in_order(text: str, phrases: list[str]) -> bool:
    places = [text.find(phrase) for phrase in phrases]
    return -1 not in places and places == sorted(places)


@PACKS
def test_the_receipt_has_the_circulars_fields_in_their_order(pack: str):
    printed = receipt_html(a_receipt(), a_template("01", pack))
    assert in_order(
        text_of(printed),
        [
            "UBND xã Yên Lạc Hạ",
            "Trung tâm Phục vụ hành chính công",
            "Số: 0064/TNHS",
            "Độc lập - Tự do - Hạnh phúc",
            "Yên Lạc Hạ, ngày 23 tháng 11 năm 2026",
            "GIẤY TIẾP NHẬN HỒ SƠ",
            f"Mã hồ sơ: {CODE}",
            "Liên 2: Giao người nộp hồ sơ",
            "Tiếp nhận hồ sơ của: Nguyễn Thị Hồng Nhung",
            "Địa chỉ: Thôn Đông Hạ",
            "Số điện thoại: 0900 000 412",
            "Nội dung yêu cầu giải quyết: Đăng ký khai sinh cho cháu",
            "1. Thành phần hồ sơ nộp gồm:",
            "2 Giấy chứng sinh Bản chính 01 bản chính",
            "2. Số lượng hồ sơ: 01 (bộ)",
            "3. Thời gian giải quyết hồ sơ theo quy định: trong ngày làm việc",
            "4. Thời gian nhận hồ sơ: 14 giờ 47 phút, ngày 23/11/2026",
            "5. Thời gian trả kết quả giải quyết hồ sơ: 17 giờ 00 phút, ngày 23/11/2026",
            "Vào Sổ theo dõi hồ sơ, Quyển số: 02, Số thứ tự: 0064",
            "NGƯỜI NỘP HỒ SƠ",
            "NGƯỜI TIẾP NHẬN HỒ SƠ",
            "Hoàng Thị Mai Lan",
            "Ghi chú: Giấy này được lập thành 2 liên",
        ],
    )


def test_the_packs_differ_where_practice_changed():
    old = text_of(receipt_html(a_receipt(), a_template("01", "2018")))
    new = text_of(receipt_html(a_receipt(), a_template("01", "2025")))
    assert "Thủ tục hành chính" not in old
    assert in_order(old, ["6. Đăng ký nhận kết quả tại", "7. Phí, lệ phí"])
    assert "Thủ tục hành chính cần giải quyết: Đăng ký khai sinh" in new
    assert in_order(new, ["Số định danh/Mã số thuế: •••• 3412", "6. Phí, lệ phí", "7. Đăng ký nhận kết quả"])


@PACKS
def test_lines_without_content_are_left_out(pack: str):
    text = text_of(receipt_html(a_receipt(applicant_id_masked=""), a_template("01", pack)))
    for phrase in ("Email", "Người nộp thay", "In lại", "Đính chính", "Số định danh"):
        assert phrase not in text


@PACKS
def test_what_is_given_beyond_the_usual_is_printed(pack: str):
    form = a_receipt(
        header=replace(OFFICE, superior_name="UBND tỉnh Mẫu"),
        applicant_email="nhung@mau.example",
        representative="Trần Văn Mẫu, theo giấy ủy quyền ngày 20/11/2026",
        reprint_no=2,
        corrections=("Mã hồ sơ cũ H99.45.17-261122-0007 vẫn dùng được.",),
    )
    text = text_of(receipt_html(form, a_template("01", pack)))
    for phrase in (
        "UBND tỉnh Mẫu",
        "Email: nhung@mau.example",
        "Người nộp thay: Trần Văn Mẫu",
        "Bản in lại lần 2",
        "Đính chính: Mã hồ sơ cũ",
    ):
        assert phrase in text


def test_the_procedure_stands_in_for_an_empty_content():
    text = text_of(receipt_html(a_receipt(content=""), a_template("01", "2018")))
    assert "Nội dung yêu cầu giải quyết: Đăng ký khai sinh 1. Thành phần" in text


@PACKS
def test_the_supplement_request_names_what_is_missing_and_who_helps(pack: str):
    text = text_of(supplement_request_html(a_supplement_request(), a_template("02", pack)))
    assert in_order(
        text,
        [
            "Số: 12/HDHS",
            "ngày 03 tháng 02 năm 2026",
            "PHIẾU YÊU CẦU",
            "Hồ sơ của: Nguyễn Thị Hồng Nhung",
            "Nội dung yêu cầu giải quyết: Đăng ký khai sinh",
            "1. Giấy chứng sinh",
            "2. Bản sao giấy chứng nhận kết hôn",
            "Lý do: Chưa có giấy chứng sinh. Căn cứ Luật Hộ tịch.",
            "liên hệ Trung tâm Phục vụ hành chính công, số điện thoại 0200 000 000",
            "NGƯỜI HƯỚNG DẪN",
        ],
    )


def test_a_supplement_request_before_reception_has_no_code_and_no_qr():
    guidance = supplement_request_html(a_supplement_request(), a_template("02"))
    later = supplement_request_html(a_supplement_request(code=CODE), a_template("02"))
    assert "Mã hồ sơ" not in text_of(guidance)
    assert not guidance.images
    assert CODE in text_of(later)
    assert QR_IMAGE in later.images


def test_the_qr_holds_the_code_and_nothing_else():
    printed = receipt_html(a_receipt(), a_template())
    picture = Image.open(io.BytesIO(printed.images[QR_IMAGE]))
    assert [code.text for code in zxingcpp.read_barcodes(picture)] == [CODE]


def test_a_print_can_be_recorded():
    printed = receipt_html(a_receipt(), a_template("01", "2018"))
    assert (printed.form, printed.pack, printed.version) == ("01", "2018", 2)
    assert printed.copy_label == "Liên 2: Giao người nộp hồ sơ"
    assert printed.content_sha256 == content_hash(printed.html, printed.images)


def test_the_same_act_prints_the_same_page_and_any_difference_shows_in_its_hash():
    once, again = (receipt_html(a_receipt(), a_template()) for _ in range(2))
    other_copy = receipt_html(a_receipt(copy_label=KEPT_COPY), a_template())
    reprint = receipt_html(a_receipt(reprint_no=1), a_template())
    assert once == again
    assert len({once.content_sha256, other_copy.content_sha256, reprint.content_sha256}) == 3


def test_the_hash_is_over_page_and_pictures_each_led_by_its_length():
    length = (1).to_bytes(8, "big")
    parts = length + b"p" + length + b"a" + length + b"1" + length + b"b" + length + b"2"
    assert content_hash("p", {"b": b"2", "a": b"1"}) == hashlib.sha256(parts).hexdigest()
    assert content_hash("ab", {}) != content_hash("a", {"b": b""})


@pytest.mark.parametrize(
    ("originals", "copies", "words"),
    [(1, 0, "01 bản chính"), (0, 2, "02 bản sao"), (1, 2, "01 bản chính, 02 bản sao"), (0, 0, "")],
)
def test_papers_are_counted_in_words(originals: int, copies: int, words: str):
    assert quantity(originals, copies) == words


def test_a_long_code_still_reads():
    code = "000.17.22.H56-210531-000001"
    assert zxingcpp.read_barcode(Image.open(io.BytesIO(qr_png(code)))).text == code
