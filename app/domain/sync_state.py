"""How far a record has come on its way to the district."""

from enum import Enum


class SyncState(Enum):
    """From the third on only ever by a signed receipt of the server, or a choice that waits for a clerk."""

    HERE = "here"
    PACKED = "packed"
    RECEIVED = "received"
    ANSWERED = "answered"
    TO_CHOOSE = "to_choose"
    SENT_BACK = "sent_back"
