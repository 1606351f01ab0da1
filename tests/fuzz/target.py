"""What a fuzzer is given of a parser."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Target:
    """A parser, and bytes from which a fuzzer may begin; each of the first `good` of them is accepted."""

    accepts: Callable[[bytes], bool]
    seeds: Sequence[bytes]
    good: int = 1
