"""The privacy notice, for anybody, in its present version."""

from __future__ import annotations

from flask import Response

from miniprogram_api.answer_fields import Answer, day, parts, text, texts
from miniprogram_api.authentication import PUBLIC
from miniprogram_api.json_answers import json_answer
from miniprogram_api.language import asked_language
from miniprogram_api.moments import iso_day
from miniprogram_api.operations import Gives, Room
from miniprogram_api.services import services

room = Room("privacy-notice", "隐私说明 Privacy notice", PUBLIC)


class NoticeSectionAnswer(Answer):
    """One heading with its sentences."""

    id = text(example="rights")
    title = text()
    sentences = texts()


class PrivacyNoticeAnswer(Answer):
    """What is done with whose data, why, for how long, and what anybody can do about it."""

    version = text(example="2026-1")
    effective_from = day("The first day of this version.")
    title = text()
    sections = parts(NoticeSectionAnswer)


@room.operation("GET", "/privacy-notice", Gives(PrivacyNoticeAnswer))
def get_privacy_notice() -> Response:
    """隐私说明 The privacy notice"""
    notice, pick = services().policy.rights.notice, asked_language().pick
    return json_answer(
        {
            "version": notice.version,
            "effective_from": iso_day(notice.effective_from),
            "title": pick(notice.title_zh, notice.title_en),
            "sections": [
                {
                    "id": one.id,
                    "title": pick(one.title_zh, one.title_en),
                    "sentences": list(pick(one.zh, one.en)),
                }
                for one in notice.sections
            ],
        }
    )
