"""Two desks act on one dossier without a line; a clerk decides, and every desk and the district agree."""

import pytest

from app.domain.dossier import DossierState, EventKind, Role, RoleNotAllowed
from app.domain.ids import ClerkId, DossierId
from app.services import decisions
from app.services.decisions import AlreadyDecided, Branch
from app.services.desk import Desk, Officer
from tests.support.builders import a_clerk, a_dossier, an_event
from tests.support.devices import world
from tests.support.district import District, SyncedDesk, a_district, converge
from ui.bootstrap import desk_of


@pytest.fixture
def district(tmp_path):
    with a_district(tmp_path) as made:
        yield made


@pytest.fixture
def desks(district: District) -> tuple[SyncedDesk, SyncedDesk]:
    """One asked for papers, the other has the result; they have heard of each other since."""
    one, two = district.desk("Bàn 1"), district.desk("Bàn 2")
    a_clerk(one.store)
    a_dossier(one.store, code="000-261123-0001")
    converge(one, two)
    done(one, EventKind.SUPPLEMENT_REQUESTED)
    two.device.clock.advance(minutes=1)
    done(two, EventKind.FINISHED)
    converge(one, two)
    return one, two


def the_dossier(desk: SyncedDesk) -> DossierId:
    return DossierId(desk.device.value("SELECT id FROM dossier"))


def done(desk: SyncedDesk, kind: EventKind) -> None:
    parent = desk.device.value("SELECT last_event_id FROM dossier_state")
    an_event(desk.store, the_dossier(desk), kind, parent_id=parent)


def at(desk: SyncedDesk) -> tuple[Desk, DossierId]:
    return desk_of(desk.device.profile, desk.device.clock), the_dossier(desk)


def officer(*roles: Role) -> Officer:
    return Officer(ClerkId(0), "Trần Thị Mẫu", "Công chức", roles or (Role.SPECIALIST,))


def clerk_of(desk: SyncedDesk) -> Officer:
    id_ = ClerkId(desk.device.value("SELECT id FROM clerk"))
    return Officer(id_, "Trần Thị Mẫu", "Công chức", (Role.SPECIALIST,))


def decide(desk: SyncedDesk, act: str) -> None:
    """Let the branch stand whose acts have this one."""
    shown = decisions.branches_of(*at(desk))
    (keep,) = [branch for branch in shown if act in branch.acts]
    place, id_ = at(desk)
    decisions.decide(place, clerk_of(desk), id_, shown, keep)


def state(desk: SyncedDesk) -> tuple[DossierState, bool]:
    value, is_contested = desk.device.rows("SELECT state, is_contested FROM dossier_state")[0]
    return DossierState(value), bool(is_contested)


def at_the_district(district: District) -> tuple[DossierState, bool]:
    value, is_contested = district.rows("SELECT state, is_contested FROM dossier")[0]
    return DossierState(value), bool(is_contested)


def test_both_ways_are_shown_with_who_did_what(desks):
    one, two = desks
    shown = decisions.branches_of(*at(one))
    assert [(each.acts, each.device_name, each.is_own) for each in shown] == [
        (("yêu cầu bổ sung",), "Bàn 1", True),
        (("có kết quả",), "Bàn 2", False),
    ]
    assert [each.acts for each in decisions.branches_of(*at(two))] == [("có kết quả",), ("yêu cầu bổ sung",)]


@pytest.mark.parametrize(
    ("act", "expected"),
    [("có kết quả", DossierState.FINISHED), ("yêu cầu bổ sung", DossierState.SUPPLEMENT_REQUESTED)],
)
def test_a_decision_reaches_every_desk_and_the_district(district, desks, act, expected):
    one, two = desks
    assert state(one)[1]
    assert at_the_district(district)[1]
    decide(one, act)
    converge(one, two)
    assert state(one) == state(two) == at_the_district(district) == (expected, False)
    assert world(one.device) == world(two.device)
    assert decisions.branches_of(*at(two)) == []


def test_the_act_set_aside_stays_in_the_timeline_with_the_reason(desks):
    one, _ = desks
    decide(one, "có kết quả")
    rows = one.device.rows("SELECT kind, note FROM dossier_event ORDER BY at_ms, id")
    assert EventKind.SUPPLEMENT_REQUESTED in [kind for kind, _ in rows]
    (note,) = [note for kind, note in rows if kind == EventKind.DECIDED]
    assert (
        note == "Hai máy cùng giải quyết. Giữ “có kết quả” của Bàn 2; không tính “yêu cầu bổ sung” của Bàn 1."
    )


def test_work_goes_on_from_what_was_decided(district, desks):
    one, two = desks
    decide(one, "có kết quả")
    converge(one, two)
    done(two, EventKind.RETURNED)
    converge(one, two)
    assert state(one) == state(two) == at_the_district(district) == (DossierState.RETURNED, False)


def test_two_desks_that_decide_otherwise_at_once_are_asked_again(district, desks):
    one, two = desks
    decide(one, "có kết quả")
    decide(two, "yêu cầu bổ sung")
    converge(one, two)
    assert state(one)[1]
    assert state(two)[1]
    assert world(one.device) == world(two.device)
    shown = decisions.branches_of(*at(one))
    assert len(shown) == 2
    place, id_ = at(one)
    decisions.decide(place, clerk_of(one), id_, shown, shown[0])
    converge(one, two)
    assert state(one) == state(two) == at_the_district(district)
    assert not state(one)[1]


def test_nothing_is_written_over_what_was_not_shown(desks):
    one, two = desks
    place, id_ = at(one)
    shown = decisions.branches_of(place, id_)
    decide(two, "có kết quả")
    converge(one, two)
    with pytest.raises(AlreadyDecided):
        decisions.decide(place, clerk_of(one), id_, shown, shown[0])


def test_who_may_not_work_on_dossiers_may_not_decide(desks):
    one, _ = desks
    place, id_ = at(one)
    shown = decisions.branches_of(place, id_)
    with pytest.raises(RoleNotAllowed):
        decisions.decide(place, officer(Role.ADMINISTRATOR), id_, shown, shown[0])


def test_a_dossier_that_went_one_way_offers_nothing(district):
    desk = district.desk("Bàn 3")
    a_dossier(desk.store)
    shown: list[Branch] = list(decisions.branches_of(*at(desk)))
    assert shown == []
