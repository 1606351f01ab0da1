"""The merchant's scan: valid or not, in words for the shopkeeper, and what was disclosed."""

from __future__ import annotations

from typing import Any

from flask import Response
from marshmallow import fields
from marshmallow.validate import Length, OneOf

from backend.audit.models import AccessEntry
from backend.certificates.challenge import Challenge, parse_challenge
from backend.certificates.claims import Claim
from backend.certificates.disclosure import CertificateKind
from backend.certificates.outcomes import Outcome, told_outcome
from backend.certificates.verification import Verification
from backend.merchants.callers import MerchantCaller
from miniprogram_api.answer_fields import Answer, Body, flag, moment, part, parts, text, texts, word
from miniprogram_api.authentication import MERCHANT
from miniprogram_api.disclosed_claims import ClaimReader, ShownClaims
from miniprogram_api.json_answers import json_answer
from miniprogram_api.language import Language, asked_language
from miniprogram_api.merchant.outcome_words import WORDS_OF_OUTCOME
from miniprogram_api.merchant.past_days import DayQuery, PastPageAnswer, read_wish, render_page_end
from miniprogram_api.moments import city_time
from miniprogram_api.operations import Gives, Room, Takes
from miniprogram_api.request_parts import fields_invalid, idempotency_key, read_json
from miniprogram_api.services import services

room = Room("verifications", "商户核验 Verifications by merchants", MERCHANT)

_FIELDS = {"token", "question", "challenge"}
_QUESTIONS = {question.value: question for question in Claim}


class VerificationBody(Body):
    """The scanned digits or the whole link, the one thing the merchant wants to know, what it asked with."""

    token = fields.String(required=True, validate=Length(min=1))
    question = fields.String(allow_none=True, validate=OneOf([*_QUESTIONS, None]))
    challenge = fields.String(allow_none=True)


class VerificationAnswer(Answer):
    """What the merchant learns, and nothing more."""

    valid = flag("Genuine, in force, and for this merchant.")
    outcome = word(Outcome)
    reason = word(Outcome, "Why not; null when valid.", nullable=True)
    message = text("For the shopkeeper to read.")
    verified_at = moment("When.")
    receipt = text("The entry in the citizen's access log.", nullable=True)
    kind = word(CertificateKind, nullable=True)
    claims = part(ShownClaims)
    question = fields.String(metadata={"description": "There if one was asked."})
    answer = fields.Raw(
        allow_none=True, metadata={"description": "The claim asked for; null where there is none to show."}
    )
    not_disclosed = fields.Boolean(metadata={"description": "The citizen did not tick what was asked."})


class PastVerification(Answer):
    """One of the merchant's own scans; nothing in it names a person."""

    receipt = text()
    at = moment("When.")
    outcome = word(Outcome)
    disclosed = texts("The claims that were shown.")


class PastVerifications(PastPageAnswer):
    """The merchant's own scans, newest first."""

    verifications = parts(PastVerification)


@room.operation(
    "POST",
    "/merchant/verifications",
    Gives(VerificationAnswer, refuses=(403, 503)),
    Takes(by_hand=VerificationBody, request_key=True),
)
def verify_certificate(caller: MerchantCaller) -> Response:
    """核验信用码 Verify a certificate; an answer is given for every code, good or not"""
    token, question, challenge = _read_scan(read_json())
    domain = services()
    verification = domain.merchants.verify(caller, token, question, idempotency_key(), challenge)
    reader = ClaimReader(domain.policy.status, domain.policy.perks, asked_language())
    return json_answer(render_verification(verification, question, reader))


@room.operation("GET", "/merchant/verifications", Gives(PastVerifications), Takes(query=DayQuery))
def list_verifications(caller: MerchantCaller, query: dict[str, Any]) -> Response:
    """查看本店的核验记录 See our own verifications"""
    page = services().merchants.list_verifications(caller, read_wish(query))
    entries = [_render_past(entry) for entry in page.entries]
    return json_answer({"verifications": entries, **render_page_end(page)})


def _read_scan(body: Any) -> tuple[str, Claim | None, Challenge | None]:
    """Read a `VerificationBody`; by hand, since a schema would cost more than the rest of the scan."""
    if not isinstance(body, dict):
        raise fields_invalid({"_schema": ["Invalid input type."]})
    errors = {str(field): ["Unknown field."] for field in body.keys() - _FIELDS}
    token, asked, challenge = body.get("token"), body.get("question"), body.get("challenge")
    if not isinstance(token, str) or not token:
        errors["token"] = ["Not a text of one character or more."]
    question = _QUESTIONS.get(asked) if isinstance(asked, str) else None
    if asked is not None and question is None:
        errors["question"] = [f"Must be one of: {', '.join(_QUESTIONS)}."]
    if not isinstance(challenge, str | None):
        errors["challenge"] = ["Not a text."]
    if errors:
        raise fields_invalid(errors)
    return str(token), question, parse_challenge(challenge) if challenge is not None else None


def render_verification(
    verification: Verification, question: Claim | None, reader: ClaimReader
) -> dict[str, Any]:
    """Return the verification as `VerificationAnswer` says; no claim but the disclosed ones leaves here."""
    outcome, claims, at = verification.outcome, verification.claims, verification.verified_at
    is_valid = outcome is Outcome.VALID
    shown = reader.values(claims, verification.disclosed, at) if claims is not None else {}
    answer: dict[str, Any] = {
        "valid": is_valid,
        "outcome": outcome,
        "reason": None if is_valid else outcome,
        "message": _message(outcome, reader.language),
        "verified_at": city_time(at),
        "receipt": verification.receipt,
        "kind": CertificateKind[verification.kind.name] if verification.kind is not None else None,
        "claims": shown,
    }
    if question is not None:
        answer["question"] = question
        answer["answer"] = shown.get(question)
        answer["not_disclosed"] = is_valid and question not in shown
    return answer


def _message(outcome: Outcome, language: Language) -> str:
    return language.pick(*WORDS_OF_OUTCOME[outcome])


def _render_past(entry: AccessEntry) -> dict[str, Any]:
    return {
        "receipt": entry.id,
        "at": city_time(entry.occurred_at),
        "outcome": told_outcome(entry.outcome),
        "disclosed": entry.disclosed,
    }
