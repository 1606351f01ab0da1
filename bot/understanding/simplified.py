"""Traditional characters as simplified ones."""

from __future__ import annotations

from functools import cache

import opencc


def to_simplified(text: str) -> str:
    """Return `text` in simplified characters, each for itself; words stay as they are."""
    return str(_converter().convert(text))


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")
