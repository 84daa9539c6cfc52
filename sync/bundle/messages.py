"""A frame's content read as the message it carries."""

from sync.bundle.errors import DamagedBundle
from sync.bundle.format import Frame
from sync.protocol import codec
from sync.protocol.codec import BadMessage


def message_in(frame: Frame, kind: type[codec.Message]) -> codec.Message:
    """The message; raises DamagedBundle: its sender has sealed something else."""
    try:
        return codec.decode(frame.content, kind)
    except BadMessage as error:
        raise DamagedBundle from error
