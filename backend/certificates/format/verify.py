"""The whole verification of a certificate by somebody who asks nobody: a till, a gate, a vendor's scanner."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from .content import CertificateContent, StatusEntry
from .digits import digits_of
from .key_set import Keys
from .reading import TokenFault, TokenRejected, read
from .status_list import StatusList

LONGEST_LEEWAY = timedelta(seconds=10)
"""A minute's leeway, as libraries have it, would double the life of a code of one minute."""


class Answer(StrEnum):
    """What can be said offline; the list is closed. Only the service can tell a code that was used before."""

    VALID = "valid"
    MALFORMED = "malformed"
    UNKNOWN_KEY = "unknown_key"
    EXPIRED = "expired"
    WRONG_AUDIENCE = "wrong_audience"
    WRONG_CHALLENGE = "wrong_challenge"
    REVOKED = "revoked"
    UNCONFIRMED = "unconfirmed"


_ANSWER_OF_FAULT = {
    TokenFault.MALFORMED: Answer.MALFORMED,
    TokenFault.UNKNOWN_KEY: Answer.UNKNOWN_KEY,
    TokenFault.EXPIRED: Answer.EXPIRED,
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer, and what the certificate says; `content` is None for what no known key has signed.

    Rely on the claims of a `valid` one only. `content.status.list_number` says which list to fetch.
    """

    answer: Answer
    content: CertificateContent | None


def verify(
    token: str,
    keys: Keys,
    status_list: StatusList | None,
    now: datetime,
    *,
    audience: str | None = None,
    nonce: bytes | None = None,
    leeway: timedelta = LONGEST_LEEWAY,
) -> Verdict:
    """Judge a scanned text, link or digits, at `now` (aware), in the order of the format's document.

    `audience` and `nonce` are the verifier's own id and the challenge that it showed. Raises ValueError for a
    leeway over ten seconds or a `now` without zone, and nothing else, whatever the text.
    """
    if not timedelta(0) <= leeway <= LONGEST_LEEWAY:
        raise ValueError("the leeway is at most ten seconds")
    if now.tzinfo is None:
        raise ValueError("now is aware")
    try:
        content = read(digits_of(token), keys.get, now, leeway=leeway)
    except TokenRejected as rejected:
        return Verdict(_ANSWER_OF_FAULT[rejected.fault], rejected.content)
    answer = judge_addressee(content, audience, nonce)
    if answer is Answer.VALID and content.status is not None:
        answer = _status_of(content.status, status_list, now)
    return Verdict(answer, content)


def judge_addressee(content: CertificateContent, audience: str | None, nonce: bytes | None) -> Answer:
    """Tell whether a certificate is for this verifier, and an answer to its challenge if it showed one.

    A certificate of another kind carries no nonce, so it answers no challenge.
    """
    if content.audience not in (None, audience):
        return Answer.WRONG_AUDIENCE
    return Answer.VALID if content.nonce == nonce else Answer.WRONG_CHALLENGE


def _status_of(entry: StatusEntry, status_list: StatusList | None, now: datetime) -> Answer:
    if status_list is None or status_list.number != entry.list_number or status_list.is_over(now):
        return Answer.UNCONFIRMED
    try:
        status = status_list.status_at(entry.position)
    except IndexError:
        return Answer.UNCONFIRMED
    return Answer.REVOKED if status else Answer.VALID
