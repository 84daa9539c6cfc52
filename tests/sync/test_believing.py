"""Nothing is believed for being said: each lie in a reply is refused, and what was true before stays."""

from collections.abc import Callable
from hashlib import sha256

import msgspec
import pytest
from nacl.signing import SigningKey

from app.changes import lease, receipt, segment, signed, trust
from app.changes.chain import first_head, next_head
from app.changes.changeset import Header, encode_header
from app.changes.errors import BrokenChain, Malformed
from app.changes.receipt import OriginReceipt, Receipt
from app.changes.trust import Certificate, Purpose
from app.domain.sync_state import SyncState
from app.storage.record_states import states_of
from sync.errors import ForgedReceipt, ServerTrouble, UnverifiedFeed
from sync.protocol.messages import FeedItem, SegmentRefusal, SyncReply, SyncRequest
from sync.reasons import reason_words
from tests.support.builders import a_dossier
from tests.support.district import District, SyncedDesk, converge
from tests.support.memory_transport import Interposed

Alter = Callable[[SyncRequest, SyncReply], SyncReply]
STRANGER = SigningKey(b"s" * 32)


def lying(alter: Alter) -> Callable[..., Interposed]:
    return lambda line: Interposed(line, alter)


def state_of_the_dossier(desk: SyncedDesk) -> SyncState:
    with desk.store.read() as connection:
        stamps = dict(connection.exec_driver_sql("SELECT dossier_id, own_stamp FROM dossier_state").all())
        return next(iter(states_of(connection, stamps).values()))


def signed_by_a_stranger(request: SyncRequest, reply: SyncReply) -> SyncReply:
    forged = Receipt(
        1,
        reply.epoch,
        "27280",
        99,
        1,
        [OriginReceipt(request.origin, 9, b"h" * 32, 9, b"h" * 32, 9, b"h" * 32)],
    )
    return msgspec.structs.replace(reply, receipt=signed.sign(forged, receipt.CONTEXT, STRANGER))


def one_flipped_byte(_request: SyncRequest, reply: SyncReply) -> SyncReply:
    data = bytearray(reply.receipt)
    data[len(data) // 2] ^= 1
    return msgspec.structs.replace(reply, receipt=bytes(data))


def no_receipt(_request: SyncRequest, reply: SyncReply) -> SyncReply:
    return msgspec.structs.replace(reply, receipt=b"")


def another_epoch_around_it(_request: SyncRequest, reply: SyncReply) -> SyncReply:
    return msgspec.structs.replace(reply, epoch=b"another epoch 16")


def a_lease_of_a_stranger(request: SyncRequest, reply: SyncReply) -> SyncReply:
    given = lease.Lease(1, 77, "27280", request.origin, False, 1, 500, "2026-01-01")
    return msgspec.structs.replace(reply, leases=[signed.sign(given, lease.CONTEXT, STRANGER)])


@pytest.mark.parametrize(
    "lie",
    [signed_by_a_stranger, one_flipped_byte, no_receipt, another_epoch_around_it, a_lease_of_a_stranger],
)
def test_a_forged_reply_changes_nothing_and_green_never_shows(lie: Alter, one: SyncedDesk):
    a_dossier(one.store)
    before = one.device.rows("SELECT epoch, cursor FROM device")
    with pytest.raises(ForgedReceipt):
        one.sync(through=lying(lie))
    assert state_of_the_dossier(one) is SyncState.PACKED
    assert one.device.rows("SELECT epoch, cursor FROM device") == before
    assert one.device.value("SELECT count(*) FROM receipt") == 0
    one.sync()
    assert state_of_the_dossier(one) is not SyncState.PACKED


def test_a_receipt_for_another_commune_is_not_ours(district: District, one: SyncedDesk):
    other = district.desk("Xã khác", commune="27283")
    taken: list[SyncReply] = []
    other.sync(through=lambda line: Interposed(line, lambda _, reply: taken.append(reply) or reply))
    with pytest.raises(ForgedReceipt):
        one.sync(through=lying(lambda _, reply: msgspec.structs.replace(reply, receipt=taken[0].receipt)))


def test_an_old_receipt_replayed_does_no_harm(one: SyncedDesk):
    kept: list[bytes] = []
    one.sync(through=lying(lambda _, reply: kept.append(reply.receipt) or reply))
    a_dossier(one.store)
    one.sync()
    confirmed = one.log()
    one.sync(through=lying(lambda _, reply: msgspec.structs.replace(reply, receipt=kept[0])))
    assert one.log() == confirmed == (2, 2)


def test_a_receipt_of_an_epoch_that_is_over_does_no_harm(district: District, one: SyncedDesk):
    a_dossier(one.store)
    old: list[SyncReply] = []
    one.sync(through=lying(lambda _, reply: old.append(reply) or reply))
    object.__setattr__(district.server, "epoch", b"the second epoch")
    one.sync()
    confirmed = one.log()
    with pytest.raises(ServerTrouble):
        one.sync(through=lying(lambda *_: old[0]))
    assert one.log() == confirmed == (2, 2)


def test_a_receipt_over_another_head_is_not_about_our_log(district: District, one: SyncedDesk):
    """Signed by the server's own key: even that cannot turn a record green that it does not hold."""
    a_dossier(one.store)

    def other_head(request: SyncRequest, reply: SyncReply) -> SyncReply:
        said = receipt.verify(reply.receipt, district.server.authority.server_public)
        vector = msgspec.structs.replace(said.origins[0], stored_head=b"x" * 32)
        statement = msgspec.structs.replace(said, origins=[vector])
        return msgspec.structs.replace(
            reply, receipt=district.server.authority.sign_as_server(statement, receipt.CONTEXT)
        )

    once = iter([other_head])
    one.sync(through=lying(lambda request, reply: next(once, lambda _, same: same)(request, reply)))
    assert one.log()[0] == one.log()[1], "the exchange went on and was confirmed for what it is"


def first_item(change: Callable[..., object]) -> Alter:
    """Changes the first item of another desk that the feed brings."""

    def alter(_request: SyncRequest, reply: SyncReply) -> SyncReply:
        feed = list(reply.feed)
        for at, item in enumerate(feed):
            if item.body:
                feed[at] = change(item)
                break
        return msgspec.structs.replace(reply, feed=feed)

    return alter


def resealed(item, key: SigningKey):
    """The same changes, sealed by somebody else."""
    opened = segment.read(item.body)
    signature = key.sign(segment.CONTEXT + opened.header_bytes).signature
    return msgspec.structs.replace(item, body=opened._replace(signature=signature).to_bytes())


def with_body(item, change: Callable[[segment.Segment], segment.Segment]):
    return msgspec.structs.replace(item, body=change(segment.read(item.body)).to_bytes())


def cut_body(opened: segment.Segment) -> segment.Segment:
    return opened._replace(body=opened.body[:-4])


FEED_LIES = {
    "sealed by a stranger": (first_item(lambda item: resealed(item, STRANGER)), "bad_signature"),
    "a flipped byte": (
        first_item(lambda item: msgspec.structs.replace(item, body=item.body[:-9] + b"\0" + item.body[-8:])),
        None,
    ),
    "cut short": (first_item(lambda item: with_body(item, cut_body)), Malformed.code),
    "another log's name on it": (
        first_item(lambda item: msgspec.structs.replace(item, origin=b"somebody")),
        Malformed.code,
    ),
    "without its bytes": (first_item(lambda item: msgspec.structs.replace(item, body=b"")), Malformed.code),
    "a number left out": (
        lambda _, reply: msgspec.structs.replace(reply, feed=reply.feed[1:]),
        BrokenChain.code,
    ),
}


@pytest.mark.parametrize("name", FEED_LIES)
def test_a_segment_that_does_not_verify_is_named_never_applied_and_not_passed_by(
    name: str, one: SyncedDesk, two: SyncedDesk
):
    lie, code = FEED_LIES[name]
    for number in range(2):
        a_dossier(one.store, code=f"000-261123-000{number}")
        one.sync()
    a_dossier(two.store, code="000-261123-0009")
    with pytest.raises(UnverifiedFeed) as caught:
        two.sync(through=lying(lie))
    assert code in (caught.value.code, None)
    assert two.codes() == {"000-261123-0009"}
    assert two.device.rows("SELECT reason FROM waiting") == [(caught.value.code,)]
    assert reason_words(caught.value.code)
    assert two.log() == (2, 2), "what this desk sent was received all the same"
    two.sync()
    assert len(two.codes()) == 3
    assert not two.device.rows("SELECT * FROM waiting")


def another_continuation(desk: SyncedDesk, item: FeedItem, previous_head: bytes) -> FeedItem:
    """What only the device's own key can make: sealed and chained in itself, but not the log we know."""
    run = []
    head = previous_head
    for seq in range(item.first_seq, item.last_seq + 1):
        header = encode_header(Header(seq, 1, 0, None, None, 0, 1, None, 1, "", [], []))
        head = next_head(head, header, sha256(b"\x90").digest())
        run.append(segment.Unsealed(seq, header, b"\x90", head))
    forged = segment.seal(item.origin, previous_head, run, desk.device.key)
    return msgspec.structs.replace(item, body=forged.to_bytes())


def test_a_log_goes_on_only_where_it_ended(one: SyncedDesk, two: SyncedDesk):
    a_dossier(one.store)
    converge(one, two)
    a_dossier(one.store)
    one.sync()
    forged = first_item(lambda item: another_continuation(one, item, b"x" * 32))
    with pytest.raises(UnverifiedFeed) as caught:
        two.sync(through=lying(forged))
    assert caught.value.code == BrokenChain.code
    two.sync()
    assert len(two.device.rows("SELECT * FROM dossier")) == 2


def test_what_is_here_of_a_log_is_not_told_otherwise_later(one: SyncedDesk, two: SyncedDesk):
    a_dossier(one.store)
    converge(one, two)
    two.device.tamper("UPDATE device SET cursor = 0")
    forged = first_item(lambda item: another_continuation(one, item, first_head(item.origin)))
    with pytest.raises(UnverifiedFeed) as caught:
        two.sync(through=lying(forged))
    assert caught.value.code == BrokenChain.code
    two.sync()
    assert len(two.device.rows("SELECT * FROM segment")) == 2


def test_a_colleagues_work_cannot_be_left_out_of_the_feed_unseen(
    district: District, one: SyncedDesk, two: SyncedDesk
):
    a_dossier(one.store, code="000-261123-0001")
    one.sync()
    three = district.desk("Bàn 3")
    a_dossier(three.store, code="000-261123-0003")
    three.sync()

    def without_three(_request: SyncRequest, reply: SyncReply) -> SyncReply:
        kept = [item for item in reply.feed if item.origin != three.device.origin]
        return msgspec.structs.replace(reply, feed=kept)

    with pytest.raises(UnverifiedFeed):
        two.sync(through=lying(without_three))
    two.sync()
    assert two.codes() == {"000-261123-0001", "000-261123-0003"}


def test_a_log_stays_with_the_device_that_began_it(district: District, one: SyncedDesk, two: SyncedDesk):
    """Another member of the same commune cannot go on in a colleague's name."""
    three = district.desk("Bàn 3")
    a_dossier(one.store)
    converge(one, two, three)
    a_dossier(three.store)
    three.sync()
    two.sync()  # knows the certificates of all three
    a_dossier(one.store)
    one.sync()
    with pytest.raises(UnverifiedFeed) as caught:
        two.sync(through=lying(first_item(lambda item: resealed(item, three.device.key))))
    assert caught.value.code == "bad_signature"


def test_a_device_that_another_server_certified_is_nobody(one: SyncedDesk, two: SyncedDesk):
    a_dossier(one.store)
    one.sync()
    issuer = bytes(STRANGER.verify_key)
    stranger = Certificate(1, Purpose.DEVICE, issuer, "27280", "desk", "Bàn giả", 1, 1, issuer)
    certificate = signed.sign(stranger, trust.CONTEXT, STRANGER)

    def vouched(request: SyncRequest, reply: SyncReply) -> SyncReply:
        reply = first_item(lambda item: resealed(item, STRANGER))(request, reply)
        return msgspec.structs.replace(reply, certificates=[certificate])

    with pytest.raises(UnverifiedFeed):
        two.sync(through=lying(vouched))
    assert not two.codes()


def test_a_segment_the_server_will_not_store_waits_with_its_reason(district: District, one: SyncedDesk):
    a_dossier(one.store)

    def refused(_request: SyncRequest, reply: SyncReply) -> SyncReply:
        unmoved = receipt.verify(reply.receipt, district.server.authority.server_public)
        statement = district.server.authority.sign_as_server(
            msgspec.structs.replace(unmoved, origins=[]), receipt.CONTEXT
        )
        return msgspec.structs.replace(
            reply, receipt=statement, refused=[SegmentRefusal(0, "out_of_scope")], feed=[]
        )

    outcome = one.sync(through=lying(refused))
    assert outcome.problems == [reason_words("out_of_scope")]
    assert outcome.requests == 1, "what did not move is not sent again at once"
    assert one.device.rows("SELECT reason FROM waiting") == [("out_of_scope",)]
    one.sync()
    assert not one.device.rows("SELECT * FROM waiting")


def test_what_the_server_says_it_lacks_is_offered_again(district: District, one: SyncedDesk):
    """A server put back without a new epoch: its own word is enough to send once more from there."""
    one.sync()
    a_dossier(one.store)
    one.sync()
    with district.server.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM segment WHERE first_seq > 1")
        head = connection.exec_driver_sql("SELECT head FROM segment").scalar_one()
        for state in ("stored", "applied", "durable"):
            connection.exec_driver_sql(f"UPDATE origin SET {state}_seq = 1, {state}_head = ?", (head,))
    a_dossier(one.store)
    one.sync()
    assert district.stored()[one.device.origin] == [1, 2, 3]
    assert one.log() == (3, 3)
