"""The clerk's part, run by the Windows Python inside Wine on the modules that the setup program installed.

python office.py INTERNAL_FOLDER open|receive

No hand drives the window here, so what its buttons call is called: the office is set up once, then one
dossier is received. The profile, its encrypted books, its key in Windows' own key store are the program's.
"""

import os
import sys


def main() -> int:
    """Do what the command line says, with the modules of the folder that it names."""
    internal, act = sys.argv[1:]
    sys.path.insert(0, internal)
    print({"open": open_office, "receive": receive}[act]())
    return 0


def open_office() -> str:
    """The first start: the profile, the office's name, one clerk."""
    from app import paths
    from app.domain.dossier import Role
    from app.platform.secrets import vault
    from app.platform.system_clock import SystemClock
    from app.services import officers
    from app.storage.clerks import OfficeRecord
    from app.storage.profile import ProfileKind, create_profile
    from ui.bootstrap import desk_of

    clock = SystemClock()
    root = paths.default_profile()
    profile, _ = create_profile(root, ProfileKind.OFFICE, "Bàn Wine", vault(False, os.environ), clock)
    desk = desk_of(profile, clock)
    office = OfficeRecord("Ủy ban nhân dân Xã Mẫu", place_name="Xã Mẫu", agency_code="000.00.00")
    officers.set_up_office(desk, office)
    officers.register_clerk(desk, "Cán Bộ Mẫu", "Công chức", (Role.RECEPTION, Role.ADMINISTRATOR), "2468")
    profile.close()
    return str(root)


def receive() -> str:
    """One dossier, as the counter does; its code."""
    from app import paths
    from app.domain.applicant import Applicant
    from app.platform.system_clock import SystemClock
    from app.services import officers
    from app.services.reception import HandedIn, ReceptionDraft, receive_dossier
    from ui.bootstrap import desk_of, opened_profile

    clock = SystemClock()
    with opened_profile(paths.default_profile(), clock) as profile:
        desk = desk_of(profile, clock)
        officer = officers.log_in(desk, officers.active_clerks(desk)[0].id, "2468")
        in_force = (each for each in desk.catalogue.pack.procedures if each.is_in_force(desk.today()))
        procedure = next(each for each in in_force if each.limit)
        papers = {paper.number: HandedIn(1, 0) for paper in procedure.mandatory_components}
        person = Applicant("Nguyễn Thị Mẫu Wine", id_number="000000000001", phone="0900000001")
        draft = ReceptionDraft(applicant=person, procedure_code=procedure.code, handed_in=papers)
        return receive_dossier(desk, officer, draft).code


if __name__ == "__main__":
    raise SystemExit(main())
