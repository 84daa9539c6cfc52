"""docs/bundle-format.md holds: a reader written from it alone reads what the program writes."""

import re
from hashlib import blake2b, sha256
from pathlib import Path

import msgspec
from nacl import bindings
from nacl.signing import SigningKey, VerifyKey
from starlette.routing import Route

from app.progress import unheard
from server.routes import routes
from sync.bundle import errors
from sync.bundle.errors import BundleError, StickError
from sync.bundle.folder import Found
from sync.bundle.format import HEADER_BYTES, Direction, Frame, Kind, Manifest, Span, read_header
from sync.bundle.reader import open_bundle
from sync.bundle.writer import Letter, write_bundle
from tests.golden import make

TEXT = (Path(__file__).resolve().parents[3] / "docs" / "bundle-format.md").read_text(encoding="utf-8")
SENDER, RECEIVER = SigningKey(b"s" * 32), SigningKey(b"r" * 32)


def rows(name: str) -> list[list[str]]:
    """The rows of a marked table."""
    part = TEXT.split(f"<!-- {name}: begin -->\n")[1].split(f"\n<!-- {name}: end -->")[0]
    return [
        [cell.strip() for cell in re.split(r"(?<!\\)\|", line.replace("`", ""))[1:-1]]
        for line in part.splitlines()[2:]
    ]


def read_by_the_book(paths: list[Path], receiver: SigningKey) -> tuple[list[object], list[object]]:
    """The manifest's fields and every other frame; asserts each thing the document promises."""
    secret = bindings.crypto_sign_ed25519_sk_to_curve25519(bytes(receiver) + bytes(receiver.verify_key))
    public = bindings.crypto_sign_ed25519_pk_to_curve25519(bytes(receiver.verify_key))
    stream, number = b"", 0
    for place, path in enumerate(paths, start=1):
        data = path.read_bytes()
        header, body = data[:63], data[63:]
        assert (header[:5], header[61], header[62]) == (b"SXTH\x01", place, len(paths))
        assert header[21:29] == sha256(b"soxa/bundle-receiver/1" + bytes(receiver.verify_key)).digest()[:8]
        shared = bindings.crypto_scalarmult(secret, header[29:61])
        key = blake2b(
            shared + header[29:61] + public + header[5:21], digest_size=32, person=b"soxa/bundle/1"
        ).digest()
        assert len(body) % 65552 == 0
        for start in range(0, len(body), 65552):
            is_last = place == len(paths) and start + 65552 == len(body)
            bound = sha256(header[:62] + b"\0").digest() + number.to_bytes(4, "big") + bytes([is_last])
            sealed = body[start : start + 65552]
            stream += bindings.crypto_aead_chacha20poly1305_ietf_decrypt(
                sealed, bound, number.to_bytes(12, "big"), key
            )
            number += 1
    return _frames(stream)


def _frames(stream: bytes) -> tuple[list[object], list[object]]:
    frames = []
    while length := int.from_bytes(stream[:4], "big"):
        frames.append(msgspec.msgpack.decode(stream[4 : 4 + length]))
        stream = stream[4 + length :]
    assert not any(stream)
    kind, statement = frames.pop(0)
    assert kind == 1
    body, signature = msgspec.msgpack.decode(statement)
    VerifyKey(msgspec.msgpack.decode(body)[4]).verify(b"soxa/bundle/1" + body, signature)
    return msgspec.msgpack.decode(body), frames


def test_a_reader_written_from_the_document_reads_a_bundle(stick: Path):
    public = bytes(RECEIVER.verify_key)
    letter = Letter(
        SENDER, public, Direction.DOWN, "00000", b"e" * 16, 7, 5, [Span(b"desk-one", 1, 2)], [b"p" * 16], 9
    )
    sent = [Frame(Kind.REPLY, bytes([n]) * 70_000) for n in range(4)]
    written = write_bundle(stick, letter, sent, unheard, volume_bytes=140_000)
    assert len(written.volumes) > 1
    manifest, frames = read_by_the_book(written.volumes, RECEIVER)
    assert manifest[3:] == [
        2, bytes(SENDER.verify_key), public, "00000", b"e" * 16, 7, 5, [[b"desk-one", 1, 2]], [b"p" * 16], 9
    ]  # fmt: skip
    assert frames == [[each.kind, each.content] for each in sent]


def test_the_golden_bundle_is_read_by_the_document_too():
    manifest, frames = read_by_the_book([make.FOLDER / make.BUNDLE], make.SERVER)
    assert manifest[4:7] == [make.public(make.DEVICE), make.public(make.SERVER), make.COMMUNE]
    assert [kind for kind, _ in frames] == [Kind.REQUEST]


def test_a_golden_bundle_with_scans_is_read_by_the_document_with_its_blocks_or_without():
    paths = [make.FOLDER / name for name in make.SCANS_BUNDLE]
    _, frames = read_by_the_book(paths, make.SERVER)
    kinds = [Kind.PARTS, Kind.SCANS, Kind.REQUEST, Kind.FILLER]
    assert [kind for kind, _ in frames] == [*kinds, Kind.BLOCK, Kind.BLOCK_LIST, Kind.BLOCK, Kind.BLOCK]
    _, digests = msgspec.msgpack.decode(frames[5][1])
    blocks = [msgspec.msgpack.decode(frames[place][1]) for place in (6, 7)]
    assert [(number, sha256(block).digest()) for _, number, block in blocks] == [
        (0, digests[:32]),
        (1, digests[32:]),
    ]
    assert sha256(blocks[0][2] + blocks[1][2]).digest() == blocks[0][0]
    found = Found(paths[0].name, read_header(paths[0].read_bytes()[:HEADER_BYTES]), (paths[0],))
    opened = open_bundle(found, make.SERVER)
    assert not opened.is_whole
    assert [frame.kind for frame in opened.frames] == kinds


def test_the_golden_answer_is_read_by_the_document():
    manifest, frames = read_by_the_book([make.FOLDER / make.ANSWER], make.DEVICE)
    assert manifest[3] == 2
    assert [kind for kind, _ in frames] == [Kind.CHECKPOINT, Kind.PART, Kind.SCANS_SAID]
    protocol, epoch, receipt, needs, available = msgspec.msgpack.decode(frames[2][1])
    assert (protocol, epoch, available) == (1, make.EPOCH, [b"\x66" * 32])
    assert needs == [[b"\x67" * 32, True, b"\x05", "", [[1, 4000]]]]
    said, signature = msgspec.msgpack.decode(receipt)
    VerifyKey(make.public(make.SERVER)).verify(b"soxa/scans/1" + said, signature)


def test_the_header_is_documented():
    shown = [(int(row[0]), int(row[1])) for row in rows("header")]
    assert [offset for offset, _ in shown] == [sum(size for _, size in shown[:n]) for n in range(len(shown))]
    assert sum(size for _, size in shown) == HEADER_BYTES


def test_the_manifest_is_documented_in_order():
    shown = [(int(row[0]), row[1]) for row in rows("manifest")]
    assert shown == list(enumerate(Manifest.__struct_fields__))


def test_every_kind_is_documented():
    assert [(int(row[0]), row[1]) for row in rows("kinds")] == [(each.value, each.name) for each in Kind]


def test_every_case_has_its_test():
    folder = Path(__file__).resolve().parents[2]
    sources = [*Path(__file__).parent.glob("test_*.py"), folder / "server" / "test_bundles.py"]
    known = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    assert [name for _, name in rows("cases") if f"def {name}(" not in known] == []


def test_the_couriers_addresses_are_those_of_the_server():
    shown = TEXT.split("<!-- courier: begin -->\n")[1].split("<!-- courier: end -->")[0]
    named = {(line.split()[0], line.split()[1]) for line in shown.splitlines()}
    served = {
        (method, route.path.replace(":int", ""))
        for route in routes()
        if isinstance(route, Route) and "/s1/bundle" in route.path
        for method in route.methods or ()
    }
    assert named == served - {("HEAD", "/s1/bundle/{name}/{offset}")}


def test_every_code_is_documented():
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    codes = {kind.code for kind in kinds if issubclass(kind, BundleError)}
    assert {row[0] for row in rows("codes")} == codes - {BundleError.code, StickError.code}


def test_what_an_officer_reads_is_short_and_says_what_is_safe():
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    sentences = [kind.sentence for kind in kinds if issubclass(kind, BundleError) and kind.sentence]
    assert len(sentences) == 11
    assert all(len(sentence.split()) < 40 and sentence.endswith(".") for sentence in sentences)
    assert all("ổ" in sentence or "Dữ liệu vẫn nguyên" in sentence for sentence in sentences)
