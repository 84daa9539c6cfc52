"""A result leaves the office: into the applicant's hand, a proxy's, or, for now, nobody's."""

import re
from dataclasses import dataclass

from app.domain.dossier import EventKind
from app.domain.identifiers import digits_of
from app.domain.ids import DossierId
from app.errors import AppError
from app.services.acts import add_act, owed
from app.services.desk import Desk, Officer

# A citizen's twelve digits, or the number of a passport, which for some countries has letters in it.
PAPER_NUMBER = re.compile(r"(?=.*\d)[0-9A-Z]{6,12}", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Collector:
    """Who fetched the result: the applicant, or a proxy with an id, a relation and the paper that says so."""

    name: str
    id_number: str = ""
    relation: str = ""
    authority: str = ""
    is_proxy: bool = False


class ProxyUnproven(AppError):
    """A proxy without an id number or a paper that lets them fetch the result."""

    def __init__(self) -> None:
        super().__init__(
            "Người nhận thay cần số định danh và giấy ủy quyền hoặc giấy tờ quan hệ. Hồ sơ chưa thay đổi."
        )


class ProxyUnclear(AppError):
    """A name without a letter, or a number that no paper of identity carries."""

    def __init__(self) -> None:
        super().__init__(
            "Họ tên hoặc số giấy tờ của người nhận thay chưa đúng: cần 12 số định danh hoặc số hộ chiếu. "
            "Hồ sơ chưa thay đổi."
        )


def return_result(desk: Desk, officer: Officer, id_: DossierId, collector: Collector) -> None:
    """The result was handed over, against a signature; raises ProxyUnproven or ProxyUnclear."""
    name = owed(collector.name, "Xin ghi người nhận kết quả.")
    id_number = digits_of(collector.id_number)
    if collector.is_proxy:
        _check_proxy(name, id_number, collector.authority.strip())
    add_act(
        desk,
        officer,
        id_,
        EventKind.RETURNED,
        person_name=name,
        person_id_number=id_number,
        note=collector.relation.strip(),
        paper=collector.authority.strip(),
    )


def _check_proxy(name: str, id_number: str, authority: str) -> None:
    if not (id_number and authority):
        raise ProxyUnproven
    if PAPER_NUMBER.fullmatch(id_number) is None or not any(letter.isalpha() for letter in name):
        raise ProxyUnclear


def note_not_collected(desk: Desk, officer: Officer, id_: DossierId, reason: str) -> None:
    """Nobody took the result, or it was refused; it can still be fetched later."""
    reason = owed(reason, "Xin ghi vì sao kết quả chưa được nhận.")
    add_act(desk, officer, id_, EventKind.NOT_COLLECTED, note=reason)
