"""A desk that speaks the protocol over real HTTP and does nothing else."""

from dataclasses import dataclass, field
from typing import Any

import msgspec
import requests
import zstandard

from app.changes import receipt
from app.changes.receipt import Receipt
from app.changes.trust import AuthorityBundle, open_authority
from sync.protocol import codec
from sync.protocol import ticket as tickets
from sync.protocol.messages import (
    CONTENT_TYPE,
    PROTOCOL,
    EnrolReply,
    EnrolRequest,
    Refusal,
    SyncReply,
    SyncRequest,
)
from sync.protocol.signing import NEXT_NONCE_HEADER, proof_bytes, sign_request
from tests.support.changes import Author

SYNC = "/s1/sync"


@dataclass
class Desk:
    """One device of a commune."""

    address: str
    author: Author = field(default_factory=Author)
    epoch: bytes = b""
    nonce: bytes = b""
    cursor: int = 0
    server_key: bytes = b""

    def enrolment(self, ticket: str, **changed: Any) -> EnrolRequest:
        """What it asks to become a member."""
        read = tickets.read(ticket)
        request = EnrolRequest(
            PROTOCOL, read.commune, read.secret, self.author.public_key, self.author.origin, "Bàn 1"
        )
        request = msgspec.structs.replace(request, **changed)
        proof = self.author.key.sign(proof_bytes(request)).signature
        return msgspec.structs.replace(request, proof=proof)

    def enrol(self, ticket: str, **changed: Any) -> EnrolReply:
        """Become a member."""
        bundle = codec.decode(requests.get(f"{self.address}/s1/authority").content, AuthorityBundle)
        self.server_key = open_authority(bundle).server
        reply = codec.decode(self.post("/s1/enrol", self.enrolment(ticket, **changed)).content, EnrolReply)
        self.epoch, self.nonce = reply.epoch, reply.nonce
        return reply

    def request(self, segments: list[bytes] | None = None, **changed: Any) -> SyncRequest:
        """What it sends: ``segments``, or whatever it has not sealed yet."""
        data = self.author.seal() if segments is None else segments
        asked = SyncRequest(
            protocol=PROTOCOL,
            origin=self.author.origin,
            epoch=self.epoch,
            cursor=self.cursor,
            heads=[(self.author.origin, self.author.sealed_seq, self.author.sealed_head)],
            segments=data,
            program_version="0.1.0",
        )
        return msgspec.structs.replace(asked, **changed)

    def sync(self, segments: list[bytes] | None = None, **changed: Any) -> SyncReply:
        """One exchange that is expected to be served."""
        response = self.send(self.request(segments, **changed))
        assert response.status_code == 200, refusal(response)
        reply = codec.decode(response.content, SyncReply)
        if reply.feed:
            self.cursor = reply.feed[-1].cseq
        return reply

    def receipt(self, reply: SyncReply) -> Receipt:
        """The receipt, if this server signed it."""
        return receipt.verify(reply.receipt, self.server_key)

    def send(self, request: SyncRequest, **changed: Any) -> requests.Response:
        """Sign and send."""
        return self.send_body(zstandard.compress(codec.encode(request)), **changed)

    def send_body(self, body: bytes, encoding: str = "zstd", **changed: str) -> requests.Response:
        """Sign and send any bytes; ``changed`` replaces headers."""
        headers = sign_request(self.author.key, "POST", SYNC, body, self.epoch, self.nonce)
        headers |= {"content-type": CONTENT_TYPE, "content-encoding": encoding} | changed
        return self._keep_nonce(requests.post(self.address + SYNC, body, headers=headers))

    def get(self, path: str) -> requests.Response:
        """A signed GET."""
        headers = sign_request(self.author.key, "GET", path, b"", self.epoch, self.nonce)
        return self._keep_nonce(requests.get(self.address + path, headers=headers))

    def signed(self, method: str, path: str, body: bytes, covered: bytes) -> requests.Response:
        """A request whose signature covers these bytes, which need not be all of its body."""
        headers = sign_request(self.author.key, method, path, covered, self.epoch, self.nonce)
        headers |= {"content-type": CONTENT_TYPE}
        return self._keep_nonce(requests.request(method, self.address + path, data=body, headers=headers))

    def post(self, path: str, message: Any) -> requests.Response:
        """An unsigned POST."""
        return requests.post(
            self.address + path, codec.encode(message), headers={"content-type": CONTENT_TYPE}
        )

    def _keep_nonce(self, response: requests.Response) -> requests.Response:
        if NEXT_NONCE_HEADER in response.headers:
            self.nonce = bytes.fromhex(response.headers[NEXT_NONCE_HEADER])
        return response


def refusal(response: requests.Response) -> Refusal:
    """Why a request was not served."""
    assert b"Traceback" not in response.content
    return codec.decode(response.content, Refusal)
