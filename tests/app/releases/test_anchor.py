"""A desk believes the first root metadata only on the word of the district it was enrolled under."""

from hashlib import sha256

import pytest
from nacl.signing import SigningKey

from app.changes import signed
from app.changes.trust import CONTEXT, Certificate, Purpose
from app.releases.anchor import make_anchor, open_anchor
from app.releases.errors import ReleaseRefused

DISTRICT, STRANGER = SigningKey(b"d" * 32), SigningKey(b"s" * 32)
ROOT = b'{"signed": {"_type": "root"}}'


def test_the_districts_word_says_when_it_was_given():
    assert open_anchor(make_anchor(ROOT, "Huyện mẫu", 5, DISTRICT), ROOT, bytes(DISTRICT.verify_key)) == 5


@pytest.mark.parametrize(
    ("anchor", "root"),
    [
        (make_anchor(ROOT, "Huyện mẫu", 5, STRANGER), ROOT),
        (make_anchor(ROOT, "Huyện mẫu", 5, DISTRICT), ROOT + b" "),
        (make_anchor(ROOT, "Huyện mẫu", 5, DISTRICT)[:-1], ROOT),
        (b"", ROOT),
    ],
    ids=["a stranger's", "for another root", "cut", "none"],
)
def test_any_other_word_is_refused(anchor: bytes, root: bytes):
    with pytest.raises(ReleaseRefused):
        open_anchor(anchor, root, bytes(DISTRICT.verify_key))


def test_a_certificate_the_district_gave_for_something_else_vouches_for_no_updates():
    public = bytes(DISTRICT.verify_key)
    subject = sha256(ROOT).digest()
    other = Certificate(1, Purpose.CATALOGUE, subject, "", "", "", 1, 1, public)
    with pytest.raises(ReleaseRefused):
        open_anchor(signed.sign(other, CONTEXT, DISTRICT), ROOT, public)
