from __future__ import annotations

import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from bot.commands import bot_commands
from bot.understanding.understanding import Understanding

QUESTIONS = [
    {"id": "1", "text": "信用修复需要多少个工作日", "topic": "repair.time"},
    {"id": "2", "text": "今天会下雨吗", "topic": "out_of_scope"},
    {"id": "3", "text": "信用修复需要多少个工作日", "topic": "dispute.time"},
]
DIALOGUE = {"id": "1", "turns": ["信用修复怎么申请", "那要多久"], "expect_topics": ["_any", "repair.time"]}
FIGURES = {
    "accuracy",
    "macro_f1",
    "out_of_scope_precision",
    "out_of_scope_recall",
    "clarify_share",
    "ms_p50",
    "ms_p99",
    "confusions",
}


@pytest.fixture
def bot(understanding: Understanding) -> click.Group:
    @click.command("another", help="Of another room.")
    def another() -> None:
        click.echo("heard")

    return bot_commands(understanding, [another])


def written(path: Path, lines: list[dict[str, object]]) -> str:
    path.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), encoding="utf-8")
    return str(path)


def test_questions_are_measured_and_confusions_named(bot: click.Group, tmp_path: Path) -> None:
    file = written(tmp_path / "questions.jsonl", QUESTIONS)
    as_json = CliRunner().invoke(bot, ["evaluate", file, "--json"])
    figures = json.loads(as_json.output)
    assert {*figures} == FIGURES
    assert figures["accuracy"] == pytest.approx(2 / 3)
    assert figures["out_of_scope_recall"] == 1
    assert figures["confusions"] == [{"expected": "dispute.time", "taken_for": "repair.time", "times": 1}]
    assert "dispute.time taken for repair.time" in CliRunner().invoke(bot, ["evaluate", file]).output


def test_dialogues_are_measured(bot: click.Group, tmp_path: Path) -> None:
    file = written(
        tmp_path / "dialogues.jsonl", [DIALOGUE, DIALOGUE | {"expect_topics": ["_", "bank_credit"]}]
    )
    figures = json.loads(CliRunner().invoke(bot, ["evaluate-dialogues", file, "--json"]).output)
    assert figures == {"dialogue_accuracy": 0.5}
    told = CliRunner().invoke(bot, ["evaluate-dialogues", file]).output
    assert "那要多久: bank_credit taken for repair.time" in told


def test_a_faulty_file_ends_the_command_in_words(bot: click.Group, tmp_path: Path) -> None:
    file = written(tmp_path / "questions.jsonl", [{"id": "1"}])
    ended = CliRunner().invoke(bot, ["evaluate", file])
    assert ended.exit_code == 1
    assert "line 1 of questions.jsonl" in ended.output


def test_commands_of_other_rooms_are_in_the_same_group(bot: click.Group) -> None:
    assert CliRunner().invoke(bot, ["another"]).output == "heard\n"
