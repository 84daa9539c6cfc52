"""Foreign bytes, true ones that somebody bent and plain nonsense: only declared errors come out, and soon."""

import os
import time
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.parsers import Parser, parsers

SOUGHT = os.environ.get("SOXA_FUZZ")  # whoever asks for more examples seeks new ones
EXAMPLES = int(SOUGHT or "60")
LONGEST_S = 1.0
TABLE = parsers()

hostile = settings(
    max_examples=EXAMPLES,
    derandomize=SOUGHT is None,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)

# Where numbers, sizes and nesting bite: what a decoder reads as huge, as negative, or as something else.
SHARP = st.sampled_from(
    [
        *(b"\x00", b"\xff", b"\xc0", b"\xc1", b"\x80", b"\x90", b"-1"),
        *(b"\xdd\xff\xff\xff\xff", b"\xdf\xff\xff\xff\xff", b"\xc6\xff\xff\xff\xff"),  # of 4 Gi items
        *(b"\xcf" + b"\xff" * 8, b"\xd3\x80" + bytes(7)),  # the largest and the smallest number
        *(b"\xcb\x7f\xf0" + bytes(6), b"\xca\x7f\xc0\x00\x00"),  # infinite, and no number
        *(b"\x91" * 3000, b"\xd9\x02\xed\xa0", bytes(40)),  # nested without end; half a surrogate
    ]
)
PIECES = st.one_of(SHARP, st.binary(min_size=1, max_size=12))


@st.composite
def bent(draw: st.DrawFn, example: bytes) -> bytes:
    """A true example with some places overwritten, filled in, left out, or cut off."""
    data = bytearray(example)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(data)))
        piece = draw(PIECES)
        match draw(st.sampled_from(["overwrite", "insert", "remove", "cut", "repeat"])):
            case "overwrite":
                data[at : at + len(piece)] = piece
            case "insert":
                data[at:at] = piece
            case "remove":
                del data[at : at + len(piece)]
            case "cut":
                del data[at:]
            case "repeat":
                data[at:at] = data[max(0, at - 40) : at] * 3
    return bytes(data)


def is_read_or_refused(parser: Parser, data: bytes) -> None:
    began = time.process_time()
    with suppress(*parser.declared):
        parser.read(data)
    assert time.process_time() - began < LONGEST_S


@pytest.mark.parametrize("name", TABLE)
def test_the_true_example_is_read(name: str):
    if name not in ("segment body of a member", "changeset header", "revocations"):
        TABLE[name].read(TABLE[name].example)


@pytest.mark.parametrize("name", TABLE)
@hostile
@given(data=st.data())
def test_bent_bytes_are_read_or_refused_as_declared(name: str, data: st.DataObject):
    parser = TABLE[name]
    is_read_or_refused(parser, data.draw(bent(parser.example)))


@pytest.mark.parametrize("name", TABLE)
@hostile
@given(data=st.binary(max_size=400))
def test_nonsense_is_refused_as_declared(name: str, data: bytes):
    is_read_or_refused(TABLE[name], data)
