"""One exchange: what it carries, in how many round trips, and what it leaves alone."""

import msgspec
import pytest

from app.domain.dossier import EventKind
from app.progress import Progress, Stopped
from app.storage import feed_store
from sync.errors import NotEnrolled
from sync.outcome import Stage
from sync.protocol.messages import SyncReply, SyncRequest
from tests.support.builders import a_clerk, a_dossier, an_event, edit
from tests.support.district import District, SyncedDesk, converge
from tests.support.memory_transport import Interposed

TWO_HOURS_MS = 2 * 3600 * 1000


def test_a_small_exchange_both_ways_takes_one_round_trip(one: SyncedDesk, two: SyncedDesk):
    a_dossier(one.store, code="000-261123-0001")
    one.sync()
    a_dossier(two.store, code="000-261123-0002")
    outcome = two.sync()
    assert (outcome.requests, outcome.sent_segments, outcome.received_segments) == (1, 1, 1)
    assert two.codes() == {"000-261123-0001", "000-261123-0002"}


def test_an_idle_exchange_asks_once_and_writes_nothing_into_the_log(one: SyncedDesk, two: SyncedDesk):
    a_dossier(one.store)
    converge(one, two)
    logs = [desk.device.rows("SELECT no, seq, sealed_seq FROM origin") for desk in (one, two)]
    outcomes = [desk.sync() for desk in (one, two)]
    assert [(each.requests, each.sent_segments, each.applied) for each in outcomes] == [(1, 0, 0)] * 2
    assert [desk.device.rows("SELECT no, seq, sealed_seq FROM origin") for desk in (one, two)] == logs


def test_what_was_received_counts_as_received_only_by_a_receipt(one: SyncedDesk):
    a_dossier(one.store)
    assert one.log() == (2, 0)
    one.sync()
    assert one.log() == (2, 2)


def test_many_acts_go_in_few_requests_and_come_back_whole(one: SyncedDesk, two: SyncedDesk):
    for number in range(300):
        a_dossier(one.store, code=f"000-261123-{number:04d}")
    sent = one.sync()
    received = two.sync()
    assert sent.requests <= 2
    assert received.received_segments == sent.sent_segments
    assert two.codes() == one.codes()
    assert len(two.codes()) == 300


def test_edits_of_different_groups_merge_without_a_choice(one: SyncedDesk, two: SyncedDesk):
    dossier = a_dossier(one.store)
    converge(one, two)
    person = one.device.value("SELECT applicant_id FROM dossier WHERE id = ?", dossier)
    there = two.device.value("SELECT applicant_id FROM dossier")
    edit(one.store, "applicant", person, phone="0900000111")
    edit(two.store, "applicant", there, address="Thôn Mẫu")
    converge(one, two)
    rows = [desk.device.rows("SELECT phone, address FROM applicant") for desk in (one, two)]
    assert rows == [[("0900000111", "Thôn Mẫu")]] * 2
    assert not one.device.rows("SELECT * FROM conflict")


def test_an_event_of_another_desk_arrives_with_its_clerk(one: SyncedDesk, two: SyncedDesk):
    dossier, clerk = a_dossier(one.store), a_clerk(one.store, "Lò Thị Mẫu")
    an_event(one.store, dossier, EventKind.HANDED_OVER, holder_id=clerk)
    converge(one, two)
    assert two.device.rows("SELECT c.full_name FROM dossier_state s JOIN clerk c ON c.id = s.holder_id") == [
        ("Lò Thị Mẫu",)
    ]


def test_leases_come_with_the_exchange_once(district: District, one: SyncedDesk):
    given = one.device.value("SELECT count(*) FROM lease")
    assert given == 2
    assert one.sync().new_leases == 0
    assert one.device.value("SELECT count(*) FROM lease") == given


def test_each_stage_is_told_by_name(one: SyncedDesk, two: SyncedDesk):
    a_dossier(one.store)
    one.sync()
    told: list[str] = []
    two.sync(lambda progress: told.append(progress.stage))
    assert list(dict.fromkeys(told)) == [
        stage.value for stage in (Stage.SEAL, Stage.SEND, Stage.RECEIPT, Stage.FEED, Stage.APPLY)
    ]


@pytest.mark.parametrize("stage", [Stage.SEAL, Stage.SEND, Stage.RECEIPT, Stage.FEED, Stage.APPLY])
def test_stopped_at_any_stage_the_next_exchange_finishes(stage: Stage, one: SyncedDesk, two: SyncedDesk):
    a_dossier(one.store)
    one.sync()
    a_dossier(two.store)

    def stop(progress: Progress) -> None:
        if progress.stage == stage.value:
            raise Stopped

    with pytest.raises(Stopped):
        two.sync(stop)
    converge(two, one)
    assert one.codes() == two.codes()
    assert two.log() == (2, 2)


def test_a_clock_that_is_off_is_told_and_remembered_never_refused(district: District, one: SyncedDesk):
    outcome = one.sync(through=lambda line: Interposed(line, _told_later))
    assert outcome.is_clock_off
    assert outcome.clock_off_ms == -TWO_HOURS_MS
    with one.store.read() as connection:
        assert feed_store.clock_off_ms(connection) == -TWO_HOURS_MS
    assert not one.sync().is_clock_off


def _told_later(_request: SyncRequest, reply: SyncReply) -> SyncReply:
    return msgspec.structs.replace(reply, server_time_ms=reply.server_time_ms + TWO_HOURS_MS)


def test_without_membership_nothing_is_sent(district: District):
    with pytest.raises(NotEnrolled):
        district.stranger("Bàn 3").sync()


def test_two_programs_on_one_profile_store_the_feed_once(one: SyncedDesk, two: SyncedDesk):
    """The window and ``soxa sync`` may ask at the same moment."""
    a_dossier(one.store)
    one.sync()
    meanwhile = iter([two.sync])

    def report(progress: Progress) -> None:
        if progress.stage == Stage.FEED.value:
            next(meanwhile, lambda: None)()

    assert two.sync(report).received_segments == 0
    assert (
        two.device.value(
            "SELECT count(*) FROM segment s JOIN origin o ON o.no = s.origin_no WHERE o.is_own = 0"
        )
        == 1
    )
