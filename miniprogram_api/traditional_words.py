"""Published words in traditional characters, as Taiwan writes them; the words themselves stay.

Characters alone are turned (OpenCC `s2tw`), never words into Taiwan's own: these are terms of mainland law,
and its dictionary of words would make 注销, the end of an account, 登出, a sign-out.
"""

from __future__ import annotations

from functools import lru_cache, reduce

import opencc

# Where the dictionary divides words wrongly, and so takes one character for another.
_MENDED = (
    ("週歲", "周歲"),
    ("髮卡", "發卡"),
    ("隻影響", "只影響"),
    ("下麵", "下面"),
    ("卡里", "卡裡"),
    ("停籤", "停簽"),
)


@lru_cache(maxsize=4096)
def in_traditional(words: str) -> str:
    """Return Chinese words in traditional characters; what holds none stays as it is."""
    converted: str = _converter().convert(words)
    return reduce(lambda text, pair: text.replace(*pair), _MENDED, converted)


@lru_cache(maxsize=1)
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("s2tw")
