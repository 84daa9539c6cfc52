"""The exchange by stick: opens what desks sent in bundles and writes each of them an answer.

What a bundle carries goes the way of a line's requests (``server.receiving``, ``server.exchange``). A bundle
that is not good is refused with its code and left where it is; the others go on. One desk's bundles are
answered together by one bundle, sealed for that desk alone.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from server.applying import apply_all
from server.bundle_answers import Answered, Mail, Said, answer_mail
from server.context import Server
from server.errors import Refused
from server.receiving import Received, receive
from server.requests import check_request
from server.storage import devices, origins
from server.storage.devices import Device
from server.storage.engine import reading
from sync.bundle import folder as sticks
from sync.bundle.errors import BundleError
from sync.bundle.folder import Found
from sync.bundle.format import (
    VOLUME_BYTES,
    Direction,
    Frame,
    Kind,
    Manifest,
    key_id,
)
from sync.bundle.reader import check_sender, open_bundle
from sync.protocol import codec
from sync.protocol.codec import BadMessage
from sync.protocol.messages import SyncRequest


class Refusal(NamedTuple):
    """A file that was not taken in, and the stable code of why."""

    name: str
    code: str


class Imported(NamedTuple):
    """What a folder held for this server."""

    answered: list[Answered]
    refused: list[Refusal]


def import_folder(server: Server, folder: Path, volume_bytes: int = VOLUME_BYTES) -> Imported:
    """Take in every bundle for this server and answer it; raises a StickError when nothing can be read.

    All are taken in before the first is answered: so one journey brings each desk what the others sent.
    """
    found, unread = sticks.find(folder)
    refused = [Refusal(each.name, each.problem.code) for each in unread]
    ours = key_id(server.authority.server_public)
    mail = list(_mail(server, (each for each in found if each.header.receiver_id == ours), refused))
    heard: list[tuple[list[Mail], Said]] = []
    for of_sender in _by_sender(mail):
        try:
            heard.append((of_sender, _take_in(server, of_sender)))
        except (BundleError, Refused) as error:
            refused += [Refusal(each.found.name, error.code) for each in of_sender]
    return Imported([answer_mail(server, folder, *each, volume_bytes) for each in heard], refused)


def _by_sender(mail: Sequence[Mail]) -> Iterator[list[Mail]]:
    """Each desk's bundles, the oldest first."""
    for sender in dict.fromkeys(each.device.public_key for each in mail):
        of_sender = [each for each in mail if each.device.public_key == sender]
        yield sorted(of_sender, key=lambda each: each.manifest.created_ms)


def _mail(server: Server, found: Iterator[Found], refused: list[Refusal]) -> Iterator[Mail]:
    for each in found:
        try:
            manifest = open_bundle(each, server.authority.server_key).manifest
            yield Mail(each, manifest, _sender(server, manifest))
        except (BundleError, Refused) as error:
            refused.append(Refusal(each.name, error.code))


def _sender(server: Server, manifest: Manifest) -> Device:
    with reading(server.engine) as connection:
        device = devices.find(connection, manifest.sender)
    if device is None:
        raise Refused(401, "unknown_device", "this device is not enrolled here")
    check_sender(manifest, device.public_key, device.commune, Direction.UP)
    if device.is_revoked:
        raise Refused(403, "revoked", "this device is no longer trusted")
    return device


def _take_in(server: Server, mail: Sequence[Mail]) -> Said:
    said = Said()
    for each in mail:
        is_first = True
        for frame in open_bundle(each.found, server.authority.server_key).frames:
            if frame.kind != Kind.REQUEST:
                continue
            page = _page(frame)
            if is_first:
                said.begin(_known(server, each.manifest, page))
                is_first = False
            said.note(page, _received(server, each.device, page))
    apply_all(server, mail[0].device.commune)
    return said


def _page(frame: Frame) -> SyncRequest:
    try:
        page = codec.decode(frame.content, SyncRequest)
    except BadMessage as error:
        raise Refused(400, "malformed", str(error)) from error
    check_request(page)
    return page


def _known(server: Server, manifest: Manifest, page: SyncRequest) -> SyncRequest:
    """Under another life of ours a cursor says nothing: the feed begins anew."""
    return page if manifest.epoch == server.epoch else msgspec.structs.replace(page, cursor=0)


def _received(server: Server, device: Device, page: SyncRequest) -> Received:
    """A log we do not know is left: told of its parent's fork, or of our new epoch, the desk begins anew."""
    try:
        return receive(server, device, page)
    except Refused as refused:
        if refused.code != "out_of_scope":
            raise
    received = Received()
    with reading(server.engine) as connection:
        logs = origins.logs(connection, device.commune)
    for birth in page.births:
        if birth.born_from_origin in logs:
            received.fork(birth.born_from_origin, logs[birth.born_from_origin].stored)
    for index in range(len(page.segments)):
        received.refuse(index, "out_of_scope")
    return received
