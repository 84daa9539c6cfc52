"""One cell of a list as the books want it, with what spreadsheets do to numbers and dates told and mended."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

from app.domain.citizen_card import FEMALE, MALE
from app.domain.folding import fold
from app.domain.identifiers import digits_of, is_citizen_id, is_old_citizen_id, is_phone, normalised_phone
from app.importing.grid import Cell
from app.services.typed_dates import iso_date

ID_DIGITS, PHONE_DIGITS = 12, 10
FEWEST_ID_DIGITS = 10  # a place's code 001 loses two zeros, 01x to 09x lose one
LONGEST_NAME, LONGEST_TEXT = 120, 500
# Days that spreadsheets count from here; a number below is a year, or nothing of a person's.
FIRST_DAY = date(1899, 12, 30)
SERIAL_DAYS = range(3_000, 80_000)
SEXES = {"nam": MALE, "m": MALE, "male": MALE, "nu": FEMALE, "f": FEMALE, "female": FEMALE}


class Reading(NamedTuple):
    """What a cell gave; ``error`` keeps the person off the list, ``doubt`` only asks for a look."""

    text: str = ""
    doubt: str = ""
    error: str = ""


Reader = Callable[[Cell, date], Reading]


def read_name(cell: Cell, _today: date) -> Reading:
    """A name: there, made of letters, and of a person's length."""
    if not cell.text:
        return Reading(error="Còn thiếu họ tên.")
    if len(cell.text) > LONGEST_NAME:
        return Reading(error=f"Họ tên dài {len(cell.text)} chữ, quá {LONGEST_NAME} chữ.")
    doubt = "Họ tên có chữ số, xin xem lại." if any(sign.isdigit() for sign in cell.text) else ""
    return Reading(cell.text, doubt)


def read_id(cell: Cell, _today: date) -> Reading:
    """A number of twelve digits; zeros that a spreadsheet dropped are put back and told."""
    number = digits_of(cell.text)
    if not number or is_citizen_id(number):
        return Reading(number)
    if _is_rounded(cell.text):
        return Reading(
            error="Excel đã rút gọn số định danh, mất số cuối. Xin gõ lại đủ 12 số, định dạng Văn bản (Text)."
        )
    if not number.isdecimal():
        return Reading(error="Số định danh có ký tự không phải chữ số.")
    if FEWEST_ID_DIGITS <= len(number) < ID_DIGITS:
        whole = number.zfill(ID_DIGITS)
        return Reading(
            whole, f"Excel đã bỏ số 0 ở đầu, đọc thành …{whole[-4:]} đủ 12 số. Xin đối chiếu giấy tờ."
        )
    if is_old_citizen_id(number):
        return Reading(number, "9 số là CMND cũ, hoặc Excel đã bỏ số 0 ở đầu. Xin đối chiếu giấy tờ.")
    return Reading(error=f"Số định danh cần 12 số, hiện có {len(number)} số.")


def read_birth(cell: Cell, today: date) -> Reading:
    """A day, a month or a year of the past: typed, or as spreadsheets count days."""
    if cell.day is not None:
        return _past(cell.day, today)
    if cell.number is not None and cell.number.is_integer() and int(cell.number) in SERIAL_DAYS:
        read = _past(FIRST_DAY + timedelta(days=int(cell.number)), today)
        return read._replace(
            doubt=read.doubt or "Ngày sinh là số trong Excel, đã đổi ra ngày. Xin đối chiếu."
        )
    iso = iso_date(cell.text, today)
    if iso is None:
        return Reading(
            error=f"“{_short(cell.text)}” không phải ngày sinh. Viết ngày/tháng/năm, ví dụ 12/08/1994."
        )
    return Reading(iso)


def read_sex(cell: Cell, _today: date) -> Reading:
    """Nam or Nữ, also without marks."""
    sex = SEXES.get(fold(cell.text), "")
    return Reading(sex, "" if sex or not cell.text else f"Chưa rõ giới tính “{_short(cell.text)}”, để trống.")


def read_phone(cell: Cell, _today: date) -> Reading:
    """A telephone number; the zero that a spreadsheet dropped is put back and told."""
    number = normalised_phone(cell.text)
    if not number or is_phone(number):
        return Reading(number)
    if is_phone("0" + number):
        return Reading("0" + number, "Excel đã bỏ số 0 đầu điện thoại, đã thêm lại.")
    return Reading(_short(number), "Số điện thoại chưa đúng, xin xem lại.")


def read_text(cell: Cell, _today: date) -> Reading:
    """Any other text of a person, no longer than one can mean."""
    if len(cell.text) > LONGEST_TEXT:
        return Reading(error=f"Ô này dài {len(cell.text)} chữ, quá {LONGEST_TEXT} chữ.")
    return Reading(cell.text)


def _past(day: date, today: date) -> Reading:
    iso = iso_date(f"{day:%d/%m}/{day.year:04d}", today)
    return Reading(error=f"Ngày sinh {day:%d/%m/%Y} không thể có.") if iso is None else Reading(iso)


def _is_rounded(text: str) -> bool:
    """``7,9194E+10``: how a spreadsheet saves a long number as text, its last digits gone."""
    head, sign, power = text.upper().partition("E+")
    return bool(sign) and power.isdecimal() and head.replace(",", "").replace(".", "").isdecimal()


def _short(text: str) -> str:
    return text if len(text) <= 20 else f"{text[:20]}…"
