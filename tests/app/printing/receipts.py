"""Forms to print, naming only what the case is about; the people are samples."""

from datetime import datetime
from typing import Any

from app.catalogue.pack import FormTemplate
from app.catalogue.templates import shipped_templates
from app.printing.forms import APPLICANT_COPY, PrintedComponent, ReceiptForm, SupplementRequestForm
from app.printing.office import OfficeHeader

CODE = "H99.45.17-261123-0064"
OFFICE = OfficeHeader(
    office_name="UBND xã Yên Lạc Hạ",
    unit_name="Trung tâm Phục vụ hành chính công",
    place_name="Yên Lạc Hạ",
    phone="0200 000 000",
    website="yenlacha.example",
)
APPLICATION_FORM = PrintedComponent("Tờ khai đăng ký khai sinh theo mẫu", "Bản chính", 1, 0)
BIRTH_CERTIFICATE = PrintedComponent("Giấy chứng sinh", "Bản chính", 1, 0)
PASSPORT = PrintedComponent("Hộ chiếu hoặc thẻ căn cước", "Bản sao", 0, 1)


def a_template(form: str = "01", pack: str = "2025") -> FormTemplate:
    return next(each for each in shipped_templates() if (each.form, each.pack) == (form, pack))


def a_receipt(**fields: Any) -> ReceiptForm:
    usual = {
        "header": OFFICE,
        "code": CODE,
        "applicant_name": "Nguyễn Thị Hồng Nhung",
        "applicant_address": "Thôn Đông Hạ, xã Yên Lạc Hạ",
        "applicant_phone": "0900 000 412",
        "procedure_name": "Đăng ký khai sinh",
        "content": "Đăng ký khai sinh cho cháu Trần Minh Khôi, sinh ngày 15/11/2026",
        "components": (APPLICATION_FORM, BIRTH_CERTIFICATE, PASSPORT),
        "dossier_sets": 1,
        "limit_in_words": "trong ngày làm việc",
        "received_at": datetime(2026, 11, 23, 14, 47),
        "due_at": datetime(2026, 11, 23, 17, 0),
        "fee_text": "0 đồng",
        "return_place": "quầy tiếp nhận",
        "book_number": "02",
        "ordinal": "0064",
        "clerk_name": "Hoàng Thị Mai Lan",
        "copy_label": APPLICANT_COPY,
        "applicant_id_masked": "•••• 3412",
    }
    return ReceiptForm(**usual | fields)


def a_supplement_request(**fields: Any) -> SupplementRequestForm:
    usual = {
        "header": OFFICE,
        "number": "12",
        "code": "",
        "applicant_name": "Nguyễn Thị Hồng Nhung",
        "applicant_address": "Thôn Đông Hạ, xã Yên Lạc Hạ",
        "applicant_phone": "0900 000 412",
        "procedure_name": "Đăng ký khai sinh",
        "content": "",
        "items": ("Giấy chứng sinh", "Bản sao giấy chứng nhận kết hôn"),
        "reason": "Chưa có giấy chứng sinh.\nCăn cứ Luật Hộ tịch.",
        "issued_at": datetime(2026, 2, 3, 9, 5),
        "clerk_name": "Hoàng Thị Mai Lan",
    }
    return SupplementRequestForm(**usual | fields)
