"""What a desk sends is stored, applied, receipted and passed on."""

from tests.server.conftest import District


def test_what_is_sent_is_stored_applied_and_receipted(district: District) -> None:
    desk = district.desk()
    desk.author.receive_dossier("H56-991123-0001")
    reply = desk.sync()
    (own,) = desk.receipt(reply).origins
    assert (own.stored_seq, own.applied_seq, own.durable_seq) == (1, 1, 1)
    assert own.stored_head == own.applied_head == desk.author.head
    assert not desk.receipt(reply).quarantined
