"""The acts on a dossier: what each leaves behind, and what is refused."""

from datetime import datetime
from pathlib import Path

import pytest

from app.domain.applicant import Applicant
from app.domain.dossier import DossierState, EventKind, IllegalAct, Role, RoleNotAllowed
from app.services import corrections, dossier, officers, processing, results
from app.services.acts import ReasonMissing
from app.services.approvals import Approval, NotAnApprover
from app.services.dossier import DossierView
from app.services.processing import SecondSupplement
from app.services.reception import HandedIn
from app.services.results import Collector
from tests.support.office import Counter, a_counter


@pytest.fixture
def counter(tmp_path: Path) -> Counter:
    return a_counter(tmp_path)


def _view(counter: Counter, id_: int) -> DossierView:
    return dossier.view(counter.desk, counter.officer, id_)  # type: ignore[arg-type]


def test_from_reception_to_the_result_in_the_citizens_hand(counter: Counter) -> None:
    id_ = counter.receive().dossier_id
    colleague = officers.register_clerk(
        counter.desk, "Đồng Nghiệp Mẫu", "Công chức", (Role.SPECIALIST,), "1357"
    )
    processing.hand_over(counter.desk, counter.officer, id_, colleague.id)
    assert _view(counter, id_).row.holder == "Đồng Nghiệp Mẫu"
    processing.finish(counter.desk, counter.officer, id_, signer="Lãnh Đạo Mẫu", document_number="12/XN")
    results.return_result(counter.desk, counter.officer, id_, Collector("Người Nhận Mẫu", "000194013412"))

    view = _view(counter, id_)
    assert view.state is DossierState.RETURNED
    assert [row.kind for row in view.timeline] == [
        EventKind.RETURNED,
        EventKind.FINISHED,
        EventKind.HANDED_OVER,
        EventKind.RECEIVED,
    ]
    assert view.timeline[0].person_name == "Người Nhận Mẫu"
    assert view.acts == ()


def test_a_supplement_stops_the_clock_and_its_return_promises_anew(counter: Counter) -> None:
    id_ = counter.receive().dossier_id  # Monday 08:00, three working days, 24/11 off: due 27/11 08:00
    counter.clock.set(datetime(2026, 11, 23, 10, 0))
    processing.request_supplement(counter.desk, counter.officer, id_, "Thiếu bản sao")
    assert _view(counter, id_).state is DossierState.SUPPLEMENT_REQUESTED
    counter.clock.set(datetime(2026, 11, 26, 10, 0))
    processing.take_in_supplement(counter.desk, counter.officer, id_, {2: HandedIn(1, 1)})

    view = _view(counter, id_)
    assert view.due == datetime(2026, 12, 1, 8, 0)  # two working days later: 25/11 and 26/11 did not count
    assert view.term == (120, 3 * 450)
    assert next(c for c in view.components if c.ordinal == 2).copies == 1


def test_a_second_request_needs_basis_and_approval(counter: Counter) -> None:
    id_ = counter.receive().dossier_id
    processing.request_supplement(counter.desk, counter.officer, id_, "Thiếu bản sao")
    processing.take_in_supplement(counter.desk, counter.officer, id_)
    with pytest.raises(SecondSupplement):
        processing.request_supplement(counter.desk, counter.officer, id_, "Thiếu nữa")
    helper = officers.register_clerk(counter.desk, "Đồng Nghiệp Mẫu", "", (Role.SPECIALIST,), "1357")
    leader = officers.register_clerk(counter.desk, "Lãnh Đạo Mẫu", "", (Role.LEADER,), "1357")
    basis = "Điều 9 luật chuyên ngành"
    for refused in (Approval(basis, helper.id), Approval(" ", leader.id)):
        with pytest.raises((NotAnApprover, SecondSupplement)):
            processing.request_supplement(counter.desk, counter.officer, id_, "Thiếu nữa", refused)
    approval = Approval(basis, leader.id)
    processing.request_supplement(counter.desk, counter.officer, id_, "Thiếu nữa", approval)
    asked = _view(counter, id_).timeline[0]
    assert (asked.legal_basis, asked.approver_name) == (basis, "Lãnh Đạo Mẫu")


def test_a_transfer_up_and_back_leaves_the_promise(counter: Counter) -> None:
    receipt = counter.receive()
    processing.transfer_up(counter.desk, counter.officer, receipt.dossier_id, "Sở Mẫu")
    assert _view(counter, receipt.dossier_id).row.holder == "Sở Mẫu"
    processing.take_back(counter.desk, counter.officer, receipt.dossier_id)
    view = _view(counter, receipt.dossier_id)
    assert (view.state, view.due) == (DossierState.PROCESSING, receipt.due)


def test_an_illegal_act_is_refused_with_a_sentence_and_writes_nothing(counter: Counter) -> None:
    id_ = counter.receive().dossier_id
    before = counter.device.value("SELECT max(seq) FROM changeset")
    for act in (
        lambda: results.return_result(counter.desk, counter.officer, id_, Collector("Ai Đó")),
        lambda: processing.take_in_supplement(counter.desk, counter.officer, id_),
        lambda: processing.take_back(counter.desk, counter.officer, id_),
    ):
        with pytest.raises(IllegalAct, match="Chưa ghi gì"):
            act()
    assert counter.device.value("SELECT max(seq) FROM changeset") == before


def test_what_is_offered_is_what_the_state_and_the_roles_allow(counter: Counter) -> None:
    id_ = counter.receive().dossier_id
    assert EventKind.RETURNED not in _view(counter, id_).acts
    leader = officers.register_clerk(counter.desk, "Lãnh Đạo Mẫu", "Phó Chủ tịch", (Role.LEADER,), "1357")
    assert dossier.view(counter.desk, leader, id_).acts == (
        EventKind.HANDED_OVER,
        EventKind.SUPPLEMENT_REQUESTED,
        EventKind.TRANSFERRED_UP,
        EventKind.FINISHED,
        EventKind.REFUSED,
        EventKind.EXTENDED,
        EventKind.STOPPED,
        EventKind.WITHDRAWN,
    )
    with pytest.raises(RoleNotAllowed):
        results.return_result(counter.desk, leader, id_, Collector("Ai Đó"))


@pytest.mark.parametrize(
    "act",
    [
        lambda c, id_: processing.request_supplement(c.desk, c.officer, id_, " "),
        lambda c, id_: processing.finish(c.desk, c.officer, id_, " "),
        lambda c, id_: processing.transfer_up(c.desk, c.officer, id_, ""),
        lambda c, id_: results.return_result(c.desk, c.officer, id_, Collector("")),
    ],
)
def test_an_act_that_owes_a_reason_is_refused_without_one(counter: Counter, act: object) -> None:
    id_ = counter.receive().dossier_id
    with pytest.raises(ReasonMissing):
        act(counter, id_)  # type: ignore[operator]


def test_a_corrected_name_keeps_both_values_and_the_code(counter: Counter) -> None:
    receipt = counter.receive("Nguyễn Thị Mãu", id_number="000194013412")
    corrected = Applicant("Nguyễn Thị Mẫu", id_number="000194013412")
    assert corrections.correct_applicant(counter.desk, counter.officer, receipt.dossier_id, corrected)
    assert not corrections.correct_applicant(counter.desk, counter.officer, receipt.dossier_id, corrected)

    view = _view(counter, receipt.dossier_id)
    assert view.row.code == receipt.code
    assert view.applicant.full_name == "Nguyễn Thị Mẫu"
    assert view.timeline[0].note == "họ tên: “Nguyễn Thị Mãu” → “Nguyễn Thị Mẫu”"
    assert view.state is DossierState.RECEIVED


def test_the_clock_of_a_calendar_changed_later_keeps_the_printed_promise(counter: Counter) -> None:
    receipt = counter.receive()
    storm = dict(counter.desk.catalogue.pack.calendar)
    storm["closures"] = [{"from": "2026-11-25", "to": "2026-11-25", "session": None, "reason": "bão"}]
    from dataclasses import replace

    from app.services.catalogue import Catalogue

    counter.desk.catalogue = Catalogue(replace(counter.desk.catalogue.pack, calendar=storm))
    view = _view(counter, receipt.dossier_id)
    assert view.due == receipt.due
    assert "giữ nguyên" in view.calendar_note
