"""A published catalogue reaches every enrolled desk, signed by a key that the root vouches for."""

from dataclasses import replace
from datetime import date

import pytest
from nacl.signing import SigningKey

from app.catalogue.errors import CatalogueError, PackRefused, UnknownSigner
from app.catalogue.pack import CataloguePack
from app.catalogue.signed_file import open_pack, read_header, seal_pack
from app.catalogue.starter import starter_pack
from app.catalogue.trust import certified_by
from server.errors import ServerError
from server.publishing import publish
from tests.server.conftest import District


@pytest.fixture(scope="module")
def pack() -> CataloguePack:
    """A small pack without faults."""
    whole = starter_pack()
    return replace(whole, version="2026.90", effective_from=date(2026, 12, 1))


def sealed(district: District, pack: CataloguePack) -> bytes:
    authority = district.server.authority
    return seal_pack(pack, authority.catalogue_key, authority.catalogue_certificate)


def test_a_published_pack_is_announced_and_handed_out(district: District, pack: CataloguePack) -> None:
    data = sealed(district, pack)
    publish(district.server, data)
    desk = district.desk()
    assert desk.sync().catalogue == "2026.90"
    response = desk.get("/s1/catalogue/2026.90")
    assert response.content == data
    opened = open_pack(response.content, certified_by(district.server.authority.root))
    assert opened.version == "2026.90"


def test_packs_are_for_members_only(district: District, pack: CataloguePack) -> None:
    publish(district.server, sealed(district, pack))
    desk = district.desk()
    desk.author.key = SigningKey.generate()
    assert desk.get("/s1/catalogue/2026.90").status_code == 401


def test_a_pack_of_an_unknown_signer_is_refused(district: District, pack: CataloguePack) -> None:
    with pytest.raises(UnknownSigner):
        publish(district.server, seal_pack(pack, SigningKey.generate()))
    assert district.desk().sync().catalogue == ""


def test_a_pack_with_faults_is_refused(district: District, pack: CataloguePack) -> None:
    twice = replace(pack, procedures=(*pack.procedures, pack.procedures[0]))
    with pytest.raises(PackRefused):
        publish(district.server, sealed(district, twice))


@pytest.mark.parametrize("data", [b"", b"{}", b"SXDM\x01 cut short"])
def test_what_is_no_pack_is_refused(district: District, data: bytes) -> None:
    with pytest.raises(CatalogueError):
        publish(district.server, data)


def test_a_version_is_published_once(district: District, pack: CataloguePack) -> None:
    publish(district.server, sealed(district, pack))
    changed = replace(pack, source_note="changed afterwards")
    with pytest.raises((ServerError, PackRefused)):
        publish(district.server, sealed(district, changed))
    newest = district.server.settings.catalogue_path / "2026.90.sxdm"
    assert newest.read_bytes() == sealed(district, pack)


def test_a_version_never_becomes_a_path(district: District, pack: CataloguePack) -> None:
    with pytest.raises(ServerError, match="tên tệp"):
        publish(district.server, sealed(district, replace(pack, version="../../key")))


@pytest.mark.expects_log("unhandled")
def test_a_pack_altered_on_disk_is_not_handed_out(district: District, pack: CataloguePack) -> None:
    publish(district.server, sealed(district, pack))
    path = district.server.settings.catalogue_path / "2026.90.sxdm"
    path.write_bytes(path.read_bytes() + b"x")
    response = district.desk().get("/s1/catalogue/2026.90")
    assert response.status_code == 500
    assert read_header(path.read_bytes()).version.encode() not in response.content
