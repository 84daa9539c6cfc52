"""Asks the server how far it holds every log durably, other desks' too: what may then be dropped here."""

from app.storage import device, feed_store, known_logs, log_store
from app.storage.unit_of_work import Store
from sync import inbox
from sync.errors import NotEnrolled
from sync.protocol.limits import MAX_HEADS
from sync.protocol.messages import NOBODY, PROTOCOL, SyncRequest
from sync.transport import Transport


def ask(store: Store, transport: Transport) -> None:
    """Take in the receipts of every log; a restored server is left to the next exchange."""
    with store.read() as snapshot:
        member = device.membership(snapshot)
        standing = device.standing(snapshot)
        heads = known_logs.applied_heads(snapshot)
    if member is None:
        raise NotEnrolled
    for place in range(0, len(heads), MAX_HEADS):
        asked = heads[place : place + MAX_HEADS]
        request = SyncRequest(PROTOCOL, NOBODY, standing.epoch, standing.cursor, asked, [], want_bytes=0)
        reply = transport.exchange(request)
        receipt = inbox.verified_receipt(reply, member)
        if receipt.epoch != standing.epoch:
            return
        forked = {fork.origin for fork in reply.forks}
        with store.write_local() as connection:
            if not feed_store.is_known(connection, receipt.epoch, receipt.number):
                log_store.take_in_receipt(connection, inbox.without(receipt, forked), reply.receipt)
    with store.write_local() as connection:
        device.keep_nonce(connection, transport.nonce)
