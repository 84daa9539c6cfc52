"""What the lane says of books, rules and ways of paying."""

from app.domain.books import BookKind
from app.domain.fees import CertificationFee, PaymentMethod
from app.services.lane_book import Lane
from ui.printing.receipts import money

TITLES = {
    BookKind.CERTIFIED_COPIES: "Chứng thực bản sao từ bản chính",
    BookKind.CERTIFIED_SIGNATURES: "Chứng thực chữ ký",
    BookKind.CERTIFIED_CONTRACTS: "Chứng thực hợp đồng, giao dịch",
}
BOOK_TITLES = {
    BookKind.CERTIFIED_COPIES: "Sổ chứng thực bản sao từ bản chính",
    BookKind.CERTIFIED_SIGNATURES: "Sổ chứng thực chữ ký",
    BookKind.CERTIFIED_CONTRACTS: "Sổ chứng thực hợp đồng, giao dịch",
}
SHORT_TITLES = {
    BookKind.CERTIFIED_COPIES: "Bản sao",
    BookKind.CERTIFIED_SIGNATURES: "Chữ ký",
    BookKind.CERTIFIED_CONTRACTS: "Hợp đồng, giao dịch",
}
WORDINGS = {
    BookKind.CERTIFIED_COPIES: "CHỨNG THỰC BẢN SAO ĐÚNG VỚI BẢN CHÍNH",
    BookKind.CERTIFIED_SIGNATURES: "CHỨNG THỰC CHỮ KÝ",
    BookKind.CERTIFIED_CONTRACTS: "CHỨNG THỰC HỢP ĐỒNG, GIAO DỊCH",
}
METHOD_WORDS = {
    PaymentMethod.CASH: "tiền mặt",
    PaymentMethod.TRANSFER: "chuyển khoản",
    PaymentMethod.PORTAL: "cổng dịch vụ công",
}


def rule_words(rule: CertificationFee) -> str:
    """What is taken, as the rule says it: ``2.000 đ/trang; từ trang thứ 3 là 1.000 đ/trang; ...``."""
    if not rule.is_by_page:
        return f"{money(rule.first_rate)} một trường hợp"
    later = f"từ trang thứ {rule.first_pages + 1} là {money(rule.later_rate)}/trang"
    words = f"{money(rule.first_rate)}/trang; {later}"
    return f"{words}; không quá {money(rule.most)}/bản" if rule.most else words


def book_words(lane: Lane) -> str:
    """Which book the next number goes into."""
    return "" if lane.book is None else f"Quyển số {lane.book.name}"


def writer_words(lane: Lane) -> str:
    """Who writes in the book; a number once given stays."""
    return f"Sổ này do {lane.writer_name} ghi. Số đã cấp không đánh lại." if lane.writer_name else ""


def no_book_words(lane: Lane) -> str:
    """That a book is to be opened, and from where."""
    title = BOOK_TITLES[lane.kind].lower()
    return f"Năm {lane.year} chưa mở {title}. Ghi số tiếp theo của sổ giấy rồi nhấn F8 để mở."
