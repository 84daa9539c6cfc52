"""The server cannot accept training's books: who has no key proves nothing, and the ticket stays unused."""

import pytest

from sync.protocol.messages import EnrolRequest
from tests.server.conftest import District
from tests.server.desk import Desk, refusal


@pytest.mark.parametrize("key", [b"", bytes(32)], ids=["no key", "an empty key"])
def test_a_request_without_a_key_is_refused_and_uses_nothing_up(key: bytes, district: District) -> None:
    ticket, keyless = district.ticket(), Desk(district.address)
    asked: EnrolRequest = keyless.enrolment(ticket, device_key=key)
    assert refusal(keyless.post("/s1/enrol", asked)).code in ("malformed", "bad_signature")
    assert Desk(district.address).enrol(ticket).certificate
