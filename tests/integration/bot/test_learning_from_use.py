from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from backend.domain import Domain
from backend.questions.models import JudgedQuestion, Judgement
from bot.building import Mind
from bot.commands import bot_commands
from bot.question_commands import ask_command, questions_commands
from bot.turns import Door
from bot.understanding.understanding import Understanding
from tests.builders.citizens import a_citizen
from tests.builders.clock import StandingClock
from tests.builders.talks import Conversing

pytestmark = pytest.mark.store


def kept(domain: Domain) -> list[tuple[str, str | None, str | None]]:
    with domain.ground.database.reading() as session:
        rows = session.scalars(select(JudgedQuestion).order_by(JudgedQuestion.judgement)).all()
        return [(row.judgement, row.topic, row.text) for row in rows]


@pytest.mark.parametrize("text", ["没用", "👎", "答非所问"])
def test_a_thumb_down_keeps_the_question_and_what_it_was_taken_for(
    domain: Domain, mind: Mind, text: str
) -> None:
    talk = Conversing(mind)
    talk.say("怎么申请信用修复")
    assert "去掉个人信息" in talk.say(text)
    assert kept(domain) == [(Judgement.USELESS, "repair.process", "怎么申请信用修复")]


@pytest.mark.parametrize("text", ["有用", "👍"])
def test_a_thumb_up_keeps_the_topic_and_no_text(domain: Domain, mind: Mind, text: str) -> None:
    Conversing(mind).say_all("怎么申请信用修复", text)
    assert kept(domain) == [(Judgement.USEFUL, "repair.process", None)]


def test_one_answer_is_judged_once(domain: Domain, mind: Mind) -> None:
    Conversing(mind).say_all("怎么申请信用修复", "没用", "没用", "有用")
    assert len(kept(domain)) == 1


def test_what_was_not_understood_is_kept(domain: Domain, mind: Mind) -> None:
    Conversing(mind).say("给我讲个笑话")
    assert kept(domain) == [(Judgement.NOT_UNDERSTOOD, None, "给我讲个笑话")]


def test_what_a_human_was_asked_for_is_kept(domain: Domain, mind: Mind) -> None:
    Conversing(mind).say_all("怎么申请信用修复", "人工")
    assert kept(domain) == [(Judgement.HUMAN_ASKED, "repair.process", "怎么申请信用修复")]


def test_a_question_with_a_person_in_it_keeps_its_topic_alone(domain: Domain, mind: Mind) -> None:
    talk = Conversing(mind, a_citizen(domain))
    talk.say_all("我叫陈静怡想问怎么申请信用修复", "没用")
    ((judgement, topic, text),) = kept(domain)
    assert (judgement, text) == (Judgement.USELESS, None)
    assert topic is not None


def test_numbers_are_taken_out_of_what_is_kept(domain: Domain, mind: Mind) -> None:
    Conversing(mind).say_all("怎么申请信用修复，我的电话是13800138000", "没用")
    assert kept(domain)[0][2] == "怎么申请信用修复,我的电话是〔号码〕"


def test_what_was_asked_about_somebody_else_is_not_kept(domain: Domain, mind: Mind) -> None:
    Conversing(mind, a_citizen(domain)).say_all("帮我查张三的信用状况", "没用")
    assert kept(domain) == []


def test_the_words_of_a_dispute_are_never_learnt_from(domain: Domain, mind: Mind) -> None:
    Conversing(mind, a_citizen(domain)).say_all("提异议", "没用", "人工")
    assert [text for _, _, text in kept(domain) if text] == []


def test_whoever_tries_the_bot_in_a_terminal_teaches_it_nothing(domain: Domain, mind: Mind) -> None:
    Conversing(mind, door=Door.TERMINAL).say_all("给我讲个笑话", "怎么申请信用修复", "没用", "人工")
    assert kept(domain) == []


def test_questions_are_deleted_after_ninety_days(domain: Domain, mind: Mind, clock: StandingClock) -> None:
    Conversing(mind).say("给我讲个笑话")
    clock.pass_time(days=90)
    assert domain.questions.tidy() == 0
    Conversing(mind).say("今天股票涨了吗")
    clock.pass_time(days=1)
    assert domain.questions.tidy() == 1
    assert len(kept(domain)) == 1


def test_tidying_is_done_each_night(domain: Domain) -> None:
    (schedule,) = [one for one in domain.schedules if one.name == "questions.tidy"]
    assert schedule.every == timedelta(days=1)


def test_an_officer_gets_a_file_to_label_that_the_evaluation_reads(
    domain: Domain, mind: Mind, understanding: Understanding, tmp_path: Path
) -> None:
    Conversing(mind).say_all("给我讲个笑话", "给我讲个笑话", "今天股票涨了吗")
    bot = bot_commands(understanding, [questions_commands(domain.questions)])
    file = tmp_path / "questions.jsonl"
    written = CliRunner().invoke(bot, ["questions", "export", str(file)])
    assert written.exit_code == 0
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert {line["text"]: line["topic"] for line in lines} == {"给我讲个笑话": "", "今天股票涨了吗": ""}
    labelled = "".join(json.dumps({**line, "topic": "out_of_scope"}) + "\n" for line in lines)
    file.write_text(labelled, encoding="utf-8")
    judged = CliRunner().invoke(bot, ["evaluate", str(file), "--json"])
    assert json.loads(judged.output)["accuracy"] == 1.0
    assert "not_understood" in CliRunner().invoke(bot, ["questions", "count"]).output


def test_the_terminal_asks_the_same_engine(mind: Mind) -> None:
    asked = CliRunner().invoke(ask_command(mind.engine), ["怎么申请信用修复", "那要多久", "我的信用状况"])
    assert asked.exit_code == 0
    assert "《信用修复管理办法》" in asked.output
    assert "10个工作日" in asked.output
    assert "在终端里看不到任何人的信息" in asked.output
