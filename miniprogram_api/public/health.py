"""Is the service alive, and can it work?"""

from __future__ import annotations

from flask import Response
from marshmallow import fields

from backend.platform.errors import Unavailable
from backend.platform.readiness import check_readiness
from miniprogram_api.answer_fields import Answer, flag, text
from miniprogram_api.authentication import PUBLIC
from miniprogram_api.json_answers import json_answer
from miniprogram_api.operations import Gives, Room
from miniprogram_api.services import services

_RETRY_SECONDS = 5

room = Room("health", "运行状态 Health", PUBLIC, prefix="", is_limited=False)


class AliveAnswer(Answer):
    """The process answers."""

    status = text(example="ok")


class ReadyAnswer(Answer):
    """Everything that the service stands on answers; else a problem of status 503 says what does not."""

    ready = flag("All of them do.")
    checks = fields.Dict(keys=fields.String(), values=fields.Boolean(), required=True)


@room.operation("GET", "/healthz", Gives(AliveAnswer))
def is_alive() -> Response:
    """进程是否存活 Tell that the process is alive"""
    return json_answer({"status": "ok"})


@room.operation("GET", "/readyz", Gives(ReadyAnswer, refuses=(503,)))
def is_ready() -> Response:
    """各项依赖是否可用 Tell whether everything works that the service stands on"""
    checks = check_all()
    if not all(checks.values()):
        raise Unavailable(
            "not-ready",
            zh="服务暂时不可用，请稍后再试。",
            en="The service is unavailable for a moment; please try again.",
            retry_after_seconds=_RETRY_SECONDS,
            ready=False,
            checks=checks,
        )
    return json_answer({"ready": True, "checks": checks})


def check_all() -> dict[str, bool]:
    """Return by name whether each thing is well that the service stands on."""
    ground = services().ground
    return check_readiness(ground.database, ground.short_lived, ground.key_ring, ground.clock)
