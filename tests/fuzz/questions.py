"""What anybody may write to the bot: it is read as something, whatever it is."""

from __future__ import annotations

from functools import cache

from bot.understanding.reading import Verdict
from bot.understanding.understanding import Understanding, read_understanding
from tests.fuzz.target import Target


def _question(data: bytes) -> bool:
    reading = _understanding().read(data.decode("utf-8", "replace"))
    assert reading.verdict in Verdict
    assert 0 <= reading.confidence <= 1
    return True


@cache
def _understanding() -> Understanding:
    return read_understanding()


QUESTIONS = {
    "question": Target(
        _question,
        [text.encode() for text in ("我的信用状况怎么样？", "ＡＢＣ wo de xinyong 👨‍👩‍👧", "")],
        good=3,
    )
}
