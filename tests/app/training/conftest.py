"""Training's books for the tests of this room."""

from tests.support.training import founded, training

__all__ = ["founded", "training"]
