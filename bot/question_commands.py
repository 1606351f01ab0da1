"""The commands that ask the bot in a terminal, and that hand badly answered questions to an officer."""

from __future__ import annotations

import json
from pathlib import Path

import click

from backend.platform.ids import new_id
from backend.questions.service import QuestionBook
from bot.turns import Door, Turn
from bot.wechat_conversation import Answering

_NEW_FILE = click.Path(dir_okay=False, writable=True, path_type=Path)


def ask_command(engine: Answering) -> click.Command:
    """Return the command `ask`, which knows nobody and tells nothing personal."""

    @click.command("ask", help="Ask the bot; several texts are one conversation.")
    @click.argument("texts", nargs=-1, required=True, metavar="TEXT...")
    def command(texts: tuple[str, ...]) -> None:
        conversation = new_id("cnv")
        for text in texts:
            said = engine.answer(Turn(Door.TERMINAL, conversation, new_id("ask"), text))
            click.echo("\n\n".join(one.text for one in said))

    return command


def questions_commands(book: QuestionBook) -> click.Group:
    """Return the command group `questions`."""

    @click.group("questions", help="Questions that were answered badly, without anything personal.")
    def questions() -> None:
        """Hold the commands together."""

    @questions.command("export", help='Write JSON lines {"id", "text", "topic": ""} for an officer to label.')
    @click.argument("file", type=_NEW_FILE)
    def export(file: Path) -> None:
        kept = book.list_to_label()
        lines = [{"id": one.id, "text": one.text, "topic": ""} for one in kept]
        text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
        file.write_text(text, encoding="utf-8")
        click.echo(f"{len(lines)} questions in {file.name}; label each topic, then: bot evaluate {file.name}")

    @questions.command("count", help="Count the judgements, those without a text among them.")
    def count() -> None:
        for (judgement, topic), times in sorted(book.count().items()):
            click.echo(f"{times:6} {judgement} {topic}")

    return questions
