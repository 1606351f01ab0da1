"""Whoever asks about a person by name or number is told that only one's own data are shown."""

from __future__ import annotations

import pytest

from bot.understanding.examples import read_examples
from bot.understanding.learning import EXAMPLES, FOLLOW_UPS
from bot.understanding.naming import read_named_persons
from bot.understanding.normalisation import read_normaliser
from bot.understanding.reading import ABOUT_ANOTHER, Context, Verdict
from bot.understanding.understanding import Understanding

NORMALISER, PERSONS = read_normaliser(), read_named_persons()


@pytest.mark.parametrize(
    "text",
    [
        "张志强的信用状况怎么样",
        "陈建国的信用好不好",
        "张志强有没有不良记录",
        "查一下李明是不是老赖",
        "周文斌信用状况",
        "請問許志明的信用好不好",
        "帮我看看王小明有失信吗",
        "请问林志伟先生的信用等级",
        "欧阳文静的信用等级是多少",
        "demo-0004的信用状况",
        "DEMO-0004 有没有失信",
        "用户cit_0003的记录",
        "13800000000的信用",
        "350299199003120029有没有处罚记录",
        "你好，我想问一下黄建国有没有上失信名单",
    ],
)
@pytest.mark.parametrize("before", [Context(), Context(("status.view",))])
def test_a_named_persons_data_are_refused_whatever_was_said_before(
    understanding: Understanding, text: str, before: Context
) -> None:
    assert understanding.read(text, before).verdict is Verdict.ABOUT_ANOTHER


@pytest.mark.parametrize(
    "text",
    [
        "我叫张志强，我的信用状况怎么样",
        "我叫张志强，张志强的信用状况怎么样",
        "我是陈建国，有没有不良记录",
        "我叫李明有没有失信记录",
        "我的身份证350299199003120029的信用状况",
        "我的信用状况怎么样",
        "严重的失信信息怎么修复",
        "任何记录都能修复吗",
        "高级的信用等级是什么",
        "许可的记录是什么",
        "高铁逃票有没有失信",
        "金额的记录写错了",
        "我的案件Y2026-7K3M-9QXD到哪了",
        "有没有不良记录",
        "20号的处罚记录",
    ],
)
def test_oneself_and_ordinary_words_are_no_named_person(text: str) -> None:
    assert not PERSONS.are_asked_about(NORMALISER.clean(text))


def test_no_example_of_any_topic_is_taken_for_a_question_about_a_named_person() -> None:
    examples = [*read_examples(EXAMPLES), *read_examples(FOLLOW_UPS)]
    taken = [one for one in examples if PERSONS.are_asked_about(NORMALISER.clean(one.text))]
    assert {one.label for one in taken} == {ABOUT_ANOTHER}
