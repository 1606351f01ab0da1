"""Scans that a merchant's device made without a network, told afterwards."""

from __future__ import annotations

from typing import Any

from flask import Response
from marshmallow import fields
from marshmallow.validate import Length

from backend.certificates.offline_scans import MOST_AT_ONCE, OfflineScan
from backend.certificates.outcomes import Outcome
from backend.merchants.callers import EndedCaller, MerchantCaller
from miniprogram_api.answer_fields import Answer, AskedMoment, Body, parts, text, word
from miniprogram_api.authentication import REPORTING_MERCHANT
from miniprogram_api.json_answers import json_answer
from miniprogram_api.language import asked_language
from miniprogram_api.merchant.outcome_words import WORDS_OF_OUTCOME
from miniprogram_api.operations import Gives, Room, Takes
from miniprogram_api.services import services

room = Room("offline-scans", "离线核验补报 Offline scans", REPORTING_MERCHANT)


class OfflineScanBody(Body):
    """The scanned digits or link, and when they were read by the device's clock."""

    token = fields.String(required=True, validate=Length(1, 1200))
    scanned_at = AskedMoment(required=True)


class OfflineScansBody(Body):
    """The scans since the network was lost."""

    scans = fields.List(fields.Nested(OfflineScanBody), required=True, validate=Length(1, MOST_AT_ONCE))


class ReportAnswer(Answer):
    """What became of a report."""

    receipt = text("The entry in the citizen's access log.", nullable=True)
    outcome = word(Outcome)
    message = text("For the shopkeeper to read.")


class ReportsAnswer(Answer):
    """The answer to each scan, in their order."""

    answers = parts(ReportAnswer)


@room.operation("POST", "/merchant/verifications/offline", Gives(ReportsAnswer), Takes(OfflineScansBody))
def report_offline_scans(caller: MerchantCaller | EndedCaller, body: dict[str, Any]) -> Response:
    """补报离线核验，让对方看得到 Tell of offline scans; telling again changes nothing"""
    scans = [OfflineScan(**scan) for scan in body["scans"]]
    language = asked_language()
    return json_answer(
        {
            "answers": [
                {
                    "receipt": one.receipt,
                    "outcome": one.outcome,
                    "message": language.pick(*WORDS_OF_OUTCOME[one.outcome]),
                }
                for one in services().merchants.report_offline(caller, scans)
            ]
        }
    )
