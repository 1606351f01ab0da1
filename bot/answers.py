"""What the bot says: an article, the sender's own status, or plainly that it does not know."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from backend.platform.clock import Clock, city_date
from backend.platform.errors import DomainError
from bot.article import Article, list_faults
from bot.wechat.push import Push
from bot.wechat.texts import Reply

OWN_STATUS_TOPIC = "status.view"
_LONGEST_QUESTION = 200
_TEXT_PLEASE = "目前只能看懂文字。请把问题用文字发给我，例如“怎么申请信用修复”。"
_SPEECHLESS_KINDS = frozenset(
    {"voice", "image", "video", "shortvideo", "location", "link", "miniprogrampage"}
)
_FOLLOWS = frozenset({"subscribe", "subscribe_scan"})


@dataclass(frozen=True)
class OwnStatusWords:
    """A citizen's own status in the words of the policy, with how many records counted and did not."""

    level_zh: str
    policy_version: str
    counted: int
    not_counted: int


class OwnStatus(Protocol):
    """Looks up the status of whoever writes to the official account."""

    def describe(self, official_openid: str) -> OwnStatusWords | None:
        """Return the sender's own status, or None when no citizen has bound this account.

        Raises `Refused` when the sender has not consented; its words then are the answer.
        """
        ...


class Answers:
    """Says only what its articles or the sender's own data say, each with its source."""

    def __init__(
        self, articles: Sequence[Article], own_status: OwnStatus, human_zh: str, clock: Clock
    ) -> None:
        self._articles = tuple(articles)
        self._own_status = own_status
        self._human_zh = human_zh
        self._clock = clock

    def reply_to(self, push: Push) -> Reply | None:
        """Return the reply to the sender of `push`, or None where silence is right."""
        if push.kind == "text":
            return self.answer(push.sender, push.text)
        if push.kind in _SPEECHLESS_KINDS:
            return Reply(_TEXT_PLEASE)
        if push.kind == "event" and push.event in _FOLLOWS:
            return Reply(f"您好，这里是市民诚信卡。\n{self._offer()}")
        return None

    def answer(self, openid: str, question: str) -> Reply:
        """Return the answer to `question` as asked by the follower `openid`."""
        article = self._find_article(normalise(question))
        if article is None:
            return Reply(f"这个问题我不知道答案，不能乱说。\n{self._offer()}")
        own = self._describe_status(openid) if article.topic == OWN_STATUS_TOPIC else None
        return Reply(article.answer()) if own is None else Reply(own, is_personal=True)

    def _find_article(self, question: str) -> Article | None:
        return next((article for article in self._list_tellable() if _is_about(article, question)), None)

    def _list_tellable(self) -> list[Article]:
        today = city_date(self._clock.now())
        return [article for article in self._articles if not list_faults(article, today)]

    def _describe_status(self, openid: str) -> str | None:
        try:
            words = self._own_status.describe(openid)
        except DomainError as refusal:
            return refusal.zh
        if words is None:
            return None
        return (
            f"您的信用状况：{words.level_zh}\n"
            f"计入 {words.counted} 条记录，未计入 {words.not_counted} 条。\n"
            "每条记录计不计入、为什么、到什么时候，都可以在小程序里逐条查看；认为记录有误，可以提出异议。\n\n"
            f"依据：公布的评价规则 {words.policy_version}，按您的授权、用您本人的记录得出"
        )

    def _offer(self) -> str:
        titles = "\n".join(f"· {article.title}" for article in self._list_tellable())
        return f"您可以问我：\n{titles}\n{self._human_zh}"


def normalise(question: str) -> str:
    """Return what counts of a question: its letters, digits and characters, in one width and case."""
    flat = unicodedata.normalize("NFKC", question[:_LONGEST_QUESTION]).lower()
    return "".join(character for character in flat if character.isalnum())


def _is_about(article: Article, question: str) -> bool:
    if any(pattern.search(question) for pattern in article.not_about):
        return False
    return any(pattern.search(question) for pattern in article.asks)
