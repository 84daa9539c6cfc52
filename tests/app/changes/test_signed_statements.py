"""Who may say what: one kind of statement never passes for another, one purpose never for another."""

import msgspec
import pytest
from nacl.signing import SigningKey

from app.changes import lease, receipt, sidecar, signed, trust
from app.changes.errors import BadSignature, Malformed, OutOfScope
from app.changes.lease import Lease
from app.changes.receipt import Receipt
from app.changes.trust import AuthorityBundle, Certificate, Purpose

ROOT, SERVER, CATALOGUE, DEVICE = (SigningKey(bytes([n]) * 32) for n in range(1, 5))
A_LEASE = Lease(1, 5, "00000", b"desk-one", False, 1, 4999, "2026-11-23")
A_RECEIPT = Receipt(1, b"e" * 16, "00000", 3, 0, [])


def public(key: SigningKey) -> bytes:
    return bytes(key.verify_key)


def certificate(
    subject: SigningKey, purpose: int, issuer: SigningKey, signer: SigningKey | None = None
) -> bytes:
    body = Certificate(1, purpose, public(subject), "00000", "desk", "Bàn 1", 1, 0, public(issuer))
    return signed.sign(body, trust.CONTEXT, signer or issuer)


def test_a_statement_is_what_the_server_signed():
    assert lease.verify(signed.sign(A_LEASE, lease.CONTEXT, SERVER), public(SERVER)) == A_LEASE
    assert receipt.verify(signed.sign(A_RECEIPT, receipt.CONTEXT, SERVER), public(SERVER)) == A_RECEIPT


def test_a_receipt_signed_as_a_lease_is_no_receipt():
    with pytest.raises(BadSignature):
        receipt.verify(signed.sign(A_RECEIPT, lease.CONTEXT, SERVER), public(SERVER))


def test_another_key_signs_nothing():
    with pytest.raises(BadSignature):
        lease.verify(signed.sign(A_LEASE, lease.CONTEXT, DEVICE), public(SERVER))


def test_every_flipped_bit_of_a_statement_is_refused():
    data = signed.sign(A_LEASE, lease.CONTEXT, SERVER)
    for at in range(len(data)):
        for bit in range(8):
            with pytest.raises((BadSignature, Malformed)):
                lease.verify(data[:at] + bytes([data[at] ^ 1 << bit]) + data[at + 1 :], public(SERVER))


@pytest.mark.parametrize("data", [b"", b"\x90", msgspec.msgpack.encode((b"\x90", b"")), b"\xc4\x00"])
def test_what_is_no_statement_is_refused_by_name(data):
    with pytest.raises((Malformed, BadSignature)):
        lease.verify(data, public(SERVER))
    with pytest.raises(Malformed):
        signed.peek(data, Lease)


def test_a_key_of_the_wrong_length_verifies_nothing():
    with pytest.raises(BadSignature):
        lease.verify(signed.sign(A_LEASE, lease.CONTEXT, SERVER), b"short")


def test_a_certificate_is_good_for_its_purpose_alone():
    data = certificate(CATALOGUE, Purpose.CATALOGUE, ROOT)
    assert trust.verify_certificate(data, public(ROOT), Purpose.CATALOGUE).subject == public(CATALOGUE)
    with pytest.raises(OutOfScope):
        trust.verify_certificate(data, public(ROOT), Purpose.SERVER)


def test_a_certificate_names_who_signed_it():
    with pytest.raises(BadSignature):
        trust.verify_certificate(
            certificate(DEVICE, Purpose.DEVICE, ROOT, signer=SERVER), public(SERVER), Purpose.DEVICE
        )


def test_a_device_cannot_certify_a_device():
    with pytest.raises(BadSignature):
        trust.verify_certificate(certificate(DEVICE, Purpose.DEVICE, DEVICE), public(SERVER), Purpose.DEVICE)


def test_an_authority_is_what_its_root_vouches_for():
    bundle = AuthorityBundle(
        public(ROOT),
        [certificate(SERVER, Purpose.SERVER, ROOT), certificate(CATALOGUE, Purpose.CATALOGUE, ROOT)],
    )
    opened = trust.open_authority(bundle)
    assert (opened.server, opened.catalogue) == (public(SERVER), public(CATALOGUE))


@pytest.mark.parametrize(
    "certificates",
    [
        [],
        [certificate(SERVER, Purpose.SERVER, ROOT)],
        [certificate(CATALOGUE, Purpose.CATALOGUE, ROOT)],
    ],
)
def test_an_authority_without_both_keys_is_none(certificates):
    with pytest.raises(OutOfScope):
        trust.open_authority(AuthorityBundle(public(ROOT), certificates))


def test_a_certificate_of_another_root_spoils_an_authority():
    bundle = AuthorityBundle(
        public(ROOT),
        [certificate(SERVER, Purpose.SERVER, DEVICE), certificate(CATALOGUE, Purpose.CATALOGUE, ROOT)],
    )
    with pytest.raises(BadSignature):
        trust.open_authority(bundle)


def test_a_certificate_for_an_unknown_purpose_is_refused_by_name():
    with pytest.raises((OutOfScope, Malformed)):
        trust.open_authority(AuthorityBundle(public(ROOT), [certificate(SERVER, 99, ROOT)]))


def test_a_fingerprint_is_of_the_root_alone():
    assert trust.fingerprint(public(ROOT)) != trust.fingerprint(public(SERVER))
    assert len(trust.fingerprint(public(ROOT))) == 16


@pytest.mark.parametrize("data", [b"", b"\x95\x01", b"not a sidecar"])
def test_a_torn_sidecar_is_refused_by_name(data):
    with pytest.raises(Malformed):
        sidecar.decode(data)
