"""A result leaves the office: into the applicant's hand, a proxy's, or, for now, nobody's."""

from dataclasses import dataclass

from app.domain.dossier import EventKind
from app.domain.ids import DossierId
from app.errors import AppError
from app.services.acts import add_act, owed
from app.services.desk import Desk, Officer


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


def return_result(desk: Desk, officer: Officer, id_: DossierId, collector: Collector) -> None:
    """The result was handed over, against a signature; raises ProxyUnproven."""
    name = owed(collector.name, "Xin ghi người nhận kết quả.")
    if collector.is_proxy and not (collector.id_number and collector.authority.strip()):
        raise ProxyUnproven
    add_act(
        desk,
        officer,
        id_,
        EventKind.RETURNED,
        person_name=name,
        person_id_number=collector.id_number,
        note=collector.relation.strip(),
        paper=collector.authority.strip(),
    )


def note_not_collected(desk: Desk, officer: Officer, id_: DossierId, reason: str) -> None:
    """Nobody took the result, or it was refused; it can still be fetched later."""
    reason = owed(reason, "Xin ghi vì sao kết quả chưa được nhận.")
    add_act(desk, officer, id_, EventKind.NOT_COLLECTED, note=reason)
