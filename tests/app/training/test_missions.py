"""Each mission is done by the acts of the office, and by nothing else; its time and points follow a rule."""

from collections.abc import Callable

import pytest

from app.domain.certification import Paper
from app.domain.citizen_card import card_doubts, parse_card
from app.domain.ids import DossierId
from app.services import certification, corrections, drafts, guidance, handing, processing, results, viewing
from app.services.certification import Sitting
from app.services.drafts import DraftState, FormText
from app.services.reception import receive_dossier
from app.services.results import Collector
from app.services.signers import Signer
from app.training import course, evidence, founding, power_cut, score, stage
from app.training.card import card_text
from app.training.course import Run
from app.training.missions import Person, mission_of, missions
from tests.support.training import Trained

PAPER = "1.004873"


def receive(training: Trained, person: Person, procedure: str = PAPER) -> None:
    training.clock.advance(minutes=1)
    draft = stage.draft_of(training.desk, person, procedure)
    receive_dossier(training.desk, training.officer(), draft)


def typed(person: Person, procedure: str = PAPER, **fields: int) -> FormText:
    return FormText(
        full_name=person.full_name, id_number=person.id_number, procedure_code=procedure, **fields
    )


def receive_a_birth(training: Trained, run: Run) -> None:
    receive(training, mission_of(1).people[0], "1.001193")


def scan_a_card(training: Trained, run: Run) -> None:
    person, desk = mission_of(2).people[0], training.desk
    assert parse_card(card_text(person)).id_number == person.id_number
    draft_id = desk.drafts.new_id()
    drafts.keep(desk, draft_id, typed(person, card_read_ms=desk.now_ms()))
    course.look(desk, run)
    receive(training, person)
    drafts.drop(desk, draft_id)


def park_and_resume(training: Trained, run: Run) -> None:
    desk, (first, second) = training.desk, mission_of(3).people
    draft_id = desk.drafts.new_id()
    drafts.keep(desk, draft_id, typed(first), DraftState.PARKED)
    course.look(desk, run)
    receive(training, second)
    receive(training, first)
    drafts.drop(desk, draft_id)


def guide(training: Trained, run: Run) -> None:
    draft = stage.draft_of(training.desk, mission_of(4).people[0], "1.000656")
    guidance.guide(training.desk, training.officer(), draft, "Thiếu giấy báo tử")


def hand_over(training: Trained, run: Run) -> None:
    colleague = training.officer(founding.COLLEAGUE)
    processing.hand_over(training.desk, training.officer(), DossierId(run.dossier_id), colleague.id)
    training.clock.advance(minutes=1)
    handing.accept(training.desk, colleague, DossierId(run.dossier_id))


def supplement(training: Trained, run: Run) -> None:
    id_ = DossierId(run.dossier_id)
    processing.request_supplement(training.desk, training.officer(), id_, "Giấy tờ cư trú đã cũ")
    training.clock.advance(minutes=1)
    processing.take_in_supplement(training.desk, training.officer(), id_)


def finish_and_return(training: Trained, run: Run) -> None:
    id_ = DossierId(run.dossier_id)
    processing.finish(training.desk, training.officer(), id_, founding.LEADER)
    training.clock.advance(minutes=1)
    proxy = Collector("Tạ Văn Mẫu Minh", "000202000117", "con", "Giấy ủy quyền", is_proxy=True)
    results.return_result(training.desk, training.officer(), id_, proxy)


def certify(training: Trained, run: Run) -> None:
    person = mission_of(8).people[0].applicant()
    papers = [Paper("Giấy khai sinh", 1, 2), Paper("Giấy phép lái xe", 2, 1)]
    certification.certify(training.desk, training.officer(), Sitting(person, papers, Signer(founding.LEADER)))


def correct(training: Trained, run: Run) -> None:
    prepared = mission_of(9).prepared
    assert prepared is not None
    right = Person("Châu Văn Mẫu Long", prepared.person.id_number)
    corrections.correct_applicant(
        training.desk, training.officer(), DossierId(run.dossier_id), right.applicant()
    )


def find(training: Trained, run: Run) -> None:
    with training.desk.store.read() as connection:
        id_ = connection.exec_driver_sql(
            "SELECT id FROM dossier WHERE applicant_id = "
            "(SELECT id FROM applicant WHERE phone = '0900000868')"
        ).scalar_one()
    viewing.note_id_shown(training.desk, training.officer(), DossierId(id_))


def write_a_stick(training: Trained, run: Run) -> None:
    evidence.note(training.desk, evidence.STICK)


def survive(training: Trained, run: Run) -> None:
    first, second, third = mission_of(12).people
    receive(training, first)
    receive(training, second)
    evidence.note(training.desk, evidence.POWER_CUT)
    receive(training, third)


WAYS = (
    receive_a_birth, scan_a_card, park_and_resume, guide, hand_over, supplement,
    finish_and_return, certify, correct, find, write_a_stick, survive,
)  # fmt: skip


def begun(training: Trained, number: int) -> Run:
    run = course.begin(training.desk, number)
    training.clock.advance(seconds=30)
    return run


@pytest.mark.parametrize(
    ("number", "way"), [*enumerate(WAYS, 1)], ids=lambda each: getattr(each, "__name__", "")
)
def test_a_mission_is_done_by_its_acts(
    number: int, way: Callable[[Trained, Run], None], training: Trained
) -> None:
    run = begun(training, number)
    assert not course.look(training.desk, run).done
    way(training, run)
    assert course.look(training.desk, course.at_hand(training.desk) or run).is_over
    (result,) = course.results(training.desk)
    assert (result.mission, result.points) == (number, score.FULL)
    assert course.at_hand(training.desk) is None


def test_there_are_twelve_and_a_way_for_each() -> None:
    assert [mission.number for mission in missions()] == list(range(1, 13))
    assert len(WAYS) == 12
    assert (mission_of(1).steps[0].sign.procedure, mission_of(12).part) == ("1.001193", "power")


def test_everybody_in_a_mission_is_obviously_a_sample(training: Trained) -> None:
    people = [person for mission in missions() for person in mission.people]
    people += [mission.prepared.person for mission in missions() if mission.prepared is not None]
    for person in people:
        assert person.id_number.startswith("000")
        assert "Mẫu" in person.full_name
        if person.birth_date:
            assert card_doubts(parse_card(card_text(person)), samples=True) == ()


def test_every_procedure_of_a_mission_is_in_the_shipped_catalogue(training: Trained) -> None:
    signs = [step.sign for mission in missions() for step in mission.steps]
    codes = {sign.procedure for sign in signs} | {m.prepared.procedure for m in missions() if m.prepared}
    today = training.desk.today()
    assert [code for code in codes - {""} if training.desk.catalogue.procedure(code, today) is None] == []


def test_what_was_done_before_the_mission_does_not_count(training: Trained) -> None:
    receive_a_birth(training, Run(1, 0))
    training.clock.advance(minutes=1)
    run = course.begin(training.desk, 1)
    assert course.look(training.desk, run) == run


def test_somebody_elses_dossier_does_not_count(training: Trained) -> None:
    run = begun(training, 1)
    receive(training, mission_of(2).people[0], "1.001193")
    assert course.look(training.desk, run) == run


@pytest.mark.parametrize(
    "papers",
    [
        [Paper("Giấy khai sinh", 1, 1), Paper("Giấy phép lái xe", 2, 1)],
        [Paper("Giấy khai sinh", 1, 2), Paper("Giấy phép lái xe", 2, 2)],
        [Paper("Giấy khai sinh", 1, 1), Paper("Giấy phép lái xe", 2, 2)],
    ],
)
def test_another_number_of_copies_than_was_asked_for_does_not_count(
    training: Trained, papers: list[Paper]
) -> None:
    person, run = mission_of(8).people[0].applicant(), begun(training, 8)
    sitting = Sitting(person, papers, Signer(founding.LEADER))
    certification.certify(training.desk, training.officer(), sitting)
    run = course.look(training.desk, run)
    assert not run.is_over
    training.clock.advance(minutes=1)
    certify(training, run)
    assert course.look(training.desk, run).is_over


def test_steps_are_done_in_their_order(training: Trained) -> None:
    run = begun(training, 3)
    receive(training, mission_of(3).people[1])
    assert course.look(training.desk, run) == run


def test_a_mission_can_be_done_again_and_the_best_counts(training: Trained) -> None:
    for minutes in (9, 1):
        run = begun(training, 1)
        training.clock.advance(minutes=minutes)
        receive_a_birth(training, run)
        course.look(training.desk, run)
    first, second = course.results(training.desk)
    assert first.points < second.points == score.FULL
    assert course.best([first, second]) == {1: second}


def test_a_mission_given_up_counts_for_nothing(training: Trained) -> None:
    begun(training, 1)
    course.give_up(training.desk)
    assert course.at_hand(training.desk) is None
    assert course.results(training.desk) == []


@pytest.mark.parametrize(
    ("seconds", "points"), [(0, 100), (300, 100), (330, 95), (450, 75), (600, 50), (90_000, 50)]
)
def test_points_follow_the_time(seconds: int, points: int) -> None:
    assert score.points(seconds, 300) == points


def test_the_certificate_asks_for_every_mission_and_enough_points() -> None:
    assert score.has_passed([70] * 12, 12)
    assert not score.has_passed([100] * 11, 12)
    assert not score.has_passed([69] * 12, 12)


def test_the_cut_comes_only_at_its_step_and_says_what_was_confirmed(training: Trained) -> None:
    cuts: list[None] = []
    desk, (first, second, third) = training.desk, mission_of(12).people
    power_cut.lay_wires(desk, lambda: cuts.append(None))

    def press_f9(person: Person) -> None:
        drafts.keep(desk, desk.drafts.new_id(), typed(person), DraftState.SAVING)

    press_f9(first)
    run = begun(training, 12)
    for person in (first, second):
        press_f9(person)
        receive(training, person)
    assert cuts == []
    press_f9(third)
    assert cuts == [None]
    survey = power_cut.survey(desk, run)
    assert len(survey.confirmed) == 2
    assert survey.there == survey.confirmed
    with desk.store.write_local() as connection:
        connection.exec_driver_sql("UPDATE capture_switch SET is_on = 0")
        connection.exec_driver_sql("UPDATE dossier SET code = '' WHERE code = ?", (survey.confirmed[0],))
        connection.exec_driver_sql("UPDATE capture_switch SET is_on = 1")
    assert power_cut.survey(desk, run).there == survey.confirmed[1:]
