"""A dossier that ends without a result: refused, stopped, or taken back by who asked; always for a reason."""

from app.domain.dossier import EventKind
from app.domain.ids import DossierId
from app.services.acts import add_act, owed
from app.services.desk import Desk, Officer


def refuse(desk: Desk, officer: Officer, id_: DossierId, reason: str, legal_basis: str = "") -> None:
    """Turn down a dossier that was received; the citizen gets form 03 with the reason."""
    reason = owed(reason, "Xin ghi lý do từ chối, vì lý do in trên phiếu mẫu 03.")
    add_act(desk, officer, id_, EventKind.REFUSED, note=reason, legal_basis=legal_basis.strip())


def stop(desk: Desk, officer: Officer, id_: DossierId, reason: str, legal_basis: str = "") -> None:
    """Stop handling it, by a leader; the citizen gets form 05."""
    reason = owed(reason, "Xin ghi lý do dừng giải quyết.")
    add_act(desk, officer, id_, EventKind.STOPPED, note=reason, legal_basis=legal_basis.strip())


def withdraw(desk: Desk, officer: Officer, id_: DossierId, reason: str) -> None:
    """The applicant asked for it back; the citizen gets form 05."""
    reason = owed(reason, "Xin ghi lý do người đề nghị rút hồ sơ.")
    add_act(desk, officer, id_, EventKind.WITHDRAWN, note=reason)
