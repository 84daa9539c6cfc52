"""What is wrong, or odd, in a field of the form: one sentence each, "" when all is well."""

from datetime import date

from app.domain.citizen_card import cross_check
from app.domain.identifiers import (
    digits_of,
    grouped_id,
    grouped_phone,
    is_citizen_id,
    is_phone,
    normalised_phone,
    tax_code_warning,
)
from app.services.typed_dates import iso_date, typed_date
from ui.widgets.words_edit import tidy_words

ID_DIGITS = 12


def id_error(typed: str, is_organisation: bool) -> str:
    """The shape of a citizen's id number, or of an organisation's tax code."""
    number = digits_of(typed)
    if not number or is_citizen_id(number):
        return ""
    if is_organisation:
        return tax_code_warning(number) or ""
    if not number.isdecimal():
        return "Số định danh chỉ gồm chữ số."
    return f"Số định danh cần đủ {ID_DIGITS} số, hiện có {len(number)} số."


def phone_error(typed: str) -> str:
    """The shape of a mobile or landline number."""
    number = normalised_phone(typed)
    if not number or is_phone(number):
        return ""
    if not number.isdecimal():
        return "Số điện thoại chỉ gồm chữ số."
    return f"Số điện thoại chưa đúng, hiện có {len(number)} số. Ví dụ 0900 000 412."


def date_error(typed: str, today: date) -> str:
    """A day of the past, or the month or year alone."""
    if iso_date(typed, today) is not None:
        return ""
    return "Ngày sinh cần dạng ngày/tháng/năm, ví dụ 12/08/1994."


def id_doubts(id_number: str, birth_date: str, sex: str, today: date, samples: bool) -> str:
    """Where the number disagrees with the birth date and the sex; it stops nobody."""
    iso = iso_date(birth_date, today) or ""
    born = date.fromisoformat(iso) if len(iso) == len("1994-08-12") else None
    number = digits_of(id_number)
    if not sex:
        return ""
    return " ".join(cross_check(number, born, sex, samples=samples))


def tidy_id(typed: str) -> str:
    """An id number grouped 3-3-6, as the card prints it."""
    return grouped_id(digits_of(typed)) if digits_of(typed).isdecimal() else tidy_words(typed)


def tidy_phone(typed: str) -> str:
    """A phone number as it is read aloud; what is none stays as it was typed."""
    number = normalised_phone(typed)
    return grouped_phone(number) if number.isdecimal() else tidy_words(typed)


def tidy_date(typed: str) -> str:
    """A date with its slashes; what is none stays as it was typed."""
    iso = iso_date(typed, date.max)
    return typed_date(iso) if iso else tidy_words(typed)
