"""Who was at the sample counter last month; their numbers begin with 000, as nobody's do."""

from typing import NamedTuple

from app.training.missions import Person

MARRIAGE_PAPER, CERTIFIED_EXTRACT, BIRTH, DEATH = "1.004873", "2.000635", "1.001193", "1.000656"


class Earlier(NamedTuple):
    """A dossier of some days ago."""

    days_ago: int
    person: Person
    procedure: str
    is_returned: bool = True


def _woman(name: str, number: int, year: int, phone: int) -> Person:
    return _person(name, "1" if year < 2000 else "3", "Nữ", number, year, phone)


def _man(name: str, number: int, year: int, phone: int) -> Person:
    return _person(name, "0" if year < 2000 else "2", "Nam", number, year, phone)


def _person(name: str, century: str, sex: str, number: int, year: int, phone: int) -> Person:
    id_number = f"000{century}{year % 100:02d}{number:06d}"
    return Person(name, id_number, f"{year}-05-{number % 27 + 1:02d}", sex, f"0900000{phone:03d}")


# The third is looked for in a mission, by what little she remembers.
EARLIER = (
    Earlier(29, _woman("Phạm Thị Mẫu Một", 201, 1985, 201), MARRIAGE_PAPER),
    Earlier(27, _man("Hoàng Văn Mẫu Hai", 202, 1979, 202), CERTIFIED_EXTRACT),
    Earlier(24, _woman("Lê Thị Mẫu Xuân", 203, 1968, 868), MARRIAGE_PAPER),
    Earlier(20, _man("Vũ Văn Mẫu Bốn", 204, 1990, 204), BIRTH),
    Earlier(15, _woman("Đặng Thị Mẫu Năm", 205, 1993, 205), CERTIFIED_EXTRACT),
    Earlier(12, _man("Bùi Văn Mẫu Sáu", 206, 1957, 206), DEATH),
    Earlier(8, _woman("Lê Thị Mẫu Thu", 207, 1988, 207), MARRIAGE_PAPER),
    Earlier(2, _man("Đỗ Văn Mẫu Tám", 208, 2001, 208), MARRIAGE_PAPER, is_returned=False),
    Earlier(1, _woman("Ngô Thị Mẫu Chín", 209, 1996, 209), CERTIFIED_EXTRACT, is_returned=False),
)
