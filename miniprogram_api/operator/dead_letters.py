"""Messages to the operator that no retry could help, for its clerk to see and to send again."""

from __future__ import annotations

from typing import Any

from flask import Response

from backend.cards.operator_access.keys import OperatorCaller
from backend.platform.outbox.dead_letters import DeadLetter
from miniprogram_api.answer_fields import Answer, flag, moment, number, parts, text
from miniprogram_api.authentication import OPERATOR
from miniprogram_api.json_answers import json_answer
from miniprogram_api.moments import city_time
from miniprogram_api.operations import Gives, Room
from miniprogram_api.services import services

room = Room("operator-dead-letters", "运营单位的死信 An operator's dead letters", OPERATOR)

_MOST_SHOWN = 200


class DeadLetterAnswer(Answer):
    """A message that was put aside; it says nothing of a person."""

    id = number("Its number, which changes when it is sent again.")
    topic = text("What it is: `entitlement.put`, `operator.event`, …")
    attempts = number("How often it was tried.")
    since = moment("When it was put aside.")
    trouble = text("What stood against it.")
    redriven_by = text("Who had it sent again before, if anybody.", nullable=True)
    redriven_at = moment("When.", nullable=True)


class DeadLettersAnswer(Answer):
    """The operator's dead letters, the oldest first."""

    dead_letters = parts(DeadLetterAnswer)
    are_all = flag("There are no others; else send these again first.")


class RedrivenAnswer(Answer):
    """The number that the message has now."""

    id = number("Of the message that was put back.")


class AllRedrivenAnswer(Answer):
    """How many were put back."""

    redriven = number("Messages.")


@room.operation("GET", "/operator/dead-letters", Gives(DeadLettersAnswer))
def list_dead_letters(caller: OperatorCaller) -> Response:
    """查看发给本单位的死信 See the messages to us that were put aside"""
    found = services().operator_door.letters.list_own(caller)
    shown = [_render(one) for one in found[:_MOST_SHOWN]]
    return json_answer({"dead_letters": shown, "are_all": len(shown) == len(found)})


@room.operation("POST", "/operator/dead-letters/<letter_id>/redrive", Gives(RedrivenAnswer, 202))
def redrive_dead_letter(caller: OperatorCaller, letter_id: str) -> Response:
    """重新投递一封死信 Have one sent again, once its cause is mended"""
    return json_answer({"id": services().operator_door.letters.redrive(caller, letter_id)}, 202)


@room.operation("POST", "/operator/dead-letters", Gives(AllRedrivenAnswer, 202))
def redrive_dead_letters(caller: OperatorCaller) -> Response:
    """重新投递本单位的全部死信 Have all of ours sent again"""
    return json_answer({"redriven": services().operator_door.letters.redrive_all(caller)}, 202)


def _render(letter: DeadLetter) -> dict[str, Any]:
    return {
        "id": letter.id,
        "topic": letter.topic,
        "attempts": letter.attempts,
        "since": city_time(letter.since),
        "trouble": letter.trouble,
        "redriven_by": letter.redriven_by,
        "redriven_at": city_time(letter.redriven_at),
    }
