"""What chance decides in a world: everything follows from its seed."""

from random import Random

from app.domain.entropy import Entropy


def dice_of(seed: int) -> Random:
    """What decides about happenings and faults."""
    return Random(f"world {seed}")


def entropy_of(seed: int | str, whose: str) -> Entropy:
    """Origins, keys and nonces: each replica's own stream, so that one draws nothing from another's."""
    return Random(f"entropy {seed} {whose}").randbytes
