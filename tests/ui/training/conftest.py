"""Training's books for the tests of its window."""

from tests.support.training import founded, training

__all__ = ["founded", "training"]
