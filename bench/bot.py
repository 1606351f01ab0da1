"""How long the bot takes to answer while fifty people talk to it, beside a bare hello under the same load."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from statistics import median

from bench.latencies import PacedLoad, measure_latencies, p99
from bench.load import http_request
from bench.rows import Row, make_row
from bench.town import Town
from bot.article import read_articles

_ARTICLES = Path(__file__).parents[1] / "bot" / "articles"
_RUNS = 3
_QUESTIONS = 250
_WARM_UP_QUESTIONS = 60
# Fifty people, each with a new question every two seconds.
_PER_SECOND = 25.0
_MILLISECONDS = 1000.0


def bot_rows(town: Town, service_port: int, hello_port: int) -> Iterator[Row]:
    """Yield the p99 of an answer in milliseconds, and that over the p99 of a hello; raises `LoadFailed`."""
    questions = _Questions(town)
    hello = [http_request("GET", "/hello")] * _QUESTIONS
    measure_latencies(PacedLoad(service_port, questions.take(_WARM_UP_QUESTIONS), _PER_SECOND))
    pairs = []
    for _ in range(_RUNS):
        baseline = _p99_ms(PacedLoad(hello_port, hello, _PER_SECOND))
        pairs.append((baseline, _p99_ms(PacedLoad(service_port, questions.take(_QUESTIONS), _PER_SECOND))))
    of_hello, of_bot = (median(figures) for figures in zip(*pairs, strict=True))
    yield make_row("bot_answer_ms_p99", "milliseconds", of_bot, 1.0, _RUNS)
    yield make_row("bot_p99_vs_hello", "milliseconds", of_bot, of_hello, _RUNS)


class _Questions:
    """The example questions of every article, asked by the citizens of the town in turn."""

    def __init__(self, town: Town) -> None:
        asked = [question for article in read_articles(_ARTICLES).values() for question in article.questions]
        self._asking = zip(cycle(asked), cycle(town.access_tokens), strict=False)

    def take(self, how_many: int) -> list[bytes]:
        """Return the next requests."""
        return [
            http_request("POST", "/api/v1/chat", {"Authorization": f"Bearer {token}"}, {"text": question})
            for question, token in islice(self._asking, how_many)
        ]


def _p99_ms(load: PacedLoad) -> float:
    return p99(measure_latencies(load)) * _MILLISECONDS
