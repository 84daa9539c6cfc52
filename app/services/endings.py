"""A dossier that ends without a result: refused, stopped, or taken back by who asked; always for a reason."""

from dataclasses import replace

from app.domain.dossier import EventKind
from app.domain.ids import DossierId
from app.services.acts import acting, add_act, next_event, owed, words_if_alone
from app.services.desk import Desk, Officer
from app.storage import dossiers


def refuse(desk: Desk, officer: Officer, id_: DossierId, reason: str, legal_basis: str = "") -> None:
    """Turn down a dossier that was received; the citizen gets form 03 with the reason. Raises DecidedAlone.

    The reason is printed, so that nobody else took part stands beside it, in ``paper``.
    """
    reason = owed(reason, "Xin ghi lý do từ chối, vì lý do in trên phiếu mẫu 03.")
    kind = EventKind.REFUSED
    with acting(desk, officer, kind) as unit:
        event = next_event(unit, officer, id_, kind)
        alone = words_if_alone(unit, officer, id_)
        dossiers.add_event(unit, replace(event, note=reason, legal_basis=legal_basis.strip(), paper=alone))


def stop(desk: Desk, officer: Officer, id_: DossierId, reason: str, legal_basis: str = "") -> None:
    """Stop handling it, by a leader; the citizen gets form 05."""
    reason = owed(reason, "Xin ghi lý do dừng giải quyết.")
    add_act(desk, officer, id_, EventKind.STOPPED, note=reason, legal_basis=legal_basis.strip())


def withdraw(desk: Desk, officer: Officer, id_: DossierId, reason: str) -> None:
    """The applicant asked for it back; the citizen gets form 05."""
    reason = owed(reason, "Xin ghi lý do người đề nghị rút hồ sơ.")
    add_act(desk, officer, id_, EventKind.WITHDRAWN, note=reason)
