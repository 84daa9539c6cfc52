"""What a desk sends is stored, applied, receipted and passed on; the rules of the log hold for everyone."""

import pytest
from nacl.signing import SigningKey

from app.changes import segment
from app.changes.changeset import Stamp
from app.changes.registry import SCHEMA, Command
from app.domain.dossier import DossierState, EventKind
from server.storage import console, devices
from server.storage.engine import reading, writing
from tests.server.conftest import BOTH_ENGINES, LOWER, UPPER, District
from tests.support.changes import Author, received
from tests.support.waiting import wait_for


def code(number: int) -> str:
    """A dossier code of the first desk's range, on a day after any lease was given."""
    return f"H56-991123-{number:04d}"


def states(district: District) -> dict[tuple[str, DossierState], int]:
    """How many dossiers of each commune are in each state."""
    with reading(district.server.engine) as connection:
        return {(line.commune, line.state): line.total for line in console.states(connection, 0)}


@BOTH_ENGINES
def test_what_is_sent_is_stored_applied_and_receipted(district: District) -> None:
    desk = district.desk()
    desk.author.receive_dossier(code(1))
    reply = desk.sync()
    (own,) = desk.receipt(reply).origins
    assert (own.stored_seq, own.applied_seq, own.durable_seq) == (1, 1, 1)
    assert own.stored_head == own.applied_head == own.durable_head == desk.author.head
    assert not desk.receipt(reply).quarantined


def test_receipts_are_numbered_and_name_the_epoch(district: District) -> None:
    desk = district.desk()
    receipts = [desk.receipt(desk.sync()) for _ in range(3)]
    assert [receipt.number for receipt in receipts] == [1, 2, 3]
    assert {receipt.epoch for receipt in receipts} == {district.server.epoch}


def test_acts_fold_to_the_state_the_console_counts(district: District) -> None:
    desk = district.desk()
    dossier = desk.author.receive_dossier(code(1))
    desk.author.act(dossier, EventKind.HANDED_OVER)
    desk.sync()
    assert states(district) == {(UPPER.code, DossierState.PROCESSING): 1}
    desk.author.act(dossier, EventKind.FINISHED)
    desk.sync()
    assert states(district) == {(UPPER.code, DossierState.FINISHED): 1}


@BOTH_ENGINES
def test_who_has_more_to_send_is_receipted_first_and_applied_even_if_the_rest_never_comes(
    district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.exchange.REST_SECONDS", 0.2)
    desk = district.desk()
    desk.author.receive_dossier(code(1))
    first = desk.author.seal()
    desk.author.receive_dossier(code(2))
    desk.author.seal()
    (own,) = desk.receipt(desk.sync(first)).origins
    assert (own.stored_seq, own.applied_seq) == (1, 0)
    wait_for("the books", lambda: states(district) == {(UPPER.code, DossierState.RECEIVED): 1})


@BOTH_ENGINES
def test_the_last_of_much_is_receipted_before_what_came_ahead_of_it_is_applied(
    district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.exchange.APPLY_AT_ONCE", 1)
    desk = district.desk()
    desk.author.receive_dossier(code(1))
    first = desk.author.seal()
    desk.author.receive_dossier(code(2))
    last = desk.author.seal()
    desk.sync(first)
    (own,) = desk.receipt(desk.sync(last)).origins
    assert (own.stored_seq, own.applied_seq) == (2, 0)
    wait_for("the books", lambda: states(district) == {(UPPER.code, DossierState.RECEIVED): 2})


@BOTH_ENGINES
def test_sending_again_changes_nothing(district: District) -> None:
    desk = district.desk()
    desk.author.receive_dossier(code(1))
    segments = desk.author.seal()
    first = desk.receipt(desk.sync(segments))
    again = desk.sync(segments)
    assert again.refused == []
    assert desk.receipt(again).origins == first.origins
    assert len(desk.sync(segments, cursor=0).feed) == 1


def test_segments_out_of_order_are_refused_as_a_gap_until_the_missing_one_comes(district: District) -> None:
    desk = district.desk()
    parts = []
    for number in (1, 2, 3):
        desk.author.receive_dossier(code(number))
        parts += desk.author.seal()
    reply = desk.sync([parts[0], parts[2]])
    assert [(each.index, each.code) for each in reply.refused] == [(1, "gap")]
    assert desk.receipt(reply).origins[0].stored_seq == 1
    reply = desk.sync(parts[1:])
    assert reply.refused == []
    assert desk.receipt(reply).origins[0].applied_seq == 3


@BOTH_ENGINES
def test_a_segment_that_overlaps_what_is_stored_adds_only_the_rest(district: District) -> None:
    desk = district.desk()
    author = desk.author
    twin = Author(author.key, author.origin)
    for each in (author, twin):
        each.receive_dossier(code(1))
    desk.sync()
    twin.receive_dossier(code(2))
    (overlapping,) = twin.seal()  # one segment of both changesets, the first already there
    reply = desk.sync([overlapping], heads=[])
    assert reply.refused == []
    assert desk.receipt(reply).origins[0].applied_seq == 2
    assert states(district) == {(UPPER.code, DossierState.RECEIVED): 2}


def test_other_desks_get_the_very_bytes_and_the_certificate_to_check_them(district: District) -> None:
    writer, reader = district.desk(b"desk-one"), district.desk(b"desk-two")
    writer.author.receive_dossier(code(1))
    (sent,) = writer.author.seal()
    own = writer.sync([sent])
    assert [item.body for item in own.feed] == [b""]
    reply = reader.sync()
    assert [item.body for item in reply.feed] == [sent]
    segment.verify_signature(segment.read(reply.feed[0].body), writer.author.public_key)
    assert len(reply.certificates) == 1
    assert reader.sync().feed == []


@BOTH_ENGINES
def test_the_feed_comes_in_parts_of_the_wanted_size(district: District) -> None:
    writer, reader = district.desk(b"desk-one"), district.desk(b"desk-two")
    sizes = []
    for number in range(1, 6):
        writer.author.receive_dossier(code(number))
        segments = writer.author.seal()
        sizes += [len(data) for data in segments]
        writer.sync(segments)
    parts = [reader.sync(want_bytes=sizes[0] + 100)]
    while parts[-1].more:
        parts.append(reader.sync(want_bytes=sizes[0] + 100))
    assert [item.cseq for part in parts for item in part.feed] == [1, 2, 3, 4, 5]
    assert len(parts) == 5


def test_a_desk_without_a_log_of_its_own_gets_every_byte(district: District) -> None:
    desk = district.desk()
    desk.author.receive_dossier(code(1))
    (sent,) = desk.author.seal()
    desk.sync([sent])
    reply = desk.sync([], origin=bytes(8), heads=[], cursor=0)
    assert [item.body for item in reply.feed] == [sent]


@BOTH_ENGINES
def test_communes_never_see_each_other(district: District) -> None:
    ours, theirs = district.desk(b"desk-one"), district.desk(b"desk-one", LOWER.code)
    ours.author.receive_dossier(code(1))
    ours.sync()
    theirs.author.receive_dossier(code(1))
    reply = theirs.sync()
    assert [item.body for item in reply.feed] == [b""]
    assert not theirs.receipt(reply).quarantined
    assert states(district) == {
        (UPPER.code, DossierState.RECEIVED): 1,
        (LOWER.code, DossierState.RECEIVED): 1,
    }


def test_another_continuation_of_a_log_is_a_fork_and_is_not_stored(district: District) -> None:
    desk = district.desk()
    clone = Author(desk.author.key, desk.author.origin)
    desk.author.receive_dossier(code(1))
    desk.sync()
    clone.receive_dossier(code(2))
    clone.receive_dossier(code(3))
    reply = desk.sync(clone.seal(), heads=[])
    assert [each.code for each in reply.refused] == ["fork"]
    assert [(fork.origin, fork.stored_seq, fork.stored_head) for fork in reply.forks] == [
        (desk.author.origin, 1, desk.author.head)
    ]
    assert desk.receipt(reply).origins[0].stored_seq == 1


def test_another_text_of_what_is_stored_is_a_fork(district: District) -> None:
    desk = district.desk()
    clone = Author(desk.author.key, desk.author.origin)
    desk.author.receive_dossier(code(1))
    desk.author.receive_dossier(code(2))
    desk.sync()
    clone.receive_dossier(code(3))
    reply = desk.sync(clone.seal(), heads=[])
    assert [each.code for each in reply.refused] == ["fork"]
    assert [fork.origin for fork in reply.forks] == [desk.author.origin]


@BOTH_ENGINES
def test_a_head_off_the_stored_chain_is_a_fork_at_any_depth(district: District) -> None:
    desk = district.desk()
    heads = []
    for number in (1, 2, 3):
        desk.author.receive_dossier(code(number))
        heads.append((desk.author.origin, number, desk.author.head))
    desk.sync()
    for head in heads:
        assert desk.sync([], heads=[head]).forks == []
        name, seq, digest = head
        assert len(desk.sync([], heads=[(name, seq, digest[::-1])]).forks) == 1


@BOTH_ENGINES
def test_a_changeset_waits_for_the_one_it_was_made_after(district: District) -> None:
    first, second = district.desk(b"desk-one"), district.desk(b"desk-two")
    dossier = first.author.receive_dossier(code(1))
    second.author.act(dossier, EventKind.HANDED_OVER, received(dossier), deps=[Stamp(dossier.origin, 1)])
    waiting = second.receipt(second.sync())
    assert (waiting.origins[0].stored_seq, waiting.origins[0].applied_seq) == (1, 0)
    assert not waiting.quarantined
    first.sync()
    assert second.receipt(second.sync()).origins[0].applied_seq == 1
    assert states(district) == {(UPPER.code, DossierState.PROCESSING): 1}


@BOTH_ENGINES
def test_a_bad_changeset_is_named_and_blocks_nobody(district: District) -> None:
    desk = district.desk()
    desk.author.receive_dossier(code(1))
    desk.author.commit(Command.RECEIVE_DOSSIER, [], payload=b"\xc1")
    desk.author.receive_dossier(code(2))
    receipt = desk.receipt(desk.sync())
    assert [(each.seq, each.code) for each in receipt.quarantined] == [(2, "malformed")]
    assert receipt.origins[0].applied_seq == 3
    assert states(district) == {(UPPER.code, DossierState.RECEIVED): 2}


@BOTH_ENGINES
def test_every_reason_to_set_a_changeset_aside_has_its_code(district: District) -> None:
    desk, other = district.desk(b"desk-one"), district.desk(b"desk-two")
    author = desk.author
    made = author.receive_dossier(code(1))
    author.receive_dossier(code(9000))  # leased to nobody
    author.receive_dossier("H56-000101-0002")  # a day before the lease
    author.receive_dossier(code(1))  # two papers with one code are both valid
    author.act(made._replace(counter=777), EventKind.HANDED_OVER)
    author.commit(99, [])
    author.commit(Command.EDIT_DOSSIER, [[99, 1, [[1, ["x"], None]]]])
    author.commit(Command.EDIT_DOSSIER, [[5, made.counter, None, 1]])
    author.commit(Command.EDIT_DOSSIER, [], schema=SCHEMA + 1)
    author.receive_dossier("not a code")
    reasons = {each.seq: each.code for each in desk.receipt(desk.sync()).quarantined}
    assert reasons == {
        2: "code_not_leased",
        3: "code_not_leased",
        5: "unknown_dossier",
        6: "unknown_command",
        7: "unknown_table",
        8: "never_deleted",
        9: "newer_schema",
        10: "malformed",
    }
    other.author.receive_dossier(code(2))  # the first desk's range
    assert [each.code for each in other.receipt(other.sync()).quarantined] == ["code_not_leased"]


def test_a_revoked_devices_log_takes_nothing_more(district: District) -> None:
    desk, relay = district.desk(b"desk-one"), district.desk(b"desk-two")
    desk.author.receive_dossier(code(1))
    with writing(district.server.engine) as connection:
        devices.revoke(connection, UPPER.code, desk.author.public_key, 1)
    reply = relay.sync(desk.author.seal())
    assert [each.code for each in reply.refused] == ["out_of_scope"]


def test_one_desk_may_carry_what_another_sealed(district: District) -> None:
    writer, relay = district.desk(b"desk-one"), district.desk(b"desk-two")
    writer.author.receive_dossier(code(1))
    reply = relay.sync(writer.author.seal())
    assert reply.refused == []
    assert states(district) == {(UPPER.code, DossierState.RECEIVED): 1}


def test_one_bad_segment_does_not_refuse_those_of_others(district: District) -> None:
    good, bad = district.desk(b"desk-one"), district.desk(b"desk-two")
    good.author.receive_dossier(code(1))
    forged = Author(SigningKey.generate(), bad.author.origin)
    forged.receive_dossier(code(501 * 2))
    reply = good.sync([*forged.seal(), *good.author.seal()])
    assert [(each.index, each.code) for each in reply.refused] == [(0, "bad_signature")]
    assert states(district) == {(UPPER.code, DossierState.RECEIVED): 1}
