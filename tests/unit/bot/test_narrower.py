from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.building import NARROWER_ARTICLES
from bot.narrower import list_narrower_faults, read_narrower
from bot.understanding.examples import read_examples
from bot.understanding.topic_map import read_topic_map

TODAY = date(2026, 11, 27)
NARROWER = read_narrower(NARROWER_ARTICLES)
EXAMPLES = Path(__file__).parents[3] / "bot" / "understanding" / "examples"
# Of 10,865 examples of other topics, those that a narrower answer meets as well or better.
_MOST_TAKEN = 7


def title_of(question: str) -> str | None:
    found = NARROWER.find(question, TODAY)
    return found.title if found else None


def test_none_of_them_has_a_fault() -> None:
    assert list_narrower_faults(NARROWER_ARTICLES, read_topic_map().names, TODAY) == []


@pytest.mark.parametrize(
    "question", ["我妈不会用手机能去哪里办", "老人不会用手机怎么办", "没有智能手机怎么办", "我爸不会用微信"]
)
def test_who_has_no_phone_is_told_of_the_counter(question: str) -> None:
    assert title_of(question) == "不会用手机怎么办"


@pytest.mark.parametrize("question", ["我看不清字太小了", "字太小", "有大字版吗", "長輩版在哪", "字能调大吗"])
def test_who_cannot_read_is_told_of_larger_letters(question: str) -> None:
    assert title_of(question) == "字太小怎么办"


@pytest.mark.parametrize("question", ["我的手机丢了", "手机被偷了怎么办", "手機不見了", "旧手机怎么退出登录"])
def test_a_lost_phone_is_not_a_lost_card(question: str) -> None:
    assert title_of(question) == "手机丢了怎么办"


@pytest.mark.parametrize(
    "question",
    [
        *("我的卡丢了", "市民卡不见了", "手机卡丢了", "换手机号了", "查我妈的信用"),
        *("手机丢了怎么提异议", "手机丢了异议进度怎么查", "手机掉了修复要多久", "我手机丢了还能申请修复吗"),
        *("手机不见了怎么解绑市民卡", "账号被盗了产生失信记录", "手机没了流量"),
        "手机被偷被人冒名办卡上了失信",
    ],
)
def test_other_questions_are_left_to_the_understanding(question: str) -> None:
    assert title_of(question) is None


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("我早就把罚款交清了，这条能去掉吗", "罚款交清了怎么办"),
        ("我交完罚款了，怎么消掉记录", "罚款交清了怎么办"),
        ("罚款已经交清了，记录什么时候能消", "罚款交清了怎么办"),
        ("这个收费吗", "用本服务收不收费"),
        ("每年要交多少钱", "用本服务收不收费"),
        ("办这个会不会影响我领养老金", "会不会影响社保、就医、乘车"),
        ("罚款没交能修复吗", None),
        ("修复收费吗", None),
        ("停车收费吗", None),
        ("失信被执行人会影响坐高铁吗", None),
    ],
)
def test_what_people_ask_in_passing_has_an_answer_of_its_own(question: str, title: str | None) -> None:
    assert title_of(question) == title


def test_hardly_any_example_of_another_topic_is_taken() -> None:
    found = ((one, NARROWER.find(one.text, TODAY)) for one in read_examples(EXAMPLES))
    taken = [one.text for one, article in found if article is not None and article.topic != one.label]
    assert len(taken) <= _MOST_TAKEN, taken


def test_one_that_nobody_could_ask_for_is_a_fault(tmp_path: Path) -> None:
    sound = (NARROWER_ARTICLES / "phone-lost.md").read_text(encoding="utf-8")
    head, _, _ = sound.partition("asks:")
    (tmp_path / "one.md").write_text(head + "---\n" + sound.rpartition("---\n")[2], encoding="utf-8")
    faults = list_narrower_faults(tmp_path, read_topic_map().names, TODAY)
    assert faults == ["one.md: no pattern tells when it is asked for"]
