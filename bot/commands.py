"""The `bot` commands: what it understands, measured, and learning anew."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import click

from bot.understanding.cross_validation import CrossValidated
from bot.understanding.evaluation import (
    Confusion,
    QuestionScores,
    hear_dialogues,
    read_dialogues,
    read_questions,
    score_dialogues,
    score_questions,
)
from bot.understanding.learning import learn
from bot.understanding.normalisation import read_normaliser
from bot.understanding.topic_map import read_topic_map
from bot.understanding.understanding import Understanding
from bot.understanding.weights_file import WEIGHTS_FILE, write_weights

_SHOWN = 20
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def bot_commands(understanding: Understanding, others: Iterable[click.Command] = ()) -> click.Group:
    """Return the command group `bot`, with the commands of `others` in it."""

    @click.group("bot", help="The chatbot: measure what it understands, teach it anew.")
    def bot() -> None:
        """Hold the commands together."""

    own = (_evaluate_command(understanding), _evaluate_dialogues_command(understanding), _train_command())
    for command in (*own, *others):
        bot.add_command(command)
    return bot


def _evaluate_command(understanding: Understanding) -> click.Command:
    @click.command("evaluate", help='Measure on questions: JSON lines {"id", "text", "topic"}.')
    @click.argument("file", type=_FILE)
    @click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
    def command(file: Path, as_json: bool) -> None:
        with _faulty_files_as_words():
            scores = score_questions(read_questions(file), understanding)
        click.echo(json.dumps(asdict(scores), ensure_ascii=False) if as_json else _describe(scores))

    return command


def _evaluate_dialogues_command(understanding: Understanding) -> click.Command:
    @click.command(
        "evaluate-dialogues", help='Measure on dialogues: JSON lines {"id", "turns", "expect_topics"}.'
    )
    @click.argument("file", type=_FILE)
    @click.option("--json", "as_json", is_flag=True, help="Print the figure as JSON.")
    def command(file: Path, as_json: bool) -> None:
        with _faulty_files_as_words():
            dialogues = read_dialogues(file)
        accuracy = score_dialogues(dialogues, understanding)
        if as_json:
            click.echo(json.dumps({"dialogue_accuracy": accuracy}))
            return
        click.echo(f"dialogue_accuracy  {accuracy:.1%}")
        for text, expected, taken in hear_dialogues(dialogues, understanding):
            if expected != taken:
                click.echo(f"  {text}: {expected} taken for {taken}")

    return command


def _train_command() -> click.Command:
    @click.command("train", help="Learn anew from the examples, and write the file of weights.")
    def command() -> None:
        learnt = learn(read_normaliser(), read_topic_map())
        write_weights(learnt.trained)
        click.echo(f"{WEIGHTS_FILE.name}: {WEIGHTS_FILE.stat().st_size / 1e6:.2f} MB")
        _tell_left_out("topics", learnt.topics)
        _tell_left_out("aspects of follow-ups", learnt.aspects)

    return command


def _tell_left_out(name: str, scores: CrossValidated) -> None:
    click.echo(f"{name}, cross-validated over the examples:")
    click.echo(f"  accuracy             {scores.accuracy:.1%}")
    click.echo(f"  out_of_scope_recall  {scores.out_of_scope_recall:.1%}")
    click.echo(f"  real_refused         {scores.real_refused:.1%}")
    for line in _describe_confusions(scores.confusions):
        click.echo(line)


def _describe(scores: QuestionScores) -> str:
    lines = [
        f"accuracy                {scores.accuracy:.1%}",
        f"macro_f1                {scores.macro_f1:.3f}",
        f"out_of_scope_precision  {scores.out_of_scope_precision:.1%}",
        f"out_of_scope_recall     {scores.out_of_scope_recall:.1%}",
        f"clarify_share           {scores.clarify_share:.1%}",
        f"ms_p50                  {scores.ms_p50:.2f}",
        f"ms_p99                  {scores.ms_p99:.2f}",
    ]
    return "\n".join([*lines, "confusions", *_describe_confusions(scores.confusions)])


def _describe_confusions(confusions: Sequence[Confusion]) -> list[str]:
    return [f"  {one.times:4} {one.expected} taken for {one.taken_for}" for one in confusions[:_SHOWN]]


@contextmanager
def _faulty_files_as_words() -> Iterator[None]:
    try:
        yield
    except ValueError as trouble:
        raise click.ClickException(str(trouble)) from trouble
