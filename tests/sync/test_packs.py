"""A published catalogue comes with the exchange, once; what is wrong with it never stops the rows."""

from dataclasses import replace
from functools import partial

import pytest
from nacl.signing import SigningKey

from app.catalogue.signed_file import seal_pack
from app.catalogue.starter import starter_pack
from app.services import catalogue_intake
from server.publishing import publish
from sync.errors import NoLine
from sync.packs import is_wanted
from tests.support.builders import a_dossier
from tests.support.district import District, SyncedDesk
from tests.support.memory_transport import Interposed

NEXT = replace(starter_pack(), version="2099.1")


@pytest.fixture
def published(district: District) -> bytes:
    authority = district.server.authority
    data = seal_pack(NEXT, authority.catalogue_key, authority.catalogue_certificate)
    publish(district.server, data)
    return data


def installing(desk: SyncedDesk) -> partial[object]:
    return partial(catalogue_intake.take_in, desk.store, desk.device.clock)


def versions(desk: SyncedDesk) -> list[str]:
    return [version for (version,) in desk.device.rows("SELECT version FROM catalogue_pack")]


def test_a_newer_pack_comes_once(published: bytes, one: SyncedDesk):
    outcome = one.sync(install_pack=installing(one))
    assert (outcome.catalogue_version, outcome.problems) == ("2099.1", [])
    assert versions(one) == ["2099.1"]
    again = one.sync(install_pack=installing(one))
    assert (again.catalogue_version, again.requests) == ("", 1)


def test_the_server_is_told_which_pack_a_desk_works_by(district: District, published: bytes, one: SyncedDesk):
    one.sync(install_pack=installing(one))
    one.sync()
    assert district.rows("SELECT catalogue FROM device") == [("2099.1",)]


def test_a_pack_that_is_refused_is_named_and_not_fetched_again(published: bytes, one: SyncedDesk):
    forged = seal_pack(NEXT, SigningKey.generate())

    def install(_: bytes) -> object:
        return catalogue_intake.take_in(one.store, one.device.clock, forged)

    a_dossier(one.store)
    outcome = one.sync(install_pack=install)
    assert len(outcome.problems) == 1
    assert one.log() == (2, 2)
    assert not versions(one)
    assert one.sync(install_pack=install).requests == 1
    assert is_wanted(one.store, "2099.1", "a later program")


def test_a_pack_cut_on_its_way_is_fetched_with_the_next_exchange(published: bytes, one: SyncedDesk):
    class Cut(Interposed):
        def catalogue(self, version: str) -> bytes:
            raise NoLine

    a_dossier(one.store)
    outcome = one.sync(through=Cut, install_pack=installing(one))
    assert outcome.problems == [str(NoLine())]
    assert one.log() == (2, 2)
    assert one.sync(install_pack=installing(one)).catalogue_version == "2099.1"


@pytest.mark.parametrize("version", ["", "../../etc", "a/b", "x" * 41, "2099.1?x", "2099\n1"])
def test_a_version_that_is_no_name_is_never_asked_for(version: str, one: SyncedDesk):
    assert not is_wanted(one.store, version, "")
