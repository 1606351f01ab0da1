from __future__ import annotations

import re
from pathlib import Path

import pytest

from backend.audit.service import Actor, record_access
from backend.domain import Domain
from bot.building import Mind
from bot.dialogues.own_log import DEEDS
from bot.turns import Door
from tests.builders.citizens import TestCitizen, a_citizen
from tests.builders.clock import NOON
from tests.builders.talks import Conversing

pytestmark = pytest.mark.store
WORDS_OF_THE_PAGE = Path(__file__).parents[3] / "web" / "src" / "citizen" / "mine" / "log-words.ts"


def was_scanned(domain: Domain, citizen: TestCitizen, shop: str, outcome: str | None = None) -> None:
    with domain.ground.database.transaction() as session:
        actor = Actor("merchant", "mer_1", shop)
        record_access(session, citizen.id, actor, "certificate.verified", at=NOON, outcome=outcome)


@pytest.mark.parametrize(
    "question", ["谁看过我的信息", "谁看过我", "有没有人查过我的信用", "哪家店扫过我的码"]
)
def test_who_asks_who_looked_is_told_who_when_and_at_what(
    domain: Domain, mind: Mind, citizen: TestCitizen, question: str
) -> None:
    was_scanned(domain, citizen, "老街便利店")
    was_scanned(domain, citizen, "海边书店", "blocked")
    said = Conversing(mind, citizen, Door.PHONE)
    heard = said.hear(said.turn(question))
    assert heard is not None
    assert heard.is_personal
    assert "老街便利店扫了你的信用码" in heard.text
    assert "海边书店扫了你的信用码，什么也没看到" in heard.text
    assert "（/mine/log）" in heard.text


def test_only_the_last_five_are_told(domain: Domain, mind: Mind, citizen: TestCitizen) -> None:
    for number in range(7):
        was_scanned(domain, citizen, f"第{number}家店")
    told = Conversing(mind, citizen).say("谁看过我")
    assert told.count("扫了你的信用码") == 5
    assert "最近5次" in told


def test_own_looks_and_what_the_service_did_are_left_to_the_page(
    domain: Domain, mind: Mind, citizen: TestCitizen
) -> None:
    talk = Conversing(mind, citizen)
    talk.say("我的信用状况")
    with domain.ground.database.transaction() as session:
        reminder = Actor("system", "push", "市民诚信卡")
        record_access(session, citizen.id, reminder, "push.sent", at=NOON)
    assert "最近没有别人看过你的信息" in talk.say("谁看过我")


def test_nobody_reads_the_log_of_another(domain: Domain, mind: Mind, citizen: TestCitizen) -> None:
    was_scanned(domain, citizen, "老街便利店")
    assert "老街便利店" not in Conversing(mind, a_citizen(domain)).say("谁看过我的信息")
    assert "老街便利店" not in Conversing(mind).say("谁看过我的信息")


@pytest.mark.parametrize("question", ["扫码后对方能看到什么", "谁能看到我的信息", "商家会不会看到我的记录"])
def test_what_anybody_could_see_is_answered_by_the_article(
    mind: Mind, citizen: TestCitizen, question: str
) -> None:
    assert "依据：" in Conversing(mind, citizen).say(question)


def test_every_deed_is_one_that_the_page_knows() -> None:
    known = set(re.findall(r"^  '([a-z_.]+)': \[", WORDS_OF_THE_PAGE.read_text(encoding="utf-8"), re.M))
    assert set(DEEDS) <= known
