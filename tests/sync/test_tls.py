"""Over TLS the other end is who the root certified, or who a private CA vouches for; else nothing leaves."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest
from nacl.signing import SigningKey

from app.changes import signed
from app.changes.trust import CONTEXT, AuthorityBundle, Certificate, Purpose
from server.authority import tls_files
from sync.enrolment import enrol
from sync.errors import LineCut, NoLine, WrongServer
from sync.http.lines import open_line
from tests.support.builders import a_dossier
from tests.support.certificates import PrivateCa
from tests.support.devices import SettableClock
from tests.support.district import COMMUNE, District, a_district, serving
from tests.support.line import line_to

THROUGH = "https://{}"


@pytest.fixture
def secured(tmp_path: Path) -> Iterator[District]:
    with a_district(tmp_path, plain=False) as made:
        yield made


@contextmanager
def private_district(folder: Path, ca: PrivateCa, host: str = "127.0.0.1") -> Iterator[District]:
    """A district whose TLS certificate comes from a private CA."""
    with a_district(folder, plain=False) as made:
        settings = made.settings
    files = tls_files(settings.authority_path)
    ca.certify(files.key, files.certificate, host)
    with serving(folder, settings, SettableClock()) as district:
        yield district


def test_the_certified_certificate_is_pinned_and_talked_to(secured: District):
    desk = secured.desk("Bàn 1")
    a_dossier(desk.store)
    assert desk.sync().requests == 1
    assert desk.log() == (2, 2)
    assert len(desk.device.value("SELECT tls_fingerprint FROM device")) == 32


def test_the_pin_holds_whatever_the_name(secured: District):
    """A desk may reach the server by an address that no certificate names."""
    with line_to(secured.port) as line:
        desk = secured.desk("Bàn 1", THROUGH.format(line.address))
        desk.sync()


def test_another_certificate_at_the_address_is_refused_before_anything_leaves(
    secured: District, tmp_path: Path
):
    desk = secured.desk("Bàn 1")
    with a_district(tmp_path / "other", plain=False) as other, line_to(other.port) as line:
        desk.device.tamper("UPDATE device SET address = ?", THROUGH.format(line.address))
        a_dossier(desk.store)
        with pytest.raises(WrongServer):
            desk.sync()
        assert not other.rows("SELECT * FROM segment")
    assert desk.log() == (2, 0)


def test_a_certificate_that_the_root_has_certified_since_is_pinned_in_its_place(tmp_path: Path):
    with a_district(tmp_path, plain=False) as made:
        settings = made.settings
        desk = made.desk("Bàn 1")
        before = desk.device.value("SELECT tls_fingerprint FROM device")
        made.desks.clear()
    a_dossier(desk.store)
    renew_certificate(settings.authority_path)
    with serving(tmp_path, settings, SettableClock()) as again:
        again.desks.append(desk)
        desk.sync()
        assert desk.log() == (2, 2)
        assert desk.device.value("SELECT tls_fingerprint FROM device") != before
        assert desk.sync().requests == 1


def renew_certificate(folder: Path) -> None:
    """A new TLS key, its certificate signed by the district's own root."""
    files = tls_files(folder)
    PrivateCa(folder).certify(files.key, files.certificate)
    digest = sha256(ssl.PEM_cert_to_DER_cert(files.certificate.read_text())).digest()
    root = SigningKey((folder / "root.key").read_bytes())
    issuer = bytes(root.verify_key)
    certificate = signed.sign(Certificate(1, Purpose.TLS, digest, "", "", "", 9, 1, issuer), CONTEXT, root)
    bundle = msgspec.msgpack.decode((folder / "bundle.sxa").read_bytes(), type=AuthorityBundle)
    both = AuthorityBundle(bundle.root, [*bundle.certificates, certificate])
    (folder / "bundle.sxa").write_bytes(msgspec.msgpack.encode(both))


def test_a_ticket_of_another_root_enrols_nowhere(secured: District, tmp_path: Path):
    stranger = secured.stranger("Bàn 1")
    with a_district(tmp_path / "other", plain=False) as other:
        ticket = secured.ticket(address=THROUGH.format(f"127.0.0.1:{other.port}"))
        with pytest.raises(WrongServer):
            enrol(stranger.store, ticket, open_line)
        assert not other.rows("SELECT * FROM device")
    assert stranger.device.rows("SELECT certificate, root FROM device") == [(None, None)]


def test_who_shows_the_right_authority_over_another_certificate_gets_no_secret(
    secured: District, tmp_path: Path
):
    """Anybody can copy the authority's bundle; only its TLS key makes the pin."""
    stranger = secured.stranger("Bàn 1")
    with a_district(tmp_path / "other", plain=False) as other:
        object.__setattr__(other.server.authority, "bundle", secured.server.authority.bundle)
        ticket = secured.ticket(address=THROUGH.format(f"127.0.0.1:{other.port}"))
        with pytest.raises(WrongServer):
            enrol(stranger.store, ticket, open_line)


def test_a_private_ca_is_honoured_in_place_of_the_pin(tmp_path: Path):
    ca = PrivateCa(tmp_path)
    with private_district(tmp_path, ca) as district:
        desk = district.stranger("Bàn 1")
        enrol(desk.store, district.ticket(), open_line, ca_file=str(ca.file))
        desk.sync()
        assert desk.log() == (1, 1)


def test_a_private_ca_vouches_for_the_name_it_was_asked_for_only(tmp_path: Path):
    ca = PrivateCa(tmp_path)
    with private_district(tmp_path, ca, host="maychu.mau.vn") as district, pytest.raises(WrongServer):
        enrol(district.stranger("Bàn 1").store, district.ticket(), open_line, ca_file=str(ca.file))


def test_another_ca_is_refused(tmp_path: Path):
    other = PrivateCa(tmp_path, "CA khác")
    with private_district(tmp_path, PrivateCa(tmp_path)) as district, pytest.raises(WrongServer):
        enrol(district.stranger("Bàn 1").store, district.ticket(), open_line, ca_file=str(other.file))


def test_without_the_ca_a_certificate_that_the_root_never_saw_is_refused(tmp_path: Path):
    with private_district(tmp_path, PrivateCa(tmp_path)) as district, pytest.raises(WrongServer):
        district.desk("Bàn 1")


@pytest.mark.parametrize("cut", [0, 1, 200, 700])
def test_a_handshake_that_is_cut_is_no_stranger(cut: int, secured: District):
    with line_to(secured.port) as line:
        desk = secured.desk("Bàn 1", THROUGH.format(line.address))
        line.cut_after(down=cut)
        with pytest.raises(NoLine) as caught:
            desk.sync()
    assert isinstance(caught.value, LineCut)


def test_the_commune_is_the_tickets(secured: District):
    assert secured.desk("Bàn 1").device.value("SELECT commune FROM device") == COMMUNE.code
