"""Puts articles into answers: what is said, what can be done about it here, and what is near."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from bot.article import Article, Articles, answer_text, source_line
from bot.dialogues.choices import numbered
from bot.dialogues.table import DOABLE
from bot.narrower import NOTHING_NARROWER, NarrowerAnswers
from bot.turns import Door
from bot.understanding.reading import PASSING, Reading
from bot.understanding.topic_map import TopicMap

TOPIC, DIALOGUE = "topic:", "dialogue:"
MORE_WORDS = frozenset({"详细", "详情", "详细点", "说详细点", "具体点", "具体说说"})
UNKNOWN = "这个问题我不知道答案，不能乱说。"
REST_LEAD = "要点前面说过了，没说到的在下面。还没答到的，请换个说法，或者回复“人工”。\n\n"
_HOTLINE, _BY_HOTLINE = "12345", "不方便过去，可以打12345政务服务便民热线问。"
_MORE_HINT = "回复“详细”看更多。"
_NEAR_FROM, _MOST_NEAR = 0.08, 3
_WHO_ARE_YOU = {
    Door.WECHAT: "我还不知道你是谁：请打开我的页面（/mine），用同一个微信登录，完成实名，再回来说一遍。",
    Door.PHONE: "这要先登录并完成实名。登录后再说一遍就行。",
    Door.TERMINAL: "在终端里看不到任何人的信息，请在我的页面（/mine）或者公众号里办。",
}


class Telling:
    """Knows the articles and what topics are called; holds nothing that changes."""

    def __init__(
        self, articles: Articles, topics: TopicMap, narrower: NarrowerAnswers = NOTHING_NARROWER
    ) -> None:
        self._articles = articles
        self._narrower = narrower
        self._names = topics.names

    def find(self, topic: str, today: date) -> Article | None:
        """Return the article, or None where none may be told today."""
        article = self._articles.get(topic)
        return article if article is not None and article.is_current(today) else None

    def find_narrower(self, text: str, today: date) -> Article | None:
        """Return the article within a topic that the very words of a question ask for, or None."""
        return self._narrower.find(text, today)

    def answer(self, article: Article) -> tuple[str, tuple[str, ...]]:
        """Return the answer with what can be done here, and the offers that it makes."""
        hints = [_MORE_HINT] if article.details else []
        doable = None if article.asks else DOABLE.get(article.topic)
        if doable is None:
            return "\n\n".join([answer_text(article), *hints]), ()
        name, invitation = doable
        return f"{answer_text(article)}\n\n{''.join([invitation, *hints])}", (DIALOGUE + name,)

    def details(self, article: Article) -> str:
        """Return what the short answer leaves out, as plain lines, and all that the article rests on."""
        lines = [*article.details.splitlines(), "", source_line(article.sources, article.reviewed_on)]
        return "\n".join(f"【{line[3:]}】" if line.startswith("## ") else line for line in lines)

    def unknown(
        self, words: str, reading: Reading, before: Sequence[str], today: date
    ) -> tuple[str, tuple[str, ...]]:
        """Say that there is no answer, and offer two or three topics that are near."""
        near = [one.topic for one in reading.runners_up if one.confidence >= _NEAR_FROM]
        for topic in (*before[:1], "out_of_scope"):
            article = self._articles.get(topic)
            near += article.follow_ups if article is not None else ()
        offered = [topic for topic in dict.fromkeys(near) if topic not in PASSING and self.find(topic, today)]
        offered = offered[:_MOST_NEAR]
        asked = f"\n\n你可以问：\n{self.named(offered)}\n" if offered else ""
        return f"{words}{asked}", tuple(TOPIC + topic for topic in offered)

    def asked_back(self, reading: Reading) -> tuple[str, tuple[str, ...]]:
        """Ask which of two is meant."""
        topics = [reading.topic, *(one.topic for one in reading.runners_up[:1])]
        return f"{reading.words}\n{self.named(topics)}\n回复数字就行。", tuple(TOPIC + one for one in topics)

    def named(self, topics: Iterable[str]) -> str:
        """Return topics as numbered lines."""
        return numbered([self.name_of(topic) for topic in topics])

    def name_of(self, topic: str) -> str:
        """Return what a topic is called."""
        return self._names.get(topic, topic)


def with_hotline(human_zh: str) -> str:
    """Return where a person is reached, with the hotline that every city has."""
    return human_zh if _HOTLINE in human_zh else f"{human_zh}{_BY_HOTLINE}"


def who_are_you(door: Door) -> str:
    """Say how somebody shows who they are at a door."""
    return _WHO_ARE_YOU[door]
