import json

import pytest

from app.catalogue.errors import CatalogueError, NotAPack, PackTooLarge, UnknownSigner
from app.catalogue.incoming import read_any
from app.catalogue.signed_file import MAX_CONTENT_BYTES, open_pack, seal_pack
from app.catalogue.starter import starter_pack
from app.catalogue.trust import trust_keys
from tests.app.catalogue.packs import PACK, PUBLISHER_KEY, STRANGER_KEY, a_pack, a_procedure
from tests.app.catalogue.portal import LISTED, a_list, a_record, needs_list

OFFICE_KEY = STRANGER_KEY
TRUSTED = trust_keys(bytes(PUBLISHER_KEY.verify_key))


def test_a_sealed_pack_is_kept_as_its_signer_left_it():
    data = seal_pack(PACK, PUBLISHER_KEY)
    sealed, pack, findings = read_any(data, TRUSTED, OFFICE_KEY)
    assert (sealed, pack, findings) == (data, PACK, ())


def test_a_list_of_procedures_is_sealed_by_this_machine():
    data = json.dumps(a_list(a_record())).encode()
    sealed, pack, findings = read_any(data, TRUSTED, OFFICE_KEY)
    assert open_pack(sealed, trust_keys(bytes(OFFICE_KEY.verify_key))) == pack
    assert [procedure.code for procedure in pack.procedures] == ["1.999999"]
    assert pack.admin_units == starter_pack().admin_units
    assert "no_form" in {finding.rule for finding in findings}


def test_a_list_saved_with_a_byte_order_mark_is_read_too():
    assert read_any(b"\xef\xbb\xbf" + json.dumps(a_list(a_record())).encode(), TRUSTED, OFFICE_KEY).pack


def test_findings_are_judged_beside_the_pack_in_use():
    changed = seal_pack(a_pack(a_procedure(limit="2wd")), PUBLISHER_KEY)
    assert [each.rule for each in read_any(changed, TRUSTED, OFFICE_KEY, PACK).findings] == ["version_reused"]


def test_a_stranger_is_refused():
    with pytest.raises(UnknownSigner):
        read_any(seal_pack(PACK, STRANGER_KEY), TRUSTED, OFFICE_KEY)


@pytest.mark.parametrize("data", [b"", b"\x00\x01", b"[]", b'{"communes": []}', b"{", b"[" * 100_000])
def test_anything_else_is_no_pack(data: bytes):
    with pytest.raises(NotAPack):
        read_any(data, TRUSTED, OFFICE_KEY)


def test_a_list_larger_than_any_pack_is_not_even_read():
    with pytest.raises(PackTooLarge):
        read_any(b" " * (MAX_CONTENT_BYTES + 1), TRUSTED, OFFICE_KEY)


@needs_list
def test_the_portals_list_comes_in_whole():
    incoming = read_any(LISTED.read_bytes(), TRUSTED, OFFICE_KEY, starter_pack())
    assert len(incoming.pack.procedures) == 426


def test_every_refusal_says_that_nothing_changed_in_few_words():
    for error in (NotAPack(), PackTooLarge(), UnknownSigner("UBND tỉnh", "0" * 16)):
        assert isinstance(error, CatalogueError)
        assert "không thay đổi" in str(error)
        assert len(str(error).split()) < 40
