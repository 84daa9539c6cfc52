"""Where randomness comes from: like the clock it is handed in, so that one seed can replay a whole world."""

from collections.abc import Callable
from typing import TypeAlias

Entropy: TypeAlias = Callable[[int], bytes]
"""So many bytes that nobody can guess: ``secrets.token_bytes``, but in simulations.

What only lies at rest on one machine (master keys, recovery codes, names of temporary files) does not pass
here and comes from the operating system always.
"""
