"""What each form can say: the places of its wording, in words, and those no wording may be without."""

from dataclasses import dataclass

from app.domain.paper_form import Form


@dataclass(frozen=True, slots=True)
class Place:
    """A place ``$name``, or a block ``each:name`` with the places that are filled in it."""

    name: str
    words: str
    inside: str = ""

    @property
    def is_block(self) -> bool:
        """Whether it stands once for each of its rows, and not at all where there is none."""
        return self.name.startswith("each:")

    @property
    def text(self) -> str:
        """What is put into the wording at the cursor."""
        if not self.is_block:
            return f"${self.name}"
        return f"<!-- {self.name} -->{self.inside}<!-- end -->"


_OFFICE = (
    Place("office_name", "Tên cơ quan"),
    Place("unit_name", "Bộ phận tiếp nhận"),
    Place("place_name", "Địa danh"),
    Place("phone", "Điện thoại cơ quan"),
    Place("website", "Trang tin cơ quan"),
    Place("day", "Ngày"),
    Place("month", "Tháng"),
    Place("year", "Năm"),
    Place("each:superior", "Cơ quan chủ quản, nếu có", "$superior_name"),
    Place("superior_name", "Tên cơ quan chủ quản (trong phần lặp superior)"),
    Place("each:help_phone", "Điện thoại, nếu có", "số điện thoại $phone"),
    Place("each:help_website", "Trang tin, nếu có", "trang tin $website"),
)
_DOSSIER = (
    Place("code", "Mã hồ sơ"),
    Place("applicant_name", "Người nộp"),
    Place("applicant_address", "Địa chỉ"),
    Place("applicant_phone", "Số điện thoại"),
    Place("each:email", "Email, nếu có", "Email: $email"),
    Place("email", "Email (trong phần lặp email)"),
    Place("procedure_name", "Thủ tục hành chính"),
    Place("content", "Nội dung yêu cầu"),
    Place("each:reprint", "Dấu bản in lại", "Bản in lại lần $reprint_no"),
    Place("reprint_no", "Lần in lại (trong phần lặp reprint)"),
)
_LETTER = (
    *_OFFICE,
    *_DOSSIER,
    Place("each:code", "Chỉ in khi hồ sơ có mã", "$code"),
    Place("each:copy", "Tên liên, nếu in nhiều liên", "($copy_label)"),
    Place("copy_label", "Tên liên (trong phần lặp copy)"),
    Place("number", "Số của giấy"),
    Place("each:reason", "Lý do, mỗi dòng một đoạn", "<p>$line</p>"),
    Place("line", "Một dòng lý do (trong phần lặp reason)"),
)
_BASIS = (
    Place("each:basis", "Căn cứ pháp lý, nếu ghi", "Căn cứ: $legal_basis"),
    Place("legal_basis", "Căn cứ (trong phần lặp basis)"),
)
_SIGNER = (
    Place("each:signer", "Người ký, nếu biết", "$signer_name"),
    Place("signer_name", "Tên người ký (trong phần lặp signer)"),
)
_RECEIVED = (Place("received_at", "Lúc nhận hồ sơ"),)
_CLERK = (Place("clerk_name", "Công chức lập giấy"),)

FIELDS: dict[Form, tuple[Place, ...]] = {
    Form.RECEIPT: (
        *_OFFICE,
        *_DOSSIER,
        *_RECEIVED,
        *_CLERK,
        Place("due_at", "Lúc hẹn trả"),
        Place("copy_label", "Tên liên"),
        Place("dossier_sets", "Số bộ hồ sơ"),
        Place("limit_in_words", "Thời gian giải quyết"),
        Place("fee_text", "Phí, lệ phí"),
        Place("return_place", "Nơi nhận kết quả"),
        Place("book_number", "Quyển số"),
        Place("ordinal", "Số thứ tự"),
        Place("each:id", "Số định danh che bớt, nếu có", "$id"),
        Place("id", "Số định danh (trong phần lặp id)"),
        Place("each:representative", "Người nộp thay, nếu có", "$representative"),
        Place("representative", "Người nộp thay (trong phần lặp)"),
        Place("each:components", "Thành phần hồ sơ, mỗi giấy một dòng", "$ordinal $title $kind $quantity"),
        Place("title", "Tên giấy tờ (trong phần lặp components)"),
        Place("kind", "Nộp hay xuất trình (trong phần lặp components)"),
        Place("quantity", "Số bản (trong phần lặp components)"),
        Place("each:corrections", "Đính chính, nếu có", "$correction"),
        Place("correction", "Nội dung đính chính (trong phần lặp)"),
    ),
    Form.SUPPLEMENT_REQUEST: (
        *_LETTER,
        *_BASIS,
        *_CLERK,
        Place("each:items", "Giấy tờ cần bổ sung, mỗi giấy một dòng", "<p>$ordinal. $item</p>"),
        Place("ordinal", "Thứ tự (trong phần lặp items)"),
        Place("item", "Giấy tờ (trong phần lặp items)"),
    ),
    Form.REFUSAL: (*_LETTER, *_BASIS, *_CLERK),
    Form.APOLOGY: (
        *_LETTER,
        *_BASIS,
        *_SIGNER,
        *_RECEIVED,
        Place("promised_at", "Giờ đã hẹn trả"),
        Place("new_due_at", "Giờ hẹn lại"),
    ),
    Form.STOP_NOTICE: (
        *_LETTER,
        *_BASIS,
        *_SIGNER,
        *_RECEIVED,
        Place("stopped_at", "Lúc dừng"),
        Place("each:stopped", "Chỉ in khi cơ quan dừng", "$stopped_at"),
        Place("each:withdrawn", "Chỉ in khi người nộp rút", "$stopped_at"),
    ),
    Form.CONTROL_SLIP: (
        *_OFFICE,
        *_DOSSIER,
        *_RECEIVED,
        Place("each:code", "Chỉ in khi hồ sơ có mã", "$code"),
        Place("each:copy", "Tên liên, nếu in nhiều liên", "($copy_label)"),
        Place("copy_label", "Tên liên (trong phần lặp copy)"),
        Place("due_at", "Lúc hẹn trả"),
        Place("partners", "Cơ quan phối hợp"),
        Place("ordinal", "Số thứ tự của hồ sơ, của dòng"),
        Place("each:steps", "Mỗi lần giao nhận một dòng", "$given_at $giver $taken_at $receiver"),
        Place("giver_unit", "Bên giao (trong phần lặp steps)"),
        Place("giver", "Người giao (trong phần lặp steps)"),
        Place("given_at", "Lúc giao (trong phần lặp steps)"),
        Place("receiver_unit", "Bên nhận (trong phần lặp steps)"),
        Place("receiver", "Người nhận (trong phần lặp steps)"),
        Place("taken_at", "Lúc nhận (trong phần lặp steps)"),
        Place("early", "Ô trước hạn (trong phần lặp steps)"),
        Place("on_time", "Ô đúng hạn (trong phần lặp steps)"),
        Place("late", "Ô quá hạn (trong phần lặp steps)"),
        Place("remark", "Ghi chú (trong phần lặp steps)"),
        Place("each:blank", "Dòng trống để ghi tay", "$ordinal"),
    ),
    Form.REGISTER: (
        *_OFFICE,
        Place("book_number", "Quyển số"),
        Place("page", "Trang"),
        Place("page_dossiers", "Cộng trang: hồ sơ"),
        Place("page_sets", "Cộng trang: bộ"),
        Place("page_returned", "Cộng trang: đã trả"),
        Place("so_far_dossiers", "Cộng dồn: hồ sơ"),
        Place("so_far_sets", "Cộng dồn: bộ"),
        Place("so_far_returned", "Cộng dồn: đã trả"),
        Place("each:lines", "Mỗi hồ sơ một dòng của bảng", "<tr><td>$ordinal</td><td>$code</td></tr>"),
        Place("ordinal", "TT (trong phần lặp lines)"),
        Place("code", "Mã hồ sơ (trong phần lặp lines)"),
        Place("procedure_name", "Thủ tục (trong phần lặp lines)"),
        Place("sets", "Số bộ (trong phần lặp lines)"),
        Place("applicant_name", "Người nộp (trong phần lặp lines)"),
        Place("contact", "Địa chỉ, điện thoại (trong phần lặp lines)"),
        Place("agency", "Cơ quan chủ trì (trong phần lặp lines)"),
        Place("received", "Ngày nhận (trong phần lặp lines)"),
        Place("due", "Ngày hẹn (trong phần lặp lines)"),
        Place("returned", "Ngày trả (trong phần lặp lines)"),
        Place("delivery", "Phương thức nhận (trong phần lặp lines)"),
        Place("signed_by", "Người nhận (trong phần lặp lines)"),
        Place("note", "Ghi chú (trong phần lặp lines)"),
        Place("each:closing", "Chỗ ký, chỉ ở trang cuối", "$place_name, ngày $day tháng $month năm $year"),
    ),
    Form.REGISTER_COVER: (
        *_OFFICE,
        Place("book_number", "Quyển số"),
        Place("first_day", "Từ ngày"),
        Place("last_day", "Đến ngày"),
        Place("first_number", "Từ số"),
        Place("last_number", "Đến số"),
        Place("dossiers", "Số hồ sơ"),
        Place("pages", "Số trang"),
    ),
}

_HEAD = {"$office_name": "tên cơ quan", "$day": "ngày", "$month": "tháng", "$year": "năm"}
_OF_CITIZEN = {**_HEAD, "$applicant_name": "tên người nộp", "$reprint_no": "dấu bản in lại"}
_BY_HEAD = {"Thủ trưởng": "chỗ ký của thủ trưởng"}

# What a wording may not be without: a place with its dollar, or words of the signature block.
MANDATORY: dict[Form, dict[str, str]] = {
    Form.RECEIPT: {
        **_OF_CITIZEN,
        "$code": "mã hồ sơ",
        "$received_at": "lúc nhận hồ sơ",
        "$due_at": "lúc hẹn trả",
        "Người nộp hồ sơ": "chỗ ký của người nộp",
        "Người tiếp nhận hồ sơ": "chỗ ký của người tiếp nhận",
    },
    Form.SUPPLEMENT_REQUEST: {
        **_OF_CITIZEN,
        "$code": "mã hồ sơ",
        "$item": "giấy tờ cần bổ sung",
        "Người hướng dẫn": "chỗ ký của người hướng dẫn",
    },
    Form.REFUSAL: {
        **_OF_CITIZEN,
        "$line": "lý do từ chối",
        "Người tiếp nhận": "chỗ ký của người tiếp nhận",
    },
    Form.APOLOGY: {
        **_OF_CITIZEN,
        **_BY_HEAD,
        "$code": "mã hồ sơ",
        "$line": "lý do",
        "$new_due_at": "giờ hẹn lại",
    },
    Form.STOP_NOTICE: {**_OF_CITIZEN, **_BY_HEAD, "$code": "mã hồ sơ", "$line": "lý do"},
    Form.CONTROL_SLIP: {
        "$code": "mã hồ sơ",
        "$giver": "người giao",
        "$receiver": "người nhận",
        "$given_at": "lúc giao",
        "$taken_at": "lúc nhận",
        "$reprint_no": "dấu bản in lại",
    },
    Form.REGISTER: {
        "$code": "mã hồ sơ",
        "$received": "ngày nhận",
        "$due": "ngày hẹn",
        "$returned": "ngày trả",
        "$page_dossiers": "cộng trang",
        "$so_far_dossiers": "cộng dồn",
        "Người ghi sổ": "chỗ ký của người ghi sổ",
        "<thead>": "đầu bảng lặp lại",
    },
    Form.REGISTER_COVER: {
        "$book_number": "quyển số",
        "$first_day": "từ ngày",
        "$last_day": "đến ngày",
        "$first_number": "từ số",
        "$last_number": "đến số",
        "$year": "năm",
    },
}
