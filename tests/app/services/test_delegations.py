"""A role lent for some days: within them its taker acts in it, by name; after them no more."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from app.domain.dossier import EventKind, Role, RoleNotAllowed
from app.domain.lending import LendingForm
from app.services import delegations, dossier, endings, officers, processing, staff
from app.services.delegations import BadLending
from app.services.desk import LendingOver, Officer
from app.storage import approvers
from tests.support.office import PIN, Counter, a_counter

TODAY = date(2026, 11, 23)


class Office:
    """A chief, and a specialist who may stand in."""

    def __init__(self, counter: Counter) -> None:
        self.counter, self.desk = counter, counter.desk
        register = officers.register_clerk
        self.chief = register(self.desk, "Chủ Tịch Mẫu", "Chủ tịch", (Role.LEADER,), PIN)
        self.taker = register(self.desk, "Chuyên Môn Mẫu", "Công chức", (Role.SPECIALIST,), PIN)

    def lend(self, first: date = TODAY, days: int = 2, number: str = "12/UQ-UBND", **changed: object) -> int:
        given = {"officer": self.chief, "to": self.taker.id, "role": Role.LEADER} | changed
        last = first + timedelta(days=days)
        return delegations.lend(
            self.desk, **given, form=LendingForm.AUTHORITY, document_number=number, first=first, last=last
        )  # type: ignore[arg-type]

    def seated(self) -> Officer:
        self.desk.officer = officers.log_in(self.desk, self.taker.id, PIN)
        return self.desk.officer


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = a_counter(tmp_path)
    yield Office(made)
    made.device.profile.close()


def stop(office: Office, officer: Officer) -> None:
    receipt = office.counter.receive()
    processing.hand_over(office.desk, office.counter.officer, receipt.dossier_id, office.taker.id)
    endings.stop(office.desk, officer, receipt.dossier_id, "Người nộp đã mất")
    office.last = receipt.dossier_id  # type: ignore[attr-defined]


def test_within_its_days_the_taker_acts_in_the_role_and_the_act_names_the_lender(office: Office) -> None:
    office.lend()
    taker = office.seated()
    assert taker.roles == (Role.SPECIALIST, Role.LEADER)
    assert taker.own_roles == (Role.SPECIALIST,)
    stop(office, taker)
    view = dossier.view(office.desk, taker, office.last)  # type: ignore[attr-defined]
    act = view.last(EventKind.STOPPED)
    assert act is not None
    assert act.on_behalf == "TUQ. Chủ tịch Chủ Tịch Mẫu, số 12/UQ-UBND"


def test_ones_own_role_is_tried_before_a_lent_one(office: Office) -> None:
    office.lend()
    taker = office.seated()
    receipt = office.counter.receive()
    processing.hand_over(office.desk, office.counter.officer, receipt.dossier_id, taker.id)
    processing.transfer_up(office.desk, taker, receipt.dossier_id, "UBND tỉnh Mẫu")
    act = dossier.view(office.desk, taker, receipt.dossier_id).last(EventKind.TRANSFERRED_UP)
    assert act is not None
    assert act.on_behalf == ""


@pytest.mark.parametrize("days_later", [-1, 3])
def test_outside_its_days_nothing_is_lent(office: Office, days_later: int) -> None:
    office.lend(TODAY + timedelta(days=1), days=1)
    office.counter.clock.advance(days=max(0, days_later))
    assert office.seated().roles == (Role.SPECIALIST,)


def test_a_day_that_ends_while_the_taker_sits_there_ends_the_role(office: Office) -> None:
    office.lend(days=0)
    taker = office.seated()
    office.counter.clock.advance(days=1)
    with pytest.raises(LendingOver):
        stop(office, taker)


def test_what_was_ended_early_counts_no_more_and_stays_listed(office: Office) -> None:
    office.lend()
    taker = office.seated()
    stop(office, taker)
    office.counter.clock.advance(minutes=5)
    (record,) = delegations.every(office.desk)
    delegations.end(office.desk, office.chief, record)
    with pytest.raises(LendingOver):
        stop(office, taker)
    (record,) = delegations.every(office.desk)
    assert not delegations.stands(office.desk, record)
    act = dossier.view(office.desk, taker, office.last).last(EventKind.HANDED_OVER)  # type: ignore[attr-defined]
    assert act is not None


def test_what_was_lent_is_lent_no_further(office: Office) -> None:
    office.lend()
    taker = office.seated()
    with pytest.raises(RoleNotAllowed):
        office.lend(officer=taker, to=office.counter.officer.id)


def test_only_the_lender_or_a_leader_ends_it(office: Office) -> None:
    office.lend()
    (record,) = delegations.every(office.desk)
    with pytest.raises(RoleNotAllowed):
        delegations.end(office.desk, office.seated(), record)


def test_what_cannot_be_lent_is_said(office: Office) -> None:
    for wrong in ({"first": TODAY - timedelta(days=1)}, {"days": -1}, {"number": " "}, {"days": 400}):
        with pytest.raises(BadLending):
            office.lend(**wrong)  # type: ignore[arg-type]
    for taker in (office.chief.id, office.counter.officer.id):
        with pytest.raises(BadLending):
            office.lend(to=taker)
    office.lend()
    with pytest.raises(BadLending, match="Đã có"):
        office.lend(TODAY + timedelta(days=1))


def test_a_lent_role_is_no_third_role_of_ones_own(office: Office) -> None:
    """Reception is not decision, whoever stands in for the chief meanwhile."""
    both = replace(office.seated(), roles=(Role.RECEPTION, Role.SPECIALIST))
    assert set(both.own_roles) == {Role.RECEPTION, Role.SPECIALIST}


def change(office: Office, clerk: Officer, **changed: object) -> None:
    (record,) = (each for each in staff.all_clerks(office.desk) if each.id == clerk.id)
    staff.change_clerk(office.desk, replace(record, **changed), office.counter.officer)  # type: ignore[arg-type]


def test_whoever_was_promoted_at_another_desk_meanwhile_acts_in_their_own_role(office: Office) -> None:
    office.lend()
    both = ",".join(str(int(role)) for role in (Role.SPECIALIST, Role.LEADER))
    office.counter.device.tamper("UPDATE clerk SET roles = ? WHERE id = ?", both, office.taker.id)
    taker = office.seated()
    assert taker.own_roles == (Role.SPECIALIST, Role.LEADER)
    assert taker.lent == ()


def test_a_promotion_leaves_the_papers_of_before_and_ends_the_lending(office: Office) -> None:
    office.lend()
    taker = office.seated()
    stop(office, taker)
    office.counter.clock.advance(minutes=5)
    change(office, taker, roles=(Role.SPECIALIST, Role.LEADER))
    act = dossier.view(office.desk, taker, office.last).last(EventKind.STOPPED)  # type: ignore[attr-defined]
    assert act is not None
    assert act.on_behalf == "TUQ. Chủ tịch Chủ Tịch Mẫu, số 12/UQ-UBND"
    (record,) = delegations.every(office.desk)
    assert not delegations.stands(office.desk, record)


@pytest.mark.parametrize("changed", [{"roles": (Role.SPECIALIST,)}, {"is_active": False}])
def test_a_lent_role_does_not_outlive_its_lender(office: Office, changed: dict[str, object]) -> None:
    office.lend()
    taker = office.seated()
    change(office, office.chief, **changed)
    with office.desk.store.read() as connection:
        assert approvers.lent_on(connection, TODAY.isoformat(), (Role.LEADER,)) == set()
    with pytest.raises(LendingOver):
        stop(office, taker)
    assert office.seated().roles == (Role.SPECIALIST,)
